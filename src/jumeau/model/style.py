"""How a layer is drawn: one value, addressed by a field and a time, whatever the geometry."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class StyleKind(StrEnum):
    """How colours follow from values."""

    STANDARD = "standard"
    SINGLE = "single"
    CATEGORIES = "categories"
    GRADUATED = "graduated"
    CONTINUOUS = "continuous"


class Symbol(StrEnum):
    """The form of points."""

    DISC = "disc"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"
    CROSS = "cross"


class Target(StrEnum):
    """Which surfaces of buildings and bodies wear the colours."""

    EVERYTHING = "everything"
    ROOFS = "roofs"
    WALLS = "walls"


class StyleClass(msgspec.Struct, frozen=True):
    """A class of a style: categories have values, graduated classes have bounds.

    Attributes
    ----------
    colour : str
        ``#RRGGBB``.
    label : str
        What the legend says; empty for what follows from the values or bounds.
    values : tuple of str
        The values of a category, as text; empty for "all others".
    low, high : float or None
        Half-open bounds ``low <= value < high``, in the field's unit; None is open.
    shown : bool
        Whether its features are drawn in their class colour; else they look as the role does.
    """

    colour: str
    label: str = ""
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    shown: bool = True


class Style(msgspec.Struct, frozen=True):
    """How a layer is drawn.

    Attributes
    ----------
    name : str
        The palette of the role's own look (:attr:`StyleKind.STANDARD`).
    title : str
        As the user named it: tells apart the styles of a layer; empty for the standard one.
    colour : str
        ``#RRGGBB`` of a single colour; empty means the look's own colour for the role.
    opacity : float
        0..1, on top of the opacity that all data have.
    field : str
        Canonical quantity or column of the source that colours follow; of a raster, its band.
    instant : str
        ISO instant of a field that changes with time; empty for none.
    classes : tuple of StyleClass
        Of categories and graduated styles, in the order of the legend.
    method : str
        How the bounds were found (``quantiles``, ``jenks``, ``equal``, ``pretty``, ``manual``, or
        the name of a standard), so that they can be found again.
    ramp : str
        The ramp that colours were taken from.
    reversed : bool
        Whether the ramp runs from its end.
    low, high : float or None
        Ends of a continuous ramp, in the field's unit.
    no_data : str
        ``#RRGGBB`` of features without a value; empty for the hatched grey of "no data".
    outline : str
        ``#RRGGBB`` of outlines; empty for the look's own, ``none`` for no outline.
    outline_width : float
        Width of outlines [m]; 0 for the look's own.
    symbol : Symbol
        Form of points.
    size : float
        Diameter of points, width of lines [m]; 0 for the look's own.
    target : Target
        Which surfaces of buildings wear the colours.
    extrude : str
        Field whose values polygons are raised by; empty for none.
    extrude_scale : float
        Metres for one unit of that field.
    """

    name: str = "standard"
    colour: str = ""
    opacity: float = 1.0
    field: str = ""
    instant: str = ""
    title: str = ""
    kind: StyleKind = StyleKind.STANDARD
    classes: tuple[StyleClass, ...] = ()
    method: str = ""
    ramp: str = ""
    reversed: bool = False
    low: float | None = None
    high: float | None = None
    no_data: str = ""
    outline: str = ""
    outline_width: float = 0.0
    symbol: Symbol = Symbol.DISC
    size: float = 0.0
    target: Target = Target.EVERYTHING
    extrude: str = ""
    extrude_scale: float = 1.0
