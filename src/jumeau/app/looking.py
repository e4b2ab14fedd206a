"""What a view of the model asks of the renderer and of whatever it follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from jumeau.app import navigation as nav
from jumeau.model.view_state import Camera, ViewState


class Picture(Protocol):
    """What the viewport asks of the renderer."""

    def paint(
        self,
        view: ViewState,
        size: nav.Size,
        then: Callable[[Any], object],
        *,
        moving: bool,
        ratio: float,
        turn: int = -1,
    ) -> None:
        """Paint a view, soon; ``then`` receives the pixels, (h, w, 3) uint8.

        Of a comparison it receives the :class:`~jumeau.render.compared.Compared`; ``turn`` is the
        side that is seen, where they take turns.
        """

    def pick(self, view: ViewState, size: nav.Size, x: float, y: float) -> Any:
        """Return what lies under a pixel, with its ``point``; None for the sky."""

    def lifted(self, camera: Camera) -> Camera:
        """Return the camera that a picture is really drawn with: never below the ground."""


class LooksAt(Protocol):
    """What the viewport asks of a session."""

    @property
    def view(self) -> ViewState:
        """What is looked at."""

    def set_view(self, view: ViewState) -> None:
        """Look at something else."""

    def subscribe_view(
        self, follower: Callable[[ViewState, ViewState], None]
    ) -> Callable[[], None]:
        """Call ``follower(old, new)`` when the view changes; return the way to stop it."""
