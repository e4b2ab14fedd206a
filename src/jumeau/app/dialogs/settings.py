"""The settings: what the window remembers of how somebody likes to work; applied at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from jumeau.app import theme as themes
from jumeau.app.dialogs.buttons import close_button
from jumeau.app.words import file_size
from jumeau.i18n import LANGUAGES
from jumeau.io import caches
from jumeau.io.places import data_folder

if TYPE_CHECKING:
    from jumeau.app.scene_keeper import SceneKeeper
    from jumeau.app.window import Window

MARGINS = (0, 5000, 100)
"""Least, most and step of the margin around a commune [m]."""
AUTOMATIC = "automatic"
PROFILES = ("", "software", "integrated", "dedicated")
"""How much the machine may be asked for; empty is told as :data:`AUTOMATIC`."""


class SettingsDialog(QDialog):
    """One page; it is written again when its own language, colours or size change."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self._content: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._build()
        window.dressed.connect(self._rebuild)

    # -- the page --------------------------------------------------------------------------------

    def _rebuild(self) -> None:
        focus = self.focusWidget()
        name = focus.objectName() if focus is not None else ""
        self._build()
        again = self.findChild(QWidget, name) if name else None
        if again is not None:
            again.setFocus()

    def _build(self) -> None:
        if self._content is not None:
            self._column.removeWidget(self._content)
            self._content.hide()
            self._content.setParent(None)
            self._content.deleteLater()
        window, tr = self._window, self._window.tr_
        self.setWindowTitle(tr("shell.settings.title"))
        self._content = QWidget()
        self._column.addWidget(self._content)
        outer = QVBoxLayout(self._content)
        px = window.theme.px
        outer.setContentsMargins(0, 0, 0, px(12))
        page = QWidget()
        page.setObjectName("home")
        form = self._form = QFormLayout(page)
        form.setContentsMargins(px(20), px(12), px(20), px(12))
        form.setSpacing(px(10))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for part in (self._look, self._picture, self._data, self._computer, self._private):
            part()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        outer.addWidget(area, 1)
        row = QHBoxLayout()
        row.setContentsMargins(px(20), 0, px(20), 0)
        row.addWidget(close_button(tr, self))
        outer.addLayout(row)
        room = window.screen().availableGeometry()
        self.resize(min(px(600), room.width() - 40), min(px(640), room.height() - 60))

    def _look(self) -> None:
        window, tr, settings = self._window, self._window.tr_, self._window.settings
        self._heading("look")
        language = self._choice(
            "language",
            [(tr(f"app.language.{x}"), x) for x in LANGUAGES],
            tr.language,
            window.set_language,
        )
        self._row("language", language)
        theme = self._choice(
            "theme",
            [(tr(f"app.action.theme_{x}"), x) for x in themes.THEMES],
            settings.theme,
            window.set_theme,
        )
        self._row("theme", theme)
        scales = [(tr("shell.settings.percent", percent=round(100 * x)), x) for x in themes.SCALES]
        self._row("text", self._choice("text", scales, settings.text_scale, window.shell.set_text))
        motion = QCheckBox(tr("shell.settings.motion"))
        motion.setObjectName("motion")
        motion.setChecked(settings.motion)
        motion.toggled.connect(self._set_motion)
        self._form.addRow(motion)

    def _picture(self) -> None:
        tr, settings = self._window.tr_, self._window.settings
        self._heading("picture")
        names = [(tr(f"shell.settings.profiles.{x or AUTOMATIC}"), x) for x in PROFILES]
        self._row("profile", self._choice("profile", names, settings.profile, self._set_profile))
        told = self._told(tr("shell.settings.profile_unknown"))

        def found(renderer: tuple[str, str]) -> None:
            if isValid(told):
                name, profile = renderer
                kind = self._window.tr_(f"shell.settings.profiles.{profile}")
                told.setText(self._window.tr_("shell.settings.profile_found", kind=kind, name=name))

        if (keeper := self._keeper) is not None:
            keeper.ask_renderer(found)

    @property
    def _keeper(self) -> SceneKeeper | None:
        return self._window.projects.keeper if self._window.projects is not None else None

    def _data(self) -> None:
        tr, settings = self._window.tr_, self._window.settings
        self._heading("data")
        margin = self.margin = QSpinBox()
        margin.setObjectName("margin")
        least, most, step = MARGINS
        margin.setRange(least, most)
        margin.setSingleStep(step)
        margin.lineEdit().setTextMargins(6, 0, 0, 0)
        margin.setSuffix(tr("shell.settings.metres"))
        margin.setValue(round(settings.margin))
        margin.valueChanged.connect(lambda value: setattr(settings, "margin", float(value)))
        self._row("margin", margin)
        self._told(tr("shell.settings.margin_told"))

    def _computer(self) -> None:
        tr = self._window.tr_
        self._heading("computer")
        self.space = QLabel(tr("shell.settings.cache_counting"))
        self.space.setWordWrap(True)
        self.space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.empty = QPushButton(tr("shell.settings.cache_empty"))
        self.empty.setObjectName("empty")
        self.empty.setAutoDefault(False)
        self.empty.setAccessibleDescription(tr("shell.settings.cache"))
        self.empty.clicked.connect(self._empty_cache)
        row = QHBoxLayout()
        row.addWidget(self.space, 1)
        row.addWidget(self.empty)
        self._form.addRow(tr("shell.settings.cache"), row)
        self._told(tr("shell.settings.cache_told"))
        self._count_cache()
        reset = QPushButton(tr("shell.settings.layout_reset"))
        reset.setObjectName("reset")
        reset.setAutoDefault(False)
        reset.clicked.connect(self._reset_layout)
        self._form.addRow(tr("shell.settings.layout"), reset)
        self._heading("safety")
        self._told(tr("shell.settings.safety_told", folder=str(data_folder())))

    def _private(self) -> None:
        self._heading("private")
        self._told(self._window.tr_("shell.settings.private_told"))

    # -- pieces ----------------------------------------------------------------------------------

    def _heading(self, name: str) -> None:
        label = QLabel(self._window.tr_(f"shell.settings.{name}"))
        label.setObjectName("heading")
        label.setContentsMargins(0, self._window.theme.px(10), 0, 0)
        self._form.addRow(label)

    def _row(self, name: str, field: QWidget) -> None:
        label = self._window.tr_(f"shell.settings.{name}")
        field.setAccessibleName(label)
        self._form.addRow(label, field)

    def _told(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setObjectName("faint")
        label.setWordWrap(True)
        self._form.addRow(label)
        return label

    def _choice(
        self,
        name: str,
        values: list[tuple[str, Any]],
        now: Any,
        chosen: Callable[[Any], object],
    ) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        for label, value in values:
            box.addItem(label, value)
        known = [value for _, value in values]
        if now in known:
            box.setCurrentIndex(known.index(now))
        # The list is still open when it tells; what rebuilds this page waits until it is not.
        box.activated.connect(
            lambda place: QTimer.singleShot(0, self, partial(chosen, known[place]))
        )
        return box

    # -- what is set -----------------------------------------------------------------------------

    def _set_motion(self, motion: bool) -> None:
        self._window.settings.motion = motion
        self._window.actions_["motion"].setChecked(motion)

    def _set_profile(self, profile: str) -> None:
        self._window.settings.profile = profile
        if (keeper := self._keeper) is not None:
            keeper.choose_profile(profile)

    def _count_cache(self) -> None:
        label = self.space

        def counted(total: int) -> None:
            tr = self._window.tr_
            folder = str(caches.folder())
            if isValid(label):  # the page may be gone
                text = file_size(total, tr)
                label.setText(tr("shell.settings.cache_size", size=text, folder=folder))

        self._window.tasks.submit("", lambda _: caches.size(), counted)

    def _empty_cache(self) -> None:
        def emptied(freed: int) -> None:
            tr = self._window.tr_
            self._window.messages.say(tr("shell.settings.cache_emptied", size=file_size(freed, tr)))
            if isValid(self):
                self._count_cache()

        self._window.tasks.submit("", lambda _: caches.empty(), emptied)

    def _reset_layout(self) -> None:
        self._window.reset_layout()
