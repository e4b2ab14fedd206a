"""Where the hand-placed buildings and grounds are (local metres, degrees)."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import shapes
from .curves import Coords, free_frame


@dataclass(frozen=True)
class Public:
    """A building of public interest at an exact place."""

    kind: str
    x: float
    y: float
    turn: float
    shape: Coords
    gutter: float
    rise: float
    roof: str = "gable"
    usage: str = "Indifférencié"
    nature: str = "Indifférenciée"
    floors: int | None = None
    dwellings: int = 0
    year: int = 1970
    margin: float = 2.0
    tint: int = 0
    hole: Coords = field(default_factory=list)


PUBLIC = [
    Public("church", 1434, 1553, 4, shapes.church(38, 12), 10.5, 6.2, usage="Religieux",
           nature="Eglise", year=1520, tint=5, margin=1.0),
    Public("tower", 1411.4, 1551.4, 4, shapes.rectangle(7, 7), 26.0, 12.0, "pyramid",
           "Religieux", "Eglise", year=1540, margin=0.0, tint=5),
    Public("townhall", 1399, 1489, -4, shapes.t_shape(25, 15, 10), 9.6, 4.6,
           floors=2, year=1884, tint=5),
    Public("market", 1474, 1516, 8, shapes.rectangle(22, 12), 4.2, 4.4, year=1840,
           usage="Commercial et services", tint=2),
    Public("cloister", 1588, 1592, 24, shapes.rectangle(46, 40), 8.2, 4.0, floors=2, year=1690,
           hole=shapes.rectangle(25, 20), tint=5, margin=6.0),
    Public("care", 1668, 1628, 34, shapes.rectangle(54, 42), 9.1, 0.5, "flat", "Résidentiel",
           floors=3, dwellings=62, year=1996, hole=shapes.rectangle(27, 16), margin=8.0),
    Public("college", 1082, 1640, 90, shapes.u_shape(74, 44, 12), 9.6, 0.5, "flat",
           floors=3, year=1974, margin=4.0, tint=1),
    Public("college", 1077, 1700, 2, shapes.rectangle(28, 12), 4.1, 0.5, "flat", floors=1,
           year=1998, margin=2.0),
    Public("gym", 1082, 1742, 2, shapes.rectangle(44, 26), 8.4, 0.5, "flat", "Sportif",
           floors=1, year=1982, margin=3.0, tint=3),
    Public("school", 1196, 1748, -3, shapes.l_shape(64, 32, 10), 6.6, 3.4, floors=2,
           year=1908, margin=3.0, tint=2),
    Public("school", 1244, 1700, 87, shapes.rectangle(46, 11), 3.6, 2.2, floors=1, year=1986,
           margin=3.0, tint=4),
    Public("canteen", 1180, 1693, -3, shapes.rectangle(22, 13), 3.6, 0.4, "flat", floors=1,
           year=2004, margin=3.0),
    Public("library", 1262, 1536, -5, shapes.rectangle(24, 14), 7.0, 0.5, "flat", floors=2,
           year=2012, margin=3.0, tint=3),
    Public("station", 1643, 857, 25, shapes.rectangle(36, 9.5), 7.4, 3.6, floors=2, year=1872,
           usage="Commercial et services", nature="Gare", margin=2.0, tint=5),
    Public("goods", 1570, 824, 25.5, shapes.rectangle(42, 12), 5.4, 3.2, year=1872,
           usage="Industriel", margin=3.0, tint=2),
    Public("mill", 1186, 1196, 20, shapes.l_shape(24, 18, 9), 8.0, 3.8, floors=3, year=1790,
           dwellings=2, usage="Résidentiel", margin=4.0, tint=2),
    Public("sports", 1112, 1262, 24, shapes.rectangle(30, 9), 3.4, 1.2, usage="Sportif",
           floors=1, year=1990, margin=2.0),
    Public("chapel", 1003, 2308, 10, shapes.rectangle(13, 6.5), 4.6, 3.0, usage="Religieux",
           nature="Chapelle", year=1650, margin=4.0, tint=1),
    Public("hall", 1150, 1352, 20, shapes.rectangle(40, 24), 6.6, 1.8, year=1988, floors=1,
           margin=4.0, tint=3),
    Public("greenhouse", 905, 1290, 40, shapes.rectangle(50, 9), 3.0, 1.0, usage="Agricole",
           nature="Serre", year=1995, margin=2.0),
    Public("greenhouse", 896, 1301, 40, shapes.rectangle(50, 9), 3.0, 1.0, usage="Agricole",
           nature="Serre", year=1995, margin=2.0),
]  # fmt: skip


def _pitch(x: float, y: float, turn: float, length: float, width: float) -> Coords:
    return [free_frame(x, y, turn).at(a, b) for a, b in shapes.rectangle(length, width)]


GROUNDS: list[tuple[str, str, Coords, bool]] = [
    ("square", "Place de l'Église",
     [(1383, 1502), (1420, 1498), (1452, 1508), (1458, 1533), (1408, 1541), (1381, 1541)], True),
    ("square", "Parvis", [(1400, 1536), (1466, 1533), (1466, 1572), (1400, 1570)], True),
    ("square", "Place de la Halle",
     [(1452, 1502), (1490, 1508), (1486, 1535), (1456, 1528)], True),
    ("square", "Place de la Gare",
     [(1612, 905), (1612, 868), (1640, 866), (1672, 885), (1668, 908)], True),
    ("schoolground", "Collège de la Lise",
     [(1045, 1588), (1112, 1586), (1112, 1690), (1112, 1774), (1045, 1772)], True),
    ("schoolground", "École Jean-Macé",
     [(1124, 1676), (1262, 1676), (1262, 1772), (1180, 1783), (1124, 1778)], True),
    ("openplot", "Îlot des Écoles",
     [(1114, 1588), (1262, 1580), (1262, 1674), (1114, 1676)], True),
    ("pitch", "Stade de la Lise", _pitch(1032, 1186, 25, 108, 70), True),
    ("tennis", "Courts de tennis", _pitch(1128, 1287, 24, 36, 18), True),
    ("tennis", "Courts de tennis", _pitch(1092, 1276, 24, 36, 18), True),
    ("playcourt", "Plateau sportif", _pitch(1235, 1735, 2, 22, 13), True),
    ("cemetery", "Cimetière de Montreval", _pitch(1578, 2302, 3, 92, 66), True),
    ("parking", "Parking du Stade", _pitch(1172, 1322, 24, 34, 22), True),
    ("parking", "Parking de la Gare", _pitch(1702, 890, 25, 56, 17), True),
    ("parking", "Parking du Centre commercial", _pitch(2432, 828, -17, 74, 66), True),
    ("parking", "Parking de la Médiathèque", _pitch(1240, 1502, 20, 30, 16), True),
    ("parking", "Parking Pasteur", _pitch(1580, 1848, 5, 40, 16), True),
    ("parking", "Parking du 8-Mai", _pitch(1690, 1808, 32, 36, 16), True),
    ("park", "Jardin public de la Lise",
     [(1440, 1262), (1520, 1290), (1500, 1335), (1460, 1365), (1425, 1345)], True),
    ("basin", "Station d'épuration", _pitch(452, 832, 10, 46, 30), True),
]  # fmt: skip

# x, y, length, width, turn, floors, pitched
BLOCKS = [
    (1472, 1792, 60, 11.5, 86, 4, False), (1524, 1838, 62, 11.5, 6, 5, False),
    (1532, 1790, 56, 11.5, 6, 4, False), (1512, 1732, 46, 11.5, 42, 4, False),
    (1648, 1862, 66, 11.5, 6, 6, False), (1640, 1806, 44, 11.5, 58, 4, False),
    (1722, 1846, 44, 11.5, 80, 5, False), (1560, 1926, 62, 11.5, 8, 5, False),
    (1648, 1944, 58, 11.5, 8, 4, False), (1728, 1922, 44, 11.5, -30, 4, False),
    (1484, 1928, 40, 11.5, 84, 4, False), (1588, 1742, 38, 12, 40, 3, True),
    (1668, 962, 34, 13, 84, 4, True), (1664, 1012, 34, 13, 84, 3, True),
    (1560, 1020, 30, 12, 22, 3, True), (1790, 1018, 34, 13, -14, 3, True),
    (1180, 1440, 30, 12, 4, 3, True), (985, 1452, 28, 12, 1, 3, True),
    (1730, 1700, 34, 12, 60, 3, True), (1690, 1560, 30, 12, 62, 3, True),
]  # fmt: skip

# x, y, length, width, turn, form ("R" hall, "S" shop, "L", "T")
SHEDS = [
    (2338, 858, 92, 62, -15, "S"), (2522, 822, 56, 42, -17, "S"), (2596, 796, 46, 34, -17, "S"),
    (2345, 712, 62, 40, -6, "R"), (2428, 700, 58, 36, -6, "L"), (2505, 690, 60, 42, -8, "R"),
    (2588, 668, 44, 48, -8, "R"), (2430, 630, 74, 38, -18, "R"), (2530, 622, 54, 32, -6, "L"),
    (2185, 862, 54, 40, 82, "R"), (2182, 780, 50, 42, 84, "T"), (2188, 700, 52, 38, 78, "R"),
    (2228, 610, 46, 42, 66, "R"), (2378, 545, 62, 36, -24, "R"), (2570, 536, 60, 38, 12, "R"),
    (2722, 730, 52, 64, -4, "R"), (2358, 1012, 48, 34, -14, "S"), (2440, 1066, 52, 36, 12, "R"),
    (2442, 980, 62, 42, -16, "R"), (2530, 1040, 68, 44, -4, "R"), (2536, 944, 62, 36, -17, "L"),
    (2622, 1010, 52, 48, -10, "R"), (2624, 912, 50, 30, -17, "S"), (2288, 1138, 48, 30, 62, "R"),
    (2396, 1186, 46, 32, 24, "R"), (2512, 1206, 54, 38, -4, "R"), (2628, 1176, 46, 36, -18, "T"),
    (2746, 1062, 42, 66, -14, "R"), (2758, 936, 44, 50, -12, "R"), (2680, 1092, 30, 22, -20, "R"),
    (2300, 905, 26, 16, -15, "S"), (2470, 896, 30, 18, -17, "S"), (2206, 1000, 36, 24, -12, "S"),
    (2190, 930, 40, 28, -12, "S"), (2760, 830, 36, 24, -17, "S"), (2150, 628, 34, 26, 76, "R"),
    (2300, 560, 40, 26, -30, "R"), (2640, 560, 36, 26, 30, "R"), (2470, 1130, 30, 18, 14, "R"),
    (1690, 845, 44, 15, 25, "R"), (1790, 945, 50, 24, 30, "R"), (1840, 985, 40, 22, 30, "R"),
]  # fmt: skip

# name, x, y, turn, closed court
FARMS = [
    ("La Haute-Borne", 255, 2335, 8, False), ("Le Grand Clos", 2655, 1985, 25, True),
    ("Fontfroide", 1575, 340, -12, False), ("La Justice", 2570, 400, 18, True),
    ("La Borde", 215, 1010, 64, False), ("Les Landes", 1040, 2660, 20, False),
    ("La Métairie", 640, 560, 40, False), ("Le Mesnil", 2065, 205, 96, False),
    ("Les Essarts", 2010, 2330, 52, False), ("La Garenne", 420, 1770, -58, False),
    ("Le Clos du Roy", 1850, 2505, 4, True), ("Les Champs-Bleus", 2870, 1180, -80, False),
    ("La Croix-Blanche", 560, 2320, 4, False), ("Bel-Air", 1380, 2560, 88, False),
]  # fmt: skip
