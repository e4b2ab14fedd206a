"""A small window, beside the picture, in which an expression over a layer is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.selecting.asking import Asking
from jumeau.app.selecting.expression_edit import ExpressionEdit
from jumeau.app.words import field_label
from jumeau.errors import Cancelled, JumeauError
from jumeau.i18n import phrase_error
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.titles import told_apart

if TYPE_CHECKING:
    from jumeau.app.tasks import Job
    from jumeau.app.workspace import Workspace

_PAUSE = 250  # [ms] after the last key
_WIDTH = 520
_MOST_VALUES_SHOWN = 200
_WRITING = ("expression.unfinished", "expression.quote", "expression.bracket")


class ExpressionForm(QDialog):
    """A layer, an expression, how many features it is true of, what is wrong with it.

    Parameters
    ----------
    workspace : Workspace
        The project.
    title : str
        Of the window.
    """

    gone = Signal()

    def __init__(self, workspace: Workspace, title: str) -> None:
        super().__init__(workspace.window_)
        self.workspace = workspace
        self.asking = Asking(workspace.window_.tasks)
        tr = self._tr = workspace.window_.tr_
        self._theme = workspace.window_.theme
        self.setWindowTitle(title)
        self.setModal(False)
        self.setMinimumWidth(_WIDTH)
        self.layers = QComboBox()
        self.layers.setAccessibleName(tr("selecting.form.layer"))
        self.field = QComboBox()
        self.field.setAccessibleName(tr("selecting.form.field"))
        self.value = QComboBox()
        self.value.setAccessibleName(tr("selecting.form.value"))
        for box in (self.field, self.value):
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self._known_values: dict[tuple[str, str], list[str]] = {}
        self.edit = ExpressionEdit(tr("selecting.form.expression"), self._values_of)
        self.told = QLabel(tr("selecting.form.help"))
        self.told.setObjectName("faint")
        self.told.setWordWrap(True)
        self.answer = QLabel()
        self.answer.setWordWrap(True)
        self.answer.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = QHBoxLayout()
        self._compose()
        self._job: Job | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.try_out)
        self.count: int | None = None
        self.fill()
        self.layers.currentIndexChanged.connect(self._layer_changed)
        self.edit.textChanged.connect(self._written)
        self.field.activated.connect(self._field_chosen)
        self.value.activated.connect(self._value_chosen)

    def _compose(self) -> None:
        tr = self._tr
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(8)
        form = QFormLayout()
        form.addRow(tr("selecting.form.layer"), self.layers)
        helpers = QWidget()
        row = QHBoxLayout(helpers)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field, 1)
        row.addWidget(self.value, 1)
        form.addRow(tr("selecting.form.insert"), helpers)
        column.addLayout(form)
        column.addWidget(self.edit)
        column.addWidget(self.told)
        column.addWidget(self.answer)
        self.middle = QVBoxLayout()
        column.addLayout(self.middle)
        column.addStretch(1)
        column.addLayout(self.buttons)

    def add_button(self, text: str, act: Any, *, primary: bool = False) -> QPushButton:
        """Add a button to the row at the foot."""
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setDefault(primary)
        button.clicked.connect(act)
        self.buttons.addWidget(button)
        return button

    # -- layers and fields -----------------------------------------------------------------------

    @property
    def layer(self) -> Layer | None:
        """The layer that the expression is about."""
        wanted = self.layers.currentData()
        layers = self.workspace.session.project.layers
        return next((x for x in layers if x.id == wanted), None)

    def fill(self, chosen: str = "") -> None:
        """List the layers of the project that have features."""
        project = self.workspace.session.project
        names = told_apart(project.layers, self._tr)
        wanted = chosen or self.layers.currentData() or self.workspace.layers.current
        self.layers.blockSignals(True)
        self.layers.clear()
        for layer in project.layers:
            if layer.payload.kind is PayloadKind.TABLE and layer.fields:
                self.layers.addItem(names[layer.id], layer.id)
        self.layers.setCurrentIndex(max(self.layers.findData(wanted), 0))
        self.layers.blockSignals(False)
        self._layer_changed()

    def _layer_changed(self) -> None:
        from jumeau.io.expressions.columns import known_fields

        layer = self.layer
        self.field.clear()
        self.field.addItem(self._tr("selecting.form.field"), "")
        self.value.clear()
        self.value.setEnabled(False)
        self.edit.fields = known_fields(layer) if layer is not None else ()
        if layer is not None:
            for name in self.edit.fields:
                label = field_label(layer, name, self._tr)
                shown = name if label.casefold() == name.casefold() else f"{name} – {label}"
                self.field.addItem(shown, name)
        self.show_layer(layer)
        self._written()

    def show_layer(self, layer: Layer | None) -> None:
        """Another layer was chosen."""

    def _field_chosen(self) -> None:
        from jumeau.io.expressions.suggesting import written

        name = self.field.currentData()
        if name:
            self.edit.insert(written(name))
            self._values_of(name)

    def _value_chosen(self) -> None:
        value = self.value.currentData()
        if value is not None:
            self.edit.insert("'" + str(value).replace("'", "''") + "'")

    def _values_of(self, field: str) -> list[str]:
        """Return the values of a field that are known; they are read when first asked for."""
        layer = self.layer
        if layer is None:
            return []
        key = (layer.id, field)
        if key not in self._known_values:
            self._known_values[key] = []
            store = self.workspace.opened.store

            def read(_progress: Any) -> list[str]:
                from jumeau.io.expressions.suggesting import frequent_values

                return frequent_values(store, layer, field)

            def done(values: list[str]) -> None:
                self._known_values[key] = values
                self._show_values(field, values)

            self.asking.submit(read, done, lambda _problem: None)
        self._show_values(field, self._known_values[key])
        return self._known_values[key]

    def _show_values(self, field: str, values: list[str]) -> None:
        self.value.clear()
        self.value.setEnabled(bool(values))
        if values:
            self.value.addItem(self._tr("selecting.form.value_of", field=field), None)
            for value in values[:_MOST_VALUES_SHOWN]:
                self.value.addItem(value, value)

    # -- trying it out ---------------------------------------------------------------------------

    def _written(self) -> None:
        self._pause.start()

    def try_out(self) -> None:
        """Count, in the background, what the expression is true of."""
        self._pause.stop()
        layer, text = self.layer, self.edit.text
        self.asking.cancel(self._job)
        self.count = None
        if layer is None or not text:
            self._say("", 0)
            return
        store = self.workspace.opened.store

        def work(_progress: Any) -> tuple[int, int]:
            from jumeau.io.expressions.masks import mask

            found = mask(store, layer, text)
            return int(found.sum()), len(found)

        self._job = self.asking.submit(work, self._counted, self._refused)

    def _counted(self, found: tuple[int, int]) -> None:
        self._job = None
        self.count, whole = found
        numbers = {"number": self._tr.number(found[0]), "whole": self._tr.number(whole)}
        self._say(self._tr("selecting.form.count", **numbers), 0)

    def _refused(self, problem: BaseException) -> None:
        if isinstance(problem, Cancelled):
            return
        self._job = None
        if isinstance(problem, JumeauError):
            parts = phrase_error(problem, self._tr)
            position = problem.fields.get("position", 0)
            parts.pop("got", "")
            if "remedy" in parts:
                parts.pop("expected", "")
            if problem.code in _WRITING:  # nothing is wrong yet
                self._say(parts["what"], 0)
                return
            self._say("\n".join(parts.values()), position if isinstance(position, int) else 0, True)
        else:
            self._say(str(problem), 0, True)

    def _say(self, text: str, position: int, wrong: bool = False) -> None:
        self.answer.setText(text)
        self.answer.setStyleSheet(f"color: {self._theme.error}" if wrong else "font-weight: bold")
        self.answer.setAccessibleName(text)
        self.edit.underline(position, self._theme.error)
        self._make_room()

    def _make_room(self) -> None:
        """Grow where the words need more lines."""
        layout = self.layout()
        wanted = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        if wanted > self.height():
            self.resize(self.width(), wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Carry the expression out with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.carry_out()
        else:
            super().keyPressEvent(event)

    def carry_out(self) -> None:
        """Do what the form is for."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Be large enough for all words."""
        super().showEvent(event)
        self._make_room()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Stop counting."""
        self._pause.stop()
        super().hideEvent(event)
        self.gone.emit()
