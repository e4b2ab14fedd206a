"""Results of sun and sky: classes, colours that everybody tells apart, plain words."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest

from jumeau.i18n import Translator
from jumeau.model.analysis import Analysis
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import add_layers, new_project
from jumeau.model.provenance import Provenance
from jumeau.model.results import CHANGES
from jumeau.model.roles import Role
from jumeau.model.style import Style
from jumeau.model.variant import Variant
from jumeau.model.view_state import Compare, ViewState
from jumeau.render.colour_vision import MATRICES, confused, lab_of
from jumeau.render.legend import entry_text, legend_rows
from jumeau.render.result_words import layer_names, value_words
from jumeau.render.themes import sun
from jumeau.render.themes.dress import Form
from jumeau.render.themes.keys import Key
from jumeau.render.themes.ramps import linear
from jumeau.render.themes.rasters import colouring_of, colours_at, hatched_in
from jumeau.render.themes.registry import palettes_of

FR, EN = Translator("fr"), Translator("en")
RASTER = PayloadRef(PayloadKind.RASTER, "1", ".tif")
SAMPLES = PayloadRef(PayloadKind.SAMPLES, "2", ".parquet")
DAY = (("first", "2026-03-21"), ("last", "2026-03-21"))
YEAR = (("first", "2026-01-01"), ("last", "2026-12-31"))
UNITS = {Role.SUN_HOURS: "h", Role.SUN_HOURS_CHANGE: "h"}


def result(
    role: Role, told=DAY, payload: PayloadRef = RASTER, palette: str = "", **changes: object
) -> Layer:
    card = Provenance(producer="IGN", product="BD TOPO®", edition="2025", parameters=tuple(told))
    style = Style(name=palette) if palette else Style()
    unit = UNITS.get(role, "")
    changes.setdefault("id", role.value)
    return Layer(role=role, payload=payload, provenance=card, style=style, unit=unit, **changes)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


def words(layer: Layer, value: float) -> str:
    """Return the French words of the class of a value."""
    scale = sun.scale_of(layer, np.array([value]))
    entry = scale.entries[int(np.searchsorted(scale.bounds, value, side="right"))]
    return plain(entry_text(entry, FR))


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "Pas de soleil"), (0.5, "moins de 1 h"), (1.0, "1 à 2 h"), (3.99, "3 à 4 h"),
     (4.0, "4 à 6 h"), (9.0, "8 à 10 h"), (10.0, "10 h et plus"), (15.5, "10 h et plus")],
)  # fmt: skip
def test_the_hours_of_a_day_have_round_classes(value, told):
    assert words(result(Role.SUN_HOURS), value) == told


def test_a_year_is_told_by_hundreds_of_hours():
    scale = sun.scale_of(result(Role.SUN_HOURS, YEAR))
    assert all(b % 100 == 0 for b in scale.bounds[1:])
    assert words(result(Role.SUN_HOURS, YEAR), 1750.0) == "1 500 à 2 000 h"
    assert words(result(Role.SUN_HOURS, YEAR), 0.0) == "Jamais de soleil"


@pytest.mark.parametrize(
    ("role", "value", "told"),
    [(Role.SUN_HOURS_CHANGE, -0.2, "Moins de 15 min : on ne le remarque pas"),
     (Role.SUN_HOURS_CHANGE, 0.24, "Moins de 15 min : on ne le remarque pas"),
     (Role.SUN_HOURS_CHANGE, -0.3, "15 min à 1 h de moins"),
     (Role.SUN_HOURS_CHANGE, 1.5, "1 à 2 h de plus"),
     (Role.SUN_HOURS_CHANGE, -7.0, "4 h de moins, ou davantage"),
     (Role.SKY_VIEW, 0.55, "50 à 60 %"),
     (Role.SKY_VIEW, 0.97, "90 % et plus"),
     (Role.SKY_VIEW_CHANGE, -0.15, "10 à 20 % de ciel en moins"),
     (Role.SKY_VIEW_CHANGE, 0.02, "Moins de 3 % : à peine perceptible")],
)  # fmt: skip
def test_what_nobody_perceives_is_a_class_of_its_own(role, value, told):
    assert words(result(role), value) == told


def test_energy_of_a_year_and_of_a_day():
    assert words(result(Role.IRRADIATION, YEAR), 950.0) == "800 à 1 000 kWh/m²"
    assert words(result(Role.IRRADIATION, DAY), 2.2) == "2 à 2,5 kWh/m²"


def test_a_share_may_be_told_in_percent_too():
    layer = msgspec.structs.replace(result(Role.SKY_VIEW), unit="%")
    assert words(layer, 55.0) == "50 à 60 %"


@pytest.mark.parametrize("role", sorted(sun.ROLES))
def test_every_palette_is_told_apart_by_every_eye(role):
    for palette in palettes_of(result(role)):
        entries = sun.scale_of(result(role, palette=palette)).entries
        codes = ["#" + "".join(f"{round(c):02X}" for c in e.colour) for e in entries]
        assert confused(codes, neighbours=True, least=3.5) == (), palette


@pytest.mark.parametrize("role", sorted(sun.ROLES - CHANGES))
@pytest.mark.parametrize("deficiency", list(MATRICES))
def test_classes_run_from_dark_to_light_or_back(role, deficiency):
    colours = np.array([e.colour for e in sun.scale_of(result(role)).entries])
    light = lab_of(linear(colours) @ MATRICES[deficiency].T)[:, 0]
    assert (np.diff(light) > 1).all() or (np.diff(light) < -1).all()


@pytest.mark.parametrize("role", sorted(sun.ROLES & CHANGES))
def test_both_sides_of_a_difference_are_alike_and_its_middle_is_grey(role):
    scale = sun.scale_of(result(role))
    bounds = np.array(scale.bounds)
    assert bounds == pytest.approx(-bounds[::-1])
    middle = np.array(scale.entries[len(scale.entries) // 2].colour)
    assert middle.max() - middle.min() < 10


def test_gains_of_shade_are_hatched_without_surveyed_trees():
    unsurveyed = result(Role.SUN_HOURS_CHANGE, (*DAY, ("trees", "unsurveyed")))
    cells = np.array([[-3.0, 0.0, 3.0, np.nan]])
    colouring = colouring_of(unsurveyed, cells[np.isfinite(cells)])
    assert hatched_in(colouring, cells).tolist() == [[True, False, False, False]]
    assert colours_at(colouring, cells)[0, :, 3].tolist() == [1, 1, 1, 0]
    surveyed = result(Role.SUN_HOURS_CHANGE, (*DAY, ("trees", "surveyed")))
    assert hatched_in(colouring_of(surveyed, np.array([-3.0])), cells) is None
    project = add_layers(new_project("x"), (unsurveyed,))
    rows = legend_rows(project, ViewState(), FR, {unsurveyed.id: Key(colouring.present)})
    told = {plain(row.text): row.form for row in rows}
    assert told["2 à 4 h de moins"] == Form.HATCH
    assert told["2 à 4 h de plus"] == Form.FILL
    assert "Hachuré : arbres existants non relevés" in told


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "value", "told"),
    [(Role.SUN_HOURS, 0.0, "pas de soleil"), (Role.SUN_HOURS, 0.71, "environ 45 min"),
     (Role.SUN_HOURS, 3.47, "environ 3 h 30"), (Role.SUN_HOURS, 2.93, "environ 3 h"),
     (Role.SUN_HOURS, 1234.0, "environ 1 200 h"), (Role.SUN_HOURS, math.nan, "pas de valeur ici"),
     (Role.SUN_HOURS_CHANGE, -1.52, "environ 1 h 30 de moins"),
     (Role.SUN_HOURS_CHANGE, 0.1, "pas de différence perceptible"),
     (Role.SKY_VIEW, 0.6617, "environ 65 % du ciel"),
     (Role.SKY_VIEW_CHANGE, -0.11, "environ 10 % du ciel de moins"),
     (Role.IRRADIATION, 1117.4, "environ 1 100 kWh/m²")],
)  # fmt: skip
def test_values_are_rounded_to_what_is_known(role, value, told):
    days = YEAR if role is Role.IRRADIATION or value > 100 else DAY
    assert plain(value_words(result(role, days), value, FR)) == told


def headings(layers, view, language, variants=()) -> list[str]:
    project = add_layers(new_project("x"), tuple(layers))
    project = msgspec.structs.replace(project, variants=tuple(variants))
    return [plain(row.text) for row in legend_rows(project, view, language) if row.colour is None]


def test_the_legend_tells_the_day_in_plain_words():
    assert headings([result(Role.SUN_HOURS)], ViewState(), FR) == ["Heures de soleil le 21 mars"]
    assert headings([result(Role.SUN_HOURS)], ViewState(), EN) == ["Hours of sun on 21 March"]
    year = result(Role.IRRADIATION, YEAR)
    assert headings([year], ViewState(), FR) == ["Énergie reçue du soleil dans l’année"]
    some = result(Role.SUN_HOURS, (("first", "2026-02-01"), ("last", "2026-03-21")))
    assert headings([some], ViewState(), FR) == ["Heures de soleil du 1er février au 21 mars"]
    assert headings([result(Role.SKY_VIEW)], ViewState(), FR) == ["Part de ciel visible"]


def of(variant: str, payload: PayloadRef, against: tuple[str, ...] = ()) -> Layer:
    role = Role.SUN_HOURS_CHANGE if against else Role.SUN_HOURS
    name = f"{payload.kind}{variant}"
    return result(
        role, DAY, payload, id=name, analysis=Analysis("sun_hours", "1", variant, against)
    )


def test_ground_walls_and_both_sides_share_one_legend():
    variants = (Variant("a", "Les blocs"), Variant("b", "La cour"))
    layers = [of(v, p) for v in ("a", "b") for p in (RASTER, SAMPLES)]
    view = ViewState(variants=("a", "b"), compare=Compare.SWIPE)
    assert headings(layers, view, FR, variants) == ["Heures de soleil le 21 mars"]
    change = of("a", RASTER, ("",))
    found = headings([change], ViewState(variants=("a",)), FR, variants)
    assert found == ["Soleil en plus ou en moins le 21 mars", "Par rapport à : Aujourd’hui (2025)"]


def test_the_list_of_layers_says_whose_a_result_is():
    variants = (Variant("a", "Les blocs"),)
    layers = (of("a", SAMPLES), of("", RASTER), of("a", RASTER, ("",)))
    project = msgspec.structs.replace(add_layers(new_project("x"), layers), variants=variants)
    names = [plain(x) for x in layer_names(project, FR).values()]
    assert sorted(names) == [
        "Heures de soleil, façades (Les blocs)",
        "Heures de soleil, sol et toits (Aujourd’hui (2025))",
        "Soleil en plus ou en moins, sol et toits (Les blocs – Aujourd’hui (2025))",
    ]
