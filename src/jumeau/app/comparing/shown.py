"""What the viewport shows: one picture, or the sides of a comparison, joined as it is painted.

The sides are kept. A line that is dragged, or a side that takes its turn, paints them again and
asks nothing of the renderer.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from jumeau.model.view_state import Compare, ViewState
from jumeau.render.compared import Box, Compared, halves, line_at, name_place
from jumeau.render.joining import EDGE, joined, line_thickness


class Frame(NamedTuple):
    """A part of the widget in which one view is seen: the whole of its picture [points]."""

    view: ViewState
    x: float
    y: float
    width: int
    height: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height [points]."""
        return self.width, self.height

    @property
    def rect(self) -> QRect:
        """The same as a rectangle."""
        return QRect(round(self.x), round(self.y), self.width, self.height)


class Joining(NamedTuple):
    """How the sides of a comparison are joined just now.

    Attributes
    ----------
    split : float
        Where the line of a swipe stands [0 to 1].
    turn : int
        Of sides that take turns, the one that is seen.
    mix : float
        How much of the one after it shines through [0 to 1].
    """

    split: float = 0.5
    turn: int = 0
    mix: float = 0.0


class Shown:
    """The latest picture of a viewport, kept for painting.

    Parameters
    ----------
    drawn : (h, w, 3) uint8, or Compared
        As the renderer gave it.
    ratio : float
        Device pixels per pixel.
    """

    def __init__(self, drawn: Any, ratio: float) -> None:
        self.compared: Compared | None = drawn if isinstance(drawn, Compared) else None
        self._ratio = ratio
        self._whole: QImage | None = None
        if self.compared is None:
            self._sides: tuple[QImage | None, ...] = ()
            self._whole = image_of(drawn, ratio)
            height, width = drawn.shape[:2]
            self.size = QSize(width, height)
            return
        self.size = QSize(*self.compared.size)
        sides = self.compared.sides
        self._sides = tuple(
            None if x.picture is None else _opaque(image_of(x.picture, 1.0)) for x in sides
        )
        self._names = tuple(None if x.name is None else _plate(x.name.plate) for x in sides)
        self._common = tuple((_plate(x.plate), x.x, x.y) for x in self.compared.common)

    def image(self, joining: Joining) -> QImage:
        """Return the whole picture."""
        if self.compared is None:
            assert self._whole is not None
            return self._whole
        how = joining._asdict()
        return image_of(joined(self.compared, **how), self._ratio)

    def can_follow(self, old: ViewState, new: ViewState) -> bool:
        """Tell whether another view differs in nothing but how the kept sides are joined."""
        compared = self.compared
        if compared is None or not compared.whole or new.compare is not Compare.SWIPE:
            return False
        return _apart_from_line(old) == _apart_from_line(new) == _apart_from_line(compared.view)

    def paint(self, painter: QPainter, room: QRect, pixels: tuple[int, int], how: Joining) -> None:
        """Paint the picture, stretched while one of another size is on its way."""
        fits = QSize(*pixels) == self.size
        if self.compared is None:
            assert self._whole is not None
            if fits:
                painter.drawImage(0, 0, self._whole)
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(room, self._whole)
            return
        painter.save()
        if fits:
            painter.scale(1 / self._ratio, 1 / self._ratio)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.scale(room.width() / self.size.width(), room.height() / self.size.height())
        self._paint_sides(painter, self.compared, how)
        for plate, x, y in self._common:
            painter.drawImage(x, y, plate)
        painter.restore()

    def _paint_sides(self, painter: QPainter, compared: Compared, how: Joining) -> None:
        view = compared.view
        if view.compare is Compare.SIDE_BY_SIDE:
            painter.fillRect(QRect(QPoint(0, 0), self.size), QColor("white"))
            for k, side in enumerate(compared.sides):
                self._paint_side(painter, k, side.box, None)
        elif view.compare is Compare.SWIPE:
            seen = halves(view, compared.size, how.split)
            for k, box in enumerate(seen):
                self._paint_side(painter, k, box, how.split)
            paint_line(painter, view, compared.size, how.split)
        else:
            first, after = how.turn % len(self._sides), (how.turn + 1) % len(self._sides)
            self._paint_side(painter, first, compared.sides[first].box, None)
            if how.mix > 0 and self._sides[after] is not None:
                painter.setOpacity(how.mix)
                self._paint_side(painter, after, compared.sides[after].box, None)
                painter.setOpacity(1.0)

    def _paint_side(self, painter: QPainter, number: int, seen: Box, split: float | None) -> None:
        assert self.compared is not None
        picture, side = self._sides[number], self.compared.sides[number]
        if picture is None or seen.width < 1 or seen.height < 1:
            return
        painter.save()
        painter.setClipRect(QRect(*seen), Qt.ClipOperation.IntersectClip)
        painter.drawImage(side.drawn.x, side.drawn.y, picture)
        name, place = self._names[number], name_place(self.compared, number, split)
        if name is not None and place is not None:
            painter.drawImage(*place, name)
        painter.restore()

    def frames(self, view: ViewState, room: QSize) -> tuple[Frame, ...]:
        """Return where each view is seen; the session's own alone where nothing is compared."""
        compared = self.compared
        if compared is None or view.compare is not compared.view.compare:
            return (Frame(view, 0, 0, room.width(), room.height()),)
        across, down = room.width() / self.size.width(), room.height() / self.size.height()
        found = []
        for one, side in zip(view.sides, compared.sides, strict=False):
            x, y, width, height = side.box
            size = round(width * across), round(height * down)
            found.append(Frame(one, x * across, y * down, *size))
        return tuple(found)

    def side_at(self, x: float, y: float, room: QSize, how: Joining) -> int:
        """Return which side is seen at a place of the widget [points]."""
        compared = self.compared
        if compared is None:
            return 0
        px = x * self.size.width() / max(room.width(), 1)
        py = y * self.size.height() / max(room.height(), 1)
        if compared.view.compare is Compare.BLINK:
            return (how.turn + (how.mix > 0.5)) % len(compared.sides)
        if compared.view.compare is Compare.SWIPE:
            along = py if compared.view.across else px
            return int(along >= line_at(compared.view, compared.size, how.split))
        boxes = [side.box for side in compared.sides]
        away = [_away(box, px, py) for box in boxes]
        return away.index(min(away))


def _away(box: Box, x: float, y: float) -> float:
    """Return how far a place lies outside of a box; 0 within."""
    dx = max(box.x - x, 0.0, x - box.x - box.width)
    dy = max(box.y - y, 0.0, y - box.y - box.height)
    return dx + dy


def _apart_from_line(view: ViewState) -> ViewState:
    from msgspec.structs import replace

    return replace(view, split=0.5)


def image_of(pixels: Any, ratio: float) -> QImage:
    """Return pixels (h, w, 3) as an image of its own."""
    height, width = pixels.shape[:2]
    raw = np.ascontiguousarray(pixels).tobytes()
    image = QImage(raw, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
    image.setDevicePixelRatio(ratio)
    return image


def _opaque(image: QImage) -> QImage:
    """Return an image in the form that a window is painted in: again and again, without cost."""
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _plate(plate: Any) -> QImage:
    height, width = plate.shape[:2]
    raw = np.ascontiguousarray(plate).tobytes()
    image = QImage(raw, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def paint_line(painter: QPainter, view: ViewState, size: tuple[int, int], split: float) -> None:
    """Paint the line of a swipe: white between two dark edges, seen on any picture."""
    at, (thick, outer) = line_at(view, size, split), line_thickness(size)
    for half, colour in ((outer, QColor(*EDGE)), (thick, QColor("white"))):
        if view.across:
            painter.fillRect(QRect(0, at - half, size[0], 2 * half), colour)
        else:
            painter.fillRect(QRect(at - half, 0, 2 * half, size[1]), colour)
