"""What a project without data shows in place of the picture: how to bring data in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from jumeau.app.actions import Actions
from jumeau.app.icons import Icons
from jumeau.i18n import Translator


class EmptyPage(QWidget):
    """A place to drop files on, and the same by buttons."""

    def __init__(self, tr: Translator, icons: Icons, actions: Actions, accent: str) -> None:
        super().__init__()
        self.setObjectName("home")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        sign = QLabel()
        sign.setPixmap(icons.pixmap("upload", 48, accent))
        title = QLabel(tr("app.empty.title"))
        title.setObjectName("subtitle")
        told = QLabel(tr("app.empty.told"))
        told.setObjectName("faint")
        told.setWordWrap(True)
        for label in (sign, title, told):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(12)
        for name in ("add_files", "add_folder", "add_commune"):
            action = actions[name]
            button = QPushButton(actions.icon(name), action.text())
            button.clicked.connect(action.trigger)
            button.setMinimumWidth(300)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
