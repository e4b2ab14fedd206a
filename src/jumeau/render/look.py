"""Colours of the model, in one place: an architect's model on a table."""

from __future__ import annotations

Rgb = tuple[float, float, float]


def rgb(code: str) -> Rgb:
    """Return red, green, blue (0..255) of ``#RRGGBB``."""
    return (float(int(code[1:3], 16)), float(int(code[3:5], 16)), float(int(code[5:7], 16)))


SKY_TOP = rgb("#C6D9E5")
HORIZON = rgb("#F6F3EC")
TABLE = rgb("#E9E4DA")
PLINTH = rgb("#D3CCBF")
PALE = rgb("#F8F6F2")
PALER = 0.45
"""Share of the pale colour over the model while data lie on it."""

GROUND = rgb("#EFECE6")
ROAD = rgb("#FFFFFF")
ROAD_MINOR = rgb("#FBFAF6")
PATH = rgb("#EDE4D3")
CASING = rgb("#D6D0C5")
RAIL = rgb("#8F8C88")
BALLAST = rgb("#DDD8CF")
WATER = rgb("#BCD3E0")
SHORE = rgb("#9FBED0")
BANK = rgb("#F4F2E4")
GRASS = rgb("#CDDABC")
WOOD = rgb("#B7CBA3")
FIELD = rgb("#E3E3CF")
HEDGE = rgb("#A9BF93")
ORCHARD = rgb("#C9D8B0")
VINEYARD = rgb("#D9DBB6")
SPORTS = rgb("#C4D8BE")
SPORTS_LINE = rgb("#EAF1E6")
CEMETERY = rgb("#DDDDD0")
PAVED = rgb("#E6E2DA")
SETTLEMENT = rgb("#EDE8DE")
INTEREST = rgb("#E9E6DC")
CONSTRUCTION = rgb("#DCD7CE")
PARCEL_LINE = rgb("#857866")
COMMUNE_LINE = rgb("#8A6F9E")
PRESCRIPTION = rgb("#C9B26B")
LINE = rgb("#7D7696")
NEUTRAL = rgb("#B9B4C7")
SHADOW = rgb("#6F7480")
SHADE_OF_TREES = rgb("#7F9273")

WALL = rgb("#F4F1EA")
TILE = rgb("#E3C9B4")
SLATE = rgb("#C9CDD0")
ZINC = rgb("#D6D9DA")
EDGE = rgb("#8D877F")
FLAT = rgb("#E2E0DA")
LANDMARK_WALL = rgb("#F1E6CF")
LANDMARK_ROOF = rgb("#D9A98A")
LIGHT_ROOF = rgb("#D9D6CF")
ESTIMATED = rgb("#D8CFE3")

CROWNS: tuple[Rgb, ...] = (rgb("#A8BE95"), rgb("#B3C5A0"), rgb("#9DB58C"), rgb("#BAC7A2"))
CONIFER = rgb("#8FAE8B")
TRUNK = rgb("#B59C82")

# Light of the model, that of the buildings: a lamp high in the south-west.
LIGHT_FROM = (-0.37, -0.53, 0.77)

MARK = rgb("#1D5C78")
"""What was clicked."""
