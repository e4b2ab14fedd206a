"""A real window on a small commune that is made up here."""

from __future__ import annotations

import logging
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from shapely.geometry import LineString, box

from jumeau.app import theme
from jumeau.app.settings import Settings
from jumeau.app.window import Window

X0, Y0 = 650_000.0, 6_860_000.0
PATIENCE = 150_000  # [ms] kernels may have to be compiled, on a machine that is busy


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Path:
    """Write buildings and roads in the manner of BD TOPO, each in its file."""
    folder = tmp_path_factory.mktemp("data")
    rows = []
    for i in range(6):
        for j in range(6):
            x, y = X0 + 60 * i, Y0 + 50 * j
            rows.append(
                {
                    "cleabs": f"BATIMENT{i}{j}",
                    "nature": "Indifférenciée",
                    "usage_1": "Résidentiel",
                    "nombre_d_etages": 2,
                    "hauteur": 12.0 + i,
                    "altitude_minimale_sol": 100.0,
                    "altitude_maximale_sol": 100.5,
                    "altitude_maximale_toit": 116.0 + i,
                    "date_modification": "2024-05-06",
                    "geometry": box(x, y, x + 30, y + 25),
                }
            )
    gpd.GeoDataFrame(rows, crs=2154).to_file(folder / "batiment.gpkg", layer="batiment")
    roads = [
        {
            "cleabs": f"TRONROUT{j}",
            "nature": "Route à 1 chaussée",
            "largeur_de_chaussee": 6.0,
            "sens_de_circulation": "Double sens",
            "nombre_de_voies": 2,
            "date_modification": "2024-05-06",
            "geometry": LineString([(X0 - 30, Y0 + 50 * j - 12), (X0 + 380, Y0 + 50 * j - 12)]),
        }
        for j in range(7)
    ]
    gpd.GeoDataFrame(roads, crs=2154).to_file(
        folder / "troncon_de_route.gpkg", layer="troncon_de_route"
    )
    return folder


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """Give the program folders of its own, empty."""
    for name in ("CONFIG", "DATA", "LOG"):
        monkeypatch.setenv(f"JUMEAU_{name}_DIR", str(tmp_path / name.lower()))
    return tmp_path


@pytest.fixture(scope="session")
def corner() -> tuple[float, float]:
    """Return the south-west corner of the made-up commune."""
    return X0, Y0


class Desk:
    """A window with what a test does to it."""

    def __init__(self, window: Window, qtbot) -> None:
        self.window = window
        self.qtbot = qtbot

    @property
    def projects(self):
        return self.window.projects

    @property
    def workspace(self):
        return self.window.projects.workspace

    @property
    def viewport(self):
        return self.workspace.viewport

    @property
    def session(self):
        return self.projects.opened.session

    def until(self, condition, timeout: int = PATIENCE) -> None:
        self.qtbot.waitUntil(condition, timeout=timeout)

    def rest(self) -> None:
        """Wait until the picture is drawn and nothing is under way."""
        self.until(
            lambda: (
                self.viewport.frames_drawn > 0
                and not self.window.tasks.busy
                and self.viewport.at_rest
                and self.projects.keeper.complete
            )
        )

    def load(self, *paths: Path) -> None:
        """Drop files on the window, as the drop event does, and wait for the picture."""
        self.window.when_warm(lambda projects: projects.receive(list(paths)))
        self.until(lambda: self.projects.opened is not None)
        self.until(lambda: bool(self.session.project.layers))
        self.rest()

    def pixels(self) -> np.ndarray:
        """Return the picture as it stands."""
        image = self.viewport.image
        raw = np.frombuffer(image.constBits(), np.uint8)
        rows = raw.reshape(image.height(), image.bytesPerLine())
        return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()

    def change(self, act) -> None:
        """Do something that changes the picture, and wait for the new one."""
        before = self.viewport.frames_drawn
        act()
        self.until(lambda: self.viewport.frames_drawn > before)
        self.rest()

    def leave(self) -> None:
        """Close the window; unsaved changes are forgotten."""
        if self.projects is not None and self.projects.opened is not None:
            self.session.mark_saved()
        self.window.close()
        self.until(lambda: not self.window.isVisible())


@pytest.fixture
def make_desk(qtbot, qapp, home):
    """Open windows that are closed, in order, when the test ends."""
    desks = []
    theme.load_typeface()
    logging.getLogger("jumeau").setLevel(logging.WARNING)

    def make(language: str = "fr") -> Desk:
        settings = Settings()
        settings.language = language
        settings.motion = False
        assert isinstance(qapp, QApplication)
        window = Window(qapp, settings)
        desk = Desk(window, qtbot)
        desks.append(desk)
        window.resize(1024, 700)
        window.show()
        window.activateWindow()
        desk.until(lambda: window.projects is not None)
        return desk

    yield make
    for desk in reversed(desks):
        if desk.window.isVisible():
            desk.leave()
        desk.window.deleteLater()
    qapp.processEvents()


@pytest.fixture
def desk(make_desk) -> Desk:
    """One window, in French, on the home screen."""
    return make_desk()


@pytest.fixture
def town(desk, data) -> Desk:
    """One window with the made-up commune."""
    desk.load(data / "batiment.gpkg", data / "troncon_de_route.gpkg")
    return desk
