"""What a variant is made of: edits, each a change with what people say about it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from jumeau.model.changes import Change, PlaceModel
from jumeau.model.layer import FeatureRef
from jumeau.model.payload import PayloadRef


class Debate(StrEnum):
    """Whether an element can still change."""

    OPEN = "open"
    FIXED = "fixed"


class Edit(msgspec.Struct, frozen=True):
    """A change, and what people say about it.

    Attributes
    ----------
    id : str
        Stable within the variant; what an edit adds is named ``FeatureRef("", id)``.
    on : bool
        Whether it counts.
    phase : str
        Id of the variant's phase in which it is done; empty for from the start.
    debate, reason
        "Fixé" needs its reason (law, safety, budget, an earlier act).
    """

    id: str
    change: Change
    title: str = ""
    on: bool = True
    comment: str = ""
    phase: str = ""
    debate: Debate = Debate.OPEN
    reason: str = ""


def tag_of(change: Change) -> str:
    """Return the tag of a change: its name in files and in the catalogue (``edits.<tag>``)."""
    return str(type(change).__struct_config__.tag)


def own_element(edit: Edit | str) -> FeatureRef:
    """Return the reference to what an edit adds."""
    return FeatureRef("", edit if isinstance(edit, str) else edit.id)


def payloads_of(edits: tuple[Edit, ...]) -> tuple[PayloadRef, ...]:
    """Return what edits keep in the store: every version of their models."""
    models = [x.change for x in edits if isinstance(x.change, PlaceModel)]
    return tuple(m.payload for x in models for m in (x.model, *x.earlier))
