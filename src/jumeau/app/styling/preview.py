"""The legend of one layer as the projector shows it."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from jumeau.render.legend import Row
from jumeau.render.legend_plate import legend_plate

_LETTERS = 17  # [pixels]
_LEAST = 140


class LegendPreview(QLabel):
    """The very box that is set into the picture, as wide as the panel."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show a legend; nothing for none."""
        self.rows = rows
        self._paint()

    def resizeEvent(self, event: object) -> None:  # noqa: N802
        """Wrap the words to the new width."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._paint()

    def _paint(self) -> None:
        self.setVisible(bool(self.rows))
        if not self.rows:
            return
        ratio = self.devicePixelRatioF()
        most = max(self.width(), _LEAST) * ratio
        plate = np.ascontiguousarray(legend_plate(self.rows, round(_LETTERS * ratio), int(most)))
        high, wide = plate.shape[:2]
        image = QImage(plate.data, wide, high, 4 * wide, QImage.Format.Format_RGBA8888).copy()
        image.setDevicePixelRatio(ratio)
        self.setPixmap(QPixmap.fromImage(image))
        self.setAccessibleDescription("; ".join(row.text for row in self.rows))
