"""Whatever stands in the columns and shapes: a town of finite numbers, or a clear refusal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from village import EAST, NORTH, layer

from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.io.store import MemoryStore
from jumeau.model.project import add_layers, new_project
from jumeau.model.roles import Role
from jumeau.render.noise.listing import cells_of, listing_of
from jumeau.render.noise.notes import ORDER
from jumeau.render.noise.town import town_of
from jumeau.simulation.analyses.params import Noise

AREA = (EAST, NORTH, EAST + 250.0, NORTH + 250.0)
NUMBERS = [None, 0.0, -1.0, 400.0, float("nan"), float("inf"), -float("inf"), 1e12, 50.0, 3.0]
WORDS = [None, "", "Route à 1 chaussée", "Chemin", "motorway", "x" * 50, "Sens direct", "-1", "oui",
         "§", "D99", "NL05", "pavé"]  # fmt: skip
ROAD_NUMBERS = ("width", "lanes", "level", "importance", "speed", "daily", "traffic_day",
                "light_evening", "heavy_day", "heavy_night", "light_speed_day",
                "heavy_speed_night")  # fmt: skip


class Mess:
    """Shapes and columns as nobody would draw them."""

    def __init__(self, seed: int) -> None:
        self.draw = np.random.default_rng(seed)
        self.store = MemoryStore()

    def places(self, least: int, most: int) -> np.ndarray:
        count = int(self.draw.integers(least, most))
        return self.draw.uniform(0.0, 250.0, (count, 2)) + np.array([EAST, NORTH])

    def line(self) -> Any:
        at = self.places(2, 6)
        kind = int(self.draw.integers(0, 6))
        if kind == 0:
            return shapely.LineString(np.repeat(at[:1], 2, axis=0))
        if kind == 1:
            return shapely.MultiLineString([at, at + 5.0])
        return shapely.LineString() if kind == 2 else shapely.LineString(at)

    def polygon(self) -> Any:
        """Return a ring that mostly crosses itself."""
        return shapely.Polygon(self.places(3, 7))

    def some(self, values: list[Any], count: int) -> list[Any]:
        return [values[k] for k in self.draw.integers(0, len(values), count).tolist()]

    def columns(self, names: tuple[str, ...], values: list[Any], count: int) -> dict[str, Any]:
        return {x: self.some(values, count) for x in names if self.draw.random() < 0.6}

    def layers(self) -> list[Any]:
        roads, houses = (int(x) for x in self.draw.integers(1, 12, 2))
        words = ("nature", "name", "one_way", "number", "surface", "state")
        told = self.columns(ROAD_NUMBERS, NUMBERS, roads) | self.columns(words, WORDS, roads)
        sizes = ("height", "storeys", "dwellings", "ground_altitude_min", "ridge_altitude")
        tall = self.columns(sizes, NUMBERS, houses) | {"use": self.some(WORDS, houses)}
        counts = [shapely.Point(*x) for x in self.places(3, 4)]

        def made(role: Role, shapes: list[Any], columns: dict[str, Any]) -> Any:
            return layer(self.store, role, shapes, columns)

        return [
            made(Role.ROAD, [self.line() for _ in range(roads)], told),
            made(Role.BUILDING, [self.polygon() for _ in range(houses)], tall),
            made(Role.VEGETATION, [self.polygon() for _ in range(4)], {}),
            made(Role.WATER, [self.polygon() for _ in range(2)], {}),
            made(Role.LAND_COVER, [self.polygon() for _ in range(3)],
                 {"ground_factor": self.some(NUMBERS, 3), "class": self.some(WORDS, 3)}),
            made(Role.RAIL, [self.line() for _ in range(2)],
                 {"nature": self.some(WORDS, 2), "speed": self.some(NUMBERS, 2)}),
            made(Role.TRAFFIC_COUNT, counts, {"daily": self.some(NUMBERS, 3),
                 "heavy_share": self.some(NUMBERS, 3), "name": self.some(WORDS, 3)}),
        ]  # fmt: skip


@pytest.mark.parametrize("seed", range(14))
def test_nothing_makes_it_crash_or_lie(seed: int) -> None:
    mess, tr = Mess(seed), Translator("fr")
    project = add_layers(new_project("x"), tuple(mess.layers()))
    for row in listing_of(project, "", Noise(), AREA, mess.store).rows:
        assert all(cells_of(row, tr))
    try:
        town = town_of(project, "", Noise(), AREA, mess.store)
    except InputError as error:
        if error.code != "noise_inputs.no_sources":
            raise
        return
    scene = town.scene
    for array in (town.power, town.sources.points, scene.tops, scene.rings, scene.areas,
                  scene.area_g, town.dwellings.dwellings, town.dwellings.residents):  # fmt: skip
        assert np.isfinite(array).all()
    assert town.power.max() < 130.0
    assert ((scene.area_g >= 0.0) & (scene.area_g <= 1.0)).all()
    assert (np.diff(scene.ring_start) >= 3).all()
    assert (np.diff(town.sources.start) >= 2).all()
    assert {x.code for x in town.notes} <= set(ORDER)
    assert all(x.count > 0 for x in town.notes)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_note_has_its_words(language) -> None:
    tr = Translator(language)
    for code in ORDER:
        assert tr(f"noise.note.{code}", count="3")
