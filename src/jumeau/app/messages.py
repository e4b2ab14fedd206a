"""The message bar: what the window says without getting in the way of the picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from jumeau.app.icons import Icons
from jumeau.errors import JumeauError
from jumeau.i18n import Translator, phrase_error

INFO, WARNING, ERROR = "info", "warning", "error"
_ICONS = {INFO: "info", WARNING: "triangle-alert", ERROR: "triangle-alert"}
_WIDEST, _MARGIN = 760, 12  # [pixels]
_LEAST = 56  # [pixels] as high as the picture's title, which it covers while it stays
_STAYS, _STAYS_TO_ACT = 12_000, 25_000  # [ms] a message that needs no attention


class MessageBar(QFrame):
    """One message at a time, the latest, above the picture; none while the picture is alone."""

    def __init__(self, tr: Translator, icons: Icons, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        over.installEventFilter(self)
        self.setObjectName("message")
        self._tr = tr
        self._icons = icons
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = QPushButton()
        self._action.hide()
        self._close = QToolButton()
        self._close.setIcon(icons("x"))
        self._close.setAccessibleName(tr("app.message.close"))
        self._close.setToolTip(tr("app.message.close"))
        self._close.clicked.connect(self.hide)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self._then: Callable[[], None] | None = None
        self._held = self._waits = False
        self._action.clicked.connect(self._act)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now; empty while nothing is."""
        return self._text.text() if not self.isHidden() else ""

    def say(
        self,
        text: str,
        kind: str = INFO,
        action: str = "",
        then: Callable[[], None] | None = None,
    ) -> None:
        """Say a sentence; ``action`` labels a button that calls ``then``."""
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._sign.setPixmap(self._icons(_ICONS[kind]).pixmap(20, 20))
        self._text.setText(text)
        self.setAccessibleName(text)
        self._then = then
        self._action.setVisible(bool(action))
        self._action.setText(action)
        self._timer.stop()
        if self._held:
            self._waits = True
            return
        self._appear(kind, bool(action))

    def _appear(self, kind: str, acts: bool) -> None:
        if kind == INFO:
            self._timer.start(_STAYS_TO_ACT if acts else _STAYS)
        self._place()
        self.show()
        self.raise_()

    def hold(self, held: bool) -> None:
        """Keep what is said, or will be, until the picture is no longer alone."""
        if held == self._held:
            return
        self._held = held
        if held:
            self._waits = not self.isHidden()
            self._timer.stop()
            self.hide()
        elif self._waits:
            self._waits = False
            self._appear(str(self.property("kind")), bool(self._action.text()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep the place when what lies below changes its size."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """Lie at the top of what is below, no wider than is good to read."""
        room = self._over.width() - 2 * _MARGIN
        width = max(200, min(_WIDEST, room))
        height = max(self._row.totalHeightForWidth(width), _LEAST)
        self.setGeometry((self._over.width() - width) // 2, _MARGIN, width, height)

    def explain(
        self,
        problem: BaseException,
        log: str = "",
        action: str = "",
        then: Callable[[], None] | None = None,
        told: str = "",
    ) -> None:
        """Say what went wrong and what to do about it; ``log`` is where the details are.

        ``action`` labels a button that calls ``then``; ``told`` says what it leads to.
        """
        from html import escape  # only when there is something to explain

        if isinstance(problem, JumeauError):
            parts = phrase_error(problem, self._tr)
            head = f"<b>{escape(parts.pop('what'))}</b>"
            if action:
                parts = {"remedy": told}
            words = " ".join([head, *(escape(part) for part in parts.values())])
            self.say(words, ERROR, action, then)
        else:
            sentence = escape(self._tr("app.message.unexpected", path=log))
            self.say(f"<b>{escape(self._tr('app.message.sorry'))}</b> {sentence}", ERROR)

    def _act(self) -> None:
        then = self._then
        self.hide()
        if then is not None:
            then()
