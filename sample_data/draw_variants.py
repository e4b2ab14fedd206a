"""Draw the two variants of the demo with the tools of the real window.

    python sample_data/draw_variants.py PROJECT.jumeau

The project is opened in the window, everything is drawn by mouse and keyboard events alone, and
the project is saved in its place by Ctrl+S. The site is the free plot south of the school:
"Les blocs" (A) puts three compact buildings around an asphalt yard, "La cour ouverte" (B) one long
building around a planted yard that opens to the south.

The same project gives the same variants: window, folders of settings and dates are fixed here.
Without a screen: ``xvfb-run -a -s "-screen 0 1600x1000x24" python sample_data/draw_variants.py …``.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDialog, QWidget

from jumeau.app import theme
from jumeau.app.settings import Settings
from jumeau.app.window import Window
from jumeau.model.view_state import Camera

WINDOW = 1440, 900
CORNER = 701_100.0, 6_501_560.0
"""Places below count from here, east and north [m]: south-west of the plot."""
LOOK_AT, DISTANCE = (90.0, 66.0), 400.0
DATE, YEAR = "15/09/2025", 2029
PATIENCE = 300.0
"""[s]"""

Place = tuple[float, float]
_ALT = Qt.KeyboardModifier.AltModifier
_PLAIN = Qt.KeyboardModifier.NoModifier


class Hand:
    """Mouse and keyboard on a window."""

    def __init__(self, window: Window, app: QApplication) -> None:
        self.window = window
        self.app = app

    # -- waiting ---------------------------------------------------------------------------------

    def until(self, condition: Callable[[], Any]) -> None:
        """Let the window work until something is so."""
        end = time.monotonic() + PATIENCE
        while not condition():
            self.app.processEvents()
            time.sleep(0.005)
            if time.monotonic() > end:
                raise TimeoutError

    def rest(self) -> None:
        """Wait until the picture is drawn and nothing is under way."""
        self.until(
            lambda: (
                self.viewport.frames_drawn > 0
                and not self.window.tasks.busy
                and self.viewport.at_rest
                and self.window.projects.keeper.complete
            )
        )
        self.app.processEvents()

    # -- the window ------------------------------------------------------------------------------

    @property
    def workspace(self) -> Any:
        """The open project's widgets."""
        return self.window.projects.workspace

    @property
    def viewport(self) -> Any:
        """The picture."""
        return self.workspace.viewport

    def keys(self, *keys: Qt.Key, into: QWidget | None = None) -> None:
        """Press keys."""
        for key in keys:
            QTest.keyClick(into or self.window.focusWidget() or self.viewport, key)

    def type(self, text: str, into: QWidget | None = None) -> None:
        """Type characters, each where the keyboard is by then."""
        for character in text:
            widget = into or self.window.focusWidget() or self.viewport
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(widget, QKeyEvent(kind, 0, _PLAIN, character))

    def ask(self, action: str) -> None:
        """Choose an entry of the menus."""
        self.window.actions_[action].trigger()
        self.app.processEvents()

    def dialog(self, action: str) -> Any:
        """Choose an entry that opens a dialog; return the dialog."""
        self.ask(action)

        def shown() -> list[QDialog]:
            return [x for x in self.window.findChildren(QDialog) if x.isVisible()]

        self.until(shown)
        return shown()[-1]

    def fill(self, field: QWidget, text: str) -> None:
        """Type over what stands in a field."""
        field.setFocus()
        field.selectAll()  # type: ignore[attr-defined]
        self.type(text, field)

    def choose(self, box: QComboBox, value: str) -> None:
        """Go to an entry of a list with the arrow keys."""
        wanted = box.findData(value)
        box.setFocus()
        while box.currentIndex() != wanted:
            way = Qt.Key.Key_Down if wanted > box.currentIndex() else Qt.Key.Key_Up
            QTest.keyClick(box, way)

    # -- drawing ---------------------------------------------------------------------------------

    def pixel(self, place: Place) -> QPoint:
        """Return where a place of the ground is seen."""
        x, y = place[0] + CORNER[0], place[1] + CORNER[1]
        point = np.array([[x, y, self.workspace.keeper.ground(x, y)]])
        found = self.viewport.to_screen(point)[0]
        return QPoint(round(found[0]), round(found[1]))

    def take(self, tool: str, **said: float | str | None) -> None:
        """Take a tool in hand, and enter what the next thing will be."""
        self.ask(tool)
        self.rest()  # what stands near is read by now
        self.enter(self.window.findChild(QWidget, "sketch_bar").form, **said)
        self.viewport.setFocus()

    def enter(self, form: Any, **said: float | str | None) -> None:
        """Enter values into a form; None takes the tick off what may be left open."""
        for name, value in said.items():
            field = form.fields[name]
            words = self.window.tr_(f"variants_panel.field.{name}")
            tick = next((x for x in form.findChildren(QCheckBox) if x.text() == words), None)
            if tick is not None and tick.isChecked() != (value is not None):
                QTest.keyClick(tick, Qt.Key.Key_Space)
            if isinstance(value, str):
                self.choose(field, value)
            elif value is not None:
                self.fill(field, f"{value:g}".replace(".", ","))
                self.keys(Qt.Key.Key_Return, into=field)

    def shape(self, place: Place, action: str, **said: float | str | None) -> None:
        """Click what stands at a place, and fill the form of what is done to it."""
        self.ask("tool_look")
        self.click(place, free=False)
        self.rest()
        dialog = self.dialog(action)
        self.enter(dialog.form, **said)
        self.keys(Qt.Key.Key_Return, into=dialog)
        self.until(lambda: not dialog.isVisible())
        self.rest()

    def click(self, *places: Place, free: bool = True) -> None:
        """Click places; held with Alt nothing is snapped to."""
        for place in places:
            at = self.pixel(place)
            held = _ALT if free else _PLAIN
            QTest.mouseClick(self.viewport, Qt.MouseButton.LeftButton, held, at)

    def line(self, *places: Place, free: bool = True) -> None:
        """Click the corners of a line or an outline, and end it."""
        self.click(*places, free=free)
        self.keys(Qt.Key.Key_Return)
        self.rest()

    def sides(self, start: Place, sides: Iterable[tuple[str, str, Place]]) -> None:
        """Draw an outline by exact sides: length, angle, and a place on whose side it lies.

        The first angle counts from north, the others from the side before.
        """
        self.click(start)
        for length, angle, towards in sides:
            self.viewport.tool.hover(self.pixel(towards).toPointF())
            self.until(lambda: not self.viewport.tool._soon.isActive())
            self.type(length)
            self.keys(Qt.Key.Key_Tab)
            self.type(angle)
            self.keys(Qt.Key.Key_Return)
        self.keys(Qt.Key.Key_Return)
        self.rest()

    def box(self, start: Place, length: str, width: str, angle: str = "92") -> None:
        """Draw a rectangle by a first side and a width to the south of it."""
        east = (start[0] + 20.0, start[1])
        south = (start[0] + 10.0, start[1] - 20.0)
        back = (start[0] - 5.0, start[1] - 20.0)
        self.sides(start, [(length, angle, east), (width, "90", south), (length, "90", back)])


def begin(hand: Hand, title: str, author: str, comment: str) -> None:
    """Begin a variant and fill its card."""
    dialog = hand.dialog("new_variant")
    hand.fill(dialog.title, title)
    hand.keys(Qt.Key.Key_Return, into=dialog.title)
    hand.until(lambda: not dialog.isVisible())
    card = hand.dialog("variant_card")
    hand.fill(card.author, author)
    hand.fill(card.date, DATE)
    hand.choose(card.status, "studied")
    hand.fill(card.year, str(YEAR))
    hand.fill(card.comment, comment)
    hand.keys(Qt.Key.Key_Return, into=card.author)
    hand.until(lambda: not card.isVisible())
    hand.rest()


def blocks(hand: Hand) -> None:
    """Draw variant A."""
    begin(
        hand, "Les blocs", "Atelier inventé",
        "Trois bâtiments compacts autour d’une cour en enrobé, un parking au sud-est.",
    )  # fmt: skip
    hand.take("demolish")
    hand.line((62, 121), (97, 121), (97, 147), (62, 147))
    hand.take("draw_building", storeys=3, kind="school")
    hand.box((24, 99), "54", "15")
    hand.box((24, 53), "54", "15")
    hand.take("draw_building", storeys=1, height=4.5, kind="school")
    hand.box((92, 97), "32", "20")
    hand.take("draw_surface", surface="asphalt")
    hand.box((24, 82), "62", "28")
    hand.box((92, 62), "58", "26")
    hand.take("draw_road", use="cars", speed=30)
    hand.line((145, 12), (145, 36))
    hand.take("plant_row", species="hornbeam", height=4, spacing=8)
    hand.line((92, 66.5), (150, 64.5))
    hand.take("plant_tree", species="maple", height=4)
    hand.click((38, 68), (55, 67.5), (72, 67))
    hand.take("draw_barrier", height=2)
    hand.line((92, 32), (138, 29.5))


def open_yard(hand: Hand) -> None:
    """Draw variant B."""
    begin(
        hand, "La cour ouverte", "Atelier inventé",
        "Un bâtiment en L autour d’une cour plantée, ouverte au sud ; la rue des Écoles "
        "devient une zone de rencontre.",
    )  # fmt: skip
    hand.take("demolish")
    hand.line((62, 121), (97, 121), (97, 147), (62, 147))
    hand.take("draw_surface", surface="meadow")
    hand.line((20, 36), (152, 29), (152, 98), (20, 102))
    hand.take("draw_surface", surface="permeable")
    hand.box((40, 85), "56", "34")
    hand.take("shape_terrain", up=-0.6)
    hand.line((110, 43), (120, 38.5), (133, 38.5), (140, 45), (134, 53), (121, 53.5), (112, 51))
    hand.take("draw_surface", surface="water")
    hand.line((112, 44), (120, 40), (132, 40), (138, 45), (133, 51), (122, 52), (114, 50))
    hand.take("draw_building", storeys=2, kind="school", roof="flat")
    hand.sides(
        (24, 100),
        [
            ("78", "92", (60, 99)),
            ("14", "90", (101, 80)),
            ("64", "90", (50, 84)),
            ("42", "90", (38, 60)),
            ("14", "90", (20, 43)),
        ],
    )
    hand.take("draw_building", storeys=2, kind="public", roof="flat")
    hand.box((118, 95), "28", "18")
    hand.take("draw_road", use="walking", width=4, speed=None)
    hand.line((145, 13), (148, 70), (98, 72))
    hand.shape((60, 6.6), "element_road", use="shared", speed=20)
    for roof in ((40, 92), (132, 86)):
        hand.shape(roof, "element_roof")
    hand.take("plant_row", species="lime", height=5, spacing=8)
    hand.line((42, 40), (106, 36.5))
    hand.line((42, 48), (92, 45.3))
    hand.take("plant_area", species="fruit", height=3, spacing=6)
    hand.line((106, 56), (142, 56), (142, 67), (106, 68))
    hand.take("plant_tree", species="plane", height=6)
    hand.click((58, 70), (74, 68), (88, 72))


def draw(path: Path) -> None:
    """Draw both variants into a project, and save it."""
    app = QApplication.instance() or QApplication([])
    theme.load_typeface()
    settings = Settings()
    settings.language = "fr"
    settings.motion = False
    window = Window(app, settings)
    window.resize(*WINDOW)
    window.show()
    window.activateWindow()
    hand = Hand(window, app)
    hand.until(lambda: window.projects is not None)
    window.open(path)
    hand.until(lambda: window.projects.opened is not None and hand.workspace is not None)
    hand.rest()
    hand.until(lambda: hand.workspace.features)
    session = window.projects.opened.session
    before = session.view
    for make in (blocks, open_yard):
        x, y = CORNER[0] + LOOK_AT[0], CORNER[1] + LOOK_AT[1]
        above = Camera((x, y, hand.workspace.keeper.ground(x, y)), DISTANCE, 0.0, 90.0)
        session.set_view(msgspec.structs.replace(session.view, camera=above))
        hand.rest()
        make(hand)
        hand.ask("tool_look")
        count = len(session.project.variants[-1].edits)
        print(session.project.variants[-1].title, count)
    session.set_view(before)
    hand.rest()
    hand.ask("save")
    hand.until(lambda: not session.dirty)
    hand.rest()
    window.close()
    hand.until(lambda: not window.isVisible())


def main() -> None:
    """Draw into the project that is named on the command line."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "DATA", "LOG"):
            os.environ[f"JUMEAU_{name}_DIR"] = str(Path(folder) / name.lower())
        draw(Path(sys.argv[1]).resolve())


if __name__ == "__main__":
    main()
