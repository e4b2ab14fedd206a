"""Kernels that set a pitched roof on one ring: hips from the straight skeleton, gables from hips.

A gable is a hip end made vertical: the apex of its triangular face slides along the ridge, which
divides the two neighbouring slopes evenly, until it stands above the end wall. The slopes stay
plane, and a rectangle gets the exact gable roof.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np

from jumeau.geometry.jit import njit
from jumeau.geometry.skeleton import straight_skeleton, trace_face
from jumeau.geometry.triangulate import clip_ears

MOST_CORNERS = 32
"""Corners of a ring, vertices in line left out, up to which a roof is tried."""

MOST_VERTICES = 64
"""Vertices of a ring up to which a roof is tried."""

IN_LINE = np.sin(np.radians(1.0))
"""A vertex that turns by less is no corner; footprints of the cadastre have many of them."""

OFF_LINE = 0.15
"""... unless it lies further from the line than this [m]: the precision of the drawing."""

SQUARE = np.sin(np.radians(65.0))
"""An end wall carries a gable where both its angles are within 25° of a right angle."""

OFF_CENTRE = 0.2
"""... and the ridge meets it no nearer to its ends than this share of its length."""

RoofSpace = namedtuple(  # numba knows named tuples, not dataclasses
    "RoofSpace",
    "keep sx sy edges w link nodes arcs used chain x y node nxt prv reflex"
    " inner faces corners triangles",
)


@njit
def roof_space():  # type: ignore[no-untyped-def]
    """Scratch and results for :func:`shape_roof`."""
    n, v = MOST_CORNERS, MOST_VERTICES
    m = 2 * v + 4 * n
    return RoofSpace(
        np.empty(v + 1, np.int64),
        np.empty(n),
        np.empty(n),
        np.empty((n, 3)),
        np.empty((5 * n, 5)),
        np.empty((5 * n, 6), np.int64),
        np.empty((5 * n, 3)),
        np.empty((8 * n, 4), np.int64),
        np.empty(8 * n, np.bool_),
        np.empty(8 * n, np.int64),
        np.empty(m),
        np.empty(m),
        np.empty(m, np.int64),
        np.empty(m, np.int64),
        np.empty(m, np.int64),
        np.empty(m, np.int64),
        np.empty((5 * n, 3)),
        np.empty((n, 3), np.int64),
        np.empty(v + 8 * n, np.int64),
        np.empty((v + 8 * n, 3), np.int32),
    )


@njit
def _corners(x, y, n, keep):  # type: ignore[no-untyped-def]
    """List the vertices that turn, in order; return their number, or 0 where too many."""
    start, sharpest = 0, -1.0
    for i in range(n):
        a, c = (i + n - 1) % n, (i + 1) % n
        ux, uy, vx, vy = x[i] - x[a], y[i] - y[a], x[c] - x[i], y[c] - y[i]
        turn = abs(ux * vy - uy * vx) / np.sqrt((ux * ux + uy * uy) * (vx * vx + vy * vy))
        if turn > sharpest:
            start, sharpest = i, turn
    keep[0] = start
    count = 1
    for k in range(1, n):
        i, c, a = (start + k) % n, (start + k + 1) % n, keep[count - 1]
        ux, uy, vx, vy = x[i] - x[a], y[i] - y[a], x[c] - x[i], y[c] - y[i]
        cross = abs(ux * vy - uy * vx)
        product = np.sqrt((ux * ux + uy * uy) * (vx * vx + vy * vy))
        wx, wy = x[c] - x[a], y[c] - y[a]
        in_line = (
            ux * vx + uy * vy > 0.0
            and cross < IN_LINE * product
            and cross < OFF_LINE * np.sqrt(wx * wx + wy * wy)
        )
        if not in_line:
            if count == MOST_CORNERS:
                return 0
            keep[count] = i
            count += 1
    return count if count >= 3 else 0


@njit
def _put_chain(keep, corners, n, e, count, at):  # type: ignore[no-untyped-def]
    """Vertices of the ring from corner ``e`` to the next, both included; how many."""
    i, stop = keep[e], keep[(e + 1) % count]
    length = 1
    corners[at] = i
    while i != stop:
        i = (i + 1) % n
        corners[at + length] = i
        length += 1
    return length


@njit
def _slide(x, y, keep, count, e):  # type: ignore[no-untyped-def]
    """Where the ridge of the neighbouring slopes meets the wall of edge ``e``: x, y, height.

    The height is the distance to both neighbouring edges, negative where no gable fits.
    """
    p, a, b, q = keep[(e + count - 1) % count], keep[e], keep[(e + 1) % count], 0
    q = keep[(e + 2) % count]
    dx, dy = x[b] - x[a], y[b] - y[a]
    length = np.sqrt(dx * dx + dy * dy)
    dx, dy = dx / length, dy / length
    ux, uy = x[a] - x[p], y[a] - y[p]
    vx, vy = x[q] - x[b], y[q] - y[b]
    left = (ux * dy - uy * dx) / np.sqrt(ux * ux + uy * uy)
    right = (dx * vy - dy * vx) / np.sqrt(vx * vx + vy * vy)
    if left < SQUARE or right < SQUARE:
        return 0.0, 0.0, -1.0
    share = right / (left + right)
    if share < OFF_CENTRE or share > 1.0 - OFF_CENTRE:
        return 0.0, 0.0, -1.0
    s = share * length
    return x[a] + s * dx, y[a] + s * dy, s * left


@njit
def _gable_box(x, y, n, count, space):  # type: ignore[no-untyped-def]
    """Gables on the shorter pair of sides of a quadrilateral; corners written, or 0."""
    keep = space.keep
    length = np.empty(4)
    for e in range(4):
        a, b = keep[e], keep[(e + 1) % 4]
        length[e] = np.hypot(x[b] - x[a], y[b] - y[a])
    first = 0 if length[0] + length[2] <= length[1] + length[3] else 1
    for k in range(2):
        space.inner[k] = _slide(x, y, keep, count, first + 2 * k)
        if space.inner[k, 2] <= 0.0:
            return 0
    at = 0
    for e in range(4):
        chain = _put_chain(keep, space.corners, n, e, count, at)
        gable = (e - first) % 2 == 0
        if gable:
            space.corners[at + chain] = n + (0 if e == first else 1)
            size = chain + 1
        else:
            after = 1 if (e - first) % 4 == 1 else 0  # the gable that follows this slope
            space.corners[at + chain] = n + after
            space.corners[at + chain + 1] = n + 1 - after
            size = chain + 2
        space.faces[e, 0], space.faces[e, 1], space.faces[e, 2] = size, chain, gable
        at += size
    return at


@njit
def _raise_gables(x, y, n, count, inner_count, space):  # type: ignore[no-untyped-def]
    """Make vertical every triangular end that allows it."""
    seen = np.zeros(inner_count, np.int64)
    at = 0
    for e in range(count):
        size, chain = space.faces[e, 0], space.faces[e, 1]
        for k in range(at + chain, at + size):
            seen[space.corners[k] - n] += 1
        at += size
    at = 0
    for e in range(count):
        size, chain = space.faces[e, 0], space.faces[e, 1]
        if size == chain + 1:
            apex = space.corners[at + chain] - n
            if seen[apex] == 3:
                px, py, height = _slide(x, y, space.keep, count, e)
                if height > 0.0:
                    space.inner[apex, 0], space.inner[apex, 1] = px, py
                    space.inner[apex, 2] = height
                    space.faces[e, 2] = 1
                    seen[apex] = 0
        at += size


@njit
def _triangulate_faces(x, y, n, count, space):  # type: ignore[no-untyped-def]
    """Triangles of every face, from its own first corner; False where a face overlaps itself."""
    at, t = 0, 0
    for e in range(count):
        size, chain, gable = space.faces[e, 0], space.faces[e, 1], space.faces[e, 2]
        if gable:
            for k in range(chain - 1):
                space.triangles[t, 0], space.triangles[t, 1] = k, k + 1
                space.triangles[t, 2] = chain
                t += 1
        else:
            if size < 3:
                return False
            twice = 0.0
            for k in range(size):
                c = space.corners[at + k]
                space.x[k] = x[c] if c < n else space.inner[c - n, 0]
                space.y[k] = y[c] if c < n else space.inner[c - n, 1]
                space.node[k] = k
                space.nxt[k], space.prv[k] = (k + 1) % size, (k + size - 1) % size
            for k in range(size):
                j = space.nxt[k]
                twice += space.x[k] * space.y[j] - space.x[j] * space.y[k]
            if twice <= 0.0:
                return False
            t, forced = clip_ears(
                space.x, space.y, space.node, space.nxt, space.prv, 0, size, space.reflex,
                space.triangles, t, 0,
            )  # fmt: skip
            if forced:
                return False
        at += size
    return True


@njit
def _hips(x, y, n, count, space):  # type: ignore[no-untyped-def]
    """Faces of the straight skeleton; inner nodes and corners written, (0, 0) where it failed."""
    for k in range(count):
        space.sx[k], space.sy[k] = x[space.keep[k]], y[space.keep[k]]
    node_count, arc_count, ok = straight_skeleton(
        space.sx, space.sy, count, space.edges, space.w, space.link, space.nodes, space.arcs
    )
    inner_count = node_count - count
    if not ok or inner_count < 1:
        return 0, 0
    at = 0
    for e in range(count):
        chain = _put_chain(space.keep, space.corners, n, e, count, at)
        length = trace_face(space.arcs, arc_count, space.used, e, (e + 1) % count, e, space.chain)
        if length < 1 or at + chain + length + MOST_VERTICES > len(space.corners):
            return 0, 0
        for k in range(length):
            if space.chain[k] < count:  # the face of another edge runs through a corner
                return 0, 0
            space.corners[at + chain + k] = n + space.chain[k] - count
        space.faces[e, 0], space.faces[e, 1], space.faces[e, 2] = chain + length, chain, 0
        at += chain + length
    for k in range(inner_count):
        space.inner[k] = space.nodes[count + k]
    return inner_count, at


@njit
def shape_roof(x, y, n, gabled, space):  # type: ignore[no-untyped-def]
    """Faces of a pitched roof on a simple ring.

    Parameters
    ----------
    x, y : float64 arrays
        Its ``n`` vertices [m], counter-clockwise, near the origin.
    gabled : bool
        Make the triangular ends vertical.
    space : RoofSpace
        Filled: ``inner`` x, y and height as a share of the ridge's; ``faces`` one for each corner:
        size, how many of its corners lie on the ring, whether it is a gable; ``corners`` of all
        faces (ring vertices, then n + inner nodes); ``triangles`` of all faces, numbered from each
        face's first corner.

    Returns
    -------
    tuple
        Inner nodes, faces, corners of all faces, height of the ridge at 45° [m]; all 0 where no
        valid roof was found.
    """
    if n > MOST_VERTICES:
        return 0, 0, 0, 0.0
    count = _corners(x, y, n, space.keep)
    if count < 3:
        return 0, 0, 0, 0.0
    inner_count, corners = 0, 0
    valid = False
    if gabled and count == 4:
        corners = _gable_box(x, y, n, count, space)
        inner_count = 2
        valid = corners > 0 and _triangulate_faces(x, y, n, count, space)
    if not valid:
        inner_count, corners = _hips(x, y, n, count, space)
        if inner_count == 0 or not _triangulate_faces(x, y, n, count, space):
            return 0, 0, 0, 0.0
        if gabled:
            _raise_gables(x, y, n, count, inner_count, space)
            if not _triangulate_faces(x, y, n, count, space):
                inner_count, corners = _hips(x, y, n, count, space)
                _triangulate_faces(x, y, n, count, space)
    top = 0.0
    for k in range(inner_count):
        top = max(top, space.inner[k, 2])
    if not 0.0 < top < np.inf:
        return 0, 0, 0, 0.0
    for k in range(inner_count):
        space.inner[k, 2] /= top
    return inner_count, count, corners, top
