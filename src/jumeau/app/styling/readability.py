"""How the classes look to colour-blind eyes, and a word where two are hard to tell apart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from jumeau.app.theme import Theme
from jumeau.i18n import Translator
from jumeau.render.colour_vision import DEFICIENCIES, NORMAL, confused, simulated


class Strip(QWidget):
    """Colours side by side."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self._colours: tuple[str, ...] = ()
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a flat bar."""
        return QSize(120, self._height)

    def show_colours(self, colours: Sequence[str]) -> None:
        """Show colours, ``#RRGGBB``."""
        self._colours = tuple(colours)
        self.update()

    def paintEvent(self, _event: object) -> None:  # noqa: N802
        """Paint one box a colour."""
        if not self._colours:
            return
        painter = QPainter(self)
        width = self.width() / len(self._colours)
        for k, code in enumerate(self._colours):
            painter.fillRect(QRectF(k * width, 0, width - 1, self.height()), QColor(code))
        painter.end()


class Readability(QWidget):
    """Three strips, one a deficiency, and a sentence."""

    def __init__(self, tr: Translator, theme: Theme) -> None:
        super().__init__()
        self._tr = tr
        self._warning = theme.warning
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        self.strips: dict[str, Strip] = {}
        for row, name in enumerate(DEFICIENCIES):
            label = QLabel(tr(f"style_window.vision.{name}"))
            label.setObjectName("faint")
            strip = self.strips[name] = Strip(theme.px(12))
            strip.setAccessibleName(label.text())
            grid.addWidget(label, row, 0)
            grid.addWidget(strip, row, 1, Qt.AlignmentFlag.AlignVCenter)
        self.told = QLabel()
        self.told.setWordWrap(True)
        grid.addWidget(self.told, len(DEFICIENCIES), 0, 1, 2)
        grid.setColumnStretch(1, 1)

    def show_classes(
        self, codes: Sequence[str], names: Sequence[str], *, ordered: bool, share: float
    ) -> None:
        """Show the colours of classes, and say which of them are hard to tell apart.

        Parameters
        ----------
        codes, names : sequence of str
            ``#RRGGBB`` and word of each class.
        ordered : bool
            Whether they are steps of a scale, of which only neighbours are compared.
        share : float
            0..1: how much of the colour is seen over the ground.
        """
        for deficiency, strip in self.strips.items():
            strip.show_colours(simulated(codes, deficiency))
        found = confused(codes, neighbours=ordered, share=share)
        tr = self._tr
        if not found:
            self.told.setText(tr("style_window.vision.good"))
            self.told.setStyleSheet("")
            return
        one, other, eyes = found[0]
        key = "all" if eyes == NORMAL else "some"
        self.told.setText(
            tr(
                f"style_window.vision.hard_{key}",
                one=names[one],
                other=names[other],
                eyes=tr(f"style_window.vision.of_{eyes}") if eyes != NORMAL else "",
            )
        )
        self.told.setStyleSheet(f"color: {self._warning}; font-weight: bold;")
