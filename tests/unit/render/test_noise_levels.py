"""Computed noise as it is coloured: classes, differences, areas, official maps beside it."""

from __future__ import annotations

import dataclasses

import msgspec
import numpy as np
import pytest

from jumeau.i18n import Translator
from jumeau.model.analysis import Analysis
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import add_layers, new_project
from jumeau.model.provenance import Certainty, Provenance
from jumeau.model.results import certainty_of, covers_roofs, hides_gains, lacks_trees
from jumeau.model.roles import Role
from jumeau.model.style import Style
from jumeau.model.variant import Variant
from jumeau.model.view_state import Camera, Compare, ViewState
from jumeau.render.colour_vision import MATRICES, confused, lab_of
from jumeau.render.furniture import furniture, lines_said
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.legend import certainty_line, entry_text, legend_rows
from jumeau.render.noise_beside import beside_computed
from jumeau.render.parts import Kind, parts_of
from jumeau.render.themes import noise, noise_levels, results
from jumeau.render.themes.dress import Form
from jumeau.render.themes.keys import Key
from jumeau.render.themes.ramps import linear
from jumeau.render.themes.rasters import colouring_of, colours_at
from jumeau.render.themes.registry import palettes_of

FR = Translator("fr")
RASTER = PayloadRef(PayloadKind.RASTER, "1" * 64, 1)
TABLE = PayloadRef(PayloadKind.TABLE, "2" * 64, 1)
SAMPLES = PayloadRef(PayloadKind.SAMPLES, "3" * 64, 1)
BOX = (650_000.0, 6_860_000.0, 650_200.0, 6_860_200.0)


def layer(role: Role, name: str = "", payload: PayloadRef = RASTER, **changes: object) -> Layer:
    told = changes.pop("asked", (("indicator", "lden"),))
    variant, against = changes.pop("variant", ""), changes.pop("against", ())
    palette = changes.pop("palette", "standard")
    card = Provenance(producer="IGN", product="BD TOPO®", edition="2025", **changes)
    return Layer(
        name or role.value, role, payload, bounds=BOX, unit="dB(A)", provenance=card, count=1,
        certainty=Certainty.COMPUTED, analysis=Analysis("noise", "1", variant, against, told),
        style=Style(name=palette),
    )  # fmt: skip


def official(name: str = "o", source: str = "N_BRUIT_ZBRD_INFRA_R_A_LD_S_033") -> Layer:
    from jumeau.model.provenance import SourceFile

    card = Provenance(producer="Cerema", product="Carte", edition="2022",
                      sources=(SourceFile("a.shp", 1, layer=source),))  # fmt: skip
    return Layer(name, Role.NOISE_MAP, TABLE, bounds=BOX, provenance=card)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


def words(one: Layer, value: float) -> str:
    scale = results.scale_of(one, np.array([value]))
    entry = scale.entries[int(np.searchsorted(scale.bounds, value, side="right"))]
    return plain(entry_text(entry, FR))


@pytest.mark.parametrize(
    ("value", "told"),
    [(12.0, "moins de 45 dB : calme"), (44.99, "moins de 45 dB : calme"),
     (45.0, "45 à 50 dB : bureau tranquille"), (64.99, "60 à 65 dB : rue animée"),
     (65.0, "65 à 70 dB : rue très passante"), (75.0, "75 dB et plus : très gros trafic"),
     (91.0, "75 dB et plus : très gros trafic")],
)  # fmt: skip
def test_levels_have_the_half_open_classes_of_strategic_maps(value, told):
    assert words(layer(Role.NOISE_LEVEL), value) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [(-12.0, "Baisse de 10 dB et plus : moitié moins fort"), (-6.0, "Baisse de 5 à 10 dB : nette"),
     (-2.5, "Baisse de 2 à 5 dB : perceptible"), (-1.99, "Moins de 2 dB : à peine perceptible"),
     (0.0, "Moins de 2 dB : à peine perceptible"), (1.99, "Moins de 2 dB : à peine perceptible"),
     (2.0, "Hausse de 2 à 5 dB : perceptible"), (5.0, "Hausse de 5 à 10 dB : nette"),
     (10.0, "Hausse de 10 dB et plus : deux fois plus fort")],
)  # fmt: skip
def test_differences_that_nobody_perceives_are_a_class_of_their_own(value, told):
    assert words(layer(Role.NOISE_LEVEL_CHANGE), value) == told


@pytest.mark.parametrize("palette", ["standard", "purple_green"])
def test_both_sides_of_a_difference_are_told_apart_by_every_eye(palette):
    one = layer(Role.NOISE_LEVEL_CHANGE, palette=palette)
    assert palette in palettes_of(one)
    scale = results.scale_of(one)
    assert np.array(scale.bounds) == pytest.approx(-np.array(scale.bounds)[::-1])
    codes = ["#" + "".join(f"{round(c):02X}" for c in e.colour) for e in scale.entries]
    assert confused(codes, least=3.5) == ()
    middle = np.array(scale.entries[3].colour)
    assert middle.max() - middle.min() < 10


@pytest.mark.parametrize("deficiency", list(MATRICES))
def test_louder_is_darker_for_every_eye(deficiency):
    scale = results.scale_of(layer(Role.NOISE_LEVEL))
    colours = np.array([e.colour for e in scale.entries])
    light = lab_of(linear(colours) @ MATRICES[deficiency].T)[:, 0]
    assert light[:3].min() > 85  # quiet: pale
    assert (np.diff(light[2:]) < -1).all()
    codes = ["#" + "".join(f"{round(c):02X}" for c in e.colour) for e in scale.entries]
    assert confused(codes, neighbours=True, least=3.5) == ()


def test_the_services_scale_is_an_option():
    one = layer(Role.NOISE_LEVEL, palette="nf_s_31_130")
    assert results.scale_of(one).entries[5].colour == (0xFD, 0x00, 0x00)  # 65 to 70 dB(A)
    assert palettes_of(one) == palettes_of(official())


def test_quiet_ground_has_a_colour_and_what_is_not_computed_has_none():
    cells = np.array([[30.0, 47.0, np.nan]])
    colouring = colouring_of(layer(Role.NOISE_LEVEL), cells[np.isfinite(cells)])
    assert colours_at(colouring, cells)[0, :, 3].tolist() == [1.0, 1.0, 0.0]
    assert plain(entry_text(colouring.present[0], FR)) == "moins de 45 dB : calme"


def test_trees_say_nothing_of_noise():
    one = layer(Role.NOISE_LEVEL_CHANGE, parameters=(("trees", "unsurveyed"),))
    assert not lacks_trees(one)
    assert not hides_gains(one)
    assert certainty_of(one) is Certainty.COMPUTED


def test_no_roof_has_the_noise_of_the_ground():
    one = layer(Role.NOISE_LEVEL)
    sun = layer(Role.SUN_HOURS)
    assert covers_roofs(sun)
    assert not covers_roofs(one)
    project = add_layers(new_project("x"), (one, sun, layer(Role.NOISE_LEVEL, "w", SAMPLES)))
    raised = {x.layers[0].id for x in parts_of(project) if x.kind is Kind.SAMPLES}
    assert raised == {"sun_hours", "w"}


# --- areas of equal level -------------------------------------------------------------------------


def zones(palette: str = "standard") -> Layer:
    return layer(Role.NOISE_ZONES, payload=TABLE, palette=palette)


def test_areas_are_lines_or_surfaces_by_their_lower_bound():
    level = np.array([0.0, 45.0, 65.0, 75.0, np.nan])
    lines = noise_levels.zones_dress(zones(), 5, {"level": level}.get)
    assert lines.kind.tolist() == [1, 0, 0, 0, 0]  # no line within the lowest class
    assert [x.fill for x in lines.swatches] == [None, None]
    assert [x.edge is None for x in lines.swatches] == [False, True]
    filled = noise_levels.zones_dress(zones("filled"), 5, {"level": level}.get)
    assert [filled.entries[k].key for k in filled.kind] == [
        "noise_quiet", "noise_45", "noise_65", "noise_75", "noise_quiet",
    ]  # fmt: skip
    services = noise_levels.zones_dress(zones("nf_s_31_130"), 5, {"level": level}.get)
    assert services.swatches[services.kind[2]].fill == (0xFD, 0x00, 0x00)


def rows(layers, view=None, keys=None) -> list:
    project = add_layers(new_project("x"), tuple(layers))
    return list(legend_rows(project, view or ViewState(), FR, keys))


def test_lines_alone_have_one_row_and_beside_the_level_none():
    alone = rows([zones()])
    assert [plain(x.text) for x in alone] == ["Contours du bruit calculé, tous les 5 dB"]
    assert alone[0].form == Form.LINE
    both = [plain(x.text) for x in rows([zones(), layer(Role.NOISE_LEVEL)])]
    assert not any("Contours" in x for x in both)


# --- official maps and measurements beside --------------------------------------------------------


def ground(one: Layer) -> GroundLayer:
    dress = noise.map_dress(one, 1, {"level": np.array(["65"], object)}.get)
    return GroundLayer(one, None, None, np.zeros((1, 4)), dress, key=None)


def test_an_official_map_is_striped_over_a_computed_level_and_only_there():
    one = ground(official())
    level = dataclasses.replace(one, layer=layer(Role.NOISE_LEVEL))
    other = dataclasses.replace(one, layer=layer(Role.NOISE_ZONES, payload=TABLE))
    assert [x.layer.role for x in beside_computed([one, other])] == [
        Role.NOISE_MAP, Role.NOISE_ZONES,
    ]  # fmt: skip
    assert beside_computed([one])[0] is one
    found = beside_computed([one, level, other])
    assert [x.layer.role for x in found] == [Role.NOISE_LEVEL, Role.NOISE_MAP, Role.NOISE_ZONES]
    assert all(s.hatch > 0 for s in found[1].dress.swatches)
    assert all(s.hatch == 0 for s in one.dress.swatches)


def test_the_legend_names_official_maps_beside_a_computed_level():
    told = [plain(x.text) for x in rows([official(), layer(Role.NOISE_LEVEL)])]
    assert "Carte officielle, hachurée : Bruit des routes, 24 h" in told
    assert told.count("65 à 70 dB : rue très passante") == 1
    alone = [plain(x.text) for x in rows([official()])]
    assert alone[0] == "Bruit des routes, 24 h"


def test_measurements_are_discs_and_no_means():
    card = Provenance(producer="NoiseCapture", product="Traces", edition="2019")
    tracks = Layer("m", Role.NOISE_MEASUREMENT, TABLE, bounds=BOX, provenance=card,
                   certainty=Certainty.MEASURED)  # fmt: skip
    found = rows([tracks, layer(Role.NOISE_LEVEL)])
    told = {plain(x.text): x.form for x in found}
    assert told["Bruit mesuré : disques, mêmes couleurs"] == Form.DISC
    assert told["Mesures de passage, pas des moyennes de 24 h"] == "note"
    assert len([x for x in found if x.form == Form.DISC]) == 1
    sun = [x.text for x in rows([tracks, layer(Role.SUN_HOURS)])]
    assert not any("mêmes couleurs" in x for x in sun)
    project = add_layers(new_project("x"), (tracks, layer(Role.NOISE_LEVEL)))
    assert certainty_line(project, ViewState(), FR)[0] == "CALCULÉ – pas mesuré"
    without = ViewState(hidden=("noise_level",))
    assert certainty_line(project, without, FR)[0] == "MESURÉ"


# --- sides ----------------------------------------------------------------------------------------


def test_each_side_shows_its_own_level_and_a_difference_lies_on_its_variant():
    variants = (Variant("a", "Les blocs"), Variant("b", "La cour"))
    layers = [layer(Role.NOISE_LEVEL, f"n{v}", variant=v) for v in ("a", "b")]
    project = add_layers(new_project("x"), (*layers, layer(
        Role.NOISE_LEVEL_CHANGE, "d", variant="a", against=("",))))  # fmt: skip
    project = msgspec.structs.replace(project, variants=variants)
    both = ViewState(variants=("a", "b"), compare=Compare.SWIPE, hidden=("d",))
    heads = [plain(x.text) for x in legend_rows(project, both, FR) if x.colour is None]
    assert heads[:2] == [
        "Bruit calculé, 24 h", "Moyenne sur 24 h, soirées et nuits comptées plus fort (Lden)",
    ]  # fmt: skip
    assert heads.count("Bruit calculé, 24 h") == 1
    change = ViewState(variants=("a",), hidden=("na", "nb"))
    heads = [plain(x.text) for x in legend_rows(project, change, FR) if x.colour is None]
    assert heads[:2] == ["Bruit en plus ou en moins, 24 h", "Par rapport à : Aujourd’hui (2025)"]
    today = ViewState()
    assert not [x for x in legend_rows(project, today, FR) if "Bruit" in x.text]


def test_the_picture_says_that_it_is_no_strategic_map():
    project = add_layers(new_project("x"), (layer(Role.NOISE_LEVEL), official()))
    camera = Camera((BOX[0], BOX[1], 0.0), 300.0)
    size = (1280, 720)
    said = [name for name, _ in lines_said(project, ViewState(camera=camera), size, FR)]
    assert said == ["certainty", "noise"]
    hidden = ViewState(camera=camera, hidden=("noise_level",))
    assert [name for name, _ in lines_said(project, hidden, size, FR)] == ["certainty"]


def test_the_key_of_the_cells_decides_which_classes_are_listed():
    one = layer(Role.NOISE_LEVEL)
    colouring = colouring_of(one, np.array([52.0, 66.0]))
    told = [plain(x.text) for x in rows([one], keys={one.id: Key(colouring.present, bare=True)})]
    assert told == [
        "Bruit calculé, 24 h",
        "Moyenne sur 24 h, soirées et nuits comptées plus fort (Lden)",
        "50 à 55 dB : rue résidentielle",
        "65 à 70 dB : rue très passante",
        "Sans couleur : non calculé",
        "Valeurs à quelques décibels près",
    ]


def test_what_is_put_nowhere_is_told_beside_the_noise():
    project = add_layers(new_project("x"), (layer(Role.NOISE_LEVEL, variant="a"),))
    project = msgspec.structs.replace(project, variants=(Variant("a", "La cour"),))
    view = ViewState(variants=("a",), camera=Camera((BOX[0], BOX[1], 0.0), 300.0))
    told = {"a": ("environ 1 800 véh./j supprimés, non reportés",)}
    items = {x.name: x for x in furniture(project, view, (1280, 720), FR, told=told)}
    bare = {x.name: x for x in furniture(project, view, (1280, 720), FR)}
    assert {"side0", "noise", "study", "legend", "certainty"} <= set(items)
    assert items["side0"].plate.shape[0] > bare["side0"].plate.shape[0] + 20
