"""The sources of noise of a variant as a table: what drives where, and how that is known."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

import numpy as np

from jumeau.i18n import Translator
from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.render.noise.basis import Basis, Bounds, basis_of
from jumeau.render.noise.emitting import powers, silent_roads
from jumeau.render.noise.industry import tells_power
from jumeau.render.noise.notes import notes_of
from jumeau.render.noise.rails import USUAL, RailKind, rail_levels, rails_of
from jumeau.render.noise.roads import Roads, roads_of
from jumeau.render.shelf import Shelf
from jumeau.simulation.analyses.params import Noise
from jumeau.simulation.noise.bands import HOURS, SILENT, a_weighted
from jumeau.simulation.noise.emission.road import road_table
from jumeau.simulation.noise.town import Note
from jumeau.simulation.noise.traffic import CLASSES, Origin

COLUMNS = ("name", "class", "origin", "daily", "heavy", "speed", "surface", "power")


@dataclass(frozen=True, slots=True)
class Row:
    """A road or a rail.

    Attributes
    ----------
    layer : str
        Id of its layer; empty for one of the variant.
    row : int
        In the layer; -1 for a new one.
    edit : str
        Id of the edit that made or changed it.
    name : str
        With its number; may be empty.
    kind : str
        ``road`` or ``rail``.
    road_class : str
        One of :data:`CLASSES`, ``none``, or a kind of rail.
    origin : str
        Name of an :class:`Origin`.
    daily : float
        Vehicles or trains a day, both ways.
    heavy : float
        Share of heavy vehicles [0 to 1].
    speed : float
        Of light vehicles by day, or of trains [km/h].
    surface : str
        Code of the emission's table; empty for rails.
    power : float
        By day, on level ground [dB(A) re 1 pW/m]; :data:`SILENT` where nothing is heard.
    place : tuple of float
        Middle of its axis, project CRS [m].
    length : float
        [m]
    """

    layer: str
    row: int
    edit: str
    name: str
    kind: str
    road_class: str
    origin: str
    daily: float
    heavy: float
    speed: float
    surface: str
    power: float
    place: tuple[float, float]
    length: float

    @property
    def heard(self) -> bool:
        """Whether it emits anything."""
        return self.power > SILENT + 1.0


@dataclass(frozen=True, slots=True)
class Listing:
    """The sources of a variant, the loudest first, and what was assumed of them.

    Attributes
    ----------
    machines : int
        Layers that tell sound powers.
    """

    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    machines: int

    def of(self, kind: str) -> int:
        """Return how many roads or rails are heard."""
        return sum(x.kind == kind and x.heard for x in self.rows)


def listing_of(
    project: Project,
    variant: str,
    params: Noise,
    area: Bounds,
    payloads: Payloads,
    shelf: Shelf | None = None,
    progress: Progress = silent,
    *,
    year: int = 0,
) -> Listing:
    """List the sources of a variant about an area: for worker threads.

    Raises
    ------
    InputError
        ``measuring.no_ground``.
    """
    basis = basis_of(
        project, (variant,), params, area, payloads, shelf, part(progress, 0.0, 0.7), year=year
    )
    notes: Counter[str] = Counter()
    roads = roads_of(basis, variant, notes)
    rows = [*_of_roads(basis, roads, notes), *_of_rails(basis, variant, notes)]
    rows.sort(key=lambda x: (-x.power, x.name, x.layer, x.row))
    progress(1.0, "noise_town")
    machines = sum(tells_power(x) for x in project.layers)
    return Listing(tuple(rows), notes_of(notes), machines)


def _of_roads(basis: Basis, roads: Roads, notes: Counter[str]) -> list[Row]:
    every = np.arange(len(roads))
    power = a_weighted(powers(roads, every, None, basis.params.coefficients))[:, 0]
    power[silent_roads(roads)] = SILENT
    traffic = roads.traffic
    daily, heavy = traffic.daily, traffic.heavy_part
    notes["road_in_tunnel"] += int(((daily > 0.0) & (roads.level < 0.0)).sum())
    found = []
    for k in range(len(roads)):
        kind = int(roads.told.road_class[k])
        name, number = str(roads.name[k] or ""), str(roads.number[k] or "")
        found.append(Row(
            str(roads.layer[k]), int(roads.row[k]), str(roads.edit[k]),
            f"{name} ({number})" if name and number else name or number, "road",
            CLASSES[kind] if kind >= 0 else "none", Origin(int(traffic.origin[k])).name.lower(),
            float(daily[k]), float(heavy[k]), float(traffic.light_speed[k, 0]),
            str(roads.surface[k]), float(power[k]), *_middle(roads.lines[k]),
        ))  # fmt: skip
    return found


def _of_rails(basis: Basis, variant: str, notes: Counter[str]) -> list[Row]:
    rails = rails_of(basis, variant, notes)
    levels, _ = rail_levels(rails)
    both = 10.0 * np.log10((10.0 ** (levels / 10.0)).sum(2))
    power = a_weighted(both)[:, 0] if len(rails) else np.empty(0)
    found = []
    for k in range(len(rails)):
        kind = RailKind(int(rails.kind[k]))
        trains = sum(float(HOURS @ np.array(x)) for _, _, x in USUAL[kind])
        found.append(Row(
            str(rails.layer[k]), int(rails.row[k]), "", str(rails.name[k] or ""), "rail",
            kind.name.lower(), (Origin.DEFAULT if trains else Origin.NONE).name.lower(), trains,
            0.0, float(rails.speed[k]), "", max(float(power[k]), SILENT), *_middle(rails.lines[k]),
        ))  # fmt: skip
    return found


def _middle(lines: Iterable[np.ndarray]) -> tuple[tuple[float, float], float]:
    """Return the middle of the longest line and the length of all [m]."""
    pieces = [x for x in lines if len(x) >= 2]
    if not pieces:
        return (float("nan"), float("nan")), 0.0
    steps = [np.hypot(*np.diff(x, axis=0).T) for x in pieces]
    lengths = [float(x.sum()) for x in steps]
    k = int(np.argmax(lengths))
    along = np.concatenate([[0.0], np.cumsum(steps[k])])
    x, y = (float(np.interp(along[-1] / 2.0, along, pieces[k][:, i])) for i in range(2))
    return (x, y), sum(lengths)


# -- words -----------------------------------------------------------------------------------------


def note_told(note: Note, tr: Translator) -> str:
    """Return a note as a sentence."""
    return tr(f"noise.note.{note.code}", count=tr.number(note.count), **dict(note.fields))


def surface_told(code: str, tr: Translator) -> str:
    """Return the surface of a road in words, those of its source where there are no others."""
    if not code:
        return "\N{EN DASH}"
    key = f"noise.surface.{code}"
    if tr.has(key):
        return tr(key)
    table = road_table("2021")
    return table.names[table.surfaces.index(code)] if code in table.surfaces else code


def class_told(row: Row, tr: Translator) -> str:
    """Return the class of a road, or the kind of a rail, in words."""
    group = "rail" if row.kind == "rail" else "road_class"
    return tr(f"noise.{group}.{row.road_class}")


def cells_of(row: Row, tr: Translator) -> tuple[str, ...]:
    """Return a row as texts, in the order of :data:`COLUMNS`."""
    heard = row.heard
    none = "\N{EN DASH}"
    return (
        row.name or tr("noise.sources.unnamed"),
        class_told(row, tr),
        tr(f"noise.origin.{row.origin}"),
        tr.number(round(row.daily, -1 if row.daily >= 100.0 else 0)) if heard else none,
        f"{tr.number(100.0 * row.heavy, 0)} %" if heard and row.kind == "road" else none,
        f"{tr.number(row.speed)} km/h" if heard else none,
        surface_told(row.surface, tr) if heard else none,
        f"{tr.number(row.power, 1)} dB(A)" if heard else none,
    )


def write_csv(rows: Iterable[Row], file: TextIO, tr: Translator) -> None:
    """Write the table, its words in the language and its numbers plain."""
    out = csv.writer(file, delimiter=";" if tr.language == "fr" else ",")
    head = [tr(f"noise.column.{x}") for x in COLUMNS]
    units = ("", "", "", "", " (%)", " (km/h)", "", " (dB(A)/m)")
    more = [tr(f"noise.column.{x}") for x in ("kind", "layer", "row", "length", "x", "y")]
    out.writerow([*(a + b for a, b in zip(head, units, strict=True)), *more])

    def number(value: float, digits: int) -> str:
        text = f"{value:.{digits}f}"
        return text.replace(".", ",") if tr.language == "fr" else text

    for row in rows:
        heard = row.heard
        out.writerow([
            row.name, class_told(row, tr), tr(f"noise.origin.{row.origin}"),
            number(row.daily, 0), number(100.0 * row.heavy, 1),
            number(row.speed, 0) if heard else "",
            surface_told(row.surface, tr) if row.surface else "",
            number(row.power, 1) if heard else "",
            tr(f"noise.kind.{row.kind}"), row.layer, row.row if row.row >= 0 else "",
            number(row.length, 0), number(row.place[0], 1), number(row.place[1], 1),
        ])  # fmt: skip
