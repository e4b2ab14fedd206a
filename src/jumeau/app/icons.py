"""The icons of the window: Lucide's drawings in the theme's colours."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SIZES = (16, 20, 24, 32, 48, 72)

# The icon of each role.
ROLE_ICONS: dict[str, str] = {
    "building": "building-2",
    "road": "route",
    "rail": "train-front",
    "vegetation": "trees",
    "hedge": "trees",
    "tree": "tree-deciduous",
    "water": "waves",
    "watercourse": "waves",
    "commune": "scan",
    "settlement": "house",
    "place_of_interest": "locate-fixed",
    "sports_ground": "goal",
    "cemetery": "cross",
    "transport_area": "circle-parking",
    "construction": "box",
    "parcel": "map",
    "address": "mailbox",
    "zoning": "map",
    "prescription": "map",
    "noise_map": "audio-lines",
    "sound_classification": "volume-2",
    "noise_measurement": "mic",
    "local_climate_zone": "sun",
    "surface_temperature": "thermometer",
    "sensor": "radio-tower",
    "land_cover": "land-plot",
    "crop": "wheat",
    "census_area": "users",
    "population_grid": "grid-3x3",
    "luminaire": "lightbulb",
    "traffic_count": "car-front",
    "stop": "signpost",
    "transit_line": "bus",
    "city_object": "landmark",
    "point_cloud": "grip",
    "terrain": "mountain",
    "surface_model": "mountain-snow",
    "canopy": "tree-pine",
    "viewshed": "binoculars",
    "sun_hours": "hourglass",
    "sun_hours_change": "hourglass",
    "shade_lines": "blend",
    "sky_view": "cloud-sun",
    "sky_view_change": "cloud-sun",
    "irradiation": "zap",
    "irradiation_change": "zap",
    "noise_level": "ear",
    "noise_level_change": "ear",
    "noise_zones": "audio-waveform",
    "orthophoto": "image",
    "raster": "image",
    "table": "list",
    "polygons": "pentagon",
    "lines": "spline",
    "points": "map-pin",
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

    def pixmap(self, name: str, side: int, colour: str = "") -> QPixmap:
        """Return an icon at one size [pixels], where the other sizes are not needed."""
        app = QGuiApplication.instance()
        ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
        pixmap = _drawn(_renderer(name, colour or self._colour), round(side * ratio))
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _draw(self, name: str, colour: str) -> QIcon:
        renderer = _renderer(name, colour)
        icon = QIcon()
        for size in _SIZES:
            pixmap = _drawn(renderer, size)
            icon.addPixmap(pixmap, QIcon.Mode.Normal)
            pale = QPixmap(pixmap)
            painter = QPainter(pale)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
            painter.fillRect(pale.rect(), QColor(self._faint))
            painter.end()
            icon.addPixmap(pale, QIcon.Mode.Disabled)
        return icon


def _renderer(name: str, colour: str) -> QSvgRenderer:
    file = Path(__file__).parents[1] / "assets" / "icons" / f"{name}.svg"
    drawing = file.read_text(encoding="utf-8").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(drawing.encode()))


def _drawn(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
