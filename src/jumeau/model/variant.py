"""Project variants: lists of edits over an untouched base."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from jumeau.model.layer import FeatureRef


class Status(StrEnum):
    """How far a variant has come."""

    HYPOTHESIS = "hypothesis"
    STUDIED = "studied"
    IN_CONSULTATION = "in_consultation"
    DECIDED = "decided"
    BUILT = "built"
    ABANDONED = "abandoned"


class RemoveFeature(msgspec.Struct, frozen=True, tag="remove_feature"):
    """A feature of the base is no longer there."""

    feature: FeatureRef


# The union grows with the kinds of edit; the tags stand in project files and never change.
Edit = RemoveFeature


class Variant(msgspec.Struct, frozen=True):
    """A variant: today with its edits applied in order."""

    id: str
    title: str
    status: Status = Status.HYPOTHESIS
    date: str = ""
    edits: tuple[Edit, ...] = ()
