"""Ways between horizontal systems: datum shifts by grid, the data's place, what is implausible."""

from __future__ import annotations

import numpy as np
import pytest

from jumeau.errors import InputError
from jumeau.geometry import crs
from jumeau.geometry.likely_crs import likely_crs
from jumeau.geometry.plausible import no_degrees, swapped


def test_ntf_to_rgf93_is_the_published_example() -> None:
    """IGN, NTG_88 "Grille de paramètres de transformation de coordonnées"; also EPSG.

    Guidance note 7-2 of EPSG, "Geocentric translations by grid interpolation (IGN)": NTF
    48°50'40.2441" N, 2°25'32.4187" E is 48°50'40.0050" N, 2°25'29.8960" E in RGF93. The NTv2 grid
    stands for the geocentric one to a few millimetres.
    """
    way = crs.reprojection("EPSG:4275", "EPSG:4171")

    there = way(np.array([[2 + 25 / 60 + 32.4187 / 3600, 48 + 50 / 60 + 40.2441 / 3600]]))[0]

    expected = (2 + 25 / 60 + 29.8960 / 3600, 48 + 50 / 60 + 40.0050 / 3600)
    assert there == pytest.approx(expected, abs=1e-7)  # 1 cm
    assert way.sure
    assert way.accuracy == 1.0
    assert way.record().done


@pytest.mark.parametrize("code", ["EPSG:27572", "EPSG:27571", "EPSG:27561", "EPSG:27562"])
def test_zones_of_ntf_use_the_grid(code: str) -> None:
    # The same point of Paris through each zone; the three parameters of old err by metres.
    to_zone = crs.reprojection("EPSG:4275", code)
    paris = np.array([[2.42567186, 48.84451225]])
    here = to_zone(paris)

    way = crs.reprojection(code, "EPSG:2154", (*(here[0] - 50), *(here[0] + 50)))

    direct = crs.reprojection("EPSG:4171", "EPSG:2154")(np.array([[2.42497111, 48.84444583]]))
    assert way(here)[0] == pytest.approx(direct[0], abs=0.02)
    assert way.accuracy == 1.0


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("EPSG:5490", (-61.5, 16.2)), ("EPSG:2972", (-52.3, 4.9)), ("EPSG:2975", (55.45, -20.9)),
        ("EPSG:4471", (45.2, -12.8)), ("EPSG:4467", (-56.2, 46.8)), ("EPSG:3942", (9.0, 42.0)),
        ("EPSG:3950", (2.5, 50.5)), ("EPSG:2056", (7.0, 46.5)), ("EPSG:28992", (4.4, 52.0)),
        ("EPSG:25832", (8.4, 49.0)), ("EPSG:3763", (-8.0, 40.0)), ("EPSG:3035", (-2.0, 47.6)),
    ],
)  # fmt: skip
def test_there_and_back(code: str, place: tuple[float, float]) -> None:
    way = crs.reprojection("EPSG:4326", code, (*place, *place))

    there = way(np.array([place]))

    assert np.isfinite(there).all()
    assert way.back(there)[0] == pytest.approx(place, abs=3e-8)  # 3 mm
    assert way.sure, way.operation
    assert way.accuracy is not None
    assert way.accuracy <= 2.0


def test_the_operation_is_the_one_for_the_place() -> None:
    # ED50 has one shift for Spain and another for the North Sea (EPSG 1631, 1612…).
    spain = crs.reprojection("EPSG:4230", "EPSG:4326", (-4.0, 40.0, -3.9, 40.1))
    norway = crs.reprojection("EPSG:4230", "EPSG:4326", (2.0, 60.0, 2.1, 60.1))

    assert spain.operation != norway.operation
    assert crs.area_of((600_000, 2_428_000, 600_100, 2_428_100), "EPSG:27572") is not None
    assert crs.area_of((np.inf, 0, np.inf, 1), "EPSG:2154") is None


def test_area_of_interest_is_in_degrees_of_greenwich() -> None:
    area = crs.area_of((600_000, 2_428_000, 600_100, 2_428_100), "EPSG:27572")  # Paris, in grads

    assert area is not None
    assert area.west_lon_degree == pytest.approx(2.3372, abs=0.001)
    assert area.south_lat_degree == pytest.approx(48.85, abs=0.01)


def test_a_building_site_has_no_place() -> None:
    with pytest.raises(InputError) as error:
        crs.split('LOCAL_CS["Chantier",UNIT["metre",1]]')

    assert error.value.code == "crs.local"


def test_old_parameters_in_a_file_are_not_taken() -> None:
    bound = crs.parse("EPSG:27572").to_wkt("WKT1_GDAL")
    with_shift = bound.replace('AUTHORITY["EPSG","6807"]]', "TOWGS84[-168,-60,320,0,0,0,0]]")
    assert "TOWGS84" in with_shift

    assert crs.split(with_shift)[0] == "EPSG:27572"


def test_metres_are_no_degrees() -> None:
    assert no_degrees((652_000, 6_861_000, 653_000, 6_862_000), "EPSG:4326")
    assert not no_degrees((-180.25, -90.25, 180.25, 90.25), "EPSG:4326")
    assert not no_degrees((652_000, 6_861_000, 653_000, 6_862_000), "EPSG:2154")


def test_swapped_axes_are_seen() -> None:
    assert swapped((46.28, -0.54, 46.37, -0.38), "EPSG:4326")
    assert not swapped((-0.54, 46.28, -0.38, 46.37), "EPSG:4326")
    assert not swapped((13.0, 52.0, 13.5, 52.5), "EPSG:4326")
    assert not swapped((46.28, -0.54, 46.37, -0.38), "EPSG:2154")


def test_foreign_projects_keep_their_heights() -> None:
    delft = (84_000, 446_000, 86_000, 448_000)

    assert crs.crs_of_new_project(delft, "EPSG:28992", "EPSG:5709") == ("EPSG:28992", "EPSG:5709")
    niort = (-0.54, 46.28, -0.38, 46.37)
    assert crs.crs_of_new_project(niort, "EPSG:4326", "EPSG:4979") == ("EPSG:2154", "EPSG:5720")


def test_lambert_ii_is_among_the_candidates() -> None:
    codes = [c.code for c in likely_crs((600_000, 2_420_000, 601_000, 2_421_000))]

    assert "EPSG:27572" in codes


@pytest.mark.parametrize(
    ("place", "systems"),
    [
        ((-63.08, 18.08), ("EPSG:5490", "EPSG:5620")),  # Saint-Martin
        ((-62.83, 17.9), ("EPSG:5490", "EPSG:5619")),  # Saint-Barthélemy
        ((-56.2, 46.8), ("EPSG:4467", "EPSG:5792")),  # Saint-Pierre
        ((9.1, 42.2), ("EPSG:2154", "EPSG:5721")),  # Corsica
    ],
)
def test_islands_have_heights_of_their_own(
    place: tuple[float, float], systems: tuple[str, str]
) -> None:
    assert crs.crs_of_new_project((*place, *place), "EPSG:4326") == systems
    vertical = crs.parse(systems[1])
    assert vertical.is_vertical
    area = vertical.area_of_use
    assert area is not None
    assert area.west - 0.1 <= place[0] <= area.east + 0.1
    assert area.south - 0.1 <= place[1] <= area.north + 0.1


def test_ntf_is_shifted_as_another_program_does() -> None:
    """As ``gdaltransform`` of GDAL 3.6 with IGN's grid from its own package of PROJ data."""
    there = crs.reprojection("EPSG:27572", "EPSG:2154")(np.array([[600_000.0, 2_428_000.0]]))[0]
    assert there == pytest.approx((651313.026, 6861349.810), abs=0.01)
