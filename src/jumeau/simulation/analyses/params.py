"""What may be asked of each simulation: fields with their bounds; words are in the catalogue."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

Dates = Annotated[str, Meta(extra={"kind": "dates"})]
File = Annotated[str, Meta(extra={"kind": "file"})]
Step = Annotated[float, Meta(ge=0.25, le=20.0, extra={"unit": "m"})]
Cell = Annotated[float, Meta(ge=0.5, le=10.0, extra={"unit": "m"})]
Minutes = Annotated[int, Meta(ge=0, le=120, extra={"unit": "min"})]
Place = Literal["ground", "roofs", "facades"]
Foliage = Literal["by_date", "leaf_on", "leaf_off", "none"]


class SunHours(msgspec.Struct, frozen=True):
    """Hours of direct sun.

    Attributes
    ----------
    dates : str
        ``2026-03-21``, ``2026-03-21/2026-09-21`` or ``2026``; empty for 21 March of this year.
    minutes : int
        Between two positions of the sun; 0 for what suits the dates.
    resolution : float
        Side of a cell of the ground [m].
    surfaces : tuple of str
        On what.
    cell : float
        Side of a cell of a wall [m].
    trees : str
        With leaves by the date, with or without them, or no trees at all.
    lines : bool
        Lines of equal duration of shade too.
    """

    usual_dates: ClassVar[str] = "-03-21"

    dates: Dates = ""
    surfaces: tuple[Place, ...] = ("ground", "roofs")
    trees: Foliage = "by_date"
    resolution: Step = 1.0
    minutes: Minutes = 0
    cell: Cell = 2.0
    lines: bool = False


class SkyView(msgspec.Struct, frozen=True):
    """Share of the sky that is seen.

    Attributes
    ----------
    weighting : str
        ``cosine``: by the light that a level surface receives of a uniform sky; ``solid_angle``:
        by the part of the half sphere.
    """

    surfaces: tuple[Place, ...] = ("ground", "roofs")
    weighting: Literal["cosine", "solid_angle"] = "cosine"
    trees: Literal["leaf_on", "leaf_off", "none"] = "leaf_on"
    resolution: Step = 1.0
    cell: Cell = 2.0


class Irradiation(msgspec.Struct, frozen=True):
    """Energy received from the sun, as much as could be.

    Attributes
    ----------
    weather : str
        A file of hourly weather (EPW, PVGIS) or, once it is kept, its mark in the project; empty
        for a clear sky.
    """

    usual_dates: ClassVar[str] = ""

    dates: Dates = ""
    weather: File = ""
    surfaces: tuple[Place, ...] = ("roofs", "facades")
    trees: Foliage = "by_date"
    resolution: Step = 1.0
    minutes: Minutes = 0
    cell: Cell = 2.0
