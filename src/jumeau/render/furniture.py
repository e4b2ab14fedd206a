"""What lies on the picture: title, legend, certainty and source, scale, north.

The same painter serves the window and the exports. Sizes follow the picture's height, so that the
words are read from the back of the room.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.model.variant import TODAY
from jumeau.model.view_state import Camera, Compare, ViewState
from jumeau.render import legend, plates
from jumeau.render.legend_plate import legend_height, legend_plate
from jumeau.render.legend_row import Row
from jumeau.render.noise_words import picture_line
from jumeau.render.sun_legend import UNSAID, SunSaid
from jumeau.render.sun_words import instant_line
from jumeau.render.themes.dress import Form
from jumeau.render.themes.keys import Key
from jumeau.render.variant_words import MOST_NOTES, side_colour, side_notes, side_plate, side_title

TEXT_SHARE = 1 / 30
"""Height of the text over that of the picture."""
MOST_HIGH = 0.62
"""Height of the legend over that of the picture, unless it does not fit otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A plate and the place of its upper left corner [pixels].

    ``name`` is ``title``, ``side0``, ``side1``…, ``legend``, ``certainty``, ``noise``, ``study``,
    ``instant``, ``scale`` or ``north``.
    """

    name: str
    plate: NDArray[np.uint8]
    x: int
    y: int


HIGHEST_NAMES = 0.5
"""Names of variants end above this share of the picture's height, or are left out."""
Told = Mapping[str, tuple[str, ...]]
NOTHING_TOLD: Told = {}
KEPT = ("note", Form.MISSING)
"""Rows that a legend never leaves out: notes, and what has no value."""


def metres_a_pixel(camera: Camera, height: int) -> float:
    """Return the length of a pixel across the picture, at the point looked at [m]."""
    half = math.tan(math.radians(camera.field_of_view) / 2)
    return 2 * half * camera.distance / height


def round_length(longest: float) -> float:
    """Return the greatest of 1, 2, 5, 10, 20… that is not greater [m]."""
    power = 10.0 ** math.floor(math.log10(longest))
    return float(max(k * power for k in (1, 2, 5) if k * power <= longest * (1 + 1e-9)))


def letters_of(size: tuple[int, int], px_ratio: float = 1.0) -> int:
    """Return the height of the letters on a picture of this size [pixels]."""
    return max(math.ceil(size[1] * TEXT_SHARE), round(11 * px_ratio))


def furniture(
    project: Project,
    view: ViewState,
    size: tuple[int, int],
    tr: Translator,
    px_ratio: float = 1.0,
    keys: Mapping[str, Key] | None = None,
    more: tuple[Row, ...] = (),
    *,
    leaves: bool = False,
    told: Told = NOTHING_TOLD,
    sun: SunSaid = UNSAID,
) -> list[Item]:
    """Return what lies on the picture of a view.

    Of two variants that share one picture, the first name stands below the title and the second
    one at the right border; :mod:`jumeau.render.comparing` joins them.

    Parameters
    ----------
    view : ViewState
        With the camera that the picture was drawn with; without one, scale and north are left out.
    size : pair of int
        The picture's width and height [pixels].
    tr : Translator
        The language of the picture.
    px_ratio : float
        Device pixels per pixel: text is never smaller than 11 of the latter.
    keys : mapping or None
        What each layer holds, by its id (:meth:`jumeau.render.scene.Scene.keys`).
    more : tuple of Row
        What the legend says besides.
    leaves : bool
        The picture leaves the program: what is not decided is no contract, and says so.
    told : mapping
        What else is to be said of a variant, by its id (:func:`jumeau.render.said.told_of`).
    sun : SunSaid
        What is said of its shade.
    """
    if not view.furniture:
        return []
    width, height = size
    em = letters_of(size, px_ratio)
    margin = round(0.6 * em)
    items: list[Item] = []
    if title := legend.picture_title(project, view, tr):
        plate = plates.title_plate(title, round(em * 1.2), width - 2 * margin)
        items.append(Item("title", plate, margin, margin))
    items += _names(project, view, size, items, margin, em, tr, told)
    low, gap = height - margin, margin // 2
    for name, plate in lines_said(project, view, size, tr, px_ratio, leaves=leaves, sun=sun):
        low -= plate.shape[0]
        items.append(Item(name, plate, margin, low))
        low -= gap
    if view.camera is not None:
        low = min(low, height - margin - gap)
        items += scale_and_north(project, view.camera, size, low, margin, em, tr)
    # Where the room is scarce, the picture itself comes first.
    rows = (*sun.rows, *legend.legend_rows(project, view, tr, keys), *more)
    scarce = height * MOST_HIGH < 2 * em * 1.32
    return [*items, *_legend(() if scarce else rows, items, size, margin, em, tr)]


def lines_said(
    project: Project,
    view: ViewState,
    size: tuple[int, int],
    tr: Translator,
    px_ratio: float = 1.0,
    *,
    leaves: bool = False,
    sun: SunSaid = UNSAID,
) -> list[tuple[str, plates.Plate]]:
    """Return the lines of certainty, of what is not decided and of the hour, the lowest first."""
    width, height = size
    em = letters_of(size, px_ratio)
    most = width - 2 * round(0.6 * em)
    said = []
    pixel = None if view.camera is None else metres_a_pixel(view.camera, height) * px_ratio
    label, rest = legend.certainty_line(project, view, tr, pixel, guessed=sun.guessed)
    if label:
        said.append(("certainty", plates.line_plate(label, rest, em, most)))
    simulated, rest = picture_line(project, view, tr)
    if simulated:
        said.append(("noise", plates.line_plate(simulated, rest, em, most)))
    if legend.is_under_study(project, view):
        more = tr("comparing.not_contractual") if leaves else ""
        said.append(("study", plates.line_plate(tr("picture.under_study"), more, em, most)))
    moment, rest = instant_line(project, view, tr)
    if moment:
        said.append(("instant", plates.line_plate(moment, rest, em, most)))
    return said


def side_of(
    project: Project,
    view: ViewState,
    tr: Translator,
    em: int,
    most: int,
    told: Told = NOTHING_TOLD,
) -> plates.Plate | None:
    """Return the name of what a single picture shows; None for today as it is."""
    if not view.variants:
        return None
    ghost = view.compare is Compare.GHOST and len(view.variants) > 1
    shown = view.variants[1] if ghost else view.variant
    title = side_title(project, shown, view.year, tr)
    if ghost:
        before = side_title(project, view.variant, view.year, tr)
        title = tr("comparing.before_after", before=before, after=title)
    notes = (*told.get(shown, ()), *side_notes(project, shown, view.year, tr))
    return side_plate(title, notes[:MOST_NOTES], side_colour(project, shown), em, most)


def _names(
    project: Project,
    view: ViewState,
    size: tuple[int, int],
    items: Sequence[Item],
    margin: int,
    em: int,
    tr: Translator,
    told: Told,
) -> list[Item]:
    """Return the names of the variants on one picture: below the title, and to the right."""
    top = max((i.y + i.plate.shape[0] + margin // 2 for i in items), default=margin)
    sides = view.sides[: 2 if view.compare is Compare.SWIPE else 4]
    share = 0.75 if len(sides) == 1 else 0.44
    found = []
    for k, side in enumerate(sides):
        plate = side_of(project, shown_as(side, sides), tr, em, round(size[0] * share), told)
        if plate is not None and top + plate.shape[0] <= size[1] * HIGHEST_NAMES:
            right = k == 1 and view.compare is Compare.SWIPE
            x = size[0] - margin - plate.shape[1] if right else margin
            found.append(Item(f"side{k}", plate, x, top))
    return found


def shown_as(side: ViewState, sides: Sequence[ViewState]) -> ViewState:
    """Return a side of a comparison, in which today bears its name too."""
    if len(sides) == 1 or side.variants:
        return side
    return msgspec.structs.replace(side, variants=(TODAY,))


def _legend(
    rows: tuple[Row, ...],
    items: Sequence[Item],
    size: tuple[int, int],
    margin: int,
    em: int,
    tr: Translator,
) -> list[Item]:
    """Return the legend in its corner, below on the right; shorter where it does not fit.

    It stands in one column, else in one as high as the picture, else in two; only then are its
    last classes left out, never its notes, and it says how many.
    """
    width, height = size
    for left_out in range(len(rows)):
        said = shortened(rows, left_out, tr)
        for columns, share, high_share in ((1, 0.46, MOST_HIGH), (1, 0.4, 1.0), (2, 0.66, 1.0)):
            most = int(width * share)
            if (
                not said
                or legend_height(said, em, most, columns) > height * high_share - 2 * margin
            ):
                continue
            plate = legend_plate(said, em, most, columns)
            if (place := _free_place(plate, items, size, margin)) is not None:
                return [Item("legend", plate, *place)]
    return []


def shortened(rows: tuple[Row, ...], count: int, tr: Translator) -> tuple[Row, ...]:
    """Return the rows without so many of the last ones that may go, and say how many.

    Empty where nothing but notes would be left.
    """
    if not count:
        return rows
    told = [k for k, row in enumerate(rows) if row.form not in KEPT]
    if count >= len(told):
        return ()
    gone = set(told[-count:])
    more = Row(tr.count("labels.left_out", count), None, "note")
    kept = [row for k, row in enumerate(rows) if k not in gone]
    at = told[-count]
    return (*kept[:at], more, *kept[at:])


def _free_place(
    plate: plates.Plate, items: Sequence[Item], size: tuple[int, int], margin: int
) -> tuple[int, int] | None:
    """Return the lowest place of a plate at the right border where it covers nothing."""
    width, height = size
    high, wide = plate.shape[:2]
    x, y = width - margin - wide, height - margin - high
    gap = margin // 2
    while y >= margin and x >= 0:
        below = [i.y for i in items if _covers(i, x - gap, y - gap, wide, high, gap)]
        if not below:
            return x, y
        y = min(below) - gap - high
    return None


def _covers(item: Item, x: int, y: int, wide: int, high: int, gap: int) -> bool:
    """Tell whether an item lies over a box with a gap around it."""
    tall, broad = item.plate.shape[:2]
    return (
        item.x < x + wide + 2 * gap
        and item.x + broad > x
        and item.y < y + high + 2 * gap
        and item.y + tall > y
    )


def scale_and_north(
    project: Project,
    camera: Camera,
    size: tuple[int, int],
    low: int,
    margin: int,
    em: int,
    tr: Translator,
) -> list[Item]:
    """Return the bar of a true length, and the arrow to geographic north."""
    pixel = metres_a_pixel(camera, size[1]) / project.grid_scale
    length = round_length(max(pixel * size[0] * 0.17, 1e-3))
    if length >= 1000:
        text = tr("picture.kilometres", length=tr.number(length / 1000))
    else:
        text = tr("picture.metres", length=tr.number(length, 0 if length >= 1 else 2))
    if camera.pitch <= 89:  # farther away everything is smaller
        text = tr("picture.at_centre", length=text)
    bar = plates.scale_plate(max(round(length / pixel), 1), text, em)
    north = round(camera.azimuth + project.convergence) % 360
    arrow = plates.arrow_plate(north, tr("picture.north"), em)
    y = low - bar.shape[0]
    return [
        Item("north", arrow, margin, y),
        Item("scale", bar, margin + arrow.shape[1] + margin // 2, y),
    ]


def compose(image: NDArray[np.uint8], items: Sequence[Item]) -> NDArray[np.uint8]:
    """Return the picture (h, w, 3) with the items on it."""
    result = image.copy()
    for item in items:
        lay(result, item.plate, item.x, item.y)
    return result


def lay(image: NDArray[np.uint8], plate: plates.Plate, x: int, y: int) -> None:
    """Lay a plate on a picture (h, w, 3), in place; what lies beside it is cut off."""
    height, width = image.shape[:2]
    left, top = max(x, 0), max(y, 0)
    right = min(x + plate.shape[1], width)
    low = min(y + plate.shape[0], height)
    if right <= left or low <= top:
        return
    plate = plate[top - y : low - y, left - x : right - x]
    alpha = plate[..., 3:].astype(np.uint16)
    below = image[top:low, left:right].astype(np.uint16)
    mixed = plate[..., :3] * alpha + below * (255 - alpha) + 127
    image[top:low, left:right] = (mixed // 255).astype(np.uint8)
