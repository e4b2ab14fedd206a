"""From files of points to one COPC file in the store, in the project's CRS."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry import octree
from jumeau.geometry.crs import Bounds, Reprojection, parse, reprojection, same
from jumeau.geometry.vertical import HeightWay
from jumeau.io.atomic import explained
from jumeau.io.keeping import Target, _card, _stated, heights_of, slug
from jumeau.io.points.building import Cube, Spill, write_octree
from jumeau.io.points.copc_writing import CopcWriter
from jumeau.io.points.headers import PointHeader, read_header, vertical_factor
from jumeau.io.points.records import (
    NOISE,
    TIMED,
    WITHHELD,
    Records,
    Tally,
    batches,
    converted,
    dtype_of,
    format_for,
)
from jumeau.io.reading import Draft, PointSource
from jumeau.io.store import PayloadStore
from jumeau.model.layer import Field, Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.progress import Progress, part
from jumeau.model.provenance import LeftOut, Provenance

FINE = 0.001
"""Step of coordinates that were reprojected [m]."""
STRAYS = 0.01
"""Where more of the points lie outside the header's box, it is the box that is wrong."""
_GPS_START = datetime.datetime(1980, 1, 6, tzinfo=datetime.UTC)
_GPS_SHIFT, _WEEK = 1_000_000_000, 604_800
LEAP_SECONDS = 18
_ARTEFACT = 65  # LiDAR HD


@dataclass(frozen=True, slots=True)
class Lattice:
    """Where coordinates lie: whole numbers times the step plus the offset [m]."""

    step: float
    offset: tuple[float, float, float]

    def whole(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return places (N, 3) as whole numbers, still as floats."""
        return np.asarray(np.rint((places - self.offset) / self.step))


def keep_points(
    draft: Draft,
    target: Target,
    assumed: str | None,
    store: PayloadStore,
    bounds: Bounds | None,
    progress: Progress,
) -> Layer:
    """Write all points of a draft's files as one COPC file into the store.

    Parameters
    ----------
    draft : Draft
        With a ``PointSource``.
    target : Target
        The project's CRS.
    assumed : str or None
        CRS of a draft that states none.
    store : PayloadStore
        Takes the file.
    bounds : tuple of float, optional
        The part that is wanted [m], in the target CRS.
    progress : Progress
        May raise ``Cancelled``.

    Raises
    ------
    InputError
        ``points.unreadable`` and the like; ``points.none_left`` when no point can be kept.
    """
    if not isinstance(draft.content, PointSource):
        raise TypeError("no files of points")
    headers = [read_header(path) for path in draft.content.files]
    crs = _stated(draft, assumed)
    way = None if same(crs, target.crs) else reprojection(crs, target.crs)
    metres = vertical_factor(crs, draft.vertical)
    heights = heights_of(draft, crs, target) if metres == 1.0 else None
    lattice = _lattice(headers, way, metres)
    point_format = format_for({h.format for h in headers})
    tally = Tally()
    output = store.temporary(".copc.laz")
    spill = Spill(output.parent, dtype_of(point_format))
    try:
        intake = _Intake(way, heights, metres, lattice, bounds, spill, tally, point_format)
        total = sum(h.count for h in headers)
        done = 0.0
        for header in headers:
            share = 0.5 * header.count / total
            with explained(output):  # a full disk
                intake.take(header, part(progress, done, done + share))
            done += share
        if not spill.count:
            raise InputError("points.none_left", path=draft.name, count=total)
        cube = spill.cube()
        with explained(output):
            _write(spill, cube, lattice, point_format, target, tally, headers, output,
                   part(progress, 0.5, 0.99))  # fmt: skip
        ref = store.adopt(output, PayloadKind.POINT_CLOUD)
    except BaseException:
        output.unlink(missing_ok=True)
        raise
    finally:
        spill.close()
    progress(1.0, "storing")
    low = spill.low * lattice.step + lattice.offset
    high = spill.high * lattice.step + lattice.offset
    left_out = tuple(LeftOut(reason, count) for reason, count in tally.left_out.items())
    repaired = tuple(LeftOut(reason, count) for reason, count in tally.repaired.items())
    card = _card(draft, target, () if way is None else (way.record(),), True, heights)
    return Layer(
        id=slug(draft.name) or draft.role.value,
        role=draft.role,
        payload=ref,
        title=draft.title,
        count=spill.count,
        bounds=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        fields=_fields(headers, tally),
        certainty=draft.certainty,
        provenance=_told(card, headers, tally, metres, lattice, intake.clipped),
        left_out=(*draft.left_out, *left_out),
        repaired=(*draft.repaired, *repaired),
        style=draft.style,
        instant=draft.instant or _dates(headers, tally)[0],
    )


class _Intake:
    """Takes files in: every point on the target's lattice, or counted as left out."""

    def __init__(
        self,
        way: Reprojection | None,
        heights: HeightWay | None,
        metres: float,
        lattice: Lattice,
        bounds: Bounds | None,
        spill: Spill,
        tally: Tally,
        point_format: int,
    ) -> None:
        self._way, self._metres, self._lattice, self._bounds = way, metres, lattice, bounds
        self._heights = heights if heights is not None and heights.known else None
        self._spill, self._tally, self._format = spill, tally, point_format
        self.clipped = False

    def take(self, header: PointHeader, progress: Progress) -> None:
        """Take one file in."""
        strays: Spill | None = None
        done = 0
        try:
            for raw in batches(header, self._tally):
                progress(done / header.count, "reading")
                done += len(raw)
                points, inside = self._moved(raw, header)
                self._spill.add(points[inside])
                if not inside.all():
                    strays = strays or Spill(self._spill.folder, points.dtype)
                    strays.add(points[~inside])
            if strays is None:
                return
            if strays.count <= STRAYS * done:
                self._tally.leave_out("points_outside_header", strays.count)
                return
            self._tally.repaired["header_bounds"] = (
                self._tally.repaired.get("header_bounds", 0) + strays.count
            )
            for points in strays.runs():
                progress(1.0, "reading")
                self._spill.add(points)
        finally:
            if strays is not None:
                strays.close()

    def _moved(self, raw: Records, header: PointHeader) -> tuple[Records, NDArray[np.bool_]]:
        """Return the points that are kept, and which lie where the header says."""
        tally = self._tally
        points = converted(raw, header.format, dtype_of(self._format))
        tally.classes += np.bincount(points["classification"], minlength=256)
        withheld = (points["classification_flags"] & WITHHELD) != 0
        noise = np.isin(points["classification"], [*NOISE, _ARTEFACT]) & ~withheld
        tally.leave_out("withheld", int(withheld.sum()))
        tally.leave_out("noise", int(noise.sum()))
        points = points[~(withheld | noise)]
        xyz = np.column_stack(
            [points[n] * s + o for n, s, o in zip("XYZ", header.scale, header.offset, strict=True)]
        )
        slack = np.array(header.scale)
        inside = np.ones(len(xyz), bool)
        if header.bounds is not None:
            low, high = np.array(header.low) - slack, np.array(header.high) + slack
            inside = ((xyz >= low) & (xyz <= high)).all(axis=1)
        if self._heights is not None:
            xyz[:, 2] = self._heights(xyz[:, :2], xyz[:, 2])
        if self._way is not None:
            xyz[:, :2] = self._way(xyz[:, :2])
        xyz[:, 2] *= self._metres
        whole = self._lattice.whole(xyz)
        lost = ~(np.abs(whole) < 2**31 - 1).all(axis=1)  # infinite ones too
        tally.leave_out("outside_crs", int(lost.sum()))
        keep = ~lost
        if self._bounds is not None:
            x0, y0, x1, y1 = self._bounds
            wanted = (xyz[:, 0] >= x0) & (xyz[:, 0] <= x1) & (xyz[:, 1] >= y0) & (xyz[:, 1] <= y1)
            self.clipped |= bool((keep & ~wanted).any())
            keep &= wanted
        points, whole, inside = points[keep], whole[keep], inside[keep]
        for axis, name in enumerate("XYZ"):
            points[name] = whole[:, axis]
        if len(points) and header.format in TIMED:
            tally.first_time = min(tally.first_time, float(points["gps_time"].min()))
            tally.last_time = max(tally.last_time, float(points["gps_time"].max()))
        if self._format >= 7 and len(points):
            brightest = max(int(points[c].max()) for c in ("red", "green", "blue"))
            tally.brightest = max(tally.brightest, brightest)
        return points, inside


def _lattice(headers: Sequence[PointHeader], way: Reprojection | None, metres: float) -> Lattice:
    """Return the lattice of the sources where nothing is reprojected, else a fine one."""
    if way is None and metres == 1.0:
        step = min(s for h in headers for s in h.scale)
        offset = headers[0].offset
    else:
        step, offset = FINE, (math.nan, math.nan, math.nan)
    known = [h for h in headers if h.bounds is not None]
    if known:
        low, high = (
            np.array([getattr(h, name) for h in known]) for name in ("low", "high")
        )  # fmt: skip
        corners = np.vstack([low, high])
        if way is not None:
            boxes = np.array([way.box(h.bounds) for h in known if h.bounds is not None])
            corners = np.vstack(
                [np.column_stack([boxes[:, :2], low[:, 2]]),
                 np.column_stack([boxes[:, 2:], high[:, 2]])]
            )  # fmt: skip
        corners[:, 2] *= metres
        middle = np.floor((corners.min(axis=0) + corners.max(axis=0)) / 2)
        while (np.ptp(corners, axis=0) / step).max() > 2**31 - 2:
            step *= 10
        fits = (np.abs(corners - offset) / step).max() < 2**31 - 2
        if not fits:  # NaN does not
            offset = (float(middle[0]), float(middle[1]), float(middle[2]))
    elif way is not None or metres != 1.0:
        raise InputError("points.no_place", path=headers[0].path.name)
    return Lattice(step, offset)


def _write(
    spill: Spill,
    cube: Cube,
    lattice: Lattice,
    point_format: int,
    target: Target,
    tally: Tally,
    headers: Sequence[PointHeader],
    output: Path,
    progress: Progress,
) -> None:
    edge = cube.edge * lattice.step
    low = np.array(cube.low) * lattice.step + lattice.offset
    centre = low + edge / 2
    writer = CopcWriter(
        output, point_format, (lattice.step,) * 3, lattice.offset,
        (float(centre[0]), float(centre[1]), float(centre[2])), edge / 2,
        edge / 2**octree.GRID_BITS, parse(target.crs).to_wkt("WKT1_GDAL"),
        standard_time=_adjusted(headers, tally),
    )  # fmt: skip
    eight_bits = 0 < tally.brightest <= 255
    with writer:
        write_octree(spill, cube, _Brightened(writer) if eight_bits else writer, progress)
        if writer.finish() != spill.count:
            raise AssertionError("the octree has lost points")


class _Brightened:
    """A writer of colours that were given in eight bits of sixteen."""

    def __init__(self, writer: CopcWriter) -> None:
        self._writer = writer

    def add(self, key: tuple[int, int, int, int], points: Records) -> None:
        points = points.copy()
        for name in ("red", "green", "blue"):
            points[name] *= 257
        self._writer.add(key, points)


def _fields(headers: Sequence[PointHeader], tally: Tally) -> tuple[Field, ...]:
    """Return what is known of the points; colours that are all black are none."""
    dark = {"red", "green", "blue", "nir"} if not tally.brightest else set()
    names: dict[str, str] = {}
    for header in headers:
        names.update(header.dimensions)
    return tuple(Field(n, t) for n, t in names.items() if n not in {"X", "Y", "Z"} | dark)


def _adjusted(headers: Sequence[PointHeader], tally: Tally) -> bool:
    """Tell whether times count from 1980; those of a week end with it, whatever a flag says."""
    return all(h.standard_time for h in headers) or tally.first_time > _WEEK


def _dates(headers: Sequence[PointHeader], tally: Tally) -> tuple[str, str]:
    """Return the days of the first and the last point; empty where times tell no date."""
    if not math.isfinite(tally.first_time) or not _adjusted(headers, tally):
        return "", ""
    days = []
    for time in (tally.first_time, tally.last_time):
        seconds = time + _GPS_SHIFT - LEAP_SECONDS
        if not 0 < seconds < 4e9:
            return "", ""
        days.append((_GPS_START + datetime.timedelta(seconds=seconds)).date())
    tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)
    if not datetime.date(1990, 1, 1) <= days[0] <= days[1] <= tomorrow:
        return "", ""
    return days[0].isoformat(), days[1].isoformat()


def _told(
    card: Provenance,
    headers: Sequence[PointHeader],
    tally: Tally,
    metres: float,
    lattice: Lattice,
    clipped: bool,
) -> Provenance:
    """Return the card with what was found in the points."""
    facts: list[tuple[str, str]] = [
        ("point_step", f"{lattice.step:g}"),
        ("classes", " ".join(str(k) for k in np.flatnonzero(tally.classes))),
    ]
    edition = card.edition
    first, last = _dates(headers, tally)
    if first and not edition:
        edition = first if first == last else f"{first} – {last}"
        facts.append(("edition_of", "gps_time"))
    if metres != 1.0:
        facts.append(("height_unit", f"{metres:g}"))
    if 0 < tally.brightest <= 255:
        facts.append(("colour_bits", "8"))
    if clipped:
        facts.append(("clipped", "yes"))
    return msgspec.structs.replace(card, edition=edition, parameters=(*card.parameters, *facts))
