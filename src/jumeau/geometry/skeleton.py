"""Straight skeleton of a small simple polygon, by simulating its shrinking outline.

Every edge moves inwards at unit speed. An edge that has shrunk to nothing disappears (edge event);
a reflex vertex that runs into an edge cuts the outline in two (split event). Events are taken one
by one in order of time, found afresh each time: with at most a few dozen vertices that is quicker
than a queue and leaves no stale events. Vertices that vanish leave arcs; the arcs bounding an
edge's track form its roof face, whose slope is the same everywhere.

O. Aichholzer, F. Aurenhammer, D. Alberts, B. Gärtner, "A novel type of skeleton for polygons",
Journal of Universal Computer Science 1 (1995), 752-761.
P. Felkel, S. Obdržálek, "Straight skeleton implementation", SCCG 1998, 210-218.
"""

from __future__ import annotations

import numpy as np

from jumeau.geometry.jit import njit

TOUCH = 1e-5
"""Nodes closer than this are one [m]."""

LATE = 1e-7
"""Events closer in time than this happen together [m of offset]."""

ANTIPARALLEL = 1e-10
"""1 + cos of the angle between two normals below which their edges face each other squarely."""


@njit
def _add_node(nodes, count, x, y, t):  # type: ignore[no-untyped-def]
    for k in range(count):
        dx, dy = nodes[k, 0] - x, nodes[k, 1] - y
        if dx * dx + dy * dy < TOUCH * TOUCH:
            return k, count
    nodes[count, 0], nodes[count, 1], nodes[count, 2] = x, y, t
    return count, count + 1


@njit
def _add_arc(arcs, count, a, b, left, right):  # type: ignore[no-untyped-def]
    if a == b:
        return count
    arcs[count, 0], arcs[count, 1], arcs[count, 2], arcs[count, 3] = a, b, left, right
    return count + 1


@njit
def _start_vertex(w, link, i, node, x, y, t, left, right, edges):  # type: ignore[no-untyped-def]
    """Set off wavefront vertex ``i`` between edges ``left`` and ``right``.

    ``w`` holds x, y, t, vx, vy; ``link`` previous, next, left, right, node, kind: 1 convex,
    2 reflex, 3 between facing edges, 0 gone.
    """
    w[i, 0], w[i, 1], w[i, 2] = x, y, t
    nx = edges[left, 0] + edges[right, 0]
    ny = edges[left, 1] + edges[right, 1]
    dot = 1.0 + edges[left, 0] * edges[right, 0] + edges[left, 1] * edges[right, 1]
    link[i, 2], link[i, 3], link[i, 4] = left, right, node
    if dot < ANTIPARALLEL:
        w[i, 3] = w[i, 4] = 0.0
        link[i, 5] = 3
        return
    w[i, 3], w[i, 4] = nx / dot, ny / dot
    turn = edges[left, 0] * edges[right, 1] - edges[left, 1] * edges[right, 0]
    link[i, 5] = 2 if turn < -1e-9 else 1


@njit
def _next_event(w, link, count, edges, now):  # type: ignore[no-untyped-def]
    """Find the earliest event: time, vertex, start of the edge hit (-1 for an edge event)."""
    best, who, hit = np.inf, -1, -1
    for u in range(count):
        if link[u, 5] == 0:
            continue
        v = link[u, 1]
        if link[u, 5] != 3 and link[v, 5] != 3:
            e = link[u, 3]
            dx, dy = edges[e, 1], -edges[e, 0]  # along the edge
            closing = (w[v, 3] - w[u, 3]) * dx + (w[v, 4] - w[u, 4]) * dy
            gap = (w[v, 0] - w[v, 3] * w[v, 2] - w[u, 0] + w[u, 3] * w[u, 2]) * dx + (
                w[v, 1] - w[v, 4] * w[v, 2] - w[u, 1] + w[u, 4] * w[u, 2]
            ) * dy
            if closing < -1e-12:
                t = max(-gap / closing, now)
                if t < best:
                    best, who, hit = t, u, -1
    for r in range(count):
        if link[r, 5] != 2:
            continue
        stop = link[link[r, 0], 0]
        u = link[r, 1]
        while u != stop and u != r:
            v = link[u, 1]
            e = link[u, 3]
            nx, ny = edges[e, 0], edges[e, 1]
            approach = 1.0 - (nx * w[r, 3] + ny * w[r, 4])
            if approach > 1e-9:
                away = nx * (w[r, 0] - w[r, 3] * w[r, 2]) + ny * (w[r, 1] - w[r, 4] * w[r, 2])
                t = (away - edges[e, 2]) / approach
                if now - LATE <= t < best - LATE:
                    t = max(t, now)
                    s = t - w[r, 2]
                    x, y = w[r, 0] + w[r, 3] * s, w[r, 1] + w[r, 4] * s
                    su, sv = t - w[u, 2], t - w[v, 2]
                    after = (x - w[u, 0] - w[u, 3] * su) * ny - (y - w[u, 1] - w[u, 4] * su) * nx
                    before = (w[v, 0] + w[v, 3] * sv - x) * ny - (w[v, 1] + w[v, 4] * sv - y) * nx
                    if after > -TOUCH and before > -TOUCH:
                        best, who, hit = t, r, u
            u = v
    return best, who, hit


@njit
def straight_skeleton(px, py, n, edges, w, link, nodes, arcs):  # type: ignore[no-untyped-def]
    """Skeleton of a counter-clockwise simple polygon without vertices in line.

    Parameters
    ----------
    px, py : float64 arrays
        Its ``n`` vertices [m], near the origin; edge i runs from vertex i to the next.
    edges : (n, 3) float64 array
        Scratch; holds the inward normals and offsets of the edges afterwards.
    w, link : (4n, 5) float64 and (4n, 6) int64 arrays
        Scratch.
    nodes : (4n, 3) float64 array
        Filled with x, y and distance to the outline [m]: the n vertices, then the inner nodes.
    arcs : (6n, 4) int64 array
        Filled with two nodes and the two edges whose faces the arc divides.

    Returns
    -------
    tuple
        Nodes, arcs, and whether the outline shrank to nothing.
    """
    for i in range(n):
        j = (i + 1) % n
        dx, dy = px[j] - px[i], py[j] - py[i]
        length = np.sqrt(dx * dx + dy * dy)
        edges[i, 0], edges[i, 1] = -dy / length, dx / length
        edges[i, 2] = edges[i, 0] * px[i] + edges[i, 1] * py[i]
        nodes[i, 0], nodes[i, 1], nodes[i, 2] = px[i], py[i], 0.0
    for i in range(n):
        _start_vertex(w, link, i, i, px[i], py[i], 0.0, (i + n - 1) % n, i, edges)
        link[i, 0], link[i, 1] = (i + n - 1) % n, (i + 1) % n
    count, node_count, arc_count, alive = n, n, 0, n
    capacity = len(w)
    now = 0.0
    for _ in range(3 * n):
        if alive == 0:
            return node_count, arc_count, True
        if count + 2 > capacity or arc_count + 4 > len(arcs) or node_count + 1 > len(nodes):
            break
        u = -1
        for k in range(count):
            if link[k, 5] == 3:
                u = k
                break
        if u >= 0:
            # Between facing edges: the outline closes at once as far as the nearer neighbour.
            a, b = link[u, 0], link[u, 1]
            sa, sb = now - w[a, 2], now - w[b, 2]
            ax, ay = w[a, 0] + w[a, 3] * sa, w[a, 1] + w[a, 4] * sa
            bx, by = w[b, 0] + w[b, 3] * sb, w[b, 1] + w[b, 4] * sb
            da = (ax - w[u, 0]) ** 2 + (ay - w[u, 1]) ** 2
            db = (bx - w[u, 0]) ** 2 + (by - w[u, 1]) ** 2
            if da < db:
                u, x, y = a, ax, ay
            else:
                x, y = bx, by
            hit = -1
        else:
            t, u, hit = _next_event(w, link, count, edges, now)
            if u < 0:
                break
            now = t
            s = now - w[u, 2]
            x, y = w[u, 0] + w[u, 3] * s, w[u, 1] + w[u, 4] * s
            if hit < 0:  # the slower of the two vertices is placed more precisely
                v = link[u, 1]
                if w[v, 3] ** 2 + w[v, 4] ** 2 < w[u, 3] ** 2 + w[u, 4] ** 2:
                    s = now - w[v, 2]
                    x, y = w[v, 0] + w[v, 3] * s, w[v, 1] + w[v, 4] * s
        node, node_count = _add_node(nodes, node_count, x, y, now)
        new = count
        if hit < 0:
            v = link[u, 1]
            for k in (u, v):
                arc_count = _add_arc(arcs, arc_count, link[k, 4], node, link[k, 2], link[k, 3])
                link[k, 5] = 0
            before, after = link[u, 0], link[v, 1]
            _start_vertex(w, link, new, node, x, y, now, link[u, 2], link[v, 3], edges)
            link[new, 0], link[new, 1] = before, after
            link[before, 1], link[after, 0] = new, new
            count += 1
            alive -= 1
        else:
            u1, v1 = hit, link[hit, 1]
            e = link[hit, 3]
            arc_count = _add_arc(arcs, arc_count, link[u, 4], node, link[u, 2], link[u, 3])
            link[u, 5] = 0
            before, after = link[u, 0], link[u, 1]
            _start_vertex(w, link, new, node, x, y, now, e, link[u, 3], edges)
            link[new, 0], link[new, 1] = u1, after
            link[u1, 1], link[after, 0] = new, new
            _start_vertex(w, link, new + 1, node, x, y, now, link[u, 2], e, edges)
            link[new + 1, 0], link[new + 1, 1] = before, v1
            link[before, 1], link[v1, 0] = new + 1, new + 1
            count += 2
            alive += 1
        for k in range(new, count):
            other = link[k, 1]
            if link[other, 1] == k:  # two vertices left: a ridge between them
                arc_count = _add_arc(
                    arcs, arc_count, link[k, 4], link[other, 4], link[k, 2], link[k, 3]
                )
                link[k, 5] = link[other, 5] = 0
                alive -= 2
    return node_count, arc_count, alive == 0


@njit
def trace_face(arcs, arc_count, used, edge, start, stop, chain):  # type: ignore[no-untyped-def]
    """Nodes of an edge's face from its end ``start`` round to its beginning ``stop``.

    Returns the number of inner nodes written to ``chain``, or -1 where the arcs leave no single
    path.
    """
    total = 0
    for k in range(arc_count):
        used[k] = not (arcs[k, 2] == edge or arcs[k, 3] == edge)
        total += not used[k]
    at, length = start, 0
    while total > 0:
        step = -1
        for k in range(arc_count):
            if not used[k] and (arcs[k, 0] == at or arcs[k, 1] == at):
                if step >= 0:
                    return -1
                step = k
        if step < 0:
            return -1
        used[step] = True
        total -= 1
        at = arcs[step, 1] if arcs[step, 0] == at else arcs[step, 0]
        if at == stop:
            return length if total == 0 else -1
        chain[length] = at
        length += 1
    return -1
