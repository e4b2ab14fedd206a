"""Build the demo project from the sample commune: ``python sample_data/build_demo.py``.

The project is made by the same functions as any other and packed into ``demo.jumeau``; its two
variants are then drawn with the tools of the window (``draw_variants.py``), so a screen is needed,
hours of sun are computed of them (``sun_views.py``) and noise (``noise_views.py``):
``xvfb-run -a -s "-screen 0 1600x1000x24" python sample_data/build_demo.py`` does without one.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
from noise_views import add_noise
from sun_views import add_sun

from jumeau.io.importing import adopted, import_sources
from jumeau.io.projects.project_file import OpenProject, open_project
from jumeau.io.projects.project_file import create as create_project
from jumeau.model.groups import group_by_theme
from jumeau.model.layer import Layer
from jumeau.model.project import (
    Project,
    change_layer,
    initially_hidden,
    keep_view,
    new_project,
    replaced,
)
from jumeau.model.provenance import Certainty
from jumeau.model.view_state import Camera, Compare, Look, ViewState

HERE = Path(__file__).resolve().parent
COMMUNE = HERE / "montreval"
NAME = "Montreval-sur-Lise"
INSEE = "99901"
EDITION = "2025-06-15"
QUARTER = "Le quartier des écoles"
IDENTITY = "6d6f6e7472657661" * 2


def sources() -> list[Path]:
    """Return what the demo is made from; the terrain at 5 m covers all of it."""
    terrain = sorted((COMMUNE / "RGEALTI").glob("*_5M_*.7z"))
    others = [
        "BDORTHO",
        "cadastre/cadastre-99901-parcelles.json.gz",
        "99901_PLU_20240312",
        "bruit",
        "lcz",
        "arbres",
        "adresses",
    ]
    delivery = next(COMMUNE.glob("BDTOPO_*"))
    return [delivery, *terrain, *(COMMUNE / name for name in others)]


def views(project: Project) -> list[tuple[str, ViewState]]:
    """Return the named views: where a first visitor should look."""
    hidden = initially_hidden(project)

    def view(
        title: str,
        target: tuple[float, float, float],
        *,
        look: Look = Look.MAQUETTE,
        **angles: float,
    ) -> tuple[str, ViewState]:
        camera = Camera(target, **angles)
        name = title[:1].upper() + title[1:]
        long = f"{NAME}\N{NO-BREAK SPACE}: {title}"
        return name, ViewState(camera=camera, hidden=hidden, title=long, look=look)

    return [
        view("vue d’ensemble", (701350, 6501550, 110), distance=1700, azimuth=340, pitch=30),
        view("le bourg", (701420, 6501560, 115), distance=520, azimuth=325, pitch=28),
        view("le quartier des écoles", (701200, 6501640, 118), distance=480, azimuth=20, pitch=32),
        view("la vallée de la Lise", (701700, 6501450, 105), distance=1100, azimuth=240, pitch=22),
        view(
            "photo aérienne", (701350, 6501550, 110),
            look=Look.ORTHOPHOTO, distance=1500, azimuth=340, pitch=35,
        ),
    ]  # fmt: skip


def invented(project: Project, layer: Layer) -> Project:
    """Return the project with a layer that says that it is invented, whatever its schema holds."""
    card = msgspec.structs.replace(layer.provenance, invented=True)
    if not card.year:
        card = msgspec.structs.replace(card, edition=EDITION)
    if not card.producer:
        card = msgspec.structs.replace(card, producer="Jumeau", licence="CC0 1.0")
    return change_layer(project, layer.id, provenance=card, certainty=Certainty.ILLUSTRATION)


def build(opened: OpenProject) -> None:
    """Import the sample commune and keep the views."""
    session = opened.session
    loaded = import_sources(sources(), session.project, opened.store, commune=INSEE)
    if loaded.problems:
        raise RuntimeError(f"the sample commune does not load whole: {loaded.problems}")
    project = adopted(session.project, loaded)
    for layer in project.layers:
        project = invented(project, layer)
    project = group_by_theme(project)
    kept = views(project)
    for name, state in kept:
        project = keep_view(project, name, state)
    session.commit("add", project)
    session.set_view(kept[0][1])


def comparisons(project: Project) -> list[tuple[str, ViewState]]:
    """Return the views that set the variants of the school quarter side by side."""
    blocks, yard = (x.id for x in project.variants)
    near = next(x.state for x in project.views if x.name == QUARTER)
    site = Camera((701190, 6501632, 118), distance=330, azimuth=12, pitch=36)

    def view(
        name: str, variants: tuple[str, ...], compare: Compare, **more: float
    ) -> tuple[str, ViewState]:
        state = msgspec.structs.replace(
            near, camera=site, title="Le quartier des écoles", variants=variants, compare=compare,
            **more,
        )  # fmt: skip
        return name, state

    return [
        view("Rideau\N{NO-BREAK SPACE}: la cour ouverte", ("", yard), Compare.SWIPE, split=0.36),
        view(
            "Côte à côte\N{NO-BREAK SPACE}: les deux projets", (blocks, yard), Compare.SIDE_BY_SIDE
        ),
        view("Superposition\N{NO-BREAK SPACE}: les blocs", ("", blocks), Compare.GHOST),
        view("La cour ouverte, 20 ans après", (yard,), Compare.NONE, year=2049),
    ]


def draw_variants(packed: Path) -> None:
    """Draw the variants with the window's tools, and keep the views that compare them."""
    subprocess.run([sys.executable, HERE / "draw_variants.py", packed], check=True)
    opened = open_project(packed, as_copy=True)
    project = opened.session.project
    for name, state in comparisons(project):
        project = keep_view(project, name, state)
    opened.session.commit("keep_view", project)
    add_sun(opened)
    add_noise(opened)
    opened.pack(packed)
    opened.close(discard=True)


def main() -> None:
    """Write ``demo.jumeau``."""
    with tempfile.TemporaryDirectory() as folder:
        start = replaced(new_project(NAME), id=IDENTITY)
        opened = create_project(Path(folder) / "demo", start)
        build(opened)
        packed = Path(folder) / "demo.jumeau"
        opened.pack(packed)
        opened.close(discard=True)
        draw_variants(packed)
        shutil.copyfile(packed, HERE / "demo.jumeau")


if __name__ == "__main__":
    main()
