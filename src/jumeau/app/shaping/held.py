"""What is held: an element of the base or of a variant, as it stands now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry import handling
from jumeau.model import changes as ch
from jumeau.model.edits import Edit
from jumeau.model.layer import FeatureRef
from jumeau.model.project import Project
from jumeau.model.variant import Variant
from jumeau.model.variants import edits_shown
from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from jumeau.variants.base import Base, BaseBody, Rings

Ground = Callable[[Any, Any], Any]
"""Altitudes of the ground at x, y [m]."""
Pieces = tuple[NDArray[np.float64], ...]


class Kind(StrEnum):
    """What an element is."""

    BUILDING = "building"
    BODY = "body"
    TREE = "tree"
    TREES = "trees"
    MODEL = "model"
    SURFACE = "surface"
    ROAD = "road"
    BARRIER = "barrier"
    EARTH = "earth"
    ZONE = "zone"


MOST_VERTICES = 300
"""Bodies with more are held by their box."""
UPRIGHT = (Kind.BUILDING, Kind.BODY)
"""What has storeys, a height and a roof."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """An element as it stands.

    Attributes
    ----------
    ref : FeatureRef
        How edits name it.
    own : Edit or None
        The edit of the variant worked on that adds it: its own value is changed.
    turn : float
        What its earlier move has turned it by [degrees]; 0 for own elements.
    pieces : tuple of (N, 2)
        Outlines, lines or places as they stand [m].
    closed : bool
        Whether these are rings.
    foot : float
        Altitude on which it stands [m].
    height, rise : float
        From there to the gutter, from there to the ridge [m]; 0 where it has none.
    storeys, dwellings
        0 and -1 where unknown.
    estimated : bool
        Whether the height is estimated.
    about : tuple of float or None
        The place about which it is turned, where that is not the middle of its box.
    """

    ref: FeatureRef
    kind: Kind
    own: Edit | None
    pieces: Pieces
    closed: bool
    foot: float
    height: float = 0.0
    rise: float = 0.0
    storeys: int = 0
    dwellings: int = -1
    use: str = ""
    name: str = ""
    estimated: bool = False
    turn: float = 0.0
    holes: Pieces = field(default=())
    about: tuple[float, float] | None = None

    @property
    def places(self) -> NDArray[np.float64]:
        """All its vertices (N, 2) [m]."""
        return np.concatenate(self.pieces)

    @property
    def pivot(self) -> tuple[float, float]:
        """The place about which it is turned and scaled [m]."""
        if self.about is not None:
            return self.about
        bearing = self.turn if self.own is None else self.bearing
        return handling.middle_of_box(self.places, bearing)

    @property
    def bearing(self) -> float:
        """The bearing of its longest sides, 0 to 90 [degrees]."""
        longest = max(self.pieces, key=len)
        return handling.main_bearing(longest, closed=self.closed) if len(longest) > 1 else 0.0

    @property
    def radius(self) -> float:
        """How far it reaches from its pivot [m]."""
        return float(np.hypot(*(self.places - self.pivot).T).max(initial=0.0))

    @property
    def area(self) -> float:
        """Area of its outlines less their holes [m²]; 0 for lines."""
        if not self.closed:
            return 0.0
        whole = sum(handling.ring_area(x) for x in self.pieces)
        return whole - sum(handling.ring_area(x) for x in self.holes)


def same(one: FeatureRef, other: FeatureRef) -> bool:
    """Tell whether two references mean one feature."""
    if one.layer != other.layer:
        return False
    if one.key and other.key:
        return one.key == other.key
    return one.index >= 0 and one.index == other.index


def feature_of(change: ch.Change) -> FeatureRef | None:
    """Return the feature that a change is about; None where it adds something."""
    found: FeatureRef | None = getattr(change, "feature", None)
    return found


def edits_about(edits: Iterable[Edit], ref: FeatureRef) -> tuple[Edit, ...]:
    """Return the edits that make an element what it is: the one that adds it, those about it."""

    def meant(edit: Edit) -> bool:
        feature = feature_of(edit.change)
        if feature is not None:
            return same(feature, ref)
        return not ref.layer and edit.id == ref.key

    return tuple(x for x in edits if meant(x))


def last_of(edits: Iterable[Edit], ref: FeatureRef, kind: type) -> Edit | None:
    """Return the last edit of a kind about a feature; None where there is none."""
    found = [x for x in edits_about(edits, ref) if isinstance(x.change, kind)]
    return found[-1] if found else None


def hold(
    ref: FeatureRef,
    project: Project,
    view: ViewState,
    variant: Variant | None,
    base: Base | None,
    ground: Ground,
) -> Held | None:
    """Return an element as a view shows it; None where it is not there.

    Parameters
    ----------
    variant : Variant or None
        The variant worked on.
    base : Base or None
        The data beneath it; None where the project has none yet.
    """
    from jumeau.variants.resolving import resolve

    shown = edits_shown(project, variant.id, view.year) if variant is not None else ()
    about = edits_about(shown, ref)
    own = None
    if not ref.layer and variant is not None:
        own = next((x for x in variant.edits if x.id == ref.key), None)
        if own is not None and isinstance(own.change, ch.Demolish):
            ring = (np.asarray(own.change.ring, np.float64),)
            return _lying(ref, Kind.ZONE, own, ring, True, ground)
    if ref.layer and (base is None or base.role(ref.layer) is None):
        return None
    probe = Edit("", ch.MoveFeature(ref))
    edits = about if not ref.layer else (*about, probe)
    if base is None:
        base = _Nothing()
    found = resolve(edits, base)
    made = _stood(ref, own, found, base, ground)
    if made is None or own is not None:
        return made
    move = last_of(variant.edits, ref, ch.MoveFeature) if variant is not None else None
    if move is None:
        return made
    from dataclasses import replace

    change = cast("ch.MoveFeature", move.change)
    return replace(made, turn=change.rotation)


SEAM, FINE = 0.05, 0.3
"""Between the surfaces of a body gaps so wide are none; its outline is told so exactly [m]."""


def _covered(body: BaseBody) -> Rings:
    """Return the outlines of what a body covers as a whole; its box where it covers nothing."""
    import shapely

    patches = [shapely.Polygon(x[0]) for x in body.rings]
    whole = shapely.union_all(shapely.buffer(patches, SEAM, join_style="mitre"))
    whole = shapely.simplify(shapely.buffer(whole, -SEAM, join_style="mitre"), FINE)
    parts = [x for x in shapely.get_parts(whole).tolist() if x.area > 0.0]
    rings = [shapely.get_coordinates(x.exterior)[:-1] for x in parts]
    if rings and sum(map(len, rings)) <= MOST_VERTICES:
        return tuple((np.asarray(x),) for x in rings)
    x0, y0, _, x1, y1, _ = body.box
    return ((np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]),),)


class _Nothing:
    """A base without anything: what variants add stands by itself."""

    def role(self, layer_id: str) -> None:
        return None

    def row(self, ref: FeatureRef) -> int:
        return -1

    def building(self, layer_id: str, row: int) -> None:
        return None

    body = tree = road = building

    def standing_in(self, ring: Any) -> dict[str, NDArray[np.int64]]:
        return {}

    trees_in = standing_in


def _stood(
    ref: FeatureRef, own: Edit | None, found: Any, base: Base, ground: Ground
) -> Held | None:
    for solid in found.solids:
        outer = tuple(x[0] for x in solid.rings)
        inner = tuple(hole for x in solid.rings for hole in x[1:])
        drawn = own.change if own is not None else None
        if isinstance(drawn, ch.AddBuilding):  # its vertices as they were drawn
            outer = (np.asarray(drawn.footprint, np.float64),)
            inner = tuple(np.asarray(x, np.float64) for x in drawn.courtyards)
        foot = solid.altitude
        if foot is None:
            foot = _lowest(outer, ground) + solid.up
        else:
            foot += solid.up
        told = base.building(ref.layer, solid.source.index) if ref.layer else None
        untouched = told is not None and abs(told.height - solid.height) < 1e-9
        return Held(
            ref, Kind.BUILDING, own, outer, True, foot, solid.height, solid.rise, solid.storeys,
            solid.dwellings, solid.use, estimated=bool(told and told.estimated and untouched),
            holes=inner,
        )  # fmt: skip
    for body in found.bodies:
        told_body = base.body(ref.layer, body.source.index)
        if told_body is None:
            return None
        _, _, z0, _, _, z1 = told_body.box
        about = (body.middle[0] + body.east, body.middle[1] + body.north)
        rings = tuple(
            handling.turned(x[0], body.middle, body.rotation, body.scale)
            + np.array([body.east, body.north])
            for x in _covered(told_body)
        )
        return Held(
            ref, Kind.BODY, own, rings, True, z0 + body.up, (z1 - z0) * body.tall, about=about
        )  # fmt: skip
    for placed in found.models:
        print_ = placed.model.footprint or ((-2.0, -2.0), (2.0, -2.0), (2.0, 2.0), (-2.0, 2.0))
        ring = handling.turned(print_, (0.0, 0.0), placed.rotation, placed.scale) + placed.place
        foot = placed.up + (float(ground(*placed.place)) if placed.sits else 0.0)
        height = placed.model.high * placed.scale
        return Held(ref, Kind.MODEL, own, (ring,), True, foot, height, about=placed.place)
    if len(found.trees):
        return _trees(ref, own, found.trees, ground)
    for kind, things in (
        (Kind.SURFACE, found.surfaces),
        (Kind.EARTH, found.terrain),
        (Kind.BARRIER, found.barriers),
        (Kind.ROAD, found.roads),
    ):
        for thing in things:
            return _flat(ref, kind, own, thing, ground)
    return None


def _trees(ref: FeatureRef, own: Edit | None, trees: Any, ground: Ground) -> Held:
    change = own.change if own is not None else None
    height = float(trees.height.max())
    if isinstance(change, ch.PlantTrees):
        places = np.asarray(change.places, np.float64)
        area = change.planting is ch.Planting.AREA
        kind = Kind.TREE if len(places) == 1 else Kind.TREES
        foot = _lowest((places,), ground)
        return Held(ref, kind, own, (places,), area, foot, height, storeys=len(trees))
    kind = Kind.TREE if len(trees) == 1 else Kind.TREES
    return Held(
        ref, kind, own, (trees.xy,), False, _lowest((trees.xy,), ground), height,
        storeys=len(trees),
    )  # fmt: skip


def _flat(ref: FeatureRef, kind: Kind, own: Edit | None, thing: Any, ground: Ground) -> Held:
    pieces: Pieces
    closed, height, name = kind in (Kind.SURFACE, Kind.EARTH), 0.0, ""
    holes: Pieces = ()
    if kind is Kind.SURFACE:
        pieces = tuple(x[0] for x in thing.rings)
        holes = tuple(hole for x in thing.rings for hole in x[1:])
    elif kind is Kind.EARTH:
        pieces = (thing.ring,)
    elif kind is Kind.BARRIER:
        pieces, height = (thing.line,), thing.height
    else:
        pieces, name = thing.lines, thing.name
    drawn = _drawn(own)
    if drawn is not None:
        pieces = (drawn,)
    return Held(
        ref, kind, own, pieces, closed, _lowest(pieces, ground), height, name=name, holes=holes
    )  # fmt: skip


def _drawn(own: Edit | None) -> NDArray[np.float64] | None:
    """Return the vertices of what was drawn, as they were drawn."""
    change = own.change if own is not None else None
    if isinstance(change, ch.SetSurface | ch.ShapeTerrain):
        return np.asarray(change.ring, np.float64)
    if isinstance(change, ch.AddBarrier | ch.SetRoad) and change.line:
        return np.asarray(change.line, np.float64)
    return None


def _lying(
    ref: FeatureRef, kind: Kind, own: Edit, pieces: Pieces, closed: bool, ground: Ground
) -> Held:
    return Held(ref, kind, own, pieces, closed, _lowest(pieces, ground))


def _lowest(pieces: Pieces, ground: Ground) -> float:
    xy = np.concatenate(pieces)
    return float(np.min(ground(xy[:, 0], xy[:, 1])))
