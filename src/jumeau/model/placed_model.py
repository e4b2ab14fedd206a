"""Models made elsewhere that stand in the town: what they are, who made them, what may be done."""

from __future__ import annotations

import msgspec

from jumeau.model.payload import PayloadRef
from jumeau.model.provenance import Access, Provenance

Place = tuple[float, float]
Ring = tuple[Place, ...]


class ModelCard(msgspec.Struct, frozen=True):
    """Who made a placed model and what may be done with it; unknown rights mean internal.

    Attributes
    ----------
    author, credit : str
        Who made it; the words that every picture of it bears.
    image, redistribution, modification : bool or None
        Whether pictures may be published, the model handed on in 3D, or changed; None: unknown.
    until : str
        ISO date on which these rights end; empty for none.
    """

    author: str = ""
    credit: str = ""
    image: bool | None = None
    redistribution: bool | None = None
    modification: bool | None = None
    until: str = ""
    access: Access = Access.INTERNAL


class Model(msgspec.Struct, frozen=True):
    """A version of a model made elsewhere, as it lies in the store.

    Attributes
    ----------
    payload : PayloadRef
        A glTF binary (GLB 2.0): metres, y up, the middle of its foot at 0, 0, 0.
    footprint : Ring
        Convex outline of what it covers, east and north of its middle [m].
    low, high : float
        Lowest and highest point above its foot [m].
    triangles : int
    date : str
        ISO date on which it came into the project.
    provenance : Provenance
        From which file, with which unit, and what was left out.
    """

    payload: PayloadRef
    footprint: Ring = ()
    low: float = 0.0
    high: float = 0.0
    triangles: int = 0
    date: str = ""
    provenance: Provenance = Provenance()
