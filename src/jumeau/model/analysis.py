"""What an analysis was asked and of what: by this a result is known to hold still."""

from __future__ import annotations

import msgspec


class Analysis(msgspec.Struct, frozen=True):
    """The record of an analysis, kept with the layer of its result.

    Attributes
    ----------
    simulation : str
        Its id in the catalogue of simulations (``sun_hours``).
    run : str
        Names the run: the ground, the walls and the lines of one result bear the same.
    variant : str
        Id of the variant that it was computed of; empty for today.
    against : tuple of str
        Of a difference: the one id of the variant that was taken away from it (``("",)`` for
        today); empty for a result that is no difference.
    parameters : tuple of pairs
        (name, value) of what was asked, as text.
    inputs : str
        Digests of everything that the result depends on (:mod:`jumeau.model.inputs`); others now
        mean: out of date.
    """

    simulation: str
    run: str
    variant: str = ""
    against: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    inputs: str = ""
