"""What is to be looked at before a variant is shown; whose land it touches."""

from __future__ import annotations

import msgspec
import pyarrow as pa
import pytest
import shapely
from variant_samples import SampleBase, X, Y, edits_of, square

from jumeau.i18n import LANGUAGES, Translator, catalogue
from jumeau.io.store import MemoryStore
from jumeau.model import changes as c
from jumeau.model.edits import Debate, Edit
from jumeau.model.layer import FeatureRef, Field, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.placed_model import Model, ModelCard
from jumeau.model.project import new_project, replaced
from jumeau.model.roles import Role
from jumeau.model.variant import NO_BUILD, Act, Cost, Status, Variant, ZoneRule
from jumeau.model.view_state import NamedView, ViewState
from jumeau.variants.moved_traffic import traffic_removed
from jumeau.variants.ownership import parcels_touched, private_only
from jumeau.variants.remarks import Remark, Severity, remark_words, remarks
from jumeau.variants.resolving import resolve
from jumeau.variants.surroundings import Surroundings
from jumeau.variants.zoning import Zone, rule_for

FR = Translator("fr")
CARD = ModelCard("Atelier A", "© A", True, True, True)


def box(x, y, width, depth):
    return shapely.box(X + x, Y + y, X + x + width, Y + y + depth)


class Town:
    """A project with layers over the sample base."""

    def __init__(self):
        self.store = MemoryStore()
        self.project = new_project("A")

    def add(self, layer_id, role, shapes, columns=(), **values):
        table = pa.table({"geometry": list(shapely.to_wkb(shapes)), **values})
        fields = tuple(Field(x.name, str(x.type)) for x in table.schema)
        layer = Layer(layer_id, role, self.store.add_table(table, "EPSG:2154"), count=len(shapes),
                      fields=fields, columns=tuple(columns))  # fmt: skip
        self.project = replaced(self.project, layers=(*self.project.layers, layer))
        return self

    def parcels(self, **more):
        shapes = [box(-5, 55, 30, 30), box(25, 55, 30, 30), box(-5, -5, 20, 20)]
        return self.add(
            "parcels", Role.PARCEL, shapes, (("section", "section"), ("number", "numero")),
            section=["AB"] * 3, numero=["1", "2", "3"], **more,
        )  # fmt: skip

    def plan(self):
        return self.add(
            "plan", Role.ZONING, [box(-50, 50, 200, 100), box(-50, -50, 200, 100)],
            (("zone", "TYPEZONE"), ("label", "LIBELLE"), ("description", "LIBELONG")),
            TYPEZONE=["U", "N"], LIBELLE=["UBa", "N"],
            LIBELONG=["UBa : zone urbaine", "zone naturelle"],
            NOMFIC=["reglement.pdf", None], URLFIC=["https://plu.example/r", None],
        )  # fmt: skip

    def around(self):
        return Surroundings(self.project, self.store)

    def look(self, *changes, variant=None, base=None, **said):
        base = base or SampleBase()
        edits = tuple(msgspec.structs.replace(x, **said) for x in edits_of(*changes))
        variant = variant or Variant("v", "A")
        found = remarks(self.project, variant, resolve(edits, base), base, self.around(),
                        today="2026-01-01")  # fmt: skip
        return {x.code: x for x in found}


HOUSE = c.AddBuilding(square(0, 60), 14.0)


def words(found, code):
    return remark_words(found[code], FR)


# -- the local plan --------------------------------------------------------------------------------


def test_the_zone_is_told_in_the_plan_s_own_words():
    found = Town().plan().parcels().look(HOUSE)
    text = words(found, "zone_read")
    assert text == "Dans la zone UBa : zone urbaine. Règlement\xa0: reglement.pdf."
    assert dict(found["zone_read"].fields)["address"] == "https://plu.example/r"
    assert found["zone_read"].edit == "e1"


def test_a_zone_is_named_by_its_label():
    town = Town().add("plan", Role.ZONING, [box(-50, -50, 200, 200)],
                      (("label", "LIBELLE"), ("description", "LIBELONG")),
                      LIBELLE=["A"], LIBELONG=["Agricole"])  # fmt: skip
    assert words(town.look(HOUSE), "zone") == "Dans la zone A – Agricole."


def test_heights_setbacks_and_ratios_are_remarks_about_what_was_entered():
    town = Town().plan().parcels()
    rules = (ZoneRule("UB", 12.0, 6.0, 0.1, "règlement, art. 10"), ZoneRule("", 3.0))
    town.project = replaced(town.project, zone_rules=rules)
    found = town.look(HOUSE)
    assert words(found, "height.zone_source") == (
        "Hauteur 14 m, repère de la zone UBa saisi\xa0: 12 m (règlement, art. 10).".replace(
            "14 m", "14\xa0m").replace("12 m", "12\xa0m"))  # fmt: skip
    assert dict(found["setback.zone_source"].fields)["value"] == 5.0
    assert dict(found["ratio.zone_source"].fields)["value"] == 11.0
    town.project = replaced(town.project, zone_rules=(ZoneRule("UB", 14.0, 5.0, 0.12),))
    assert not {x for x in town.look(HOUSE) if "zone_source" in x or x.endswith(".zone")}


def test_a_building_of_today_is_looked_at_for_its_height_alone():
    town = Town().plan().parcels()
    town.project = replaced(town.project, zone_rules=(ZoneRule("", 12.0, 50.0, 0.01),))
    found = town.look(c.ChangeHeight(FeatureRef("houses", "A"), 20.0))
    assert "height.zone" in found
    assert not [x for x in found if x.startswith(("setback", "ratio"))]


@pytest.mark.parametrize(
    ("label", "kind", "expected"),
    [("UB", "U", "UB"), ("UBa", "U", "UBa"), ("UBb", "U", "UB"), ("UBX", "U", "U"),
     ("N", "N", ""), ("1AU", "AUc", "")],
)  # fmt: skip
def test_the_rule_that_fits_a_zone_best_holds(label, kind, expected):
    rules = tuple(ZoneRule(x, 1.0) for x in ("", "U", "UB", "UBa"))
    found = rule_for(Zone(label, kind, "", "", "", 1.0), rules)
    assert found.zone == expected
    assert rule_for(None, rules[1:]) is None


def test_a_prescription_under_a_building_is_told():
    town = Town().add("psc", Role.PRESCRIPTION, [box(-5, 55, 100, 100)], (("label", "LIBELLE"),),
                      LIBELLE=["Espace boisé classé"])  # fmt: skip
    assert words(town.look(HOUSE), "prescription").endswith("Espace boisé classé.")


def test_without_plan_or_parcels_that_is_said():
    found = Town().look(HOUSE)
    assert {"no_zoning", "no_parcels"} <= set(found)
    town = Town().plan()
    town.project = replaced(town.project, zone_rules=(ZoneRule("", 0.0, 3.0),))
    assert "no_plot" in town.look(HOUSE)
    assert "zone_none" in town.look(c.AddBuilding(square(5000, 0), 3.0))


# -- owners ----------------------------------------------------------------------------------------


def test_unknown_owners_count_as_private():
    town = Town().parcels()
    base = SampleBase()
    gone = c.RemoveFeature(FeatureRef("houses", "A"))
    line = ((X + 20, Y + 70), (X + 60, Y + 70))
    resolved = resolve(edits_of(HOUSE, gone, c.SetRoad(line, width=5.0)), base)
    found = parcels_touched(resolved, base, town.around())
    assert [(x.name, x.why, x.edits) for x in found] == [
        ("AB 1", ("building", "road"), ("e1", "e3")),
        ("AB 2", ("road",), ("e3",)),
        ("AB 3", ("demolition",), ("e2",)),
    ]
    assert len(private_only(found)) == 3
    assert "3 propriétés privées touchées\xa0: propriétaires informés\xa0?" in words(
        town.look(HOUSE, gone, c.SetRoad(line, width=5.0)), "private_parcels"
    )


def test_land_known_to_be_public_is_no_private_land():
    town = Town().parcels(proprietaire=["COMMUNE D'OLEMPS", "M. Public Durand SCI", None])
    base = SampleBase()
    resolved = resolve(
        edits_of(HOUSE, c.AddBuilding(square(30, 60), 3.0), c.Demolish(square(-2, -2, 14))), base
    )
    found = parcels_touched(resolved, base, town.around())
    assert [(x.name, x.public) for x in found] == [("AB 2", False), ("AB 3", False), ("AB 1", True)]
    assert {x.name: x.edits for x in found}["AB 3"] == ("e3",)


def test_a_limit_drawn_half_a_metre_off_touches_nobody():
    base = SampleBase()
    shape = tuple((x + 14.9, y) for x, y in square(0.2, 60, 10))
    found = parcels_touched(resolve(edits_of(c.AddBuilding(shape, 3.0)), base), base,
                            Town().parcels().around())  # fmt: skip
    assert [x.name for x in found] == ["AB 1"]


# -- traffic and trees -----------------------------------------------------------------------------


def roads(**columns):
    line = shapely.LineString([(X, Y - 5), (X + 90, Y - 5)])
    return Town().add("roads", Role.ROAD, [line], tuple((x, x) for x in columns),
                      **{k: [v] for k, v in columns.items()})  # fmt: skip


CLOSED = c.SetRoad((), FeatureRef("roads", "", 0), c.RoadUse.CLOSED)


def test_traffic_that_is_put_nowhere_is_told():
    town = roads(daily=1830.0)
    assert words(town.look(CLOSED), "traffic_removed") == (
        "Environ 1\u202f800 véh./j supprimés, non reportés.")  # fmt: skip
    assert "traffic_removed" in town.look(c.RemoveFeature(FeatureRef("roads", "", 0)))
    elsewhere = c.SetRoad(((X, Y + 40), (X + 90, Y + 40)), day=c.Traffic(150.0))
    base = SampleBase()
    moved = traffic_removed(resolve(edits_of(CLOSED, elsewhere), base), base, town.around())
    assert moved.vehicles == pytest.approx(1830 - 12 * 150)
    assert "traffic_removed" not in town.look(CLOSED, elsewhere)
    assert "traffic_removed" not in town.look(c.SetRoad((), CLOSED.feature, speed=30.0))


def test_traffic_by_period_makes_a_day():
    town = roads(traffic_day=100.0, light_evening=40.0, heavy_evening=10.0, traffic_night=5.0)
    found = town.look(CLOSED)
    assert dict(found["traffic_removed"].fields)["vehicles"] == 1400  # 1200 + 200 + 40
    quieter = c.SetRoad((), CLOSED.feature, day=c.Traffic(90.0), evening=c.Traffic(50.0),
                        night=c.Traffic(5.0))  # fmt: skip
    assert dict(town.look(quieter)["traffic_removed"].fields)["vehicles"] == 120


def test_unknown_traffic_is_not_taken_for_none():
    found = Town().add("roads", Role.ROAD, [shapely.LineString([(X, Y), (X + 9, Y)])]).look(CLOSED)
    assert "traffic_removed" not in found
    assert "n’est pas connu" in words(found, "traffic_unknown")


def test_trees_planted_where_none_were_surveyed():
    near = c.PlantTrees(c.Planting.ONE, ((X + 10, Y + 60),))
    far = c.PlantTrees(c.Planting.ONE, ((X + 1000, Y),))
    assert "trees_unsurveyed" not in Town().look(near)
    assert "non relevés" in words(Town().look(far), "trees_unsurveyed")
    assert "trees_unsurveyed" not in Town().look(HOUSE)


# -- what people have left out ---------------------------------------------------------------------


def test_acts_reasons_rights_and_years():
    town = Town()
    decided = Variant("v", "A", Status.DECIDED)
    assert "act_missing" in town.look(variant=decided)
    complete = msgspec.structs.replace(decided, act=Act("conseil", "2026-12", "2026-03-01"))
    assert "act_missing" not in town.look(variant=complete)
    assert "hypotheses_missing" in town.look(variant=Variant(NO_BUILD, ""))
    assert "cost_year_missing" in town.look(variant=Variant("v", "A", cost=Cost((1.0, 2.0))))
    assert "reason_missing" in town.look(HOUSE, debate=Debate.FIXED)
    assert "reason_missing" not in town.look(HOUSE, debate=Debate.FIXED, reason="loi")
    model = Model(PayloadRef(PayloadKind.MODEL, "a" * 64, ".glb"))
    assert "rights_unknown" in town.look(c.PlaceModel(model, (X, Y)))
    known = c.PlaceModel(model, (X, Y), card=CARD)
    assert not {"rights_unknown", "rights_ended"} & set(town.look(known))
    ended = c.PlaceModel(model, (X, Y), card=msgspec.structs.replace(CARD, until="2025-12-31"))
    assert "rights_ended" in town.look(ended)


def test_problems_come_in_words_and_what_asks_comes_first():
    found = Town().look(c.RemoveFeature(FeatureRef("houses", "Z")), c.AddBuilding(square(0, 60), 9),
                        debate=Debate.FIXED)  # fmt: skip
    assert "n’est plus dans les données" in words(found, "problem.gone")
    severities = [x.severity for x in found.values()]
    assert severities == sorted(severities, key=list(Severity).index)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_remark_is_a_verdict(language):
    for key, sentence in catalogue(language).items():
        if key.startswith("facts."):
            for word in (
                "dépass",
                "illég",
                "interdit",
                "infraction",
                "exceed",
                "illegal",
                "forbid",
            ):
                assert word not in sentence.lower(), key


def test_remarks_without_numbers_have_words_too():
    for language in LANGUAGES:
        tr = Translator(language)
        for code in ("act_missing", "no_zoning", "no_plot", "zone_none", "trees_unsurveyed"):
            assert remark_words(Remark(code), tr)


def test_edits_that_are_off_are_not_looked_at():
    base = SampleBase()
    town = Town().parcels()
    edits = (Edit("a", HOUSE, debate=Debate.FIXED),)
    none = remarks(town.project, Variant("v", "A", edits=edits), resolve((), base), base,
                   town.around())  # fmt: skip
    assert none == ()


def test_shade_that_is_compared_at_one_hour_is_told():
    town = Town()
    state = ViewState(instant="2026-06-21T14:00:00+02:00", variants=("", "v"))
    town.project = replaced(town.project, views=(NamedView("Été", state),))
    found = town.look(HOUSE)
    for code in ("shade_no_december", "shade_one_hour"):
        assert found[code].severity is Severity.LOOK
        assert "Été" in remark_words(found[code], FR)
