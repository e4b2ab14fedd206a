"""A small form over the picture: which variant stands on which side."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QWidget

from jumeau.app.comparing.pairing import MOST, known, offered, usual_sides
from jumeau.model.view_state import Compare
from jumeau.render.variant_words import side_title

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace

NOBODY = "\N{EN DASH}"
"""Stands for no further side; no id can be this."""


class Which(QFrame):
    """One line a side; what is chosen is shown at once.

    Parameters
    ----------
    workspace : Workspace
        Of the open project.
    chosen : callable
        Receives the ids of the sides, two to four of them.
    """

    def __init__(self, workspace: Workspace, chosen: Callable[[tuple[str, ...]], object]) -> None:
        super().__init__(workspace.window_, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._chosen = chosen
        tr, project = workspace.window_.tr_, workspace.session.project
        view = workspace.session.view
        sides = known(project, view.variants)
        if len(sides) < 2:
            sides = usual_sides(project, view, Compare.SWIPE) or offered(project)[:2]
        grid = QGridLayout(self)
        title = QLabel(tr("comparing.which"))
        title.setObjectName("heading")
        grid.addWidget(title, 0, 0, 1, 2)
        self.boxes: list[QComboBox] = []
        for number in range(MOST):
            label = QLabel(tr("comparing.side", number=number + 1))
            box = QComboBox()
            box.setAccessibleName(tr("comparing.side", number=number + 1))
            if number > 1:
                box.addItem(tr("comparing.no_side"), NOBODY)
            for one in offered(project):
                box.addItem(side_title(project, one, view.year, tr), one)
            wanted = sides[number] if number < len(sides) else NOBODY
            box.setCurrentIndex(max(box.findData(wanted), 0))
            box.currentIndexChanged.connect(self._tell)
            label.setBuddy(box)
            grid.addWidget(label, number + 1, 0)
            grid.addWidget(box, number + 1, 1)
            self.boxes.append(box)

    def open_at(self, over: QWidget) -> None:
        """Open below the title of the picture, with the keyboard on the first side."""
        self.adjustSize()
        at = over.rect().topLeft()
        at.setX((over.width() - self.width()) // 2)
        at.setY(over.height() // 8)
        self.move(over.mapToGlobal(at))
        self.show()
        self.boxes[0].setFocus()

    def _tell(self) -> None:
        found = (box.currentData() for box in self.boxes)
        ids = tuple(dict.fromkeys(x for x in found if x != NOBODY))
        if len(ids) > 1:
            self._chosen(ids)
