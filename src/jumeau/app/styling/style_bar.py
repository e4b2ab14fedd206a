"""The styles of a layer in a row: one click puts another one on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from jumeau.app.dialogs.name import ask_name
from jumeau.app.icons import Icons
from jumeau.app.styling import styles
from jumeau.app.styling.controls import is_large
from jumeau.app.styling.editing import Editing
from jumeau.app.theme import Theme
from jumeau.errors import JumeauError
from jumeau.i18n import Translator


class StyleBar(QWidget):
    """Choose, copy, rename and remove the styles of a layer."""

    def __init__(self, editing: Editing, tr: Translator, icons: Icons, theme: Theme) -> None:
        super().__init__()
        self._editing = editing
        self._tr = tr
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(2)
        self.box = QComboBox()
        self.box.setAccessibleName(tr("style_window.styles.name"))
        self.box.setToolTip(tr("style_window.styles.told"))
        self.box.setMinimumContentsLength(4)
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.activated.connect(self._choose)
        if is_large(theme):
            column.addWidget(self.box)
            row.addStretch(1)
        else:
            row.addWidget(self.box, 1)
        column.addLayout(row)
        self.buttons: dict[str, QToolButton] = {}
        for name, icon, deed in (
            ("add", "plus", self.add),
            ("rename", "pencil", self.rename),
            ("remove", "trash-2", self.remove),
        ):
            button = QToolButton()
            button.setIcon(icons(icon))
            button.setToolTip(tr(f"style_window.styles.{name}"))
            button.setAccessibleName(tr(f"style_window.styles.{name}"))
            button.clicked.connect(deed)
            row.addWidget(button)
            self.buttons[name] = button

    def refresh(self) -> None:
        """Show the styles as they are."""
        layer = self._editing.layer
        if layer is None:
            return
        self.box.clear()
        for style in (layer.style, *layer.styles):
            self.box.addItem(styles.style_title(style, layer, self._tr), style.title)
        self.box.setCurrentIndex(self.box.findData(self._editing.style.title))
        self.buttons["remove"].setEnabled(bool(layer.styles))

    def _choose(self, index: int) -> None:
        layer = self._editing.layer
        if layer is not None:
            styles.switch_style(self._editing.session, layer.id, str(self.box.itemData(index)))

    def add(self) -> None:
        """Copy the style that is shown: the copy is changed, the first one stays."""
        layer = self._editing.layer
        if layer is not None:
            self._try(lambda: styles.copy_style(self._editing.session, layer.id, self._tr))

    def rename(self) -> None:
        """Ask for another title."""
        layer, tr, editing = self._editing.layer, self._tr, self._editing
        if layer is None:
            return
        now = styles.style_title(editing.style, layer, tr)

        def named(title: str) -> None:
            self._try(lambda: styles.name_style(editing.session, layer.id, title, tr))

        ask_name(self.window(), tr, tr("style_window.styles.rename"), now, named)

    def remove(self) -> None:
        """Remove the style that is shown."""
        layer = self._editing.layer
        if layer is not None and layer.styles:
            self._try(lambda: styles.drop_style(self._editing.session, layer.id, self._tr))

    def _try(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except JumeauError as problem:
            self._editing.refused.emit(problem)
