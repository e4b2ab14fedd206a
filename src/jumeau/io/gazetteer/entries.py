"""What of a project has a name: streets, addresses, parcels, places, stops, whatever is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from jumeau.io.arrow_values import texts
from jumeau.io.gazetteer.words import fold
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.progress import Progress, silent
from jumeau.model.project import Project
from jumeau.model.roles import Role

KINDS: dict[Role, str] = {
    Role.COMMUNE: "commune",
    Role.SETTLEMENT: "settlement",
    Role.ROAD: "street",
    Role.ADDRESS: "street",
    Role.PARCEL: "parcel",
    Role.BUILDING: "building",
    Role.CITY_OBJECT: "building",
    Role.PLACE_OF_INTEREST: "place",
    Role.CEMETERY: "place",
    Role.SPORTS_GROUND: "place",
    Role.TRANSPORT_AREA: "place",
    Role.CONSTRUCTION: "place",
    Role.VEGETATION: "place",
    Role.STOP: "stop",
    Role.TRANSIT_LINE: "line",
    Role.WATER: "water",
    Role.WATERCOURSE: "water",
    Role.CENSUS_AREA: "district",
}
"""What the named features of a role are called (``shell.kind.<kind>``); others are "feature"."""
PLAIN_NAMES = ("name", "nom", "toponyme", "libelle", "label", "title", "titre")
"""Columns that name the features of layers of which nothing is known."""
_APART = 6000.0  # [m] a name that spans more may be that of several streets
_CELL = 2000.0  # [m]


class Named(NamedTuple):
    """Something with a name.

    ``rows`` are the features that bear it, ``place`` a point on one in their middle; ``numbers``
    are the houses of a street, each with its row, for streets that addresses tell of.
    """

    kind: str
    title: str
    detail: str
    layer: str
    rows: NDArray[np.int64]
    bounds: tuple[float, float, float, float]
    place: tuple[float, float]
    numbers: tuple[str, ...] = ()
    points: NDArray[np.float64] | None = None


class ParcelTable(NamedTuple):
    """The parcels of a layer: their keys, and how to find their bounds."""

    layer: str
    keys: dict[str, list[int]]
    insee: tuple[str, ...]
    bounds: NDArray[np.float64]


def named_features(
    project: Project, payloads: Payloads, progress: Progress = silent
) -> tuple[list[Named], list[ParcelTable]]:
    """Return what of a project's layers has a name.

    Parameters
    ----------
    project : Project
        Its layers are read.
    payloads : Payloads
        Their content.
    progress : Progress
        Told layer by layer; may cancel.
    """
    found: list[Named] = []
    parcels: list[ParcelTable] = []
    for number, layer in enumerate(project.layers):
        progress(number / max(len(project.layers), 1))
        if layer.payload.kind is not PayloadKind.TABLE or layer.role is Role.TABLE:
            continue
        if layer.role is Role.PARCEL:
            parcels += _parcels(layer, payloads)
        elif layer.role is Role.ADDRESS:
            found += _addresses(layer, payloads)
        else:
            found += _named(layer, payloads)
    return _in_communes(_with_detail(found), project, payloads), parcels


# -- names -----------------------------------------------------------------------------------------


def _name_column(layer: Layer) -> str:
    columns = dict(layer.columns)
    if "name" in columns:
        return columns["name"]
    if layer.role in KINDS:
        return ""
    own = {field.name.lower(): field.name for field in layer.fields}
    return next((own[name] for name in PLAIN_NAMES if name in own), "")


def _named(layer: Layer, payloads: Payloads) -> Iterator[Named]:
    source = _name_column(layer)
    if not source:
        return
    table = payloads.table(layer.payload, [source, "geometry"])
    if source not in table.column_names or "geometry" not in table.column_names:
        return
    names = texts(table.column(source))
    rows = np.flatnonzero(np.array([bool(name.strip()) for name in names.tolist()], np.bool_))
    if not len(rows):
        return
    shapes = shapes_of(table.column("geometry"), rows)
    bounds = boxes_of(shapes)
    seen = ~np.isnan(bounds[:, 0])
    rows, bounds, shapes = rows[seen], bounds[seen], shapes[seen]
    kind = KINDS.get(layer.role, "feature")
    for title, members in _alike(names[rows]):
        groups = _clusters(bounds[members]) if kind == "street" else [np.arange(len(members))]
        for group in groups:
            chosen = members[group]
            box = _union(bounds[chosen])
            place = _middle(shapes[chosen], box)
            yield Named(kind, title, "", layer.id, rows[chosen], box, place)


def _alike(names: NDArray[np.object_]) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Yield each name with the places where it stands."""
    unique, code = np.unique(names.astype(str), return_inverse=True)
    order = np.argsort(code, kind="stable")
    starts = np.searchsorted(code[order], np.arange(len(unique) + 1))
    for number, name in enumerate(unique.tolist()):
        yield name.strip(), order[starts[number] : starts[number + 1]]


def _clusters(bounds: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """Return which boxes lie near each other: streets of one name in several communes."""
    west, south, east, north = _union(bounds)
    if max(east - west, north - south) < _APART:
        return [np.arange(len(bounds))]
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    cells: dict[tuple[int, int], list[int]] = {}
    for row, (x, y) in enumerate(np.floor(middle / _CELL).astype(int).tolist()):
        cells.setdefault((x, y), []).append(row)
    groups = []
    while cells:
        start = next(iter(cells))
        waiting, members = [start], cells.pop(start)
        while waiting:
            x, y = waiting.pop()
            for near in [(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]:
                if near in cells:
                    members += cells.pop(near)
                    waiting.append(near)
        groups.append(np.array(sorted(members)))
    return groups


def shapes_of(geometry: pa.ChunkedArray, rows: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the shapes (N,) of some rows, project CRS [m]; None where there is none."""
    if len(rows) < len(geometry):
        geometry = geometry.take(pa.array(rows))
    return np.asarray(shapely.from_wkb(geometry.to_numpy(zero_copy_only=False)), np.object_)


def boxes_of(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the boxes (N, 4) of shapes [m]; NaN where there is none."""
    return np.asarray(shapely.bounds(shapes), np.float64).reshape(-1, 4)


def _middle(
    shapes: NDArray[np.object_], box: tuple[float, float, float, float]
) -> tuple[float, float]:
    """Return a point on the shape that lies nearest to the middle of a box."""
    middle = shapely.Point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    nearest = shapes[int(np.argmin(shapely.distance(shapes, middle)))]
    on = shapely.shortest_line(nearest, middle)
    if shapely.get_dimensions(nearest) == 2:
        on = shapely.point_on_surface(nearest)
    x, y = shapely.get_coordinates(on)[0].tolist()
    return x, y


def _union(bounds: NDArray[np.float64]) -> tuple[float, float, float, float]:
    west, south = bounds[:, :2].min(axis=0).tolist()
    east, north = bounds[:, 2:].max(axis=0).tolist()
    return west, south, east, north


# -- addresses -------------------------------------------------------------------------------------


def _addresses(layer: Layer, payloads: Payloads) -> Iterator[Named]:
    columns = dict(layer.columns)
    if "street" not in columns or "number" not in columns:
        return
    wanted = [columns[n] for n in ("street", "number", "suffix", "postcode", "city", "insee")
              if n in columns]  # fmt: skip
    table = payloads.table(layer.payload, [*wanted, "geometry"])

    def codes(name: str) -> tuple[NDArray[np.int64], list[str]]:
        if columns.get(name) not in table.column_names:
            return np.zeros(len(table), np.int64), [""]
        column = pc.fill_null(table.column(columns[name]).cast(pa.string()), "")
        encoded = column.combine_chunks().dictionary_encode()
        return np.asarray(encoded.indices).astype(np.int64), encoded.dictionary.to_pylist()

    streets, street_names = codes("street")
    cities, city_names = codes("city")
    posts, post_names = codes("postcode")
    both = (streets * len(city_names) + cities) * len(post_names) + posts
    order = np.argsort(both, kind="stable")
    keys, starts = np.unique(both[order], return_index=True)
    ends = [*starts[1:].tolist(), len(order)]
    everyone = np.arange(len(table))
    points = boxes_of(shapes_of(table.column("geometry"), everyone))[:, :2]
    numbers, suffixes = _numbers(table, columns)
    for key, start, end in zip(keys.tolist(), starts.tolist(), ends, strict=True):
        rows = order[start:end]
        rows = rows[~np.isnan(points[rows, 0])]
        title = street_names[key // (len(post_names) * len(city_names))].strip()
        if not title or not len(rows):
            continue
        city = city_names[key // len(post_names) % len(city_names)].strip()
        post = post_names[key % len(post_names)].strip()
        detail = " ".join(part for part in (post, city) if part)
        own = points[rows]
        box = (*own.min(axis=0).tolist(), *own.max(axis=0).tolist())
        central = own[np.argmin(np.abs(own - own.mean(axis=0)).sum(axis=1))].tolist()
        place = (central[0], central[1])
        houses = tuple(f"{numbers[row]} {suffixes[row]}".strip() for row in rows.tolist())
        yield Named("street", title, detail, layer.id, rows, box, place, houses, own)


def _numbers(table: pa.Table, columns: dict[str, str]) -> tuple[list[str], list[str]]:
    def words(name: str) -> list[str]:
        if columns.get(name) not in table.column_names:
            return [""] * len(table)
        column = pc.fill_null(table.column(columns[name]).cast(pa.string()), "")
        return list(column.to_pylist())

    numbers = [word.removesuffix(".0") for word in words("number")]
    return numbers, [word.strip().lower() for word in words("suffix")]


# -- parcels ---------------------------------------------------------------------------------------


def parcel_key(section: str, number: str) -> str:
    """Return one spelling of a parcel: ``0A`` and ``A``, ``0012`` and ``12`` are the same."""
    return f"{section.strip().lstrip('0').upper()} {number.strip().lstrip('0')}"


def _parcels(layer: Layer, payloads: Payloads) -> Iterator[ParcelTable]:
    columns = dict(layer.columns)
    if "section" not in columns or "number" not in columns:
        return
    wanted = [columns[n] for n in ("section", "number", "insee") if n in columns]
    table = payloads.table(layer.payload, [*wanted, "geometry"])
    sections = texts(table.column(columns["section"])).tolist()
    numbers = texts(table.column(columns["number"])).tolist()
    insee = [""] * len(table)
    if columns.get("insee") in table.column_names:
        insee = texts(table.column(columns["insee"])).tolist()
    keys: dict[str, list[int]] = {}
    for row, (section, number) in enumerate(zip(sections, numbers, strict=True)):
        if section and number:
            keys.setdefault(parcel_key(section, number.removesuffix(".0")), []).append(row)
    bounds = boxes_of(shapes_of(table.column("geometry"), np.arange(len(table))))
    yield ParcelTable(layer.id, keys, tuple(insee), bounds)


# -- what is beside a name -------------------------------------------------------------------------


def _with_detail(found: Sequence[Named]) -> list[Named]:
    """Return the names, each street that a network and addresses tell of once.

    A street of the network takes the postcode and commune of the addresses along it.
    """
    told: dict[str, list[Named]] = {}
    for item in found:
        if item.kind == "street" and item.points is not None:
            told.setdefault(fold(item.title), []).append(item)
    out = []
    for item in found:
        if item.kind == "street" and item.points is None:
            twins = [x for x in told.get(fold(item.title), ()) if _touch(x.bounds, item.bounds)]
            if len(twins) == 1:
                item = item._replace(detail=twins[0].detail)
        out.append(item)
    return out


def _touch(a: tuple[float, ...], b: tuple[float, ...], slack: float = 60.0) -> bool:
    return (
        a[0] - slack <= b[2]
        and b[0] - slack <= a[2]
        and a[1] - slack <= b[3]
        and b[1] - slack <= a[3]
    )


def _in_communes(found: Sequence[Named], project: Project, payloads: Payloads) -> list[Named]:
    """Return the names, those of which nothing is told beside them with their commune."""
    outlines: list[shapely.Geometry] = []
    names: list[str] = []
    for layer in project.layers:
        name = dict(layer.columns).get("name", "") if layer.role is Role.COMMUNE else ""
        if name:
            table = payloads.table(layer.payload, [name, "geometry"])
            names += texts(table.column(name)).tolist()
            wkb = table.column("geometry").to_numpy(zero_copy_only=False)
            outlines += shapely.from_wkb(wkb).tolist()
    wanted = [
        i
        for i, item in enumerate(found)
        if not item.detail and item.kind not in ("commune", "line")
    ]
    if not outlines or not wanted:
        return list(found)
    middles = shapely.points(np.array([found[i].place for i in wanted]))
    inside, outline = shapely.STRtree(outlines).query(middles, predicate="intersects")
    out = list(found)
    for place, commune in zip(inside.tolist(), outline.tolist(), strict=True):
        i = wanted[place]
        out[i] = out[i]._replace(detail=names[commune])
    return out
