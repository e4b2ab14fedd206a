"""Which names are told first: by what they name, never by what the camera sees of it."""

from __future__ import annotations

from enum import IntEnum

from jumeau.model.layer import Layer
from jumeau.model.project import Project, visible_layers
from jumeau.model.provenance import Access
from jumeau.model.roles import Role
from jumeau.model.view_state import ViewState


class Rank(IntEnum):
    """Kinds of names; each has its own lettering."""

    TOWN = 0
    PLACE = 1
    LANDMARK = 2
    WATER = 3
    STREET = 4
    STOP = 5
    CONTOUR = 6


FIRST: dict[Rank, float] = {
    Rank.TOWN: 6.0, Rank.PLACE: 5.0, Rank.LANDMARK: 4.9, Rank.WATER: 4.7, Rank.STREET: 4.0,
    Rank.STOP: 3.6, Rank.CONTOUR: 2.0,
}  # fmt: skip
"""Where a kind stands among the others; a weight of 0..1 is added to it."""

NEAR: dict[Rank, tuple[float, float]] = {
    Rank.TOWN: (30.0, 600.0), Rank.PLACE: (70.0, 220.0), Rank.LANDMARK: (7.0, 42.0),
    Rank.WATER: (30.0, 60.0), Rank.STREET: (14.0, 45.0), Rank.STOP: (9.0, 60.0),
    Rank.CONTOUR: (60.0, 60.0),
}  # fmt: skip
"""Names are told while their letters are no higher than so much of the ground behind them [m]: the
least weighty ones, and the weightiest."""

TOO_NEAR: dict[Rank, float] = {
    Rank.TOWN: 12.0, Rank.PLACE: 5.0, Rank.LANDMARK: 0.0, Rank.WATER: 0.0, Rank.STREET: 0.0,
    Rank.STOP: 0.0, Rank.CONTOUR: 0.0,
}  # fmt: skip
"""Names of areas are told only from so far away: from nearer, one stands in the midst of them [m].
"""

ALWAYS = frozenset({Role.COMMUNE, Role.SETTLEMENT, Role.PLACE_OF_INTEREST})
"""Their names show though their areas are not painted: a map is read by them."""
ROLE_RANK: dict[Role, Rank] = {
    Role.COMMUNE: Rank.TOWN,
    Role.SETTLEMENT: Rank.PLACE,
    Role.PLACE_OF_INTEREST: Rank.LANDMARK,
    Role.BUILDING: Rank.LANDMARK,
    Role.CITY_OBJECT: Rank.LANDMARK,
    Role.CEMETERY: Rank.LANDMARK,
    Role.SPORTS_GROUND: Rank.LANDMARK,
    Role.TRANSPORT_AREA: Rank.LANDMARK,
    Role.CONSTRUCTION: Rank.LANDMARK,
    Role.WATER: Rank.WATER,
    Role.WATERCOURSE: Rank.WATER,
    Role.ROAD: Rank.STREET,
    Role.STOP: Rank.STOP,
    Role.SHADE_LINES: Rank.CONTOUR,
}
LINED = frozenset({Role.ROAD, Role.WATERCOURSE})
"""Their names run along lines."""

_WEIGHTS: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.3, ("station d'épuration", "parking", "pitch", "terrain")),
    (0.1, ("bench", "waste", "parking_space", "vending", "bicycle_parking", "recycling", "shop",
           "office", "hairdresser", "clothes", "restaurant", "bar", "cafe", "fast_food", "bank")),
    (1.0, ("mairie", "townhall", "hôtel de ville", "préfecture", "hôtel de région")),
    (0.95, ("gare", "station", "culte", "eglise", "église", "cathédrale", "place_of_worship",
            "church", "chapelle", "basilique")),
    (0.85, ("enseignement", "école", "ecole", "school", "collège", "lycée", "université",
            "university", "college", "kindergarten")),
    (0.8, ("hôpital", "hospital", "centre hospitalier", "musée", "museum", "bibliothèque",
           "médiathèque", "library", "theatre", "théâtre", "château", "castle",
           "salle de spectacle")),
    (0.6, ("stade", "stadium", "sports_centre", "complexe sportif", "parc", "park",
           "maison de retraite", "cimetière", "civil", "marché", "marketplace",
           "attraction", "monument")),
    (0.45, ("pont", "bridge", "zone industrielle", "parc d'activités", "industrial", "commercial",
            "retail", "camping", "supermarket")),
)  # fmt: skip
_PLACES: tuple[tuple[float, tuple[str, ...]], ...] = (
    (1.0, ("city", "town", "ville", "village", "bourg")),
    (0.75, ("suburb", "quartier", "quarter", "hamlet", "hameau")),
    (0.55, ("neighbourhood", "lieu-dit habité", "residential", "square")),
    (0.35, ("locality", "isolated", "lieu-dit non habité")),
)


def weight_of(rank: Rank, nature: str, name: str = "") -> float:
    """Return how much a name matters among those of its kind (0..1).

    By the nature of what it names, or by how it begins where the source says nothing that counts.
    """
    plain = nature.lower()
    if rank is Rank.PLACE:
        return next((w for w, words in _PLACES if _starts(plain, words)), 0.5)
    said = (w for text in (plain, name.lower()) for w, words in _WEIGHTS if _starts(text, words))
    return next(said, 0.15)


def _starts(plain: str, words: tuple[str, ...]) -> bool:
    return any(plain == word or plain.startswith((f"{word} ", f"{word},")) for word in words)


def named_layers(project: Project, view: ViewState) -> tuple[Layer, ...]:
    """Return the layers whose names may stand on the picture of a view.

    Names go with their layer; those of :data:`ALWAYS` stay while their areas are not painted, where
    everybody may see the layer and its card has a year. Lines of equal duration always say theirs.
    """
    hours = tuple(x for x in visible_layers(project, view) if x.role is Role.SHADE_LINES)
    if not view.switches.labels:
        return hours
    others = (x for x in project.layers if x.role is not Role.SHADE_LINES)
    return (*(x for x in others if is_named(x) and _may_lend(x, view)), *hours)


def is_named(layer: Layer) -> bool:
    """Tell whether a layer can have names that the picture shows."""
    named = any(name == "name" for name, _ in layer.columns)
    return layer.role is Role.SHADE_LINES or (layer.role in ROLE_RANK and named)


def _may_lend(layer: Layer, view: ViewState) -> bool:
    if layer.id not in view.hidden:
        return True
    public = layer.access is Access.PUBLIC and bool(layer.provenance.year)
    return layer.role in ALWAYS and public
