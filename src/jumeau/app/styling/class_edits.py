"""The legend editor's deeds: functions from style to style."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import msgspec

from jumeau.model.style import Style, StyleClass, StyleKind

MANUAL = "manual"
OTHERS = "#D8D3CB"
_NEXT = ("#4477AA", "#EE6677", "#228833", "#CCBB44", "#66CCEE", "#AA3377")


def class_changed(style: Style, index: int, **changes: Any) -> Style:
    """Return a style with some fields of one class changed."""
    classes = list(style.classes)
    classes[index] = msgspec.structs.replace(classes[index], **changes)
    return msgspec.structs.replace(style, classes=tuple(classes))


def bound_moved(style: Style, index: int, value: float) -> Style:
    """Return a graduated style with the limit between two classes elsewhere.

    Parameters
    ----------
    index : int
        Of the class above the limit.
    value : float
        Kept between the limits on either side.
    """
    classes = list(style.classes)
    below, above = classes[index - 1], classes[index]
    floor = -math.inf if below.low is None else below.low
    ceiling = math.inf if above.high is None else above.high
    if not floor < value < ceiling:
        return style
    classes[index - 1] = msgspec.structs.replace(below, high=value)
    classes[index] = msgspec.structs.replace(above, low=value)
    return msgspec.structs.replace(style, classes=tuple(classes), method=MANUAL)


def ends_changed(
    style: Style, index: int, *, low: float | None = None, high: float | None = None
) -> Style:
    """Return a graduated style with the bounds of a class as they were typed.

    The class beside it gives way; a bound that lies beyond that class is refused: the style comes
    back as it was.
    """
    if low is not None:
        if index > 0:
            return bound_moved(style, index, low)
        high_now = style.classes[0].high
        fits = high_now is None or low < high_now
        changed = class_changed(style, 0, low=low) if fits else style
    elif high is not None:
        if index < len(style.classes) - 1:
            return bound_moved(style, index + 1, high)
        low_now = style.classes[-1].low
        fits = low_now is None or high > low_now
        changed = class_changed(style, index, high=high) if fits else style
    else:
        return style
    return changed if changed is style else msgspec.structs.replace(changed, method=MANUAL)


def opened(style: Style, index: int) -> Style:
    """Return a graduated style whose first or last class is open outwards."""
    if index == 0:
        return class_changed(style, 0, low=None)
    return class_changed(style, index, high=None) if index == len(style.classes) - 1 else style


def can_merge(style: Style, indices: Collection[int]) -> bool:
    """Tell whether classes can become one: two at least; of a scale, such as follow one another."""
    found = sorted(indices)
    if len(found) < 2 or len(found) == len(style.classes) == 2:
        return len(found) >= 2 and style.kind is StyleKind.CATEGORIES
    in_order = found == list(range(found[0], found[-1] + 1))
    return style.kind is StyleKind.CATEGORIES or in_order


def merged(style: Style, indices: Collection[int]) -> Style:
    """Return a style in which classes are one, in the colour and under the label of the first."""
    found = sorted(indices)
    first, last = style.classes[found[0]], style.classes[found[-1]]
    rest = any(not style.classes[k].values for k in found)
    values = () if rest else tuple(v for k in found for v in style.classes[k].values)
    one = msgspec.structs.replace(first, values=values, high=last.high)
    classes = [x for k, x in enumerate(style.classes) if k not in found]
    classes.insert(found[0], one)
    return _regrouped(style, classes)


def without(style: Style, indices: Collection[int]) -> Style:
    """Return a style without some classes; their features look as usual. One class stays."""
    classes = [x for k, x in enumerate(style.classes) if k not in indices]
    return _regrouped(style, classes) if classes else style


def split(style: Style, index: int, low: float, high: float) -> Style:
    """Return a graduated style with a class halved.

    Parameters
    ----------
    low, high : float
        What stands for the ends of a class that is open.
    """
    one = style.classes[index]
    start = low if one.low is None else one.low
    end = high if one.high is None else one.high
    middle = (start + end) / 2
    if not start < middle < end:
        return style
    lower = msgspec.structs.replace(one, high=middle, label="")
    upper = msgspec.structs.replace(one, low=middle, label="", colour=_further(style, index))
    classes = (*style.classes[:index], lower, upper, *style.classes[index + 1 :])
    return _regrouped(style, list(classes))


def added(style: Style, value: str) -> Style:
    """Return a style of categories with a class for one more value, above "the rest"."""
    colour = _NEXT[len(style.classes) % len(_NEXT)]
    classes = list(style.classes)
    at = next((k for k, x in enumerate(classes) if not x.values), len(classes))
    classes.insert(at, StyleClass(colour, values=(value,)))
    return _regrouped(style, classes)


def with_rest(style: Style, *, there: bool) -> Style:
    """Return a style of categories with or without a class for all other values."""
    classes = [x for x in style.classes if x.values]
    if there:
        classes.append(StyleClass(OTHERS))
    return _regrouped(style, classes) if classes else style


def has_rest(style: Style) -> bool:
    """Tell whether a style of categories has a class for all other values."""
    return any(not x.values for x in style.classes)


def stepped(style: Style, index: int, way: int) -> Style:
    """Return a style of categories with a class one place up (-1) or down (+1) in the legend."""
    to = index + way
    if style.kind is not StyleKind.CATEGORIES or not 0 <= to < len(style.classes):
        return style
    classes = list(style.classes)
    classes.insert(to, classes.pop(index))
    return msgspec.structs.replace(style, classes=tuple(classes))


def inner_bounds(style: Style) -> tuple[float, ...]:
    """Return the limits between the classes of a graduated style, from the lowest."""
    return tuple(x.low for x in style.classes[1:] if x.low is not None)


def _further(style: Style, index: int) -> str:
    """Return the colour of the class above, or of the one below: a new class needs its own."""
    beside = style.classes[index + 1 : index + 2] or style.classes[max(index - 1, 0) : index]
    other = beside[0].colour if beside else OTHERS
    mine = style.classes[index].colour
    parts = ((int(mine[k : k + 2], 16) + int(other[k : k + 2], 16)) // 2 for k in (1, 3, 5))
    return "#" + "".join(f"{part:02X}" for part in parts)


def _regrouped(style: Style, classes: list[StyleClass]) -> Style:
    method = MANUAL if style.kind is StyleKind.GRADUATED else ""
    return msgspec.structs.replace(style, classes=tuple(classes), method=method)
