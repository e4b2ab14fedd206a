"""Colours of the model, in one place: an architect's model on a table."""

from __future__ import annotations

Rgb = tuple[float, float, float]


def rgb(code: str) -> Rgb:
    """Return red, green, blue (0..255) of ``#RRGGBB``."""
    return (float(int(code[1:3], 16)), float(int(code[3:5], 16)), float(int(code[5:7], 16)))


SKY_TOP = rgb("#BFD5E3")
HORIZON = rgb("#F6F3EC")
TABLE = rgb("#E4DDD0")
PLINTH = rgb("#CFC4B2")
PALE = rgb("#F6F6F5")
PALER = 0.45
"""Share of the pale colour over the model while data lie on it."""

GROUND = rgb("#E9E3D5")
ROAD = rgb("#FFFDF7")
ROAD_MINOR = rgb("#FCF8EE")
PATH = rgb("#F4EAD6")
CASING = rgb("#CABFAD")
RAIL = rgb("#8C857C")
BALLAST = rgb("#D6CDBF")
WATER = rgb("#B4D0E0")
SHORE = rgb("#97BBCF")
BANK = rgb("#F1EBD8")
GRASS = rgb("#C6D7B0")
WOOD = rgb("#AFC69A")
FIELD = rgb("#E2E0BE")
HEDGE = rgb("#A9BF93")
ORCHARD = rgb("#C9D8B0")
VINEYARD = rgb("#CED3A4")
SPORTS = rgb("#BCD5B4")
SPORTS_LINE = rgb("#EAF1E6")
CEMETERY = rgb("#DDDDD0")
PAVED = rgb("#DDD5C6")
SETTLEMENT = rgb("#E5DBCA")
INTEREST = rgb("#E2D9C8")
CONSTRUCTION = rgb("#D6CCBD")
PARCEL_LINE = rgb("#857866")
COMMUNE_LINE = rgb("#8A6F9E")
PRESCRIPTION = rgb("#C9B26B")
LINE = rgb("#7D7696")
NEUTRAL = rgb("#B9B4C7")
SHADOW = rgb("#6C6B78")
SHADE_OF_TREES = rgb("#7F9273")
OCCLUDED = rgb("#856E57")
OCCLUDED_IMAGE = rgb("#7E7C7A")
"""What white becomes where hardly any of the sky is seen: in the model, over an orthophoto."""
SHADE = (0.60, 0.66, 0.745)
SHADE_IMAGE = (0.56, 0.615, 0.70)
"""What is left of red, green and blue in the shade of the sun: in the model, over an orthophoto."""
DUSK = (0.62, 0.67, 0.79)
"""What is left of them while the sun is below the horizon."""
SUN_PATH, SUN_DISC = (208, 116, 0), (255, 190, 30)
SUN_RING, SUN_INK, SUN_HALO = (96, 104, 112), (18, 26, 33), (255, 255, 255)
"""The sun's way across the sky: its arcs, the sun, the horizon, words and the rim around all."""
SLOPE_TINT = (0.93, 1.0, 1.10)
"""How much of the shade on slopes each band takes: it is warm."""

WALL = rgb("#F8F2E6")
TILE = rgb("#E2BEA3")
SLATE = rgb("#C3C8CA")
ZINC = rgb("#CBD3D8")
EDGE = rgb("#857B70")
FLAT = rgb("#DDD8CE")
LANDMARK_WALL = rgb("#F4E3C1")
LANDMARK_ROOF = rgb("#D3946F")
LIGHT_ROOF = rgb("#D8D0C4")
ESTIMATED = rgb("#D8CFE3")

CROWNS: tuple[Rgb, ...] = (rgb("#A8BE95"), rgb("#B3C5A0"), rgb("#9DB58C"), rgb("#BAC7A2"))
CONIFER = rgb("#8FAE8B")
CROWNS_IN_IMAGE = (0.66, 0.76, 0.58)
"""Share of their colours that trees keep over an orthophoto."""
TRUNK = rgb("#B59C82")

DIMMEST = 0.74
FILL_TINT = (1.0, 0.985, 0.966)
"""What the light's colour is multiplied by at the dimmest shade: the fill light beside the key."""

# Light of the model, that of the buildings: a lamp high in the south-west.
LIGHT_FROM = (-0.37, -0.53, 0.77)

MARK = rgb("#1D5C78")
"""What was clicked."""

POCHE = rgb("#55616F")
"""Buildings that are cut open, as architects fill them."""
CUT_LINE = rgb("#2C3239")
CUT_CROWN = rgb("#7F9A6D")
EARTH, DEEP_EARTH = rgb("#C4AE90"), rgb("#AC9576")
