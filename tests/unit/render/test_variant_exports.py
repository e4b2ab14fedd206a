"""What leaves of a variant: named, marked, without what must stay inside."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from PIL import Image
from village import EAST, NORTH, village

from jumeau.export.credits import without_internal
from jumeau.export.image import export_image, marked
from jumeau.i18n import Translator
from jumeau.model.changes import AddBuilding, PlaceModel
from jumeau.model.edits import Edit
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.placed_model import Model, ModelCard
from jumeau.model.project import replaced
from jumeau.model.provenance import Access, Provenance
from jumeau.model.variant import TODAY, Act, Status, Variant
from jumeau.model.view_state import Camera, Compare, ViewState
from jumeau.render.said import told_of
from jumeau.variants.resolved import Planted, Resolved

FR = Translator("fr")
MARK = "simulation-non-contractuel"
RING = tuple((EAST + x, NORTH + y) for x, y in ((110, 60), (150, 60), (150, 75), (110, 75)))


@pytest.fixture
def town():
    """Give the village public data and a variant that is not decided."""
    project, store = village()
    card = Provenance("IGN", "BD TOPO®", "2025-06-15")
    layers = tuple(
        msgspec.structs.replace(x, provenance=card, access=Access.PUBLIC) for x in project.layers
    )
    variant = Variant("variant-1", "Variante A", edits=(Edit("edit-1", AddBuilding(RING, 20.0)),))
    return replaced(project, layers=layers, variants=(variant,)), store


def view(mode: Compare, *ids: str) -> ViewState:
    camera = Camera((EAST + 130, NORTH + 80, 0.0), 250.0, azimuth=20.0, pitch=35.0)
    return ViewState(camera=camera, compare=mode, variants=ids)


def test_a_comparison_leaves_as_one_marked_picture(town, tmp_path):
    project, store = town
    path = tmp_path / "swipe.png"
    asked = view(Compare.SWIPE, TODAY, "variant-1")
    record = export_image(project, asked, store, path, (480, 300), FR)
    assert record["path"] == str(tmp_path / f"swipe-{MARK}.png")
    assert "paths" not in record
    assert not path.exists()
    with Image.open(record["path"]) as image:
        assert image.size == (480, 300)
        pixels = np.asarray(image.convert("RGB")).astype(int)
        terms = image.text["Disclaimer"]
        xmp = image.text["XML:com.adobe.xmp"]
        title = image.text["Title"]
    assert terms.endswith("Simulation – non contractuel.")
    assert f"<photoshop:Instructions>{terms}</photoshop:Instructions>" in xmp
    assert "Aujourd’hui (2025) | Variante A" in title
    assert "Variante A" in record["alternative_text"]
    orange = (pixels[..., 0] - pixels[..., 2] > 110).sum(axis=0)
    assert orange[260:].sum() > 100  # the variant's building, to the right of the line
    assert orange[:220].sum() == 0


def test_sides_that_take_turns_leave_as_a_file_each(town, tmp_path):
    project, store = town
    asked = view(Compare.BLINK, TODAY, "variant-1")
    record = export_image(project, asked, store, tmp_path / "blink.png", (320, 200), FR)
    names = [str(tmp_path / x) for x in ("blink.png", f"blink-2-{MARK}.png")]
    assert record["paths"] == names
    first, second = (np.asarray(Image.open(x).convert("RGB")) for x in names)
    assert first.shape == second.shape == (200, 320, 3)
    assert (first != second).any()


def test_a_decided_variant_bears_no_mark(town, tmp_path):
    project, _ = town
    asked = [view(Compare.NONE, "variant-1")]
    path = tmp_path / "x.png"
    assert marked(path, project, asked, FR).stem == f"x-{MARK}"
    assert marked(tmp_path / f"x-{MARK}.png", project, asked, FR).stem == f"x-{MARK}"
    act = Act("Conseil municipal", "2026-12", "2026-05-06")
    decided = msgspec.structs.replace(project.variants[0], status=Status.DECIDED, act=act)
    assert marked(path, replaced(project, variants=(decided,)), asked, FR) == path
    assert marked(path, project, [view(Compare.NONE)], FR) == path


def test_a_model_of_unknown_rights_stays_inside(town):
    project, _ = town
    model = Model(PayloadRef(PayloadKind.MODEL, "model.glb", "0" * 64))
    own = Edit("edit-2", PlaceModel(model, RING[0]))
    free = ModelCard(credit="Agence", image=True, access=Access.PUBLIC)
    public = Edit("edit-3", PlaceModel(model, RING[0], card=free))
    variant = msgspec.structs.replace(project.variants[0], edits=(own, public))
    project = replaced(project, variants=(variant,))
    shown, count = without_internal(project, [view(Compare.NONE, "variant-1")])
    assert count == 1
    assert [(x.id, x.on) for x in shown.variants[0].edits] == [("edit-2", False), ("edit-3", True)]
    assert without_internal(project, [view(Compare.NONE)]) == (project, 0)


class Scene:
    """Knows what a variant makes of the base, and no tree but those it is told of."""

    def __init__(self, resolved: Resolved, surveyed: dict[str, list[int]]) -> None:
        self._resolved, self._surveyed = resolved, surveyed

    payloads = None

    def resolved(self, one: ViewState) -> Resolved | None:
        return self._resolved if one.variant == "variant-1" else None

    def base(self, _project):
        return self

    def trees_in(self, _ring):
        return self._surveyed


def test_traffic_that_is_put_nowhere_and_trees_that_nobody_surveyed_are_said(town, monkeypatch):
    project, _ = town
    asked = view(Compare.SWIPE, TODAY, "variant-1")
    assert told_of(Scene(Resolved(), {}), project, asked, FR) == {}
    monkeypatch.setattr("jumeau.variants.moved_traffic._today", lambda *_: 1812.0)
    gone = Resolved(removed={"roads": frozenset({0})})
    scene = Scene(gone, {})
    roads = next(x for x in project.layers if x.role.value == "road")
    scene.role = lambda _: roads.role
    scene.road = lambda *_: None
    said = told_of(scene, project, asked, FR)
    assert said == {"variant-1": ("environ 1\u202f800 véh./j supprimés, non reportés",)}
    trees = Planted(
        np.array([[EAST, NORTH]]), np.ones(1), np.ones(1), ("broadleaf",), np.zeros(1, int), ("e",)
    )
    planted = Resolved(trees=trees)
    assert told_of(Scene(planted, {"trees": [3]}), project, asked, FR) == {}
    planted = Resolved(trees=trees)
    said = told_of(Scene(planted, {}), project, asked, FR)
    assert said == {"variant-1": ("arbres existants non relevés",)}
