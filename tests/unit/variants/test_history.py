"""What has changed between two states of a variant."""

from __future__ import annotations

import msgspec
import pytest
from variant_samples import edits_of, square

from jumeau.i18n import LANGUAGES, Translator
from jumeau.model import changes as c
from jumeau.model.edits import Debate, Edit
from jumeau.model.layer import FeatureRef
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.placed_model import Model, ModelCard
from jumeau.model.project import new_project
from jumeau.model.provenance import Access
from jumeau.model.variant import Act, Cost, Phase, Status, Variant
from jumeau.model.variants import add_variant, change_edit, keep_state
from jumeau.variants.edit_words import TAGS, fields_of
from jumeau.variants.history import Kind, Since, changed_since, since_words

FR = Translator("fr")
BASE = Variant(
    "v", "Blocs",
    edits=edits_of(c.AddBuilding(square(0, 0), 9.0), c.AddBuilding(square(20, 0), 6.0),
                   c.SetSurface(square(0, 40), c.SurfaceKind.GRASS)),
)  # fmt: skip


def with_edits(*edits):
    return msgspec.structs.replace(BASE, edits=edits)


def told(before, after, **options):
    return [since_words(x, FR, **options) for x in changed_since(before, after)]


def test_nothing_has_changed():
    assert changed_since(BASE, BASE) == ()


def test_edits_come_go_and_change_by_field():
    ground = BASE.edits[2]
    taller = Edit("e1", c.AddBuilding(square(0, 0), 12.5, 4), title="L’école")
    new = Edit("e9", c.AddBarrier(square(0, 0)))
    found = changed_since(BASE, with_edits(taller, ground, new))
    assert [(x.kind, x.edit, x.field) for x in found] == [
        (Kind.CHANGED, "e1", "title"), (Kind.CHANGED, "e1", "height"),
        (Kind.CHANGED, "e1", "storeys"), (Kind.ADDED, "e9", ""),
        (Kind.REMOVED, "e2", "")]  # fmt: skip
    assert told(BASE, with_edits(taller, ground, new))[1:] == [
        "Bâtiment neuf «\xa0L’école\xa0»\xa0: hauteur, de «\xa09\xa0m\xa0» à «\xa012,5\xa0m\xa0»",
        "Bâtiment neuf «\xa0L’école\xa0»\xa0: niveaux, de «\xa00\xa0» à «\xa04\xa0»",
        "Écran antibruit\xa0: ajouté",
        "Bâtiment neuf\xa0: retiré",
    ]  # fmt: skip


def test_what_is_switched_off_redrawn_or_decided_is_told():
    a, b, ground = BASE.edits
    off = msgspec.structs.replace(a, on=False)
    moved = msgspec.structs.replace(b, change=c.AddBuilding(square(25, 0), 6.0))
    fixed = msgspec.structs.replace(ground, debate=Debate.FIXED, reason="loi", phase="p1")
    words = told(BASE, with_edits(off, moved, fixed), phases=(Phase("p1", "Phase 1"),))
    assert words == [
        "Bâtiment neuf\xa0: éteint",
        "Bâtiment neuf\xa0: redessiné",
        "Sol\xa0: phase, de «\xa0rien\xa0» à «\xa0Phase 1\xa0»",
        "Sol\xa0: débat, de «\xa0ouvert au débat\xa0» à «\xa0fixé\xa0»",
        "Sol\xa0: changement (raison)",
    ]


@pytest.mark.parametrize(
    ("order", "moved"),
    [("e2 e1 e3", 1), ("e3 e1 e2", 1), ("e2 e3 e1", 1), ("e3 e2 e1", 2), ("e1 e2 e3", 0)],
)
def test_the_fewest_that_moved_are_told(order, moved):
    by_id = {x.id: x for x in BASE.edits}
    found = changed_since(BASE, with_edits(*(by_id[x] for x in order.split())))
    assert [x.kind for x in found] == [Kind.REORDERED] * moved


def test_a_new_version_of_a_model_is_told_once():
    models = [Model(PayloadRef(PayloadKind.MODEL, x * 64, ".glb")) for x in "ab"]
    before = with_edits(Edit("m", c.PlaceModel(models[0], (0.0, 0.0))))
    after = with_edits(Edit("m", c.PlaceModel(models[1], (0.0, 0.0), earlier=(models[0],))))
    assert told(before, after) == ["Maquette\xa0: nouvelle version de la maquette"]
    credited = with_edits(Edit("m", c.PlaceModel(models[0], (0.0, 0.0), card=ModelCard("A"))))
    assert told(before, credited) == ["Maquette\xa0: changement (auteur et droits)"]


def test_what_is_said_of_the_variant():
    cost = Cost((1e6, 2e6), None, 2026)
    after = msgspec.structs.replace(
        BASE, status=Status.DECIDED, act=Act("Conseil municipal", "12", "2026-05-04"), cost=cost,
        phases=(Phase("p1", "Phase 1", "2028-09-01"),), year=2030, hypotheses="x",
    )  # fmt: skip
    words = told(BASE, after)
    assert "statut\xa0: de «\xa0hypothèse\xa0» à «\xa0décidé\xa0»" in words
    assert "acte\xa0: de «\xa0rien\xa0» à «\xa0Conseil municipal 12 04/05/2026\xa0»" in words
    assert "phases\xa0: de «\xa0rien\xa0» à «\xa0Phase 1 01/09/2028\xa0»" in words
    assert "coût\xa0: changement" in words  # internal: the amount is not told
    inside = told(BASE, after, internal=True)
    assert any("de 1\xa0M€ à 2\xa0M€ HT (prix de 2026)" in x for x in inside)
    public = msgspec.structs.replace(
        after, cost=msgspec.structs.replace(cost, access=Access.PUBLIC)
    )
    assert any("prix de 2026" in x for x in told(BASE, public))


def test_a_kept_state_is_compared_with_what_became_of_it():
    project = add_variant(new_project("A"), BASE)
    project = keep_state(project, "v", "réunion publique", "2026-03-01")
    project = change_edit(project, "v", "e1", change=c.AddBuilding(square(0, 0), 6.0))
    variant = project.variants[0]
    (found,) = changed_since(variant.kept[0].state, variant)
    assert (found.field, found.before, found.after) == ("height", 9.0, 6.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_words(language):
    tr = Translator(language)
    ref = FeatureRef("a", "b")
    for tag, change in TAGS.items():
        for name, (hint, _) in fields_of(change).items():
            if name in ("seed", "earlier"):
                continue
            for value in (None, ref if name == "feature" else 2.0):
                if isinstance(hint, type) and issubclass(hint, str) and hint is not str:
                    value = next(iter(hint))
                if name in ("footprint", "courtyards", "ring", "holes", "line", "places", "place"):
                    one = Since(Kind.CHANGED, "e", tag, "", "shape")
                else:
                    one = Since(Kind.CHANGED, "e", tag, "", name, None, value)
                assert since_words(one, tr)
