"""Results on walls and on the ground in the real window: a click tells them, panels bear them."""

from __future__ import annotations

import msgspec
import numpy as np
from PySide6.QtWidgets import QComboBox

from jumeau.io.samples.keeping import write_samples
from jumeau.model.analysis import Analysis
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, SurfaceSamples
from jumeau.model.project import add_layers
from jumeau.model.provenance import Certainty, Provenance
from jumeau.model.roles import Role
from jumeau.model.view_state import Camera

HOURS = 3.4


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


def grow(town) -> None:
    """Add results on the south wall of the first house, and on the ground about it."""
    import rasterio
    from rasterio.transform import Affine

    session, store = town.session, town.projects.opened.store
    west, south = session.project.first(Role.BUILDING).bounds[:2]
    ground = town.projects.keeper.ground(west + 15, south)
    u, v = (x.ravel() for x in np.meshgrid(np.arange(15) * 2 + 1.0, np.arange(6) * 2 + 1.0))
    samples = SurfaceSamples(
        np.column_stack([west + u, np.full(len(u), south), ground + v]),
        np.zeros(len(u), np.int32), (v // 3).astype(np.int16),
        np.column_stack([u, v]).astype(np.float32), np.full((1, len(u)), HOURS, np.float32),
        np.tile([0.0, -1.0, 0.0], (len(u), 1)).astype(np.float32),
        np.full((len(u), 2), 2.0, np.float32),
    )  # fmt: skip
    told = (("first", "2026-03-21"), ("last", "2026-03-21"), ("trees", "unsurveyed"))
    card = Provenance(producer="IGN", product="BD TOPO®", edition="2024", parameters=told)
    asked = {"provenance": card, "unit": "h", "certainty": Certainty.UNCERTAIN,
             "analysis": Analysis("sun_hours", "1")}  # fmt: skip
    ref = write_samples(store, samples, session.project.crs)
    walls = Layer("walls", Role.SUN_HOURS, ref, count=len(u), **asked)
    path = store.temporary(".tif")
    with rasterio.open(
        path, "w", driver="GTiff", width=100, height=80, count=1, dtype="float32",
        nodata=float("nan"), crs=session.project.crs,
        transform=Affine(1.0, 0.0, west - 40, 0.0, -1.0, south + 50),
    ) as target:  # fmt: skip
        target.write(np.full((80, 100), 7.6, np.float32), 1)
    ground_ref = store.adopt(path, PayloadKind.RASTER)
    bounds = (west - 40, south - 30, west + 60, south + 50)
    layers = (walls, Layer("ground", Role.SUN_HOURS, ground_ref, bounds=bounds, **asked))
    session.commit("add_layers", add_layers(session.project, layers))
    camera = Camera((west + 15, south, ground), distance=90.0, azimuth=0.0, pitch=35.0)
    town.change(lambda: session.set_view(msgspec.structs.replace(session.view, camera=camera)))


def click(town, x: float, y: float, z: float) -> str:
    """Click a place of the model; return what the panel says."""
    view, size = town.session.view, (town.viewport.width(), town.viewport.height())
    from jumeau.render.labels.screen import screen_of

    at = screen_of(view.camera, size).at(np.array([[x, y, z]]))
    pick = town.projects.keeper.pick(view, size, float(at[0][0]), float(at[1][0]))
    town.workspace.identify(pick)
    town.rest()
    return plain(town.workspace.details.feature.toPlainText())


def palettes(town) -> set[str]:
    return {x.style.name for x in town.session.project.layers if x.analysis is not None}


def test_clicks_tell_values_and_panels_bear_layers_of_cells(town):
    grow(town)
    west, south = town.session.project.first(Role.BUILDING).bounds[:2]
    ground = town.projects.keeper.ground(west + 15, south)
    told = click(town, west + 15, south - 0.05, ground + 7.0)
    for words in ("Façade", "environ 3 h 30", "étage 2", "le 21 mars", "BD TOPO® 2024",
                  "environ 7 m", "CALCULÉ, données incertaines"):  # fmt: skip
        assert words in told, told
    assert "arbres existants ne sont pas relevés" in told
    told = click(town, west + 15, south - 8.0, ground)
    assert "Analyse à cet endroit" in told
    assert "environ 7 h 30" in told

    town.workspace.layers.choose("walls")
    town.window.actions_.run("style")
    town.rest()
    box = town.workspace.details.style_panel.palette_box
    assert isinstance(box, QComboBox)
    assert [box.itemData(k) for k in range(box.count())] == ["standard", "cividis"]
    before = town.pixels()
    town.change(lambda: box.activated.emit(1) if box.setCurrentIndex(1) is None else None)
    town.until(lambda: palettes(town) == {"cividis"})  # the ground goes with the walls
    town.rest()
    assert np.abs(before.astype(int) - town.pixels().astype(int)).mean() > 0.2
    town.window.actions_.run("table")
    town.rest()
    rows = [plain(x.text) for x in town.projects.keeper.legend_rows(town.session.view)]
    assert rows == ["Heures de soleil le 21 mars", "3 à 4 h", "6 à 8 h"]
