import msgspec
import numpy as np

from jumeau.i18n import Translator
from jumeau.model.project import Project, new_project
from jumeau.model.view_state import Camera, ViewState
from jumeau.render.furniture import furniture

VIEW = ViewState(camera=Camera((652_000.0, 6_862_000.0, 0.0), distance=800.0, azimuth=90.0))


def plate(project: Project, name: str, azimuth: float = 90.0) -> np.ndarray:
    camera = msgspec.structs.replace(VIEW.camera, azimuth=azimuth)
    view = msgspec.structs.replace(VIEW, camera=camera)
    items = furniture(project, view, (1280, 720), Translator("fr"))
    return next(item.plate for item in items if item.name == name)


def test_the_arrow_shows_geographic_north() -> None:
    plain = new_project("Essai")
    brest = msgspec.structs.replace(plain, convergence=-5.0)
    assert np.array_equal(plate(brest, "north"), plate(plain, "north", 85.0))
    assert not np.array_equal(plate(brest, "north"), plate(plain, "north"))


def test_the_bar_is_a_true_length() -> None:
    def bar(project: Project) -> int:
        ink = plate(project, "scale")[..., :3].astype(int).sum(axis=2) < 200
        return int(ink.sum(axis=1).max())

    plain = new_project("Essai")
    stretched = msgspec.structs.replace(plain, grid_scale=1.05)
    assert bar(stretched) > bar(plain)
