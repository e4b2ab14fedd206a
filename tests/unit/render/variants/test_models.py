"""Models in the picture: where they stand, how they are lit, what a ray meets."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jumeau.geometry.heightfield import HeightField
from jumeau.io.models.converting import convert
from jumeau.io.store import Store
from jumeau.model.progress import silent
from jumeau.model.project import new_project
from jumeau.render.relief import Relief
from jumeau.render.variants.models import foot_altitude, placed_ring, prepare_models
from jumeau.variants.resolved import Placed

sys.path.append(str(Path(__file__).parents[2] / "io" / "models"))

from model_files import write_glb

EAST, NORTH = 842_000.0, 6_519_000.0
ORIGIN = (EAST, NORTH, 0.0)


@pytest.fixture
def relief() -> Relief:
    """Return ground that rises by a tenth towards the east, from 100 m."""
    x = np.arange(0.0, 201.0, 5.0)
    z = np.tile(100.0 + 0.1 * x, (len(x), 1)).astype(np.float32)
    field = HeightField(z, EAST - 100.0, NORTH + 100.0, 5.0)
    return Relief(field, field.bounds, 100.0, 120.0)


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 16), (200, 30, 30)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def placed(store: Store, folder: Path, picture: bytes = b"", **how) -> Placed:
    path = write_glb(folder / "a.glb", (12.0, 8.0, 6.0), picture=picture)
    model = convert(path, new_project("x"), store, silent).model
    usual = {"rotation": 0.0, "scale": 1.0, "sits": True, "up": 0.0}
    return Placed("edit-1", model, (EAST, NORTH), **{**usual, **how})


def test_a_model_stands_on_the_lowest_ground_under_it(tmp_path, kept, relief) -> None:
    one = placed(kept, tmp_path)
    assert foot_altitude(one, relief) == pytest.approx(109.4, abs=0.01)  # 6 m west of its middle
    meshes = prepare_models(kept, (one,), relief, ORIGIN)
    assert meshes.models[0].box == pytest.approx((-6, -4, 109.4, 6, 4, 115.4), abs=0.01)
    assert meshes.highest == pytest.approx(115.4, abs=0.01)


def test_it_hangs_where_it_was_put(tmp_path, kept, relief) -> None:
    assert foot_altitude(placed(kept, tmp_path, sits=False, up=130.0), relief) == 130.0
    raised = placed(kept, tmp_path, up=1.5)
    assert foot_altitude(raised, relief) == pytest.approx(110.9, abs=0.01)


def test_it_is_turned_clockwise_and_scaled(tmp_path, kept, relief) -> None:
    one = placed(kept, tmp_path, rotation=90.0, scale=2.0)
    ring = placed_ring(((6.0, 0.0), (0.0, 4.0)), one)
    assert ring - (EAST, NORTH) == pytest.approx(np.array([(0.0, -12.0), (8.0, 0.0)]), abs=1e-6)
    box = prepare_models(kept, (one,), relief, ORIGIN).models[0].box
    assert box[[0, 1, 3, 4]] == pytest.approx((-8, -12, 8, 12), abs=0.01)
    assert box[5] - box[2] == pytest.approx(12.0, abs=0.01)


def test_its_colour_is_softened_and_lit(tmp_path, kept, relief) -> None:
    (model,) = prepare_models(kept, (placed(kept, tmp_path),), relief, ORIGIN).models
    (group,) = model.groups
    red, green, _ = group.colours.astype(int).T
    assert (red > green + 30).all()  # the author's red, and no strong one
    assert red.max() < 215
    assert len(np.unique(group.colours, axis=0)) > 3  # every side has its own light
    assert group.uv is None
    assert len(group.points) == 24  # faces do not share points


def test_textures_are_kept(tmp_path, kept, relief) -> None:
    one = placed(kept, tmp_path, picture=png())
    (model,) = prepare_models(kept, (one, one), relief, ORIGIN).models[:1]
    (group,) = model.groups
    assert group.texture == 0
    assert group.uv is not None
    red, green, blue = model.textures[0][8, 8].astype(int)
    assert red > 180
    assert max(green, blue) < 90
    again = prepare_models(kept, (one,), relief, ORIGIN).models[0]
    assert again.textures[0] is model.textures[0]  # the file is read once


def test_what_is_missing_is_passed_over(tmp_path, kept, relief) -> None:
    one = placed(kept, tmp_path)
    assert prepare_models(kept, (), relief, ORIGIN) is None
    elsewhere = Store(tmp_path / "elsewhere")
    assert prepare_models(elsewhere, (one,), relief, ORIGIN) is None


def test_a_box_has_twelve_edges(tmp_path, kept, relief) -> None:
    (model,) = prepare_models(kept, (placed(kept, tmp_path),), relief, ORIGIN).models
    assert len(model.edges) == 12


def test_actors_are_shown_hit_and_freed(tmp_path, kept, relief) -> None:
    from jumeau.render.canvas import Canvas
    from jumeau.render.variants.models import ModelActors

    meshes = prepare_models(
        kept, (placed(kept, tmp_path, picture=png()),), relief, ORIGIN, "#0072B2"
    )
    canvas = Canvas()
    try:
        actors = ModelActors(canvas, meshes)
        count = canvas.renderer.GetActors().GetNumberOfItems()
        eye = np.array([0.0, 0.0, 200.0])
        distance, edit = actors.hit(eye, np.array([0.0, 0.0, -1.0]))
        assert (distance, edit) == (pytest.approx(200.0 - 115.4, abs=0.01), "edit-1")
        assert actors.hit(eye, np.array([0.0, 0.0, 1.0])) is None
        assert actors.hit(np.array([50.0, 0.0, 200.0]), np.array([0.0, 0.0, -1.0])) is None
        actors.show_edges(np.array([0.0, -30.0, 120.0]), 0.001)
        assert canvas.renderer.GetActors().GetNumberOfItems() == count + 1
        actors.show(False)
        visible = [
            a.GetVisibility()
            for a in (canvas.renderer.GetActors().GetItemAsObject(k) for k in range(count + 1))
        ]
        assert visible == [0] * (count + 1)
        actors.close()
        assert canvas.renderer.GetActors().GetNumberOfItems() == 0
    finally:
        canvas.close()
