"""A button that shows a colour and lets another be chosen: a small chart first, any after that."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QColorDialog,
    QGridLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from jumeau.i18n import Translator

# Rows of colours that can be told apart by colour-blind eyes: Tol's bright, light and muted ones
# (P. Tol 2021, SRON/EPS/TN/09-002), and a row from white to black.
CHART = (
    "#4477AA #66CCEE #228833 #CCBB44 #EE6677 #AA3377",
    "#77AADD #99DDFF #44BB99 #EEDD88 #EE8866 #FFAABB",
    "#332288 #88CCEE #117733 #999933 #CC6677 #882255",
    "#FFFFFF #D8D3CB #A9A49C #6B6A66 #3A3A38 #1B1B1A",
)
_SIDE = 22  # [pixels]


def swatch(colour: str, size: QSize, *, ratio: float = 2.0) -> QPixmap:
    """Return a colour as a small box; for an empty one a crossed-out box."""
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(0.75, 0.75, size.width() - 1.5, size.height() - 1.5)
    painter.setPen(QPen(QColor(110, 112, 110), 1.0))
    if colour:
        painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box, 3, 3)
    if not colour:
        painter.drawLine(box.bottomLeft(), box.topRight())
    painter.end()
    return pixmap


def colour_menu(
    parent: QWidget,
    tr: Translator,
    now: str,
    choose: Callable[[str], object],
    *,
    extra: tuple[tuple[str, str], ...] = (),
    done: Callable[[], object] = lambda: None,
) -> QMenu:
    """Return the chart as a menu.

    Parameters
    ----------
    now : str
        ``#RRGGBB`` that is worn now; empty where it follows from something else.
    choose : callable
        Receives each colour that is tried; ``done`` is called when the trying ends.
    extra : tuple of pairs
        Words and value of further choices: the usual colour, none at all.
    """
    menu = QMenu(parent)
    menu.setObjectName("colours")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chart = QWidget()
    grid = QGridLayout(chart)
    grid.setContentsMargins(8, 6, 8, 6)
    grid.setSpacing(2)

    def take(code: str) -> None:
        menu.close()
        choose(code)
        done()

    for row, line in enumerate(CHART):
        for column, code in enumerate(line.split()):
            button = QToolButton()
            button.setIcon(QIcon(swatch(code, QSize(_SIDE, _SIDE))))
            button.setIconSize(QSize(_SIDE, _SIDE))
            button.setAccessibleName(tr("style_window.colour.code", code=code))
            button.setToolTip(code)
            button.setCheckable(True)
            button.setChecked(code == now.upper())
            button.clicked.connect(partial(take, code))
            grid.addWidget(button, row, column)
    held = QWidgetAction(menu)
    held.setDefaultWidget(chart)
    menu.addAction(held)
    for words, value in extra:
        menu.addAction(words, partial(take, value))
    other = partial(any_colour, parent, tr, now, choose, done)
    menu.addAction(tr("style_window.colour.other"), other)
    return menu


def any_colour(
    parent: QWidget,
    tr: Translator,
    now: str,
    choose: Callable[[str], object],
    done: Callable[[], object] = lambda: None,
) -> QColorDialog:
    """Open the dialog of all colours; each that is tried is seen in the picture at once."""
    dialog = QColorDialog(QColor(now or "#FFFFFF"), parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
    dialog.setWindowTitle(tr("style_window.colour.title"))

    def refuse() -> None:
        choose(now)
        done()

    dialog.currentColorChanged.connect(lambda colour: choose(colour.name().upper()))
    dialog.accepted.connect(done)
    dialog.rejected.connect(refuse)
    dialog.open()
    return dialog


class ColourButton(QPushButton):
    """Shows a colour; pressed, it offers others.

    Parameters
    ----------
    name : str
        What the colour is for, told to screen readers.
    usual, none : bool
        Whether "usual" (an empty code) and "none" (``none``) are offered too.
    """

    tried = Signal(str)
    settled = Signal()

    def __init__(
        self, tr: Translator, name: str, *, usual: bool = True, none: bool = False
    ) -> None:
        super().__init__()
        self._tr = tr
        self._name = name
        self._usual, self._none = usual, none
        self.code = ""
        self.setIconSize(QSize(28, 16))
        self.setStyleSheet("text-align: left;")
        self.clicked.connect(self.choose)
        self.show_colour("")

    def show_colour(self, code: str) -> None:
        """Show a colour; empty for the usual one, ``none`` for none."""
        self.code = code
        plain = "" if code == "none" else code
        self.setIcon(QIcon(swatch(plain, QSize(28, 16))))
        key = "none" if code == "none" else "usual"
        words = code if plain else self._tr(f"style_window.colour.{key}")
        self.setText(words)
        self.setAccessibleName(f"{self._name}, {words}")

    def choose(self) -> None:
        """Offer the chart."""
        tr = self._tr
        extra: list[tuple[str, str]] = []
        if self._usual:
            extra.append((tr("style_window.colour.usual"), ""))
        if self._none:
            extra.append((tr("style_window.colour.none"), "none"))
        now = "" if self.code == "none" else self.code
        menu = colour_menu(
            self, tr, now, self.tried.emit, extra=tuple(extra), done=self.settled.emit
        )
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
