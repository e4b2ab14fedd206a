"""What is looked at: one value for the window, exports, story steps and deep links."""

from __future__ import annotations

import math
from enum import StrEnum

import msgspec


class Look(StrEnum):
    """The two looks of the model."""

    MAQUETTE = "maquette"
    ORTHOPHOTO = "orthophoto"


class Compare(StrEnum):
    """How several variants share the picture."""

    NONE = "none"
    SWIPE = "swipe"
    SIDE_BY_SIDE = "side_by_side"
    BLINK = "blink"
    GHOST = "ghost"


class Camera(msgspec.Struct, frozen=True):
    """Where the eye is: it turns about a point of the ground.

    Attributes
    ----------
    target : tuple of float
        The point looked at, project CRS [m].
    distance : float
        From the eye to the target [m].
    azimuth : float
        Direction of looking, clockwise from grid north [degrees].
    pitch : float
        Below the horizon: 90 looks straight down [degrees].
    field_of_view : float
        Vertical opening [degrees].
    """

    target: tuple[float, float, float]
    distance: float = 1000.0
    azimuth: float = 0.0
    pitch: float = 35.0
    field_of_view: float = 30.0

    @property
    def direction(self) -> tuple[float, float, float]:
        """Unit vector from the eye to the target."""
        azimuth, pitch = math.radians(self.azimuth), math.radians(self.pitch)
        flat = math.cos(pitch)
        return (math.sin(azimuth) * flat, math.cos(azimuth) * flat, -math.sin(pitch))

    @property
    def eye(self) -> tuple[float, float, float]:
        """Position of the eye, project CRS [m]."""
        d = self.direction
        x, y, z = self.target
        return (x - d[0] * self.distance, y - d[1] * self.distance, z - d[2] * self.distance)


class Switches(msgspec.Struct, frozen=True):
    """What of the picture a view shows or leaves out.

    Attributes
    ----------
    labels, contours, trees, edges, occlusion : bool
        Names, contour lines, trees, thin edges of buildings, soft shade in corners at rest.
    contour_step : float
        Between two contour lines [m]; 0 for one that suits the relief.
    shade : bool
        The shade of the sun at the view's instant; none where the view has no instant.
    sun_path : bool
        The sun's way across the sky on the day of the view's instant.
    """

    labels: bool = True
    contours: bool = False
    trees: bool = True
    edges: bool = True
    occlusion: bool = True
    contour_step: float = 0.0
    shade: bool = True
    sun_path: bool = False


class Section(msgspec.Struct, frozen=True):
    """A vertical cut: what lies between the eye's side and the line is left out.

    Attributes
    ----------
    start, end : tuple of float
        The line, project CRS [m]; what lies to its right, seen from its start, is cut away.
    """

    start: tuple[float, float]
    end: tuple[float, float]

    def leaves_out(self, x: float, y: float) -> bool:
        """Tell whether a place is cut away; nothing is where the line has no length."""
        (ax, ay), (bx, by) = self.start, self.end
        return (bx - ax) * (y - ay) - (by - ay) * (x - ax) < 0.0


class ViewState(msgspec.Struct, frozen=True):
    """Everything that decides the picture of a given project.

    Attributes
    ----------
    hidden : tuple of str
        Ids of the layers that are not shown, sorted.
    styles : tuple of pairs
        (layer id, style title) where another than the layer's first style is chosen.
    variants : tuple of str
        Ids of the variants shown, one a side of the comparison; empty for today alone.
    compare : Compare
        How several variants share the picture.
    split : float
        Where the swipe's line stands: share of the picture before it [0 to 1].
    across : bool
        Whether that line is horizontal.
    instant : str
        Aware ISO instant for sun and traffic; empty where the picture has no hour.
    year : int
        Calendar year for phases and growing trees; 0 for the data's own date.
    switches : Switches
        What of the picture is shown.
    section : Section or None
        Where the model is cut open.
    """

    camera: Camera | None = None
    hidden: tuple[str, ...] = ()
    styles: tuple[tuple[str, str], ...] = ()
    variants: tuple[str, ...] = ()
    compare: Compare = Compare.NONE
    instant: str = ""
    year: int = 0
    look: Look = Look.MAQUETTE
    language: str = "fr"
    title: str = ""
    furniture: bool = True
    switches: Switches = Switches()
    section: Section | None = None
    split: float = 0.5
    across: bool = False

    @property
    def variant(self) -> str:
        """Id of the variant of a picture that shows one only; empty for today."""
        return self.variants[0] if self.variants else ""

    @property
    def sides(self) -> tuple[ViewState, ...]:
        """The pictures that make this one, each of one variant; itself where nothing is compared.

        A ghost is one picture: what was before and what comes are drawn into each other.
        """
        if self.compare in (Compare.NONE, Compare.GHOST) or len(self.variants) < 2:
            return (self,)
        return tuple(
            msgspec.structs.replace(self, variants=(x,) if x else (), compare=Compare.NONE)
            for x in self.variants
        )

    def with_layer(self, layer_id: str, *, shown: bool) -> ViewState:
        """Return the view with one layer shown or hidden."""
        hidden = set(self.hidden)
        if shown:
            hidden.discard(layer_id)
        else:
            hidden.add(layer_id)
        return msgspec.structs.replace(self, hidden=tuple(sorted(hidden)))


def with_style(view: ViewState, layer_id: str, title: str) -> ViewState:
    """Return the view with a layer in the style of this title; empty for its first style."""
    kept = [x for x in view.styles if x[0] != layer_id]
    styles = tuple(sorted([*kept, (layer_id, title)] if title else kept))
    return msgspec.structs.replace(view, styles=styles)


class NamedView(msgspec.Struct, frozen=True):
    """A view that the project keeps under a name."""

    name: str
    state: ViewState
