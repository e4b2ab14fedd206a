import numpy as np
import pytest

from jumeau.geometry.heights import (
    DEFAULT_HEIGHT,
    BuildingUse,
    HeightSource,
    building_heights,
    use_codes,
)

NAN = np.nan


@pytest.mark.parametrize(
    ("row", "height", "source", "rise", "ground"),
    [
        # hauteur, sol min, toit min, toit max, étages -> height, source, rise, ground
        ((5.4, 600.0, 605.4, 608.0, 2), 5.4, HeightSource.GUTTER, 2.6, 600.0),
        ((5.4, 600.0, NAN, 608.0, 2), 5.4, HeightSource.GUTTER, 2.6, 600.0),
        ((0.0, 600.0, 606.0, 606.0, 2), 6.0, HeightSource.ALTITUDES, 0.0, 600.0),
        ((NAN, -1000.0, 606.0, NAN, NAN), 7.0, HeightSource.ALTITUDES, 0.0, 599.0),
        ((-3.0, 600.0, -1000.0, -1000.0, 2), 6.0, HeightSource.STOREYS, 0.0, 600.0),
        ((9999.0, 600.0, 599.0, 9999.0, 3), 9.0, HeightSource.STOREYS, 0.0, 600.0),
        ((360.0, 600.0, 0.0, 0.0, 0), 6.0, HeightSource.DEFAULT, 0.0, 600.0),
        ((-1000.0, 0.0, NAN, NAN, NAN), 6.0, HeightSource.DEFAULT, 0.0, 599.0),
        ((NAN, NAN, NAN, NAN, 400), 6.0, HeightSource.DEFAULT, 0.0, 599.0),
        ((5.0, 600.0, 605.0, 700.0, NAN), 5.0, HeightSource.GUTTER, 0.0, 600.0),
    ],
)
def test_chain(
    row: tuple[float, ...], height: float, source: HeightSource, rise: float, ground: float
) -> None:
    columns = [np.array([value], float) for value in row]
    found = building_heights(*columns, use=["Résidentiel"], terrain_min=[599.0])
    assert found.height[0] == pytest.approx(height)
    assert found.source[0] == source
    assert found.roof_rise[0] == pytest.approx(rise)
    assert found.ground[0] == pytest.approx(ground)


def test_defaults_by_use_lightness_and_area() -> None:
    words = ["Résidentiel", "Annexe", "RELIGIEUX", "Indifférencié", "Indifférencié", None]
    found = building_heights(
        np.full(6, NAN),
        use=words,
        light=[False, False, False, True, False, False],
        footprint_area=[100.0, 15.0, 300.0, 12.0, 12.0, 100.0],
    )
    assert found.height.tolist() == [6.0, 3.0, 12.0, 3.0, 2.5, 5.0]
    assert (found.source == HeightSource.DEFAULT).all()
    assert np.isnan(found.ground).all()


def test_words_of_use() -> None:
    words = ["Commercial et services", "Industriel", " agricole ", "Sportif", "Autre", None]
    assert use_codes(words).tolist() == [
        BuildingUse.COMMERCIAL,
        BuildingUse.INDUSTRIAL,
        BuildingUse.AGRICULTURAL,
        BuildingUse.SPORTS,
        BuildingUse.UNKNOWN,
        BuildingUse.UNKNOWN,
    ]
    assert set(DEFAULT_HEIGHT) == set(BuildingUse)


def test_codes_are_taken_as_they_are() -> None:
    found = building_heights([0.0, 0.0], use=np.array([6, 2], np.uint8))
    assert found.height.tolist() == [12.0, 3.0]


def test_ground_from_the_gutter() -> None:
    found = building_heights([4.0], eave_altitude=[104.0])
    assert found.ground.tolist() == [100.0]
