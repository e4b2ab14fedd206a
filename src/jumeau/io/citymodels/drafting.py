"""From blocks of city objects to drafts: one layer a kind, what was left out counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from jumeau.errors import InputError
from jumeau.geometry.bodies import boxes
from jumeau.geometry.crs import Bounds, reprojection, same
from jumeau.io.citymodels.block import Block, Tally, tidied
from jumeau.io.citymodels.kinds import BUILDING, KINDS, MESH, kind_of, layer_name
from jumeau.io.citymodels.srs import Srs
from jumeau.io.citymodels.table import CLASS, IMAGES, SurfaceTable
from jumeau.io.reading import Draft, Window
from jumeau.io.vectors.features import EXAMPLES
from jumeau.model.provenance import Certainty, LeftOut, Provenance, SourceFile
from jumeau.model.roles import Role

_CANONICAL: dict[str, tuple[str, ...]] = {
    "storeys": ("storeysaboveground", "storeys_above_ground"),
    "use": ("function", "usage"),
    "name": ("name", "nom"),
}


class Model:
    """The layers of a model while it is read.

    Parameters
    ----------
    path : Path
        The file; its stem names the layers.
    key : str
        Name of the column of the source's ids.
    srs : Srs
        The model's reference system.
    window : Window or None
        The part that is wanted.
    closing : bool
        Rings may be open; see :func:`tidied`.
    stem : str
        What to call the layers, where that is not the file's stem.
    """

    def __init__(
        self,
        path: Path,
        key: str,
        srs: Srs,
        window: Window | None,
        *,
        closing: bool,
        stem: str = "",
    ) -> None:
        self.tally = Tally()
        self.images: list[Path] = []
        self._path, self._key, self._srs, self._closing = path, key, srs, closing
        self._stem = stem or path.stem
        self._box = _source_box(srs, window)
        self._turned: bool | None = None
        self._tables: dict[str, SurfaceTable] = {}
        self._seen = 0

    @property
    def has_objects(self) -> bool:
        """Whether a layer has a row."""
        return bool(self._tables)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What was left out so far."""
        return _listed(self.tally.left_out)

    def add(self, block: Block) -> None:
        """Add objects in source coordinates; those outside the window are passed over."""
        block = tidied(block, self.tally, closing=self._closing)
        empty = np.diff(block.bodies.feature_start) == 0
        if empty.any():
            rows = np.flatnonzero(empty)
            self.tally.out("no_surface", *(block.keys[i] for i in rows.tolist()))
            block = block.take(np.flatnonzero(~empty))
        if not len(block):
            return
        self._seen += len(block)
        block = self._upright(block)
        if self._box is not None:
            box = boxes(block.bodies)
            west, south, east, north = self._box
            inside = (box[:, 0] <= east) & (box[:, 3] >= west)
            inside &= (box[:, 1] <= north) & (box[:, 4] >= south)
            block = block.take(np.flatnonzero(inside))
        kinds = np.array([kind_of(name) for name in block.kinds], object)
        for kind in dict.fromkeys(kinds.tolist()):
            table = self._tables.setdefault(kind, SurfaceTable(self._key))
            table.add(block.take(np.flatnonzero(kinds == kind)))

    def drafts(self, only: Sequence[str] | None = None) -> Iterator[Draft]:
        """Yield the layers, buildings first.

        Raises
        ------
        InputError
            ``model.nothing_usable`` when no object has a surface, ``model.nothing_here`` when
            none lies in the window.
        """
        if not self._tables:
            code = "model.nothing_here" if self._seen else "model.nothing_usable"
            reasons = {name: len(names) for name, names in self.tally.left_out.items()}
            raise InputError(code, path=self._path.name, count=sum(reasons.values()))
        size = self._path.stat().st_size
        first = True
        for kind in (kind for kind in KINDS if kind in self._tables):
            name = layer_name(self._stem, kind)
            if only is not None and name not in only:
                continue
            content, columns = self._tables[kind].finished()
            # The class in the source tells roads from bridges; a mesh is called as its file.
            layer = "" if kind == MESH else str(content.column(CLASS)[0])
            files = (SourceFile(self._path.name, size, layer=layer),)
            yield Draft(
                role=Role.BUILDING if kind == BUILDING else Role.CITY_OBJECT,
                name=name,
                title=self._stem if kind == MESH else "",
                content=content,
                crs=self._srs.crs,
                vertical=self._srs.vertical,
                bounds=self._tables[kind].bounds,
                columns=(*columns, *_canonical(kind, content.column_names)),
                key_field=self._key if self._key in content.column_names else "",
                provenance=Provenance(sources=files),
                certainty=Certainty.COMPUTED,
                left_out=self.left_out if first else (),
                repaired=_listed(self.tally.repaired) if first else (),
                images=tuple(self.images) if IMAGES in dict(columns) else (),
            )
            first = False

    def _upright(self, block: Block) -> Block:
        """Put east before north where the file has them the other way round."""
        if self._turned is None:
            box = boxes(block.bodies)
            low, high = np.nanmin(box[:, :2], axis=0), np.nanmax(box[:, 3:5], axis=0)
            self._turned = self._srs.is_turned((low[0], low[1], high[0], high[1]))
        if not self._turned:
            return block
        xyz = np.ascontiguousarray(block.bodies.xyz[:, [1, 0, 2]])
        bodies = replace(block.bodies, xyz=xyz)
        return replace(block, bodies=bodies)


def _source_box(srs: Srs, window: Window | None) -> Bounds | None:
    if window is None:
        return None
    crs = srs.crs or window.assumed or window.crs
    if same(crs, window.crs):
        return window.bounds
    return reprojection(crs, window.crs).box(window.bounds, backwards=True)


def _canonical(kind: str, names: list[str]) -> tuple[tuple[str, str], ...]:
    if kind != BUILDING:
        return (("nature", CLASS),)
    lower = {name.lower(): name for name in reversed(names)}
    found = [(role, next((lower[n] for n in known if n in lower), ""))
             for role, known in _CANONICAL.items()]  # fmt: skip
    return tuple((role, name) for role, name in found if name)


def _listed(reasons: dict[str, list[str]]) -> tuple[LeftOut, ...]:
    listed = []
    for reason, names in reasons.items():
        few = dict.fromkeys(name for name in names if name)
        if names:
            listed.append(LeftOut(reason, len(names), tuple(few)[:EXAMPLES]))
    return tuple(listed)
