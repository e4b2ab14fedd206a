"""The icons of the window: Lucide's drawings in the theme's colours."""

from __future__ import annotations

from importlib import resources

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SIZES = (16, 20, 24, 32, 48, 64)

# The icon of each role; the others have the square.
ROLE_ICONS: dict[str, str] = {
    "building": "building-2",
    "road": "route",
    "rail": "train-front",
    "vegetation": "trees",
    "hedge": "trees",
    "tree": "trees",
    "water": "waves",
    "watercourse": "waves",
    "commune": "scan",
    "settlement": "house",
    "place_of_interest": "locate-fixed",
    "parcel": "map",
    "zoning": "map",
    "prescription": "map",
    "terrain": "mountain",
    "orthophoto": "image",
    "raster": "image",
    "table": "list",
    "noise_map": "layers",
    "local_climate_zone": "sun",
    "construction": "box",
}


class Icons:
    """Draw icons in a colour, each once.

    Parameters
    ----------
    colour, faint : str
        Colours of an enabled and of a disabled icon.
    """

    def __init__(self, colour: str, faint: str) -> None:
        self._colour = colour
        self._faint = faint
        self._drawn: dict[tuple[str, str], QIcon] = {}

    def __call__(self, name: str, colour: str = "") -> QIcon:
        """Return an icon by its name, in another colour if one is given."""
        key = (name, colour or self._colour)
        if key not in self._drawn:
            self._drawn[key] = self._draw(*key)
        return self._drawn[key]

    def role(self, role: str) -> QIcon:
        """Return the icon of a role."""
        return self(ROLE_ICONS.get(role, "square"))

    def _draw(self, name: str, colour: str) -> QIcon:
        file = resources.files("jumeau") / "assets" / "icons" / f"{name}.svg"
        source = file.read_text(encoding="utf-8")
        icon = QIcon()
        for tint, mode in ((colour, QIcon.Mode.Normal), (self._faint, QIcon.Mode.Disabled)):
            drawing = source.replace("currentColor", tint)
            renderer = QSvgRenderer(QByteArray(drawing.encode()))
            for size in _SIZES:
                pixmap = QPixmap(size, size)
                pixmap.fill(Qt.GlobalColor.transparent)
                painter = QPainter(pixmap)
                renderer.render(painter, QRectF(0, 0, size, size))
                painter.end()
                icon.addPixmap(pixmap, mode)
        return icon
