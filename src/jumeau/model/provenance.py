"""Where data comes from: certainty, producer, edition, licence, sources, transformations."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Certainty(StrEnum):
    """The closed list of labels on the projector and in exports."""

    MEASURED = "measured"
    COMPUTED = "computed"
    UNCERTAIN = "computed_uncertain"
    ILLUSTRATION = "illustration"


_WORST_LAST = tuple(Certainty)


def worst(certainties: Iterable[Certainty]) -> Certainty | None:
    """Return the worst of the certainties, the one that labels the whole view; None when empty."""
    return max(certainties, key=_WORST_LAST.index, default=None)


class Access(StrEnum):
    """Who may see a layer: public exports hold public layers only."""

    PUBLIC = "public"
    RESTRICTED = "restricted"
    INTERNAL = "internal"


class SourceFile(msgspec.Struct, frozen=True):
    """A file that a layer was read from, by name and content, never by an absolute path."""

    name: str
    size: int
    sha256: str = ""
    layer: str = ""


class Transformation(msgspec.Struct, frozen=True):
    """A change of coordinates that was applied on reading.

    ``accuracy`` is in metres as stated by PROJ, None where unknown. ``done`` is False where the
    grid or the method was missing and the values were left as they were.
    """

    source: str
    target: str
    operation: str
    accuracy: float | None = None
    vertical: bool = False
    done: bool = True


class Provenance(msgspec.Struct, frozen=True):
    """The provenance card of a layer.

    ``edition`` is the edition or the year of flight of the data, never of its download.
    ``method`` is a key of the catalogue (``methods.<method>``) that tells how a derived layer was
    made; empty for a layer that was read as it is.
    """

    producer: str = ""
    product: str = ""
    edition: str = ""
    licence: str = ""
    url: str = ""
    sources: tuple[SourceFile, ...] = ()
    transformations: tuple[Transformation, ...] = ()
    method: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    derived_from: tuple[str, ...] = ()
    created: str = ""
    program: str = ""
    invented: bool = False

    @property
    def year(self) -> str:
        """The first four-digit year in the edition, empty where none is known."""
        digits = ""
        for sign in f"{self.edition} ":
            if sign.isdigit():
                digits += sign
            else:
                if len(digits) == 4 and digits.startswith(("18", "19", "20")):
                    return digits
                digits = ""
        return ""

    @property
    def short(self) -> str:
        """One line: producer, product and year, as far as known."""
        if self.product and self.producer:
            head = f"{self.producer} \N{EN DASH} {self.product}"
        else:
            head = self.producer or self.product
        return f"{head} {self.year}".strip()


class LeftOut(msgspec.Struct, frozen=True):
    """What was left out or repaired on reading: a reason of the catalogue, a count, examples."""

    reason: str
    count: int
    examples: tuple[str, ...] = ()
