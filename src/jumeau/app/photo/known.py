"""What a photograph tells of itself, on the project's map and clock; without Qt."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from jumeau.io.photos import Photo
from jumeau.io.placed import direction_on_grid, place_on_grid
from jumeau.model.project import Project
from jumeau.model.shot import USUAL_FOCAL, field_of_view
from jumeau.simulation.sun.calendar import legal
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.placing import place_of


class Known(NamedTuple):
    """What the form over a photograph begins with.

    Attributes
    ----------
    place : SunPlace
        Where the project lies.
    moment : datetime.datetime or None
        Legal date and time, without its zone; None where the photograph does not tell.
    where : pair of float or None
        Project CRS [m].
    azimuth : float or None
        From grid north [degrees].
    field_of_view : float
        Vertical [degrees].
    """

    card: Photo
    place: SunPlace
    moment: datetime.datetime | None
    where: tuple[float, float] | None
    azimuth: float | None
    field_of_view: float


def known_of(card: Photo, project: Project) -> Known:
    """Return what a photograph tells, as the project sees it.

    Raises
    ------
    InputError
        ``sun.no_place``.
    """
    place = place_of(project)
    moment = None
    if card.taken:
        moment = datetime.datetime.fromisoformat(card.taken)
        if card.has_zone:
            moment = legal(card.taken, place.zone).replace(tzinfo=None)
    where = None
    if card.longitude is not None and card.latitude is not None:
        where = place_on_grid(project.crs, card.longitude, card.latitude)
    azimuth = None
    if card.direction is not None:
        x, y, *_ = project.origin
        azimuth = direction_on_grid(project.crs, where or (x, y), card.direction)
    opening = field_of_view(card.focal or USUAL_FOCAL, card.width, card.height)
    return Known(card, place, moment, where, azimuth, opening)
