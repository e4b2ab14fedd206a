"""Ear clipping of one polygon with holes, after Meisters (1975), with Eberly's bridges to holes.

A polygon of n vertices and h holes always yields n + 2h - 2 triangles between its own vertices,
whatever its state: where no ear is left, the least bad vertex is cut off and counted. The signed
areas of the triangles therefore always add up to the polygon's, and a solid built on them stays
closed.

G. H. Meisters, "Polygons have ears", American Mathematical Monthly 82 (1975), 648-651.
D. Eberly, "Triangulation by ear clipping" (2002), section 5.
"""

from __future__ import annotations

import numpy as np

from jumeau.geometry.jit import njit

FLAT = 1e-7
"""Twice the area below which three vertices are in line [m²]; rounding of Lambert-93 northings
(1e-9 m) over an edge of 100 m, while 1 mm by 1 mm still counts."""


@njit
def _cross(ax, ay, bx, by, cx, cy):  # type: ignore[no-untyped-def]
    return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)


@njit
def _elsewhere(x, y, step, p):  # type: ignore[no-untyped-def]
    """Next link along ``step`` that is not at the place of ``p``: touching rings have such ties."""
    q = step[p]
    while q != p and x[q] == x[p] and y[q] == y[p]:
        q = step[q]
    return q


@njit
def _enters(x, y, nxt, prv, p, a, b, c):  # type: ignore[no-untyped-def]
    """Whether an edge of link ``p``, which lies on the outline of triangle abc, goes inside.

    So it does where both of its edges run along the triangle's and ``p`` is reflex: the triangle
    then lies on the other side of the ring.
    """
    ax, ay, bx, by, cx, cy = x[a], y[a], x[b], y[b], x[c], y[c]
    px, py = x[p], y[p]
    on_ab = _cross(ax, ay, bx, by, px, py) <= FLAT
    on_bc = _cross(bx, by, cx, cy, px, py) <= FLAT
    on_ca = _cross(cx, cy, ax, ay, px, py) <= FLAT
    before, after = _elsewhere(x, y, prv, p), _elsewhere(x, y, nxt, p)
    beside = False
    for q in (before, after):
        qx, qy = x[q], y[q]
        depth = np.inf
        if on_ab:
            depth = _cross(ax, ay, bx, by, qx, qy)
        if on_bc:
            depth = min(depth, _cross(bx, by, cx, cy, qx, qy))
        if on_ca:
            depth = min(depth, _cross(cx, cy, ax, ay, qx, qy))
        if depth > FLAT:
            return True
        beside |= depth < -FLAT
    return not beside and _cross(x[before], y[before], px, py, x[after], y[after]) < -FLAT


@njit
def _next_within(x, y, reflex, k, reflex_count, a, b, c):  # type: ignore[no-untyped-def]
    """Place from ``k`` of the next reflex vertex in the triangle abc or on its outline."""
    ax, ay, bx, by, cx, cy = x[a], y[a], x[b], y[b], x[c], y[c]
    while k < reflex_count:
        p = reflex[k]
        if p != a and p != c:
            px, py = x[p], y[p]
            if (
                (bx - ax) * (py - ay) - (by - ay) * (px - ax) > -FLAT
                and (cx - bx) * (py - by) - (cy - by) * (px - bx) > -FLAT
                and (ax - cx) * (py - cy) - (ay - cy) * (px - cx) > -FLAT
            ):
                return k
        k += 1
    return k


@njit
def _at_corner(x, y, p, a, b, c):  # type: ignore[no-untyped-def]
    px, py = x[p], y[p]
    return (px == x[a] and py == y[a]) or (px == x[b] and py == y[b]) or (px == x[c] and py == y[c])


@njit
def _blocked(x, y, nxt, prv, reflex, k, reflex_count, a, b, c, strict):  # type: ignore[no-untyped-def]
    """Whether the ring enters the triangle abc (or, if strict, also touches it off its corners).

    The point of the ring that lies deepest in an ear, seen from its open side, is reflex. Where
    rings touch, it may lie on the outline of the ear, even at a corner, and only its edges tell.
    ``k`` is the place of the first reflex vertex to look at.
    """
    while k < reflex_count:
        p = reflex[k]
        if (strict and not _at_corner(x, y, p, a, b, c)) or _enters(x, y, nxt, prv, p, a, b, c):
            return True
        k = _next_within(x, y, reflex, k + 1, reflex_count, a, b, c)
    return False


@njit
def clip_ears(x, y, node, nxt, prv, first, count, reflex, out, at, flip):  # type: ignore[no-untyped-def]
    """Triangulate a linked ring.

    Parameters
    ----------
    x, y : (L,) float64 arrays
        Coordinates of the ring's links [m], near the origin.
    node : (L,) int64 array
        Vertex number of each link, written to ``out``; bridges make two links of one vertex.
    nxt, prv : (L,) int64 arrays
        The ring, counter-clockwise; consumed.
    first, count : int
        A link of the ring, and how many it has.
    reflex : (L,) int64 array
        Scratch.
    out : (T, 3) int32 array
        Triangles, written from row ``at``.
    flip : int
        1 to write the triangles clockwise.

    Returns
    -------
    tuple of int
        Row after the last triangle, and vertices cut off although they were no ears.
    """
    forced = 0
    reflex_count = 0
    i = first
    for _ in range(count):
        a, c = prv[i], nxt[i]
        if _cross(x[a], y[a], x[i], y[i], x[c], y[c]) <= FLAT:
            reflex[reflex_count] = i
            reflex_count += 1
        i = c
    stage, waited = 0, 0
    i = first
    while count > 2:
        a, c = prv[i], nxt[i]
        area = _cross(x[a], y[a], x[i], y[i], x[c], y[c])
        if count == 3:
            ear = True
            forced += area < -FLAT
        elif area > FLAT:
            k = _next_within(x, y, reflex, 0, reflex_count, a, i, c)
            ear = stage == 2 or k == reflex_count
            # Only where rings touch is more to be asked, by a call that costs as much as all this.
            if not ear and (stage == 1 or _at_corner(x, y, reflex[k], a, i, c)):
                ear = not _blocked(x, y, nxt, prv, reflex, k, reflex_count, a, i, c, stage == 0)
            forced += ear and stage == 2
        elif stage >= 1 and area >= -FLAT:
            # No area to get wrong; a fold left in place would block the ears beside it.
            ear = True
        else:
            ear = stage == 3
            forced += ear
        if not ear:
            i = c
            waited += 1
            if waited >= count:
                stage, waited = stage + 1, 0
            continue
        out[at, 0] = node[a]
        out[at, 1 + flip] = node[i]
        out[at, 2 - flip] = node[c]
        at += 1
        count -= 1
        nxt[a], prv[c] = c, a
        stage, waited = 0, 0
        if reflex_count:
            # The neighbours may have become convex; the clipped one is gone.
            kept = 0
            for k in range(reflex_count):
                p = reflex[k]
                if p == i:
                    continue
                if p in (a, c):
                    before, after = prv[p], nxt[p]
                    if _cross(x[before], y[before], x[p], y[p], x[after], y[after]) > FLAT:
                        continue
                reflex[kept] = p
                kept += 1
            reflex_count = kept
            i = nxt[c] if reflex_count else c
        else:
            i = c  # convex: a fan would do, this gives rounder triangles
    return at, forced


@njit
def _in_cone(x, y, nxt, prv, p, dx, dy, along):  # type: ignore[no-untyped-def]
    """Whether the direction leaves link ``p`` inwards (or, if ``along``, along an edge)."""
    a, c = _elsewhere(x, y, prv, p), _elsewhere(x, y, nxt, p)
    ux, uy = x[c] - x[p], y[c] - y[p]
    vx, vy = x[a] - x[p], y[a] - y[p]
    after = ux * dy - uy * dx
    before = dx * vy - dy * vx
    if along and (
        (abs(after) <= FLAT and ux * dx + uy * dy > 0.0)
        or (abs(before) <= FLAT and vx * dx + vy * dy > 0.0)
    ):
        return True
    turn = ux * vy - uy * vx
    if abs(turn) <= FLAT and ux * vx + uy * vy > 0.0:
        return False  # nothing lies between an edge and a bridge along it
    if turn > 0.0 or (turn == 0.0 and ux * vx + uy * vy < 0.0):
        return after > 0.0 and before > 0.0
    return after > 0.0 or before > 0.0


@njit
def _sees(x, y, nxt, start, count, m, p):  # type: ignore[no-untyped-def]
    """Whether no edge of the ring crosses the segment from ``m`` to ``p``."""
    i = start
    for _ in range(count):
        j = nxt[i]
        if i != p and j != p and i != m and j != m:
            s1 = _cross(x[m], y[m], x[p], y[p], x[i], y[i])
            s2 = _cross(x[m], y[m], x[p], y[p], x[j], y[j])
            if (s1 > 0.0) != (s2 > 0.0):
                s3 = _cross(x[i], y[i], x[j], y[j], x[m], y[m])
                s4 = _cross(x[i], y[i], x[j], y[j], x[p], y[p])
                # Edges that meet at p are no obstacle; what they bound is left by other edges.
                apart = (x[i] != x[p] or y[i] != y[p]) and (x[j] != x[p] or y[j] != y[p])
                if (s3 > 0.0) != (s4 > 0.0) and apart:
                    return False
        i = j
    return True


@njit
def _bridge(x, y, nxt, prv, first, count, m, size, tried):  # type: ignore[no-untyped-def]
    """Link of the outer ring to which the hole's rightmost link ``m`` is tied; was it visible."""
    fallback = first
    for along in (False, True):  # a hole that touches an edge can only be tied along it
        tried[:count] = False
        for attempt in range(count):
            best, best_distance, best_k = np.int64(-1), np.inf, 0
            i = first
            for k in range(count):
                # Straight above may lie a hole that is not tied yet.
                if not tried[k] and (x[i] > x[m] or (x[i] == x[m] and y[i] <= y[m])):
                    distance = (x[i] - x[m]) ** 2 + (y[i] - y[m]) ** 2
                    if distance < best_distance:
                        best, best_distance, best_k = i, distance, k
                i = nxt[i]
            if best < 0:
                break
            if attempt == 0:
                fallback = best
            tried[best_k] = True
            dx, dy = x[m] - x[best], y[m] - y[best]
            if best_distance == 0.0:  # the hole touches the outline here: look along the hole
                dx = x[nxt[m]] + x[prv[m]] - 2.0 * x[m]
                dy = y[nxt[m]] + y[prv[m]] - 2.0 * y[m]
            if not _in_cone(x, y, nxt, prv, best, dx, dy, along):
                continue
            if best_distance == 0.0 or (
                _sees(x, y, nxt, first, count, m, best) and _sees(x, y, nxt, m, size, m, best)
            ):
                return best, True
    return fallback, False


@njit
def link_polygon(xy, ring_start, r0, r1, x0, y0, x, y, node, nxt, prv, reflex, tried):  # type: ignore[no-untyped-def]
    """Lay out rings ``r0`` to ``r1`` as one linked ring, holes tied to it by bridges.

    Vertices are numbered from the first of ring ``r0``; coordinates are taken from (x0, y0).

    Returns
    -------
    tuple of int
        Links (vertices and two for each hole), and holes tied blindly.
    """
    base = ring_start[r0]
    total = 0
    for r in range(r0, r1):
        size = ring_start[r + 1] - ring_start[r]
        for k in range(size):
            i = total + k
            x[i], y[i] = xy[base + i, 0] - x0, xy[base + i, 1] - y0
            node[i] = i
            nxt[i], prv[i] = i + 1, i - 1
        nxt[total + size - 1], prv[total] = total, total + size - 1
        total += size
    count, blind = ring_start[r0 + 1] - base, 0
    links = total
    holes = r1 - r0 - 1
    right = reflex  # scratch until the ears are clipped
    for h in range(holes):
        start, stop = ring_start[r0 + 1 + h] - base, ring_start[r0 + 2 + h] - base
        m = start
        for i in range(start, stop):
            if x[i] > x[m] or (x[i] == x[m] and y[i] < y[m]):
                m = i
        k = h
        while k > 0:
            other = right[k - 1]
            if x[other] > x[m] or (x[other] == x[m] and y[other] <= y[m]):
                break
            right[k] = other
            k -= 1
        right[k] = m
    for h in range(holes):
        m = right[h]
        size = 1
        i = nxt[m]
        while i != m:
            size += 1
            i = nxt[i]
        p, seen = _bridge(x, y, nxt, prv, 0, count, m, size, tried)
        blind += not seen
        # p -> m ... m' -> p' -> what followed p
        m2, p2 = links, links + 1
        links += 2
        x[m2], y[m2], node[m2] = x[m], y[m], node[m]
        x[p2], y[p2], node[p2] = x[p], y[p], node[p]
        last, after = prv[m], nxt[p]
        nxt[p], prv[m] = m, p
        nxt[last], prv[m2] = m2, last
        nxt[m2], prv[p2] = p2, m2
        nxt[p2], prv[after] = after, p2
        count += size + 2
    return links, blind
