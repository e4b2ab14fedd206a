"""What files say about themselves: a notice beside them that their content is invented."""

from __future__ import annotations

from pathlib import Path

import msgspec

from jumeau.model.provenance import Provenance

PRODUCER = "Donnée inventée"
_NAMES = ("LISEZMOI*", "LISEZ-MOI*", "README*")
_WORDS = ("donnée inventée", "données inventées")
_LEVELS = 4
_HEAD = 4000


def says_invented(path: Path) -> bool:
    """Tell whether a notice beside a file, or in a folder above, says that it is invented."""
    for folder in list(path.parents)[:_LEVELS]:
        for pattern in (*_NAMES, f"{path.stem}.txt"):
            for notice in folder.glob(pattern):
                if notice.suffix.lower() in (".txt", ".md", "") and notice.is_file():
                    with open(notice, "rb") as file:
                        text = file.read(_HEAD).decode("utf-8", errors="replace").lower()
                    if any(word in text for word in _WORDS):
                        return True
    return False


def as_invented(card: Provenance) -> Provenance:
    """Return the card of a layer whose values are invented, in the form of a real product."""
    if card.invented:
        return card
    product = f"{card.product} (schéma)" if card.product else ""
    return msgspec.structs.replace(
        card, invented=True, producer=PRODUCER, product=product, licence="", url=""
    )
