"""Make the pictures of the documents: ``xvfb-run -a python docs/make_images.py``.

It opens the real window on the demonstration commune, identifies a building, exports views and asks
for the sun of a garden.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

HERE = Path(__file__).resolve().parent / "images"
WINDOW = (1600, 1000)
EXPORT = (1280, 720)
EXPORTED = {
    "vue-ensemble.png": 0, "bourg.png": 1, "rideau.png": 5, "variante.png": 8, "ombre.png": 9,
    "soleil.png": 13, "bruit.png": 15, "bruit-variantes.png": 16,
}  # fmt: skip
"""Names of pictures, and the named view of the demonstration that each shows."""
CLASSED = {"bruit.png", "bruit-variantes.png"}
"""In these the rare colours of classes must stay what the legend says."""
LARGEST = 600_000  # [bytes]
SHADE = 9
"""Number of the named view in which the sun of a garden is asked for."""
PATIENCE = 300.0  # [s] without a graphics card the first picture is slow


def wait(condition: Callable[[], bool]) -> None:
    """Let the window work until a condition holds."""
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("the window does not come to rest")
        QApplication.processEvents()
        time.sleep(0.01)


def rest(window: Any) -> None:
    """Wait until the picture is drawn and nothing is under way."""
    viewport, keeper = window.projects.workspace.viewport, window.projects.keeper
    wait(
        lambda: (
            viewport.frames_drawn > 0
            and not window.tasks.busy
            and viewport.at_rest
            and keeper.complete
        )
    )


def application_with(size: tuple[int, int]) -> Any:
    """Return the window in French, without motion, on its home screen."""
    from jumeau.app.main import application
    from jumeau.app.settings import Settings
    from jumeau.app.window import Window

    app = application()
    settings = Settings()
    settings.language = "fr"
    settings.motion = False
    window: Any = Window(app, settings)
    window.resize(*size)
    window.show()
    wait(lambda: window.projects is not None)
    return window


def open_demo() -> Any:
    """Return the window, with the demonstration in it."""
    window = application_with(WINDOW)
    window.actions_.run("demo")
    wait(lambda: window.projects.workspace is not None)
    rest(window)
    return window


def identify(window: Any) -> None:
    """Go to the village and click a building near the middle that has a name, or any."""
    workspace = window.projects.workspace
    workspace.go_to_view(workspace.session.project.views[1].state)
    rest(window)
    viewport = workspace.viewport
    middle = viewport.rect().center()
    for step in range(0, 240, 6):
        for dx, dy in ((step, 0), (0, step), (-step, 0), (0, -step)):
            found = viewport.pick(middle.x() + dx, middle.y() + dy)
            if found is not None and found.layer.startswith("batiment"):
                place = middle + QPoint(dx, dy)
                QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
                wait(lambda: bool(workspace.details.feature.toPlainText().strip()))
                rest(window)
                return
    raise RuntimeError("no building near the middle of the picture")


def ask_for_the_sun(window: Any) -> None:
    """Ask for the sun of the plot in the middle of the picture, before and after."""
    workspace = window.projects.workspace
    workspace.go_to_view(workspace.session.project.views[SHADE].state)
    rest(window)
    window.actions_["sun_place"].trigger()
    rest(window)
    viewport = workspace.viewport
    at = QPoint(round(0.62 * viewport.width()), round(0.5 * viewport.height()))
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    rest(window)


def write(image: Image.Image, path: Path) -> None:
    """Write a picture in few colours, small enough for a document."""
    method = Image.Quantize.MAXCOVERAGE if path.name in CLASSED else Image.Quantize.MEDIANCUT
    path.parent.mkdir(parents=True, exist_ok=True)
    for colours in (256, 192, 128, 96):
        few = image.convert("RGB").quantize(colours, method, kmeans=4, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
        if path.stat().st_size < LARGEST:
            return
    raise RuntimeError(f"{path.name} is larger than {LARGEST} bytes")


def grabbed(window: Any) -> Image.Image:
    """Return the window as it is on the screen."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    return Image.open(BytesIO(buffer.data().data()))


def export(window: Any, folder: Path) -> None:
    """Export the views, as the menu does but in the documents' size."""
    from jumeau.export.image import export_image

    opened = window.projects.opened
    project = opened.session.project
    for name, number in EXPORTED.items():
        view = project.views[number].state
        made = export_image(project, view, opened.store, folder / name, EXPORT, window.tr_)
        write(Image.open(made["path"]), HERE / name)


def main() -> None:
    """Make all pictures."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "DATA", "LOG"):
            os.environ[f"JUMEAU_{name}_DIR"] = str(Path(folder) / name.lower())
        window = open_demo()
        identify(window)
        write(grabbed(window), HERE / "window.png")
        export(window, Path(folder))
        ask_for_the_sun(window)
        write(grabbed(window), HERE / "jardin.png")
        window.projects.opened.session.mark_saved()
        window.close()
        wait(lambda: not window.isVisible())


if __name__ == "__main__":
    main()
