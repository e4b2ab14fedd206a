"""The home screen: what is seen first, and where one goes from there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.icons import Icons
from jumeau.app.theme import Theme
from jumeau.i18n import LANGUAGES, Translator

_CHOICES = (("demo", "play"), ("open", "folder-open"), ("new", "file-plus"))


class Home(QWidget):
    """Name, three ways in, recent projects, language."""

    chosen = Signal(str)
    recent_chosen = Signal(object)
    language_chosen = Signal(str)

    def __init__(
        self,
        tr: Translator,
        icons: Icons,
        theme: Theme,
        recent: list[Path],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("home")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._tr = tr
        self._icons = icons
        self._theme = theme
        self.choices: dict[str, QPushButton] = {}
        self.recents: list[QPushButton] = []

        column = QVBoxLayout()
        column.setSpacing(10)
        column.addLayout(self._head())
        column.addSpacing(18)
        for name, icon in _CHOICES:
            column.addWidget(self._choice(name, icon))
        drop = QLabel(tr("app.home.drop"))
        drop.setObjectName("faint")
        drop.setWordWrap(True)
        column.addWidget(drop)
        column.addSpacing(14)
        column.addLayout(self._recent(recent))
        column.addStretch(1)
        column.addLayout(self._languages())

        body = QWidget()
        body.setObjectName("home")
        body.setMaximumWidth(theme.px(680))
        body.setLayout(column)
        column.setContentsMargins(32, 48, 32, 24)
        holder = QWidget()
        holder.setObjectName("home")
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(body, 8)
        across.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.setFocusProxy(self.choices["demo"])

    def _head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setSpacing(2)
        title = QLabel(self._tr("app.name"))
        title.setObjectName("title")
        subtitle = QLabel(self._tr("app.home.subtitle"))
        subtitle.setWordWrap(True)
        head.addWidget(title)
        head.addWidget(subtitle)
        return head

    def _choice(self, name: str, icon: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName("choice")
        button.setMinimumHeight(self._theme.px(68))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        title, told = self._tr(f"app.home.{name}.title"), self._tr(f"app.home.{name}.told")
        button.setAccessibleName(title)
        button.setAccessibleDescription(told)
        row = QHBoxLayout(button)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(16)
        sign = QLabel()
        sign.setPixmap(self._icons.pixmap(icon, self._theme.px(28), self._theme.accent))
        row.addWidget(sign)
        words = QVBoxLayout()
        words.setSpacing(1)
        heading = QLabel(title)
        heading.setObjectName("heading")
        note = QLabel(told)
        note.setObjectName("faint")
        note.setWordWrap(True)
        for label in (sign, heading, note):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words.addWidget(heading)
        words.addWidget(note)
        row.addLayout(words, 1)
        button.clicked.connect(lambda: self.chosen.emit(name))
        self.choices[name] = button
        return button

    def _recent(self, recent: list[Path]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        if not recent:
            return column
        heading = QLabel(self._tr("app.home.recent"))
        heading.setObjectName("heading")
        column.addWidget(heading)
        column.addSpacing(4)
        for path in recent[:5]:
            there = path.exists()
            key = "app.home.recent_one" if there else "app.home.recent_missing"
            button = QPushButton(
                self._icons("clock"), self._tr(key, name=path.stem, folder=_short(path.parent))
            )
            button.setObjectName("recent")
            button.setIconSize(QSize(self._theme.px(18), self._theme.px(18)))
            button.setEnabled(there)
            button.setToolTip(str(path))
            button.clicked.connect(lambda _=False, p=path: self.recent_chosen.emit(p))
            column.addWidget(button)
            self.recents.append(button)
        return column

    def _languages(self) -> QHBoxLayout:
        row = QHBoxLayout()
        sign = QLabel()
        sign.setPixmap(self._icons.pixmap("languages", self._theme.px(18)))
        row.addWidget(sign)
        for language in LANGUAGES:
            button = QToolButton()
            button.setText(self._tr(f"app.language.{language}"))
            button.setCheckable(True)
            button.setChecked(language == self._tr.language)
            button.clicked.connect(lambda _=False, x=language: self.language_chosen.emit(x))
            row.addWidget(button)
        row.addStretch(1)
        return row


def _short(folder: Path) -> str:
    """Return a folder as people write it, the middle left out where it is long."""
    try:
        text = str(Path("~") / folder.relative_to(Path.home()))
    except ValueError:
        text = str(folder)
    return text if len(text) <= 48 else f"{text[:18]}…{text[-28:]}"
