"""Project variants: lists of edits over an untouched base, and what is decided about them."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from jumeau.model.edits import Edit
from jumeau.model.provenance import Access

TODAY = ""
"""Stands for the base alone wherever a variant's id is asked for."""
NO_BUILD = "no_build"
"""Id of "Sans le projet, en 20xx": offered even while the project holds no such variant."""

COLOURS = ("#D55E00", "#0072B2", "#009E73", "#CC79A7")
"""Colours of the first variants, safe for colour-blind eyes (M. Okabe, K. Ito, "Color Universal
Design", 2008)."""


class Status(StrEnum):
    """How far a variant has come."""

    HYPOTHESIS = "hypothesis"
    STUDIED = "studied"
    IN_CONSULTATION = "in_consultation"
    DECIDED = "decided"
    BUILT = "built"
    ABANDONED = "abandoned"


class Phase(msgspec.Struct, frozen=True):
    """A phase of the works: what belongs to it is there from its date (ISO) on."""

    id: str
    title: str = ""
    date: str = ""


class Cost(msgspec.Struct, frozen=True):
    """What a variant costs, before tax (HT) [€].

    Attributes
    ----------
    investment, yearly : tuple of float, or None
        Lowest and highest estimate; None where unknown.
    base_year : int
        Of the prices.
    access : Access
        Costs are internal until somebody says otherwise.
    """

    investment: tuple[float, float] | None = None
    yearly: tuple[float, float] | None = None
    base_year: int = 0
    access: Access = Access.INTERNAL


class Act(msgspec.Struct, frozen=True):
    """The act that decided: which body, number, ISO date."""

    body: str = ""
    number: str = ""
    date: str = ""

    @property
    def complete(self) -> bool:
        """Whether "décidé" may be said: the act has a number and a date."""
        return bool(self.number and self.date)


class Variant(msgspec.Struct, frozen=True):
    """A variant: what it builds on, with its edits applied in order.

    Attributes
    ----------
    colour : str
        ``#RRGGBB`` of its elements.
    date : str
        ISO date of this state.
    base : str
        Id of the variant that it builds on; ``TODAY`` for the base alone.
    year : int
        Calendar year in which it stands finished: trees are planted then; 0 where unknown.
    hypotheses : str
        What is supposed besides (traffic, climate, population): always told for ``NO_BUILD``.
    kept : tuple of Kept
        Its earlier states, latest first.
    """

    id: str
    title: str
    status: Status = Status.HYPOTHESIS
    date: str = ""
    edits: tuple[Edit, ...] = ()
    colour: str = COLOURS[0]
    author: str = ""
    base: str = TODAY
    year: int = 0
    phases: tuple[Phase, ...] = ()
    owner: str = ""
    funding: str = ""
    cost: Cost = Cost()
    act: Act = Act()
    hypotheses: str = ""
    comment: str = ""
    kept: tuple[Kept, ...] = ()


class Kept(msgspec.Struct, frozen=True):
    """An earlier state of a variant: when (ISO date), on which occasion, and the state itself."""

    date: str
    occasion: str
    state: Variant


class ZoneRule(msgspec.Struct, frozen=True):
    """Simple rules for the plots of a zone, as the planner entered them; 0 for no such rule.

    Attributes
    ----------
    zone : str
        The zone's label (``UB``, ``1AU``…); empty for all zones.
    height : float
        Highest gutter above the ground [m].
    setback : float
        Least distance from the plot's limits [m].
    ratio : float
        Greatest share of the plot that footprints cover [0 to 1].
    source : str
        Where the rule stands, as the planner writes it.
    """

    zone: str
    height: float = 0.0
    setback: float = 0.0
    ratio: float = 0.0
    source: str = ""
