"""The hand-drawn street plan: every road, its class and the houses it fronts (local metres)."""

from __future__ import annotations

from dataclasses import dataclass

from .curves import Coords


@dataclass(frozen=True)
class RoadClass:
    """Carriageway (m), half of the public corridor (m) and BD TOPO attributes of a class."""

    width: float
    half: float
    nature: str
    importance: str
    speed: int
    lanes: int


CLASSES = {
    "d99": RoadClass(7.0, 6.0, "Route à 1 chaussée", "3", 45, 2),
    "d": RoadClass(6.0, 5.0, "Route à 1 chaussée", "4", 50, 2),
    "avenue": RoadClass(6.5, 9.0, "Route à 1 chaussée", "4", 30, 2),
    "street": RoadClass(5.5, 4.6, "Route à 1 chaussée", "5", 25, 2),
    "core": RoadClass(4.2, 3.1, "Route à 1 chaussée", "5", 15, 1),
    "alley": RoadClass(2.6, 1.7, "Sentier", "6", 5, 1),
    "estate": RoadClass(5.0, 4.4, "Route à 1 chaussée", "5", 20, 2),
    "lane": RoadClass(4.0, 3.4, "Route à 1 chaussée", "5", 35, 1),
    "track": RoadClass(3.0, 2.6, "Chemin", "6", 10, 1),
    "ring": RoadClass(7.0, 6.0, "Rond-point", "3", 20, 1),
}


@dataclass(frozen=True)
class Plan:
    """One road of the plan: class, name, points, and the lots along it.

    ``lots`` is a list of (style, from, to) with fractions of the length; an empty list
    leaves the road without houses.
    """

    kind: str
    name: str
    points: Coords
    lots: tuple[tuple[str, float, float], ...] = ()


def _estate(name: str, *points: tuple[float, float]) -> Plan:
    return Plan("estate", name, list(points), (("estate", 0.0, 1.0),))


MAIN = [
    Plan(
        "d99",
        "Route départementale 99",
        [(-60, 1565), (300, 1580), (600, 1522), (850, 1483), (1050, 1482), (1220, 1472),
         (1330, 1440), (1430, 1405), (1492, 1358), (1540, 1285), (1588, 1185), (1665, 1108),
         (1790, 1060), (2070, 1003), (2262, 960), (2500, 882), (2800, 782), (3060, 715)],
        (("villa", 0.17, 0.30), ("faubourg", 0.30, 0.665), ("faubourg", 0.74, 0.80),
         ("villa", 0.80, 0.87)),
    ),
    Plan(
        "d",
        "Route de Saint-Ermel",
        [(1418, 1720), (1430, 1790), (1447, 1930), (1490, 2130), (1490, 2300), (1480, 2450),
         (1540, 2700), (1560, 3060)],
        (("faubourg", 0.0, 0.12), ("villa", 0.12, 0.46)),
    ),
    Plan(
        "d",
        "Route de Vaubrun",
        [(2078, 1002), (1990, 900), (1912, 760), (1892, 600), (1945, 400), (2000, 200),
         (2040, -60)],
        (("villa", 0.12, 0.55),),
    ),
    Plan("avenue", "Avenue de la Gare",
         [(1604, 1165), (1612, 1080), (1622, 980), (1640, 885)], (("avenue", 0.08, 0.93),)),
    Plan("avenue", "Avenue du Collège",
         [(1050, 1482), (1033, 1600), (1036, 1720), (1055, 1830)], (("estate", 0.05, 1.0),)),
    Plan("street", "Avenue du Collège",
         [(1055, 1830), (1100, 1900), (1180, 1962)], (("estate", 0.0, 1.0),)),
]  # fmt: skip

CORE = [
    Plan("core", "Grande Rue",
         [(1228, 1471), (1285, 1500), (1340, 1518), (1385, 1522)], (("town", 0.0, 1.0),)),
    Plan("core", "Place de l'Église", [(1385, 1522), (1415, 1512), (1446, 1526)]),
    Plan("core", "Rue de l'Église",
         [(1446, 1526), (1495, 1545), (1552, 1538), (1612, 1502), (1688, 1455)],
         (("town", 0.0, 1.0),)),
    Plan("core", "Rue du Pont",
         [(1415, 1512), (1428, 1468), (1446, 1432), (1458, 1390)], (("town", 0.0, 1.0),)),
    Plan("core", "Rue Haute",
         [(1400, 1519), (1404, 1580), (1424, 1640), (1412, 1690), (1418, 1720)],
         (("town", 0.0, 1.0),)),
    Plan("core", "Rue des Remparts",
         [(1336, 1438), (1340, 1475), (1340, 1518), (1336, 1570), (1362, 1622), (1424, 1640)],
         (("town", 0.0, 1.0),)),
    Plan("core", "Rue de la Poterne",
         [(1424, 1640), (1490, 1628), (1540, 1594), (1552, 1538), (1548, 1476), (1528, 1424),
          (1482, 1366)], (("town", 0.0, 1.0),)),
    Plan("core", "Rue des Merciers",
         [(1404, 1580), (1450, 1578), (1500, 1588), (1540, 1594)], (("town", 0.0, 1.0),)),
    Plan("alley", "Ruelle du Four",
         [(1495, 1545), (1484, 1500), (1492, 1450), (1528, 1424)], (("town", 0.0, 1.0),)),
    Plan("alley", "Venelle du Puits", [(1446, 1432), (1470, 1446), (1492, 1450)]),
    Plan("street", "Rue de la Fontaine",
         [(1285, 1500), (1288, 1580), (1300, 1680), (1312, 1768)], (("faubourg", 0.0, 1.0),)),
    Plan("core", "Rue de l'Abreuvoir",
         [(1288, 1590), (1336, 1572)], (("town", 0.0, 1.0),)),
    Plan("street", "Rue des Tanneurs",
         [(1512, 1332), (1590, 1388), (1688, 1455), (1745, 1545), (1800, 1660), (1862, 1765)],
         (("faubourg", 0.0, 0.62), ("villa", 0.62, 1.0))),
    Plan("street", "Rue Jules-Ferry",
         [(1036, 1780), (1180, 1790), (1312, 1768), (1418, 1720)],
         (("estate", 0.0, 0.7), ("faubourg", 0.7, 1.0))),
    Plan("street", "Rue des Écoles",
         [(1033, 1578), (1120, 1570), (1210, 1564), (1287, 1568)], (("faubourg", 0.0, 1.0),)),
    Plan("street", "Rue du 8-Mai-1945",
         [(1490, 1628), (1560, 1680), (1640, 1740), (1740, 1800), (1862, 1765)],
         (("faubourg", 0.0, 0.4),)),
    Plan("street", "Rue du Moulin",
         [(1222, 1472), (1200, 1385), (1160, 1300), (1120, 1232)],
         (("faubourg", 0.0, 0.6), ("villa", 0.6, 0.8))),
    Plan("street", "Rue Pasteur",
         [(1440, 1862), (1560, 1882), (1680, 1905), (1765, 1862), (1740, 1800)]),
    Plan("street", "Rue Louise-Michel", [(1640, 1740), (1600, 1800), (1560, 1882)]),
]  # fmt: skip

ESTATES = [
    _estate("Rue des Vergers", (860, 1483), (846, 1560), (836, 1640), (842, 1720),
            (872, 1790), (950, 1830), (1055, 1830)),
    _estate("Rue des Cerisiers", (846, 1560), (940, 1556), (1034, 1560)),
    _estate("Rue des Poiriers", (836, 1634), (940, 1630), (1034, 1634)),
    _estate("Rue des Pommiers", (842, 1712), (940, 1706), (1036, 1712)),
    _estate("Impasse des Noyers", (838, 1660), (775, 1668), (725, 1700)),
    _estate("Impasse des Tilleuls", (846, 1560), (775, 1568), (720, 1590)),
    _estate("Impasse des Aubépines", (860, 1770), (800, 1790), (755, 1800)),
    _estate("Rue du Vallon", (950, 1830), (930, 1910), (965, 1990), (1050, 2032),
            (1160, 2025), (1180, 1962)),
    _estate("Rue des Glycines", (938, 1935), (1020, 1925), (1100, 1900)),
    _estate("Impasse du Verger", (1020, 1925), (1030, 1985)),
    _estate("Rue des Coteaux", (1447, 1930), (1370, 1918), (1280, 1938), (1180, 1962)),
    _estate("Rue des Roses", (1312, 1768), (1300, 1850), (1280, 1938)),
    _estate("Rue des Lilas", (1464, 2008), (1350, 2000), (1262, 2012), (1172, 2000)),
    _estate("Rue du Belvédère", (1482, 2088), (1400, 2078), (1320, 2085), (1240, 2085),
            (1160, 2025)),
    _estate("Rue de la Croix", (1492, 2180), (1400, 2156), (1310, 2160), (1230, 2150),
            (1205, 2070)),
    _estate("Impasse des Genêts", (1400, 2156), (1396, 2235), (1350, 2275)),
    _estate("Impasse des Ajoncs", (1300, 2160), (1290, 2240)),
    _estate("Allée des Chênes", (1461, 1988), (1560, 1995), (1640, 2020), (1690, 2095),
            (1655, 2180), (1575, 2212), (1494, 2195)),
    _estate("Rue des Marronniers", (1688, 2090), (1770, 2110), (1850, 2075), (1868, 1990),
            (1820, 1920), (1762, 1862)),
    _estate("Rue des Jardins", (1030, 1420), (1110, 1402), (1202, 1390)),
    _estate("Rue Neuve", (850, 1483), (868, 1400), (940, 1355), (1012, 1375)),
    _estate("Rue des Cheminots", (1618, 1040), (1520, 1002), (1400, 930), (1280, 850),
            (1165, 765)),
    _estate("Rue du Lavoir", (1577, 1206), (1480, 1140), (1360, 1085), (1240, 1025),
            (1130, 945), (1085, 855), (1165, 765)),
    _estate("Rue des Pêcheurs", (1400, 930), (1368, 1000), (1352, 1082)),
    _estate("Rue du Gué", (1520, 1002), (1490, 1065), (1470, 1136)),
    _estate("Rue des Iris", (1280, 850), (1240, 930), (1200, 998)),
    _estate("Rue de la Voie", (1640, 912), (1560, 878), (1450, 826), (1330, 752),
            (1240, 690), (1165, 765)),
    _estate("Rue des Alouettes", (1922, 792), (1850, 772), (1780, 722), (1742, 640),
            (1765, 565), (1830, 535), (1898, 548)),
    _estate("Impasse des Grives", (1896, 655), (1840, 662), (1805, 655)),
    _estate("Rue des Bleuets", (1940, 820), (2030, 790), (2090, 720), (2080, 630),
            (2010, 580), (1892, 595)),
    _estate("Allée des Coquelicots", (2088, 690), (2020, 690), (1980, 690)),
    _estate("Rue des Saules", (1850, 1140), (1780, 1200), (1765, 1270), (1820, 1348),
            (1915, 1400), (2010, 1330)),
    _estate("Rue des Peupliers", (1915, 1400), (1990, 1480), (2090, 1545), (2180, 1558)),
    _estate("Rue des Roseaux", (1922, 1240), (1850, 1275), (1822, 1345)),
]  # fmt: skip

RURAL = [
    Plan("lane", "Rue des Îles",
         [(1822, 1052), (1850, 1140), (1922, 1240), (2010, 1330), (2100, 1430), (2180, 1558),
          (2300, 1720), (2480, 1850), (2720, 1960)], (("estate", 0.0, 0.48),)),
    Plan("lane", "Route du Plateau",
         [(598, 1522), (520, 1700), (390, 1900), (310, 2200), (340, 2500), (260, 2800),
          (210, 3060)], (("sparse", 0.02, 0.3),)),
    Plan("lane", "Chemin de la Croix-Blanche",
         [(1050, 2032), (985, 2200), (1000, 2450), (1100, 2700), (1080, 3060)],
         (("sparse", 0.0, 0.15),)),
    Plan("lane", "Chemin des Vignes",
         [(1850, 2075), (2000, 2250), (2150, 2500), (2400, 2700), (2700, 2810), (3060, 2860)],
         (("sparse", 0.02, 0.2), ("hamlet", 0.66, 0.97))),
    Plan("lane", "Rue de la Rouvraie",
         [(2800, 2828), (2790, 2740), (2850, 2660), (2960, 2600), (3060, 2570)],
         (("hamlet", 0.05, 0.8),)),
    Plan("lane", "Chemin du Haut-Bois",
         [(1482, 2440), (1800, 2450), (2150, 2500)], (("sparse", 0.05, 0.3),)),
    Plan("lane", "Chemin des Prés",
         [(1050, 1482), (1018, 1380), (960, 1280), (872, 1200), (800, 1110)],
         (("villa", 0.05, 0.35),)),
    Plan("track", "Chemin de la Lise",
         [(800, 1110), (700, 1080), (560, 1060), (380, 1010), (250, 1100)]),
    Plan("lane", "Chemin du Bois",
         [(300, 1580), (320, 1350), (250, 1100), (150, 900), (-60, 800)],
         (("sparse", 0.1, 0.35),)),
    Plan("lane", "Route de la Vallée",
         [(1165, 765), (1010, 680), (830, 615), (610, 480), (350, 330), (100, 185), (-60, 120)],
         (("sparse", 0.05, 0.25),)),
    Plan("lane", "Chemin de Fontfroide",
         [(1945, 400), (1700, 300), (1400, 250), (1100, 150), (900, -60)],
         (("sparse", 0.02, 0.2),)),
    Plan("lane", "Chemin de la Justice",
         [(1945, 400), (2200, 385), (2500, 320), (2800, 420), (3060, 400)]),
    Plan("track", "Chemin des Îles",
         [(1862, 1765), (1960, 1900), (2150, 2060), (2500, 2250), (2800, 2420), (3060, 2500)]),
    Plan("track", "Chemin rural 12", [(310, 2200), (640, 2250), (985, 2200)]),
    Plan("track", "Chemin rural 14", [(340, 2500), (660, 2600), (1060, 2600), (1520, 2620)]),
    Plan("track", "Chemin rural 17", [(2150, 2500), (2050, 2750), (2120, 3060)]),
    Plan("track", "Chemin rural 21", [(2480, 1850), (2620, 1700), (2800, 1400), (2850, 1100)]),
    Plan("track", "Chemin rural 22",
         [(2180, 1558), (2350, 1480), (2470, 1370)]),
    Plan("street", "Rue de l'Industrie",
         [(2262, 960), (2245, 790), (2300, 630), (2460, 560), (2620, 620), (2660, 826)]),
    Plan("street", "Rue des Artisans",
         [(2262, 960), (2320, 1080), (2470, 1150), (2640, 1110), (2700, 960), (2680, 820)]),
    Plan("street", "Rue du Commerce", [(2245, 790), (2400, 770), (2560, 740), (2645, 720)]),
    Plan("track", "Chemin de la Butte", [(2460, 560), (2490, 440), (2500, 320)]),
    Plan("track", "Chemin de l'Étang", [(150, 900), (380, 800), (520, 790)]),
    Plan("track", "Chemin de Corbel", [(1742, 640), (1640, 520), (1480, 480), (1400, 250)]),
]  # fmt: skip

ROUNDABOUT = (2262.0, 960.0, 17.0)
ALL = [*MAIN, *CORE, *ESTATES, *RURAL]
