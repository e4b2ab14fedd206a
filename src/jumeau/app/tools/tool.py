"""A tool: what the left button and the keys do in the picture while it is chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter


class Tool(QObject):
    """The base of all tools; each method may be left as it is.

    While a tool is chosen, clicks of the left button, double clicks and keys come to it; dragging,
    the other buttons and the wheel still move the camera, unless ``grabs_drag``.
    """

    finished = Signal()
    """The tool has done its work: the picture goes back to moving and clicking."""
    changed = Signal()
    """What :meth:`paint` shows has changed."""

    cursor = Qt.CursorShape.CrossCursor
    grabs_drag = False
    """Whether dragging with the left button is the tool's."""

    def start(self) -> None:
        """Begin: the tool was chosen."""

    def stop(self) -> None:
        """End: another tool was chosen, Escape was pressed, or the project is closed."""

    def click(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Take a click of the left button at a place of the picture [pixels of the widget]."""

    def double_click(self, at: QPointF) -> None:
        """Take a double click; the clicks before it came too."""

    def hover(self, at: QPointF) -> None:
        """Follow the cursor while no button is held."""

    def drag(self, start: QPointF, at: QPointF) -> None:
        """Follow a drag of the left button; only where ``grabs_drag``."""

    def drop(self, start: QPointF, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """End a drag of the left button; only where ``grabs_drag``."""

    def key(self, event: QKeyEvent) -> bool:
        """Take a key; tell whether it meant something."""
        return False

    def paint(self, painter: QPainter) -> None:
        """Draw over the picture, in pixels of the widget."""
