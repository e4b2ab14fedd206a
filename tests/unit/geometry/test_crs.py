"""Coordinate systems: names, ways between them, what is proposed where none is stated."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pyproj import CRS

from jumeau.errors import InputError
from jumeau.geometry import crs
from jumeau.geometry.likely_crs import likely_crs
from jumeau.geometry.territories import territory_at


def lambert_93(longitude: float, latitude: float) -> tuple[float, float]:
    """Lambert conic conformal, two standard parallels (IGN, NTG 71, with GRS 80)."""
    a, f = 6_378_137.0, 1 / 298.257222101
    e = math.sqrt(2 * f - f * f)

    def iso(phi: float) -> float:
        s = e * math.sin(phi)
        return math.log(math.tan(math.pi / 4 + phi / 2) * ((1 - s) / (1 + s)) ** (e / 2))

    def radius(phi: float) -> float:
        return a * math.cos(phi) / math.sqrt(1 - (e * math.sin(phi)) ** 2)

    one, two, zero = math.radians(44), math.radians(49), math.radians(46.5)
    n = math.log(radius(two) / radius(one)) / (iso(one) - iso(two))
    c = radius(one) / n * math.exp(n * iso(one))
    r = c * math.exp(-n * iso(math.radians(latitude)))
    r0 = c * math.exp(-n * iso(zero))
    turn = n * math.radians(longitude - 3)
    return 700_000 + r * math.sin(turn), 6_600_000 + r0 - r * math.cos(turn)


@pytest.mark.parametrize("place", [(3.0, 46.5), (2.35, 48.85), (-4.5, 48.4), (9.45, 42.7)])
def test_lambert_93_is_the_published_projection(place: tuple[float, float]) -> None:
    way = crs.reprojection("EPSG:4326", "EPSG:2154")

    assert way(np.array([place]))[0] == pytest.approx(lambert_93(*place), abs=0.002)
    assert way.sure
    back = crs.reprojection("EPSG:2154", "EPSG:4326")
    assert back(way(np.array([place])))[0] == pytest.approx(place, abs=1e-8)


def test_a_missing_grid_is_not_hidden() -> None:
    way = crs.reprojection("EPSG:27572", "EPSG:2154")

    assert way.sure
    assert way.accuracy is not None
    assert 1 <= way.accuracy <= 5
    # Paris, cross of the Panthéon: 600 000, 128 000 in Lambert zone I is close to 2 428 000.
    there = way(np.array([[600_000.0, 2_428_000.0]]))[0]
    assert there == pytest.approx((652_000, 6_861_000), abs=2_000)


def test_a_guess_says_that_it_is_one() -> None:
    record = crs.Reprojection("EPSG:4275", "EPSG:2154", "ballpark", None, False, ()).record()

    assert not record.done
    assert record.accuracy is None


def test_names_and_parts() -> None:
    assert crs.split("EPSG:2154") == ("EPSG:2154", "")
    assert crs.split("EPSG:2154+5720") == ("EPSG:2154", "EPSG:5720")
    assert crs.split("IGNF:LAMB93")[0] in ("IGNF:LAMB93", "EPSG:2154")
    assert crs.split(CRS.from_epsg(2154).to_wkt("WKT1_ESRI"))[0] == "EPSG:2154"
    bare = (
        'PROJCS["EPSG:2154",GEOGCS["unknown",DATUM["unnamed",SPHEROID["?",6378137,298.257223563]],'
        'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],'
        'PROJECTION["Lambert_Conformal_Conic_2SP"],PARAMETER["latitude_of_origin",46.5],'
        'PARAMETER["central_meridian",3],PARAMETER["standard_parallel_1",49],'
        'PARAMETER["standard_parallel_2",44],PARAMETER["false_easting",700000],'
        'PARAMETER["false_northing",6600000],UNIT["metre",1]]'
    )
    assert crs.split(bare)[0] == "EPSG:2154"
    assert crs.same("EPSG:4326", CRS.from_epsg(4326).to_wkt())
    assert crs.is_metric("EPSG:2154")
    assert not crs.is_metric("EPSG:4326")
    assert "Lambert-93" in crs.name_of("EPSG:2154")
    with pytest.raises(InputError) as error:
        crs.parse("EPSG:999999")
    assert error.value.code == "crs.unknown"


def test_inherited_paths_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROJ_LIB", "/nowhere")
    monkeypatch.setenv("PROJ_DATA", "/nowhere")

    assert crs.reprojection("EPSG:4326", "EPSG:2154").accuracy is not None


@pytest.mark.parametrize(
    ("bounds", "code"),
    [
        ((660_000, 6_360_000, 661_000, 6_361_000), "EPSG:2154"),
        ((1_400_000, 4_180_000, 1_401_000, 4_181_000), "EPSG:3945"),
        ((1_652_000, 8_190_000, 1_653_000, 8_191_000), "EPSG:3949"),
        ((600_000, 2_420_000, 601_000, 2_421_000), "EPSG:27572"),
        ((340_000, 7_660_000, 341_000, 7_661_000), "EPSG:2975"),
        ((350_000, 540_000, 351_000, 541_000), "EPSG:2972"),
        ((655_000, 1_790_000, 656_000, 1_791_000), "EPSG:5490"),
        ((520_000, 8_580_000, 521_000, 8_581_000), "EPSG:4471"),
        ((261_000, 6_250_000, 262_000, 6_251_000), "EPSG:3857"),
        ((2.1, 48.1, 2.9, 48.9), "EPSG:4326"),
    ],
)
def test_the_likely_crs_comes_first(bounds: crs.Bounds, code: str) -> None:
    found = likely_crs(bounds)

    assert found[0].code == code
    assert found[0].reason in ("france", "degrees")


def test_nothing_is_proposed_for_nowhere() -> None:
    assert likely_crs((5e7, 5e7, 5.1e7, 5.1e7)) == ()


@pytest.mark.parametrize(
    ("place", "territory"),
    [
        ((2.35, 48.85), "metropole"), ((3.06, 50.63), "metropole"), ((7.75, 48.58), "metropole"),
        ((-4.5, 48.4), "metropole"), ((7.5, 43.78), "metropole"), ((-1.47, 43.49), "metropole"),
        ((9.45, 42.7), "corse"), ((6.23, 46.19), "metropole"), ((7.56, 47.59), "metropole"),
        ((2.37, 51.03), "metropole"), ((4.82, 50.13), "metropole"), ((55.45, -20.9), "reunion"),
        ((-61.07, 14.6), "martinique"), ((-61.5, 16.2), "guadeloupe"), ((-52.3, 4.9), "guyane"),
        ((45.2, -12.8), "mayotte"), ((6.14, 46.2), None), ((4.35, 50.85), None),
        ((7.68, 45.07), None), ((2.17, 41.38), None), ((1.52, 42.51), None),
    ],
)  # fmt: skip
def test_where_france_is(place: tuple[float, float], territory: str | None) -> None:
    found = territory_at(*place)

    assert (found.id if found else None) == territory


def test_a_box_and_back() -> None:
    way = crs.reprojection("EPSG:4326", "EPSG:2154")
    box = (2.0, 48.0, 2.1, 48.1)

    there = way.box(box)
    back = way.box(there, backwards=True)

    assert back[0] <= box[0]
    assert back[3] >= box[3]
    assert back == pytest.approx(box, abs=0.01)
    with pytest.raises(InputError) as error:
        crs.reprojection("EPSG:2154", "EPSG:4326").box((math.inf, 0, math.inf, 1))
    assert error.value.code == "crs.outside"
