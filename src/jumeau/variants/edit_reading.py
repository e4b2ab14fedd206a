"""Features of any file become edits, row by row; rows that make none are told with their reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.model.edits import Edit
from jumeau.model.project import Project

if TYPE_CHECKING:  # features are loaded after the first picture, files later still
    from jumeau.io.vectors.raw_rows import RawLayer, RawRow

FARTHEST = 50_000.0
"""What is drawn farther from the project than this [m] is in a wrong place."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that makes no edit.

    Attributes
    ----------
    layer : str
        As the file names it.
    row : int
        From 1.
    code : str
        A key of the catalogue (``facts.bad.<code>``), with its fields.
    """

    layer: str
    row: int
    code: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file holds.

    Attributes
    ----------
    edits : tuple of Edit
        With the ids that the file tells, empty where it tells none; see :func:`put_edits`.
    bad : tuple of BadRow
    untold : tuple of (str, int)
        Families (``points``, ``lines``, ``polygons``) of rows that do not say what they are, and
        how many: to be asked for, and given as ``usual`` in another call.
    """

    edits: tuple[Edit, ...] = ()
    bad: tuple[BadRow, ...] = ()
    untold: tuple[tuple[str, int], ...] = ()


def way_from(project: Project, crs: str) -> Any:
    """Return the way from the project's CRS to another; it is gone back when edits come in."""
    from jumeau.geometry.crs import reprojection

    return reprojection(project.crs, crs, project.bounds)


class Reading:
    """Rows become edits, one after the other; those that make none are told."""

    def __init__(self, project: Project, usual: dict[str, str], crs: str, path: Path) -> None:
        self.edits: list[tuple[tuple[float, int], Edit]] = []
        self.bad: list[BadRow] = []
        self.untold: dict[str, int] = {}
        self._project, self._usual, self._crs, self._path = project, usual, crs, path

    def found(self) -> Imported:
        """Return what was read, in the order that the rows tell."""
        edits = tuple(x for _, x in sorted(self.edits, key=lambda pair: pair[0]))
        return Imported(edits, tuple(self.bad), tuple(self.untold.items()))

    def take(self, layer: RawLayer) -> None:
        """Read the rows of a layer."""
        from jumeau.variants.edit_rows import BadRowError

        shapes = _shapes(layer.rows)
        moved = self._moved(layer, [x for x in shapes if not isinstance(x, (str, type(None)))])
        for number, (row, shape) in enumerate(zip(layer.rows, shapes, strict=True), 1):
            try:
                if isinstance(shape, str):
                    raise BadRowError("broken")
                self.edits += self._edits(row, None if shape is None else next(moved), layer.name)
            except BadRowError as error:
                fields = tuple(error.fields.items())
                self.bad.append(BadRow(layer.name, number, error.code, fields))

    def _edits(self, row: RawRow, shape: Any, layer: str) -> list[tuple[tuple[float, int], Edit]]:
        from jumeau.variants.edit_rows import (
            BadRowError,
            Cells,
            edits_of,
            family_of,
            order_in,
            tag_in,
        )

        cells = Cells(row.values)
        tag = tag_in(cells, shape, layer, self._usual)
        if not tag:
            if not (family := family_of(shape)):
                raise BadRowError("nothing_told")
            self.untold[family] = self.untold.get(family, 0) + 1
            return []
        if shape is not None:
            self._look_at(shape)
        return [(order_in(cells, tag), x) for x in edits_of(tag, shape, cells)]

    def _look_at(self, shape: Any) -> None:
        """Refuse what is nowhere, or far from the project."""
        from jumeau.variants.edit_rows import BadRowError

        box = self._project.bounds
        found = np.array(shape.bounds)
        if not shape.is_empty and not np.all(np.isfinite(found)):
            raise BadRowError("nowhere")
        if box is None or shape.is_empty:
            return
        apart = max(box[0] - found[2], found[0] - box[2], box[1] - found[3], found[1] - box[3])
        if apart > FARTHEST:
            raise BadRowError("far", kilometres=str(round(apart / 1000)))

    def _moved(self, layer: RawLayer, shapes: list[Any]) -> Any:
        """Return shapes in the project's CRS."""
        import shapely

        if not shapes:
            return iter(())
        flat = shapely.force_2d(np.array(shapes, object))
        boxes = shapely.bounds(flat)
        with np.errstate(invalid="ignore"):
            known = boxes[np.isfinite(boxes).all(axis=1)]
        crs = self._crs_of(layer, known)
        if crs == self._project.crs:
            return iter(flat)
        way = way_from(self._project, crs)
        return iter(shapely.transform(flat, way.back))

    def _crs_of(self, layer: RawLayer, boxes: NDArray[np.float64]) -> str:
        from jumeau.geometry.crs import same
        from jumeau.io.vectors.drafts import stated_crs

        around = _around(boxes)
        crs = stated_crs(layer.crs, around)[0] or self._crs
        if not crs:
            box = self._project.bounds
            if box is None or around is None or not _touch(box, around):
                raise InputError("crs.unstated", path=self._path.name)
            crs = self._project.crs
        return self._project.crs if same(crs, self._project.crs) else crs


def _shapes(rows: Sequence[RawRow]) -> list[Any]:
    """Return the geometries of rows; None for none, a word for one that cannot be read."""
    import shapely

    found: list[Any] = []
    for row in rows:
        try:
            found.append(None if row.geometry is None else shapely.from_wkb(row.geometry))
        except (shapely.GEOSException, NotImplementedError):  # damaged, or with curves
            found.append("broken")
    return found


def _around(boxes: NDArray[np.float64]) -> tuple[float, float, float, float] | None:
    if not len(boxes):
        return None
    low, high = boxes.min(0), boxes.max(0)
    return float(low[0]), float(low[1]), float(high[2]), float(high[3])


def _touch(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]
