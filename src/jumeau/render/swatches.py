"""How each role is painted on the ground: swatches, and the class of every feature."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import Layer
from jumeau.model.roles import Role
from jumeau.render import look
from jumeau.render.themes.dress import Column, Dress, Swatch
from jumeau.render.themes.registry import THEMES


def plain_word(text: object) -> str:
    """Return a word without case and accents."""
    folded = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode()
    return folded.strip().lower()


def matched(words: NDArray[Any] | None, count: int, rules: Sequence[tuple[str, int]]) -> Any:
    """Return the class of each word (F,) int8: that of the first rule contained in it, else 0."""
    kind = np.zeros(count, np.int8)
    if words is None:
        return kind
    known: dict[object, int] = {}
    for index, word in enumerate(words.tolist()):
        if word not in known:
            plain = plain_word(word)
            known[word] = next((code for part, code in rules if part in plain), 0)
        kind[index] = known[word]
    return kind


def _plain(swatch: Swatch) -> Callable[[Layer, int, Column], Dress]:
    def dress(layer: Layer, count: int, column: Column) -> Dress:
        own = swatch
        if layer.style.colour and swatch.fill is not None:
            own = Swatch(look.rgb(layer.style.colour), opacity=swatch.opacity, edge=swatch.edge)
        return Dress((own,), np.zeros(count, np.int8), np.full(count, 0.6, np.float32))

    return dress


def _vegetation(layer: Layer, count: int, column: Column) -> Dress:
    kinds = (
        Swatch(look.GRASS),
        Swatch(look.FIELD),
        Swatch(look.VINEYARD, hatch=2.6),
        Swatch(look.ORCHARD),
        Swatch(look.HEDGE),
        Swatch(
            look.WOOD, rim=look.WOOD, rim_width=1.6, rim_opacity=0.5,
            inner=look.HEDGE, inner_width=3.0, inner_opacity=0.35,
        ),
    )  # fmt: skip
    rules = (
        ("haie", 4),
        ("bois", 5),
        ("foret", 5),
        ("peupleraie", 5),
        ("verger", 3),
        ("vigne", 2),
        ("champ", 1),
        ("culture", 1),
        ("labour", 1),
        ("field", 1),
        ("wood", 5),
        ("forest", 5),
    )
    return Dress(kinds, matched(column("nature"), count, rules), np.zeros(count, np.float32))


WIDTH_BY_NATURE: tuple[tuple[str, float], ...] = (
    ("autorout", 10.5),
    ("2 chaussees", 10.0),
    ("bretelle", 5.5),
    ("rond-point", 7.0),
    ("1 chaussee", 5.5),
    ("empierr", 3.4),
    ("chemin", 2.6),
    ("sentier", 1.6),
    ("escalier", 2.2),
    ("cyclable", 2.6),
    ("pieton", 4.0),
)
DEFAULT_WIDTH = 5.0


def road_widths(layer: Layer, count: int, column: Column) -> NDArray[np.float64]:
    """Return the width of each road [m]: as given, else by lanes, else by nature."""
    width = np.full(count, np.nan)
    given = column("width")
    if given is not None:
        width = given.astype(np.float64)
    width[~(width > 0.5)] = np.nan
    lanes = column("lanes")
    if lanes is not None:
        by_lanes = np.where(lanes > 0, lanes * 3.2, np.nan)
        width = np.where(np.isnan(width), by_lanes, width)
    rules = [(word, index + 1) for index, (word, _) in enumerate(WIDTH_BY_NATURE)]
    table = np.array([DEFAULT_WIDTH, *(w for _, w in WIDTH_BY_NATURE)])
    by_nature = table[matched(column("nature"), count, rules)]
    return np.clip(np.where(np.isnan(width), by_nature, width), 1.2, 40.0)


def _road(layer: Layer, count: int, column: Column) -> Dress:
    tunnel, path, track, street, main = range(5)
    kinds = (
        Swatch(look.CASING, opacity=0.5, dash=6.0),
        Swatch(look.PATH, opacity=0.9),
        Swatch(look.PATH, edge=look.CASING, edge_width=0.25),
        Swatch(look.ROAD_MINOR, edge=look.CASING, edge_width=0.32),
        Swatch(look.ROAD, edge=look.CASING, edge_width=0.4, least=0.55),
    )
    rules = (
        ("sentier", path + 1),
        ("escalier", path + 1),
        ("chemin", path + 1),
        ("cyclable", path + 1),
        ("empierr", track + 1),
        ("pieton", track + 1),
        ("autorout", main + 1),
        ("2 chaussees", main + 1),
    )
    nature = matched(column("nature"), count, rules)
    kind = np.where(nature > 0, nature - 1, street).astype(np.int8)
    importance = column("importance")
    if importance is not None:
        grade = (
            np.array([float(x) if str(x).strip().isdigit() else 9.0 for x in importance.tolist()])
            if importance.dtype.kind in "OUS"
            else importance
        )
        kind[(kind == street) & (grade >= 1) & (grade <= 3)] = main
    kind[_below_ground(column, count)] = tunnel
    return Dress(kinds, kind, (road_widths(layer, count, column) / 2).astype(np.float32))


def _below_ground(column: Column, count: int) -> NDArray[np.bool_]:
    level = column("level")
    if level is None:
        return np.zeros(count, np.bool_)
    if level.dtype.kind in "fiu":
        return np.asarray(level < 0)
    return np.array([str(x).strip().startswith("-") for x in level.tolist()])


def _rail(layer: Layer, count: int, column: Column) -> Dress:
    tunnel, single, several = range(3)
    # A thin double line: dark strokes with the ballast's colour between them and beside them.
    kinds = (
        Swatch(look.CASING, opacity=0.5, dash=6.0),
        Swatch(
            look.RAIL, edge=look.BALLAST, edge_width=1.2, least=0.5,
            core=look.BALLAST, core_width=1.2,
        ),
        Swatch(
            look.RAIL, edge=look.BALLAST, edge_width=1.2, least=0.5,
            core=look.BALLAST, core_width=4.4,
        ),
    )  # fmt: skip
    tracks = column("tracks")
    kind = np.full(count, single, np.int8)
    if tracks is not None and tracks.dtype.kind in "fiu":
        kind[tracks > 1] = several
    half = np.where(kind == several, 2.55, 0.95).astype(np.float32)
    kind[_below_ground(column, count)] = tunnel
    return Dress(kinds, kind, half)


def _watercourse(layer: Layer, count: int, column: Column) -> Dress:
    width = column("width")
    half = np.full(count, 1.1, np.float32)
    if width is not None and width.dtype.kind in "fiu":
        half = np.where(width > 0, width / 2, 1.1).astype(np.float32)
    kind = np.where(_below_ground(column, count), 0, 1).astype(np.int8)
    kinds = (Swatch(None), Swatch(look.WATER, edge=look.BANK, edge_width=0.5, least=0.35))
    return Dress(kinds, kind, np.clip(half, 0.5, 30.0))


_POLYGONS = Swatch(look.NEUTRAL, opacity=0.45, edge=look.rgb("#8E87A3"), edge_width=0.8)

DRESSES: dict[Role, Callable[[Layer, int, Column], Dress]] = {
    Role.SETTLEMENT: _plain(Swatch(look.SETTLEMENT, opacity=0.6)),
    Role.PLACE_OF_INTEREST: _plain(Swatch(look.INTEREST, opacity=0.6)),
    Role.VEGETATION: _vegetation,
    Role.CEMETERY: _plain(Swatch(look.CEMETERY, edge=look.rgb("#B9B6A6"), edge_width=0.5)),
    Role.SPORTS_GROUND: _plain(
        Swatch(look.SPORTS, inner=look.SPORTS_LINE, inner_width=1.2, inner_opacity=0.9)
    ),
    Role.TRANSPORT_AREA: _plain(Swatch(look.PAVED)),
    Role.WATERCOURSE: _watercourse,
    Role.WATER: _plain(
        Swatch(
            look.WATER, rim=look.BANK, rim_width=3.0, rim_opacity=0.9,
            inner=look.SHORE, inner_width=2.2, inner_opacity=0.75,
        )
    ),
    Role.ROAD: _road,
    Role.RAIL: _rail,
    Role.HEDGE: _plain(Swatch(look.HEDGE, opacity=0.8)),
    Role.CONSTRUCTION: _plain(Swatch(look.CONSTRUCTION, edge=look.rgb("#BDB6AA"), edge_width=0.5)),
    Role.POLYGONS: _plain(_POLYGONS),
    Role.PARCEL: _plain(Swatch(None, edge=look.PARCEL_LINE, edge_width=0.5)),
    Role.LINES: _plain(Swatch(look.LINE, least=0.6)),
    Role.COMMUNE: _plain(Swatch(None, edge=look.COMMUNE_LINE, edge_width=4.0)),
    **{role: theme.dress for role, theme in THEMES.items()},
}  # fmt: skip
