"""Choosing a ramp by its look: bars, those that colour-blind eyes can read first."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QLinearGradient, QPainter, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QComboBox

from jumeau.i18n import Translator
from jumeau.render.styling.ramps import RAMPS, RampInfo, RampKind, ramp_colours

_BAR = QSize(60, 14)
_MORE = "*"
_STEPS = 12


def ramp_bar(info: RampInfo, size: QSize, *, backwards: bool = False) -> QPixmap:
    """Return a ramp as a bar; a qualitative one as boxes."""
    ratio = 2.0
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    box = QRectF(0, 0, size.width(), size.height())
    if info.kind is RampKind.QUALITATIVE:
        stops = info.stops[::-1] if backwards else info.stops
        width = box.width() / len(stops)
        for k, code in enumerate(stops):
            painter.fillRect(QRectF(k * width, 0, width - 1, box.height()), QColor(code))
    else:
        gradient = QLinearGradient(box.topLeft(), box.topRight())
        for k, code in enumerate(ramp_colours(info.name, _STEPS, backwards)):
            gradient.setColorAt(k / (_STEPS - 1), QColor(code))
        painter.fillRect(box, gradient)
    painter.setPen(QPen(QColor(110, 112, 110), 1))
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.end()
    return pixmap


class RampBox(QComboBox):
    """The ramps of some kinds; "the others" are shown when they are asked for."""

    chosen = Signal(str)

    def __init__(self, tr: Translator) -> None:
        super().__init__()
        self._tr = tr
        self._kinds: tuple[RampKind, ...] = ()
        self._all = False
        self._backwards = False
        self.setIconSize(_BAR)
        self.setAccessibleName(tr("style_window.ramp.name"))
        self.setMinimumContentsLength(2)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._take)

    def show_ramp(self, name: str, kinds: tuple[RampKind, ...], *, backwards: bool) -> None:
        """Offer the ramps of some kinds, and show the one that is worn; empty for own colours."""
        unsafe = name in RAMPS and not RAMPS[name].safe
        if (kinds, backwards) != (self._kinds, self._backwards) or (unsafe and not self._all):
            self._all = unsafe or (self._all and kinds == self._kinds)
            self._kinds, self._backwards = kinds, backwards
            self._fill()
        self.setCurrentIndex(self.findData(name) if name else -1)
        if self.currentIndex() < 0:
            self.setPlaceholderText(self._tr("style_window.ramp.own"))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave the wheel to the panel."""
        event.ignore()

    def _fill(self) -> None:
        tr = self._tr
        self.clear()
        for kind in self._kinds:
            for name, info in RAMPS.items():
                if info.kind is kind and info.safe:
                    self._add(name, info, tr("styling.ramp_told.safe"))
        others = [x for x in RAMPS.values() if x.kind in self._kinds and not x.safe]
        if self._all:
            for info in others:
                self._add(info.name, info, tr("styling.ramp_told.unsafe"))
        elif others:
            self.insertSeparator(self.count())
            self.addItem(tr("style_window.ramp.more"), _MORE)

    def _add(self, name: str, info: RampInfo, told: str) -> None:
        title = self._tr(f"styling.ramp.{name}")
        sign = "" if info.safe else "\N{WARNING SIGN} "
        self.addItem(QIcon(ramp_bar(info, _BAR, backwards=self._backwards)), sign + title, name)
        at = self.count() - 1
        self.setItemData(at, f"{title}\n{told}", Qt.ItemDataRole.ToolTipRole)
        self.setItemData(at, f"{title}, {told}", Qt.ItemDataRole.AccessibleTextRole)

    def _take(self, index: int) -> None:
        name = str(self.itemData(index))
        if name != _MORE:
            self.chosen.emit(name)
            return
        self._all = True
        self._fill()
        self.showPopup()
