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


Share = Annotated[float, Meta(ge=0.0, le=1.0)]


class Noise(msgspec.Struct, frozen=True):
    """Noise of roads, rails and industry by CNOSSOS-EU.

    Attributes
    ----------
    indicator : str
        Lden, or the level of a period.
    quality : str
        ``preview``: one reflection, nothing around vertical edges; ``study``: two, and around.
    sources : tuple of str
        Which sources count.
    resolution : float
        Between receivers of the ground; they stand closer near walls [m].
    height : float
        Of the receivers above the ground [m].
    cell : float
        Between receivers along a wall [m].
    reach : float
        Sources farther away do not count [m].
    coefficients : str
        Table of the emission of roads.
    favourable_day, favourable_evening, favourable_night : float
        Share of time in which the air carries sound farther; by default those of the European
        working group's Good Practice Guide (WG-AEN 2007, toolkit 17).
    """

    indicator: Literal["lden", "ln", "lday", "levening"] = "lden"
    quality: Literal["preview", "study"] = "preview"
    sources: tuple[Literal["road", "rail", "industry"], ...] = ("road", "rail", "industry")
    surfaces: tuple[Literal["ground", "facades"], ...] = ("ground", "facades")
    resolution: Annotated[float, Meta(ge=2.0, le=50.0, extra={"unit": "m"})] = 10.0
    height: Annotated[float, Meta(ge=0.5, le=30.0, extra={"unit": "m"})] = 4.0
    cell: Annotated[float, Meta(ge=1.0, le=20.0, extra={"unit": "m"})] = 5.0
    reach: Annotated[float, Meta(ge=50.0, le=2000.0, extra={"unit": "m"})] = 300.0
    coefficients: Literal["2021", "2015"] = "2021"
    favourable_day: Share = 0.5
    favourable_evening: Share = 0.75
    favourable_night: Share = 1.0
