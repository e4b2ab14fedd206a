"""A photograph and the model in one frame: one over the other, or side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_NOTCH = 120


def image_of(pixels: Any) -> QImage:
    """Return an image of pixels (h, w, 3) uint8, with its own memory."""
    packed = np.ascontiguousarray(pixels[..., :3])
    height, width = packed.shape[:2]
    return QImage(packed.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


class PhotoCanvas(QWidget):
    """Shows both; a drag and the wheel ask for another direction and another opening."""

    dragged = Signal(float, float)
    """By how much, as shares of the height of the photograph: to the right and down."""
    turned = Signal(float)
    """Notches of the wheel."""
    resized = Signal()

    def __init__(self, photo: QImage) -> None:
        super().__init__()
        self._photo, self._model = photo, QImage()
        self._mix, self._beside = 0.5, False
        self._held: QPointF | None = None
        self.setMinimumSize(360, 260)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    @property
    def frame(self) -> QRect:
        """Where the photograph lies; the first of two side by side."""
        room = self.size()
        if self._beside:
            room = QSize((room.width() - 6) // 2, room.height())
        size = self._photo.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        left = (room.width() - size.width()) // 2
        return QRect(left, (room.height() - size.height()) // 2, size.width(), size.height())

    def show_model(self, model: QImage) -> None:
        """Show another picture of the model."""
        self._model = model
        self.update()

    def set_mix(self, share: float) -> None:
        """Show so much of the model over the photograph, 0 to 1."""
        self._mix = share
        self.update()

    def set_beside(self, beside: bool) -> None:
        """Show both side by side, or one over the other."""
        self._beside = beside
        self.update()
        self.resized.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint both."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor("#22292E"))
        frame = self.frame
        painter.drawImage(frame, self._photo)
        if not self._model.isNull():
            if self._beside:
                frame = frame.translated(self.width() - self.width() // 2 + 3, 0)
            else:
                painter.setOpacity(self._mix)
            painter.drawImage(frame, self._model)
        painter.end()

    def resizeEvent(self, event: Any) -> None:  # noqa: N802
        """Ask for a picture of the new size."""
        super().resizeEvent(event)
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Grab the model."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Turn with the hand."""
        if self._held is not None:
            moved, high = event.position() - self._held, max(self.frame.height(), 1)
            self._held = event.position()
            self.dragged.emit(moved.x() / high, moved.y() / high)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        self._held = None

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Open or narrow the view."""
        self.turned.emit(event.angleDelta().y() / _NOTCH)
        event.accept()
