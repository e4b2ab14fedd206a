"""The cut along a path of sound: one row a point, from the source to the receiver.

Paths are cut by a vertical sheet, unfolded where they are reflected or go around a vertical edge.
Kernels fill rows of a buffer (:data:`COLUMNS` wide) and others compute the attenuation of them.
"""

from __future__ import annotations

X, Z_GROUND, Z, G, KIND, OBSTACLE, MATERIAL, PX, PY, TOP, TOP_CURVED = range(11)
"""Columns: distance along the path in plan [m]; altitude of the ground [m]; of the point itself
(source, receiver, top of a wall, reflection; the ground's for the others) [m]; ground factor from
this point to the next (NaN over a building: see ``OBSTACLE``); what it is; the building (>= 0) or
barrier (-2 - its number) whose wall it is, -1 for none; row of the materials; plan place [m]; for
reflections only: altitude of the wall's top there, and in the curved space of favourable conditions
(both ends of the wall's top moved, then interpolated) [m]."""
COLUMNS = 11

SOURCE, RECEIVER, WALL, RELIEF, COVER, REFLECTION, EDGE = range(7)
"""Kinds of points: source, receiver, wall of a building or barrier, edge of the relief, change of
the ground's cover, reflection on a wall, vertical edge gone around."""

DIRECT, LEFT, RIGHT, REFLECTED = range(4)
"""Kinds of paths."""

MOST = 1024
"""Rows of a buffer; a path with more points is left out and counted."""
