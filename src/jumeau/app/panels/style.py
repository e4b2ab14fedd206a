"""How a layer looks, and when it was measured: a few choices under its card."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QPushButton,
    QSlider,
    QWidget,
)

from jumeau.app.styling.styles import shown_style, wear
from jumeau.app.words import first_known
from jumeau.i18n import Translator
from jumeau.model.layer import Layer, styled
from jumeau.model.session import Session
from jumeau.model.style import StyleKind
from jumeau.render.legend import told_instant
from jumeau.render.themes.changes import LEAST_OPACITY, OBSERVED, has_style
from jumeau.render.themes.dress import palette_of
from jumeau.render.themes.registry import palettes_of


def palette_title(layer: Layer, name: str, tr: Translator) -> str:
    """Return the name of a palette as people read it."""
    keys = (f"themes.palette.{layer.role}_{name}", f"themes.palette.{name}")
    return first_known(tr, *keys, otherwise=name)


class StylePanel(QWidget):
    """Palette, opacity, date: each change is one action that can be undone."""

    def __init__(self, session: Session, tr: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tr = tr
        self._layer = ""
        self._showing = False
        form = QFormLayout(self)
        form.setContentsMargins(12, 6, 12, 6)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(6)
        self.palette_box = QComboBox()
        self.palette_box.setAccessibleName(tr("app.style.palette"))
        self.palette_box.setMinimumContentsLength(12)
        self.palette_box.activated.connect(self._choose)
        self._source = QLabel()
        self._source.setObjectName("faint")
        self._source.setWordWrap(True)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(round(100 * LEAST_OPACITY), 100)
        self.opacity.setPageStep(10)
        self.opacity.setTracking(False)  # one action when the handle is let go
        self.opacity.setAccessibleName(tr("app.style.opacity"))
        self.opacity.setToolTip(tr("app.style.opacity_told"))
        self.opacity.valueChanged.connect(self._fade)
        self.moment = QPushButton()
        self.moment.clicked.connect(lambda: self.ask_moment())
        form.addRow(tr("app.style.palette"), self.palette_box)
        form.addRow(self._source)
        form.addRow(tr("app.style.opacity"), self.opacity)
        form.addRow(tr("app.style.moment"), self.moment)
        self._form = form
        self.hide()

    def show_layer(self, layer: Layer | None) -> None:
        """Show what can be chosen for a layer; nothing for none."""
        shown = layer is not None and has_style(layer)
        self.setVisible(shown)
        self._layer = layer.id if layer is not None else ""
        if layer is None or not shown:
            return
        tr = self._tr
        self._showing = True
        names = palettes_of(layer)
        self.palette_box.clear()
        for name in names:
            self.palette_box.addItem(palette_title(layer, name, tr), name)
        style = shown_style(layer, self._session.view)
        worn = palette_of(styled(layer, style.title), names) if names else ""
        if names:
            self.palette_box.setCurrentIndex(names.index(worn))
        told = f"themes.palette_told.{worn}"
        self._source.setText(tr(told) if tr.has(told) else "")
        self.opacity.setValue(round(100 * style.opacity))
        when = told_instant(layer.instant, tr) if layer.instant else tr("app.style.no_moment")
        self.moment.setText(when)
        usual = style.kind is StyleKind.STANDARD
        self._form.setRowVisible(self.palette_box, usual and len(names) > 1)
        self._form.setRowVisible(self._source, usual and bool(self._source.text()))
        self._form.setRowVisible(self.moment, layer.role in OBSERVED)
        self._showing = False

    def _choose(self, index: int) -> None:
        self._wear(name=str(self.palette_box.itemData(index)))

    def _fade(self, value: int) -> None:
        if not self._showing:
            self._wear(opacity=value / 100)

    def _wear(self, **changes: Any) -> None:
        session = self._session
        layer = next((x for x in session.project.layers if x.id == self._layer), None)
        if layer is not None:
            style = msgspec.structs.replace(shown_style(layer, session.view), **changes)
            wear(session, layer.id, style, self._tr)

    def ask_moment(self) -> QDialog | None:
        """Ask when the layer was measured, and in which unit."""
        from jumeau.app.dialogs.moment import MomentDialog

        if not any(layer.id == self._layer for layer in self._session.project.layers):
            return None
        dialog = MomentDialog(self._session, self._layer, self._tr, self.window())
        dialog.open()
        return dialog
