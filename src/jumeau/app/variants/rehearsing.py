"""Variants are drawn once, small and unseen, while there is nothing else to be done.

What a variant brings is then where the graphics need it, and showing it the first time costs no
more than showing it again.
"""

from __future__ import annotations

from typing import Any

import msgspec

from jumeau.model.session import Session
from jumeau.model.view_state import Compare

SMALL = (160, 90)
"""Size of a picture that nobody sees [pixels]."""


class Rehearsal:
    """Draws each variant once after the picture is complete.

    Parameters
    ----------
    session : Session
        With the variants.
    keeper : SceneKeeper
        The renderer's feeder.
    """

    def __init__(self, session: Session, keeper: Any) -> None:
        self._session = session
        self._keeper = keeper
        self._seen: set[str] = set()
        keeper.filled.connect(self.rehearse)

    def rehearse(self) -> None:
        """Have the variants drawn that were not drawn yet, once nothing else is to be drawn."""
        view = self._session.view
        if view.camera is None:
            return
        for variant in self._session.project.variants:
            if variant.id not in self._seen:
                self._seen.add(variant.id)
                alone = {"variants": (variant.id,), "compare": Compare.NONE}
                self._keeper.snapshot(msgspec.structs.replace(view, **alone), SMALL, _nobody)

    def close(self) -> None:
        """Stop following the picture."""
        self._keeper.filled.disconnect(self.rehearse)


def _nobody(_pixels: Any) -> None:
    """Take a picture that nobody waits for."""
