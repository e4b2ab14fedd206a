"""Make the gallery of the guide: ``xvfb-run -a python docs/make_gallery.py [--data DIR] [NAME…]``.

Each place is opened from public data and shown three times: as it is projected (1920x1080), as it
is exported with its sources (1280x720), and in the window of a small laptop (1024x768). The data
are read where they lie (``--data``, else ``JUMEAU_REAL_DATA``, else ``../shared/data``) and stay
there; without them only the demonstration is shown.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from make_images import HERE, application_with, grabbed, rest, wait
from PIL import Image

PROJECTED, EXPORTED, LAPTOP = (1920, 1080), (1280, 720), (1024, 768)
QUALITY = 84
NARROWER = 0.7
"""How far a camera steps back where the picture is narrower: 1 shows its whole width."""
DEMO = "montreval"


@dataclass(frozen=True)
class Place:
    """What is opened, and how it is looked at.

    Attributes
    ----------
    files : tuple of str
        Below the folder of public data; empty for the demonstration.
    title : str
        Of the picture, in French.
    shown, hidden : tuple of str
        Beginnings of ids of layers to be shown or hidden beside those that a project shows itself.
    camera : dict
        Changes to the camera that the program chooses itself; ``nearer`` divides its distance,
        ``dx`` and ``dy`` move it to the east and north [m].
    laptop : dict
        The same once more for the window, which has its legend beside the picture.
    view : int
        Number of a named view to be shown as it is; -1 for none.
    cards : dict
        What the files do not say of themselves: fields of the cards of layers of a role.
    contours : bool
        Whether contour lines are drawn.
    """

    files: tuple[str, ...] = ()
    title: str = ""
    look: str = "maquette"
    shown: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    camera: dict[str, float] = field(default_factory=dict)
    laptop: dict[str, float] = field(default_factory=dict)
    view: int = -1
    cards: dict[str, dict[str, str]] = field(default_factory=dict)
    contours: bool = False


OPEN = "Licence Ouverte 2.0 (Etalab)"
PLACES: dict[str, Place] = {
    DEMO: Place(view=1),
    "olemps": Place(
        ("ign/bdtopo_v3_olemps_12174",),
        "Olemps (Aveyron)",
        hidden=("commune",),
        camera={"azimuth": 300.0, "pitch": 24.0, "nearer": 0.82, "dx": 90.0, "dy": 70.0},
    ),
    "lyon": Place(
        ("3d/lyon_monuments/207_MAIRIE_ECULLY.gml", "3d/lyon_monuments/208_EGLISE_ECULLY.gml"),
        "Écully, près de Lyon\N{NO-BREAK SPACE}: l’église et la mairie",
        camera={"azimuth": 52.0, "pitch": 21.0, "nearer": 1.5, "dx": 4.0, "dy": -30.0},
        cards={
            "building": {"producer": "Métropole de Lyon", "product": "Maquette 3D", "licence": OPEN}
        },
    ),
    "montpellier": Place(
        (
            "ign/lidarhd_montpellier/test_data_77055_627760_LA93_IGN69.laz",
            "ign/bdortho_montpellier/test_data_rgb.tif",
        ),
        "Montpellier\N{NO-BREAK SPACE}: relevé LiDAR et photo aérienne",
        look="orthophoto",
        camera={"azimuth": 225.0, "pitch": 47.0, "nearer": 0.69, "dx": -1.5, "dy": -1.5},
        cards={"orthophoto": {"producer": "IGN", "product": "BD ORTHO®", "licence": OPEN}},
    ),
    "gironde": Place(
        ("noise/cbs_gironde_infra_c",),
        "Bordeaux et sa rocade\N{NO-BREAK SPACE}: bruit des routes",
        shown=("n_bruit_zbrd_infra_r",),
        hidden=("n_bruit_zbrd_infra_f",),
        camera={"azimuth": 0.0, "pitch": 52.0, "nearer": 3.8, "dx": 7500.0, "dy": -3000.0},
    ),
    "redon": Place(
        ("heat/lcz_redon_bdtopo/rsu_lcz.geojson",),
        "Redon\N{NO-BREAK SPACE}: types de quartier et climat",
        camera={"azimuth": 0.0, "pitch": 50.0, "nearer": 1.0, "dx": 640.0, "dy": 280.0},
        laptop={"dx": -590.0, "dy": -280.0},
    ),
}


def opened(place: Place, data: Path | None) -> Any:
    """Return a window with the place in it, at rest; the demonstration where there are no files."""
    window = application_with(PROJECTED)
    if not place.files:
        window.actions_.run("demo")
    else:
        assert data is not None
        files = [data / name for name in place.files]
        window.when_warm(lambda projects: projects.receive(files))
    wait(lambda: window.projects.workspace is not None)
    wait(lambda: bool(window.projects.opened.session.project.layers))
    rest(window)
    return window


def aim(window: Any, place: Place) -> None:
    """Show what the place is shown for."""
    from jumeau.model.view_state import Look

    session = window.projects.opened.session
    complete(session, place)
    if place.view >= 0:
        window.projects.workspace.go_to_view(session.project.views[place.view].state)
        rest(window)
        return
    view = session.view
    for layer in session.project.layers:
        if layer.id.startswith(place.shown) and place.shown:
            view = view.with_layer(layer.id, shown=True)
        if layer.id.startswith(place.hidden) and place.hidden:
            view = view.with_layer(layer.id, shown=False)
    camera = changed(view.camera, place.camera)
    switches = msgspec.structs.replace(view.switches, contours=place.contours)
    told = {"title": place.title, "look": Look(place.look), "switches": switches}
    session.set_view(msgspec.structs.replace(view, camera=camera, **told))
    rest(window)


def changed(camera: Any, changes: dict[str, float]) -> Any:
    """Return a camera with the changes that :class:`Place` tells."""
    own = {k: v for k, v in changes.items() if k not in ("nearer", "dx", "dy")}
    x, y, z = camera.target
    target = (x + changes.get("dx", 0.0), y + changes.get("dy", 0.0), z)
    distance = camera.distance / changes.get("nearer", 1.0)
    return msgspec.structs.replace(camera, distance=distance, target=target, **own)


def complete(session: Any, place: Place) -> None:
    """Write on the cards what is known of the files and not in them."""
    from jumeau.model.project import change_layer

    project = session.project
    for layer in project.layers:
        if told := place.cards.get(layer.role.value):
            card = msgspec.structs.replace(layer.provenance, **told)
            project = change_layer(project, layer.id, provenance=card)
    session.commit("card", project)


def step_back(window: Any, place: Place) -> Any:
    """Look from farther where the picture is narrower than the projected one; return the view."""
    opened = window.projects.opened.session
    size = window.projects.workspace.viewport
    wide = PROJECTED[0] / PROJECTED[1]
    farther = max(1.0, wide * size.height() / size.width()) ** NARROWER
    view, camera = opened.view, opened.view.camera
    camera = changed(camera, {**place.laptop, "nearer": 1.0 / farther})
    opened.set_view(msgspec.structs.replace(view, camera=camera))
    rest(window)
    return view


def resized(window: Any, size: tuple[int, int]) -> None:
    """Give the window a size and wait for its picture."""
    window.resize(*size)
    wait(lambda: (window.width(), window.height()) == size)
    rest(window)


def write(image: Image.Image, name: str) -> None:
    """Write a picture, small enough for a document."""
    folder = HERE / "gallery"
    folder.mkdir(parents=True, exist_ok=True)
    image.convert("RGB").save(folder / f"{name}.webp", quality=QUALITY, method=6)


def pictures(name: str, place: Place, data: Path | None, folder: Path) -> None:
    """Make the three pictures of a place."""
    window = opened(place, data)
    workspace = window.projects.workspace
    aim(window, place)
    workspace.toggle_panels()
    resized(window, PROJECTED)
    write(grabbed(window), f"{name}-projected")
    workspace.toggle_panels()
    workspace.docks["details"].hide()
    window.messages.hide()
    resized(window, LAPTOP)
    view = step_back(window, place)
    write(grabbed(window), f"{name}-window")
    write(Image.open(exported(window, view, folder / f"{name}.png")), f"{name}-export")
    window.projects.opened.session.mark_saved()
    window.close()
    wait(lambda: not window.isVisible())


def exported(window: Any, view: Any, path: Path) -> Path:
    """Export a picture: for the public where the year of everything is known."""
    from jumeau.errors import InputError
    from jumeau.export.image import export_image

    store, project = window.projects.opened.store, window.projects.opened.session.project
    try:
        export_image(project, view, store, path, EXPORTED, window.tr_)
    except InputError:
        export_image(project, view, store, path, EXPORTED, window.tr_, internal=True)
    return path


def main() -> None:
    """Make the pictures of the places that are asked for, or of all."""
    parser = argparse.ArgumentParser()
    usual = os.environ.get("JUMEAU_REAL_DATA") or HERE.parents[2] / "shared" / "data"
    parser.add_argument("--data", type=Path, default=Path(usual))
    parser.add_argument("names", nargs="*", choices=[*PLACES, []])
    options = parser.parse_args()
    data = options.data if options.data.is_dir() else None
    names = options.names or (list(PLACES) if data else [DEMO])
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("CONFIG", "DATA", "LOG"):
            os.environ[f"JUMEAU_{kind}_DIR"] = str(Path(folder) / kind.lower())
        for name in names:
            pictures(name, PLACES[name], data, Path(folder))
            print(name)


if __name__ == "__main__":
    main()
