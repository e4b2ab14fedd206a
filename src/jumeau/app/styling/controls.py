"""The small parts that the editor is made of: rows that come and go, numbers, lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.theme import Theme
from jumeau.i18n import Translator

_MARGIN = 6  # [pixels]
_LARGE = 1.3


def is_large(theme: Theme) -> bool:
    """Tell whether the text is so large that names stand above what they name."""
    return theme.scale > _LARGE


class Rows(QWidget):
    """A form whose rows are shown by name."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(10)
        self._form.setVerticalSpacing(7)
        policy = QFormLayout.RowWrapPolicy
        self._stacked = is_large(theme)
        self._form.setRowWrapPolicy(policy.WrapAllRows if self._stacked else policy.WrapLongRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._rows: dict[str, QWidget] = {}

    def add(self, name: str, words: str, widget: QWidget) -> None:
        """Add a row; without words the widget takes all of it."""
        if words:
            label = QLabel(words)
            label.setBuddy(widget)
            if not self._stacked:  # or it stands above the middle
                label.setMinimumHeight(widget.sizeHint().height())
            if not widget.accessibleName():
                widget.setAccessibleName(words)
            self._form.addRow(label, widget)
        else:
            self._form.addRow(widget)
        self._rows[name] = widget

    def show_only(self, wanted: Iterable[str]) -> bool:
        """Show these rows and no others; tell whether any is left."""
        names = set(wanted) & set(self._rows)
        for name, widget in self._rows.items():
            self._form.setRowVisible(widget, name in names)
        return bool(names)


class Section(QWidget):
    """A heading with what stands under it."""

    def __init__(self, title: str, content: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if title:
            label = QLabel(title)
            label.setObjectName("heading")
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(content)


def keep_wheel_for_scrolling(widget: QWidget) -> None:
    """Let the wheel scroll the panel, unless the widget has the keyboard."""
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class Choice(QComboBox):
    """A list to choose from; the wheel scrolls the panel, not the list."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        keep_wheel_for_scrolling(self)
        self.setMinimumContentsLength(5)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda index: self.chosen.emit(str(self.itemData(index))))

    def show_items(self, items: Iterable[tuple[str, str]], now: str) -> None:
        """Offer (value, words) pairs; the one that is worn is current."""
        items = list(items)
        there = [(str(self.itemData(k)), self.itemText(k)) for k in range(self.count())]
        if items != there:
            self.clear()
            for value, words in items:
                self.addItem(words, value)
        self.setCurrentIndex(self.findData(now))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave the wheel to the panel."""
        event.ignore()


class Number(QDoubleSpinBox):
    """A number that speaks the window's language and tells when it was changed by hand."""

    changed_to = Signal(float)

    def __init__(self, tr: Translator, low: float, high: float, *, usual: str = "") -> None:
        super().__init__()
        keep_wheel_for_scrolling(self)
        french = tr.language == "fr"
        language = QLocale.Language.French if french else QLocale.Language.English
        self.setLocale(QLocale(language))
        self.setRange(low, high)
        self.setKeyboardTracking(False)
        self.setSpecialValueText(usual)
        self.setGroupSeparatorShown(True)
        self.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)
        self._silent = False
        self.valueChanged.connect(self._tell)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a width for the numbers that occur, not for all that are possible."""
        hint = super().minimumSizeHint()
        usual = self.fontMetrics().horizontalAdvance(self.specialValueText() or "00 000")
        return QSize(min(hint.width(), usual + hint.height()), hint.height())

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the same: the row decides."""
        return self.minimumSizeHint()

    def show_value(self, value: float) -> None:
        """Show a value without telling that it changed."""
        self._silent = True
        self.setValue(value)
        self._silent = False

    def _tell(self, value: float) -> None:
        if not self._silent:
            self.changed_to.emit(value)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave the wheel to the panel."""
        event.ignore()


class Count(QSpinBox):
    """A small whole number."""

    changed_to = Signal(int)

    def __init__(self, low: int, high: int) -> None:
        super().__init__()
        keep_wheel_for_scrolling(self)
        self.setRange(low, high)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)
        self._silent = False
        self.valueChanged.connect(self._tell)

    def show_value(self, value: int) -> None:
        """Show a value without telling that it changed."""
        self._silent = True
        self.setValue(value)
        self._silent = False

    def _tell(self, value: int) -> None:
        if not self._silent:
            self.changed_to.emit(value)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave the wheel to the panel."""
        event.ignore()


class Share(QWidget):
    """A slider in per cent with its number beside it; it tells each step and the end."""

    tried = Signal(int)
    settled = Signal()

    def __init__(self, tr: Translator, theme: Theme, name: str, least: int) -> None:
        super().__init__()
        self._tr = tr
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        keep_wheel_for_scrolling(self.slider)
        self.slider.setRange(least, 100)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(name)
        self.told = QLabel()
        self.told.setMinimumWidth(theme.px(44))
        self.told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.slider, 1)
        row.addWidget(self.told)
        self.setFocusProxy(self.slider)
        self._silent = False
        self.slider.valueChanged.connect(self._tell)
        self.slider.sliderReleased.connect(self.settled)

    def show_value(self, value: int) -> None:
        """Show a value without telling that it changed."""
        self._silent = True
        self.slider.setValue(value)
        self._silent = False
        self._write(value)

    def _tell(self, value: int) -> None:
        self._write(value)
        if not self._silent:
            self.tried.emit(value)

    def _write(self, value: int) -> None:
        self.told.setText(self._tr("style_window.percent", value=value))


def fields_as_items(
    fields: Iterable[tuple[str, str, str]], unit: Callable[[str], str]
) -> list[tuple[str, str]]:
    """Return (name, title with its unit) of (name, title, unit)."""
    items = []
    for name, title, raw in fields:
        words = unit(raw)
        items.append((name, f"{title} ({words})" if words else title))
    return items
