"""What reading a model found: the model, how it was understood, and what was odd about it."""

from __future__ import annotations

import msgspec

from jumeau.model.placed_model import Model, Place


class Oddity(msgspec.Struct, frozen=True):
    """Something that the user is told: ``code`` is a key of the catalogue (``models.odd``)."""

    code: str
    fields: dict[str, str | int | float] = {}


class ReadModel(msgspec.Struct, frozen=True):
    """A model that was read, and what its file says about it.

    Attributes
    ----------
    model : Model
        Its payload lies in the store.
    size : tuple of float
        Width, depth and height [m].
    unit : str
        Key of :data:`jumeau.io.models.shaping.UNITS`.
    unit_from : str
        ``file``, ``guess`` or ``user``.
    up : str
        ``y`` or ``z``: which axis of the file was taken for the upright one.
    up_open : bool
        Whether the file leaves that open.
    place : Place or None
        Where the file puts it, project CRS [m]; None where it does not, or puts it far away.
    rotation : float
        Clockwise [degrees].
    altitude : float or None
        Of its foot [m].
    away : float
        How far from the project the file puts it [m].
    odd : tuple of Oddity
    """

    model: Model
    size: tuple[float, float, float]
    unit: str
    unit_from: str
    up: str
    up_open: bool = False
    place: Place | None = None
    rotation: float = 0.0
    altitude: float | None = None
    away: float = 0.0
    odd: tuple[Oddity, ...] = ()
