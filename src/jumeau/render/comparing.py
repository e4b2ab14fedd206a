"""Variants compared in one picture: each side drawn by the one scene, then joined.

Swipe and blink draw every side over the whole picture, so that a line that moves, or a side that
takes its turn, only joins again what is kept. Side by side gives each its own cell, all of one
size and with one camera, above a strip with what they have in common.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np

from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.model.view_state import Compare, ViewState
from jumeau.render import legend, plates
from jumeau.render.compared import (
    PAPER,
    Box,
    Compared,
    Pixels,
    Side,
    Size,
    cells,
    halves,
    is_compared,
    sides_shown,
)
from jumeau.render.contours import contour_rows
from jumeau.render.finish import finished
from jumeau.render.furniture import (
    Item,
    compose,
    furniture,
    letters_of,
    lines_said,
    scale_and_north,
    shortened,
    shown_as,
    side_of,
)
from jumeau.render.legend_plate import legend_height, legend_plate
from jumeau.render.legend_row import Row
from jumeau.render.said import told_of
from jumeau.render.sun_legend import UNSAID, SunSaid, sun_said
from jumeau.render.sunlit.path import sun_path

MOST_STRIP = 0.34
"""Share of the picture's height that the strip may take."""
MOST_LEGEND = 0.6
"""Share of the strip's width that the legend may take."""


def viewer_of(viewer: Hashable, side: int) -> Hashable:
    """Return under which name the scene keeps what a side needs."""
    return ("side", viewer, side)


def drawn(
    scene: Any,
    project: Project,
    view: ViewState,
    size: Size,
    tr: Translator,
    *,
    px_ratio: float = 1.0,
    legend: bool = True,
    names: bool = True,
    moving: bool = False,
    rough: bool = False,
    viewer: Hashable = None,
    turn: int = -1,
    leaves: bool = False,
) -> Pixels | Compared:
    """Draw a view with all that lies on it: a picture, or several that are compared.

    Parameters
    ----------
    turn : int
        Of sides that take turns, the one that is drawn while the camera moves.
    leaves : bool
        The picture leaves the program.
    """
    if not is_compared(view):
        image = scene.draw(project, view, size, moving=moving, rough=rough, viewer=viewer)
        return finished(
            scene, image, project, view, tr,
            px_ratio=px_ratio, legend=legend, names=names, moving=moving, leaves=leaves,
        )  # fmt: skip
    more = contour_rows(scene.relief, view, tr)
    keys, sun = scene.keys(), sun_said(scene, project, view, tr)
    how = _How(scene, project, tr, px_ratio, names, moving, rough, viewer)
    if view.compare is Compare.SIDE_BY_SIDE:
        strip = common_strip(
            project, view, size, tr, px_ratio, keys, more, legend=legend, leaves=leaves, sun=sun
        )
        return how.side_by_side(view, size, strip)
    told = told_of(scene, project, view, tr)
    items = furniture(
        project, view, size, tr, px_ratio, keys, more, leaves=leaves, told=told, sun=sun
    )
    items = [x for x in items if legend or x.name != "legend"]
    return how.over_each_other(view, size, items, turn)


def side_sizes(
    project: Project, view: ViewState, size: Size, tr: Translator, scene: Any
) -> tuple[tuple[ViewState, Size], ...]:
    """Return the sides of a view and the size in which each is drawn; itself where it is alone."""
    if not is_compared(view):
        return ((view, size),)
    views = sides_shown(view)
    if view.compare is not Compare.SIDE_BY_SIDE:
        return tuple((x, size) for x in views)
    sun = sun_said(scene, project, view, tr)
    strip = common_strip(project, view, size, tr, 1.0, scene.keys(), leaves=True, sun=sun)
    box = cells(len(views), _above(strip, size, len(views)))[0]
    return tuple((x, (box.width, box.height)) for x in views)


def _above(strip: Sequence[Item], size: Size, count: int) -> Size:
    """Return the room above the strip."""
    top = min((x.y for x in strip), default=size[1])
    return size[0], max(top, 2 * count)


def lacks(scene: Any, view: ViewState, viewer: Hashable) -> bool:
    """Tell whether ground or points of a viewer's last picture are still to come."""
    if not is_compared(view):
        return bool(scene.lacks(viewer))
    return any(scene.lacks(viewer_of(viewer, k)) for k in range(len(sides_shown(view))))


class _How(NamedTuple):
    """With what and how sides are drawn."""

    scene: Any
    project: Project
    tr: Translator
    px_ratio: float
    names: bool
    moving: bool
    rough: bool
    viewer: Hashable

    def picture(
        self, view: ViewState, size: Size, number: int, plates: Sequence[Item], part: Box | None
    ) -> Pixels:
        """Return the picture of one side with its names; of a part of it without."""
        window = None if part is None else _corners(part)
        image: Pixels = self.scene.draw(
            self.project, view, size, moving=self.moving, rough=self.rough,
            viewer=viewer_of(self.viewer, number), part=window,
        )  # fmt: skip
        how: dict[str, Any] = {"px_ratio": self.px_ratio, "moving": self.moving}
        path = sun_path(self.scene, self.project, view, size, self.tr, plates, **how)
        labels = path[1:]
        if self.names:
            taken = [*labels, *plates]
            labels = [*self.scene.names(self.project, view, size, taken, **how), *labels]
        labels = [*path[:1], *labels]
        return compose(image, _shifted(labels, part) if part is not None else labels)

    def over_each_other(
        self, view: ViewState, size: Size, items: Sequence[Item], turn: int
    ) -> Compared:
        """Return sides that each fill the picture."""
        box = Box(0, 0, *size)
        views = sides_shown(view)
        swipe = view.compare is Compare.SWIPE
        seen = halves(view, size) if swipe and self.moving else (box,) * len(views)
        sides = []
        for k, one in enumerate(views):
            idle = self.moving and not swipe and k != turn % len(views)
            part = seen[k] if seen[k] != box else None
            empty = seen[k].width < 1 or seen[k].height < 1
            picture = None if idle or empty else self.picture(one, size, k, items, part)
            name = next((x for x in items if x.name == f"side{k}"), None)
            sides.append(Side(one, box, seen[k], picture, name))
        common = tuple(x for x in items if not x.name.startswith("side"))
        return Compared(view, size, tuple(sides), common, not self.moving)

    def side_by_side(self, view: ViewState, size: Size, strip: Sequence[Item]) -> Compared:
        """Return sides beside each other, above the strip."""
        views = sides_shown(view)
        told = told_of(self.scene, self.project, view, self.tr)
        room = _above(strip, size, len(views))
        em = letters_of(size, self.px_ratio)
        margin = round(0.6 * em)
        sides = []
        for k, (one, box) in enumerate(zip(views, cells(len(views), room), strict=True)):
            plate = side_of(
                self.project, shown_as(one, views), self.tr, em, box.width - 2 * margin, told
            )
            own = (
                [] if plate is None or not view.furniture else [Item("side", plate, margin, margin)]
            )
            picture = self.picture(one, (box.width, box.height), k, own, None)
            name = own[0] if own else None
            if name is not None:
                name = Item("side", name.plate, name.x + box.x, name.y + box.y)
            sides.append(Side(one, box, box, picture, name))
        return Compared(view, size, tuple(sides), tuple(strip), True)


def common_strip(
    project: Project,
    view: ViewState,
    size: Size,
    tr: Translator,
    px_ratio: float = 1.0,
    keys: Any = None,
    more: tuple[Row, ...] = (),
    *,
    legend: bool = True,
    leaves: bool = False,
    sun: SunSaid = UNSAID,
) -> list[Item]:
    """Return what pictures side by side have in common, at the foot of the whole picture.

    The first item is the strip's own ground; the legend stands to the right, in as many columns as
    make the strip low.
    """
    if not view.furniture:
        return []
    em = letters_of(size, px_ratio)
    margin, width = round(0.6 * em), size[0]
    rows = (*sun.rows, *_rows(project, view, tr, keys), *more) if legend else ()
    # What is said beside it takes its room whatever the legend does.
    room = width - 3 * margin - round(width * MOST_LEGEND)
    beside = _flowing(project, view, size, tr, px_ratio, room, leaves=leaves, sun=sun)
    said = max((y + x.shape[0] for _, x, _, y in beside), default=0)
    plate = _low_legend(rows, em, size, tr, said)
    room = width - 2 * margin - (plate.shape[1] + margin if plate is not None else 0)
    left = _flowing(project, view, size, tr, px_ratio, room, leaves=leaves, sun=sun)
    high = max((y + x.shape[0] for _, x, _, y in left), default=0)
    if plate is not None:
        high = max(high, plate.shape[0])
    gap = margin // 2
    top = size[1] - high - 2 * gap
    ground = np.full((size[1] - top, width, 4), PAPER, np.uint8)
    items = [Item("strip", ground, 0, top)]
    items += [Item(name, x, margin + dx, top + gap + dy) for name, x, dx, dy in left]
    if plate is not None:
        items.append(Item("legend", plate, width - margin - plate.shape[1], top + gap))
    return items


def _rows(project: Project, view: ViewState, tr: Translator, keys: Any) -> tuple[Row, ...]:
    return legend.legend_rows(project, view, tr, keys)


def _low_legend(
    rows: tuple[Row, ...], em: int, size: Size, tr: Translator, beside: int
) -> plates.Plate | None:
    """Return the legend in as few columns as keep it low; shortened where it stays too high.

    Parameters
    ----------
    beside : int
        Height of what stands beside it: it may be as high [pixels].
    """
    most, high = round(size[0] * MOST_LEGEND), size[1] * MOST_STRIP
    for left_out in range(len(rows)):
        said = shortened(rows, left_out, tr)
        if not said:
            break
        for columns in range(1, 5):
            low = legend_height(said, em, most, columns)
            if low <= max(high if columns == 4 else high * 0.45, beside):
                return legend_plate(said, em, most, columns)
    return None


def _flowing(
    project: Project,
    view: ViewState,
    size: Size,
    tr: Translator,
    px_ratio: float,
    room: int,
    *,
    leaves: bool,
    sun: SunSaid,
) -> list[tuple[str, plates.Plate, int, int]]:
    """Return title, scale, arrow and lines in rows of a width: name, plate, x and y."""
    em = letters_of(size, px_ratio)
    gap = round(0.6 * em) // 2
    cell = cells(len(sides_shown(view)), size)[0]
    groups: list[list[tuple[str, plates.Plate]]] = []
    if title := legend.picture_title(project, view, tr):
        groups.append([("title", plates.title_plate(title, em, room))])
    if view.camera is not None:
        found = scale_and_north(project, view.camera, (cell.width, cell.height), size[1], 0, em, tr)
        groups.append([(x.name, x.plate) for x in found])
    lines = lines_said(
        project, view, (room + 2 * round(0.6 * em), size[1]), tr, px_ratio,
        leaves=leaves, sun=sun,
    )  # fmt: skip
    groups += [[line] for line in reversed(lines)]
    placed: list[tuple[str, plates.Plate, int, int]] = []
    x = y = tall = 0
    for group in groups:
        wide = sum(p.shape[1] + gap for _, p in group) - gap
        if x and x + wide > room:
            x, y = 0, y + tall + gap
            tall = 0
        tall = max([tall, *(p.shape[0] for _, p in group)])
        for name, plate in group:
            placed.append((name, plate, x, y))
            x += plate.shape[1] + gap
    return placed


def _shifted(items: Sequence[Item], part: Box) -> list[Item]:
    """Return the items as they lie on a part of their picture."""
    return [Item(i.name, i.plate, i.x - part.x, i.y - part.y) for i in items]


def _corners(box: Box) -> tuple[int, int, int, int]:
    return box.x, box.y, box.x + box.width, box.y + box.height
