"""The noise of a place: sources, ways and terms from a town made by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import add_layers, new_project
from jumeau.model.provenance import Certainty, Provenance
from jumeau.model.roles import Role
from jumeau.model.view_state import ViewState
from jumeau.render import noise_place_words as words
from jumeau.render.noise_listening import listened
from jumeau.render.noise_paths import FAINT, Heard, PathKind, Route, strokes, table_of, total
from jumeau.render.noise_place import (
    Spot,
    answer_of,
    is_built,
    label_of,
    own_building,
    standing_in,
    usual_params,
)
from jumeau.simulation.noise.bands import SILENT
from jumeau.simulation.noise.scene import Scene, Sources
from jumeau.simulation.noise.settings import Settings
from jumeau.simulation.noise.town import Dwellings, Note, Town

FR = Translator("fr")
SETTINGS = Settings(max_distance=300.0, reflection_order=1, lateral=True)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


def town(*boxes: tuple[float, float, float, float], top: float = 9.0) -> Town:
    """Return a street along x at y = 0 and a machine, with houses as boxes."""
    rings = [np.array([(w, s), (e, s), (e, n), (w, n)], float) for w, s, e, n in boxes]
    count = len(boxes)
    scene = Scene(
        rings=np.concatenate(rings) if rings else np.empty((0, 2)),
        ring_start=np.arange(count + 1, dtype=np.int64) * 4,
        ring_building=np.arange(count, dtype=np.int32), tops=np.full(count, top),
        material=np.zeros(count, np.int32), default_g=0.0,
    )  # fmt: skip
    points = np.array([(-100.0, 0, 0.05), (100.0, 0, 0.05), (0.0, 150.0, 1.0)])
    sources = Sources(points, np.array([0, 2, 3]), np.array([0, 1], np.int32), 2)
    power = np.full((2, 3, 8), 75.0)
    power[0, 2] = 65.0
    nobody = Dwellings(("",) * count, np.full(count, -1), np.ones(count, np.int32),
                       np.zeros(count), np.zeros(count), np.zeros(count, np.bool_))  # fmt: skip
    return Town(scene, sources, power, np.array([0, 2], np.uint8), ("Rue du Port", ""), nobody,
                True, (Note("speed_none", 3),))  # fmt: skip


def spot(x: float, y: float, z: float = 4.0) -> Spot:
    return Spot((x, y, z), (x, y, 0.0))


def test_in_the_open_all_comes_straight_and_adds_up() -> None:
    from jumeau.simulation.noise.bands import a_weighted
    from jumeau.simulation.noise.engine import attenuation, levels
    from jumeau.simulation.noise.paths.index import prepared

    one = town()
    heard = listened(one, spot(0.0, 40.0), SETTINGS)
    assert set(heard.shares()) == {PathKind.DIRECT}
    made = attenuation(prepared(one.scene), one.sources, np.array([[0.0, 40.0, 4.0]]), SETTINGS)
    expected = a_weighted(levels(made, one.power))[0]
    assert heard.levels == pytest.approx(expected, abs=1e-3)
    assert total(np.array([x.level for x in heard.routes])) == pytest.approx(heard.lden, abs=1e-6)
    street, machine = heard.sources()
    assert (street.name, machine.name) == ("Rue du Port", "")
    assert street.share + machine.share == pytest.approx(1.0)
    assert street.share > 0.99  # a line 40 m away beside a point 110 m away, of the same power
    nearest = heard.routes[0]
    # Divergence from the nearest piece: 20·lg d + 11 dB (2015/996, 2.5.12).
    told = dict(table_of(nearest))
    assert told["divergence"][0] == pytest.approx(20 * np.log10(nearest.length) + 11, abs=0.02)
    assert told["air"][7] > told["air"][0]


def test_a_house_is_gone_over_and_around_and_another_reflects() -> None:
    screen, mirror = (-15.0, 15.0, 15.0, 25.0), (60.0, 10.0, 75.0, 60.0)
    before = listened(town(), spot(0.0, 40.0), SETTINGS)
    heard = listened(town(screen, mirror), spot(0.0, 40.0), SETTINGS)
    assert set(heard.shares()) == set(PathKind)
    assert heard.lden < before.lden - 2.0
    over = next(x for x in heard.routes if x.kind is PathKind.OVER)
    assert over.points[:, 2].max() == pytest.approx(9.0, abs=0.01)  # the roof
    around = next(x for x in heard.routes if x.kind is PathKind.AROUND)
    assert len(around.points) > 2
    mirrored = next(x for x in heard.routes if x.kind is PathKind.REFLECTED)
    assert np.isclose(mirrored.points[:, 0], 60.0, atol=0.01).any()
    assert mirrored.length > np.linalg.norm(mirrored.points[0] - mirrored.points[-1])


def test_within_a_building_nothing_is_heard() -> None:
    house = (-15.0, 30.0, 15.0, 50.0)
    assert listened(town(house), spot(0.0, 40.0), SETTINGS).built
    assert not listened(town(house), spot(0.0, 40.0, 11.0), SETTINGS).built  # on the roof
    far = listened(town(), spot(0.0, 2000.0), SETTINGS)
    assert far.silent
    assert far.sources() == ()
    assert strokes(far) == ()


def test_courtyards_are_no_buildings_and_a_facade_has_its_own() -> None:
    scene = town((0.0, 0.0, 30.0, 30.0), (50.0, 0.0, 60.0, 10.0)).scene
    yard = np.array([(10.0, 10.0), (10.0, 20.0), (20.0, 20.0), (20.0, 10.0)])
    pierced = dataclasses.replace(
        scene, rings=np.concatenate([scene.rings, yard]),
        ring_start=np.array([0, 4, 8, 12]), ring_building=np.array([0, 1, 0], np.int32),
    )  # fmt: skip
    assert standing_in(pierced, 5.0, 5.0) == 0
    assert standing_in(pierced, 15.0, 15.0) == -1
    assert standing_in(pierced, 55.0, 5.0) == 1
    wall = Spot((48.0, 5.0, 4.0), (50.0, 5.0, 4.0), (-1.0, 0.0, 0.0))
    assert own_building(pierced, wall) == 1
    assert own_building(pierced, spot(48.0, 5.0)) == -1
    assert not is_built(pierced, wall)


def way(section: int, kind: PathKind, level: float) -> Route:
    points = np.array([(section, level, 0.0), (0.0, 0.0, 4.0)])
    return Route(section, "", 0, kind, points, np.full(8, level - 10 * np.log10(8)))


def test_the_loudest_way_of_each_kind_from_each_section_is_drawn() -> None:
    routes = (
        way(1, PathKind.DIRECT, 60.0), way(2, PathKind.OVER, 52.0), way(1, PathKind.DIRECT, 51.0),
        way(3, PathKind.REFLECTED, 60.0 - FAINT - 3.0),
    )  # fmt: skip
    found = strokes(Heard(np.full(3, 60.0), routes))
    assert [(x.kind, x.points[0, 1]) for x in found] == [
        (PathKind.OVER, 52.0), (PathKind.DIRECT, 60.0),
    ]  # fmt: skip
    assert found[-1].strength == 1.0
    assert 0.0 < found[0].strength < 1.0


def test_the_answer_is_as_sure_as_what_it_rests_on() -> None:
    ref = PayloadRef(PayloadKind.TABLE, "1" * 64, 1)
    road = Layer("r", Role.ROAD, ref, certainty=Certainty.MEASURED)
    assert label_of([road], estimated=False, drawn=False) is Certainty.COMPUTED
    assert label_of([road], estimated=True, drawn=False) is Certainty.UNCERTAIN
    assert label_of([road], estimated=True, drawn=True) is Certainty.ILLUSTRATION
    invented = Layer("i", Role.ROAD, ref, provenance=Provenance(invented=True))
    assert label_of([invented], estimated=False, drawn=False) is Certainty.ILLUSTRATION


def test_sentences_tell_before_and_after() -> None:
    project = add_layers(new_project("x"), ())
    loud, quiet = np.array([63.0, 61.0, 55.0]), np.array([57.0, 55.0, 49.0])
    routes = (way(1, PathKind.DIRECT, 63.0),)
    towns = {"": town(), "a": town((0.0, 0.0, 9.0, 9.0))}

    def listen(one: Town, _spot: Spot) -> Heard:
        return Heard(quiet if len(one.scene.tops) else loud, routes)

    answer = answer_of(project, ViewState(), towns, spot(0.0, 40.0), listen)
    assert answer.certainty is Certainty.UNCERTAIN  # traffic by default
    assert answer.notes == (Note("speed_none", 3),)
    first, second = (plain(x) for x in words.titled(answer, project, 0, FR))
    assert first == "Aujourd’hui : environ 64 dB (rue animée) ici, à 4 m au-dessus du sol."
    assert second.endswith(": environ 58 dB, environ 6 dB de moins.")
    lines = [plain(x) for x in words.picture_lines(answer, project, 0, FR)]
    assert lines[0] == "Aujourd’hui : environ 64 dB"
    assert lines[-1] == "environ 6 dB de moins"
    table = words.level_table(answer, FR)
    assert [plain(x) for x in table[0]] == ["24 h", "64 dB", "58 dB"]
    built = dataclasses.replace(answer, heard={"": Heard(np.full(3, SILENT), (), built=True)})
    assert plain(words.sentence(built, FR)) == "un bâtiment occupe ce lieu."


def test_without_a_map_all_ways_are_followed_and_hidden_layers_do_not_count() -> None:
    params, without = usual_params(new_project("x"), ViewState(hidden=("b",)))
    assert params.quality == "study"
    assert without == ("b",)
