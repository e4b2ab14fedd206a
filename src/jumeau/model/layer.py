"""A layer: one role, one payload in the store, its style and its provenance card."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from jumeau.model.analysis import Analysis
from jumeau.model.payload import PayloadRef
from jumeau.model.provenance import Access, Certainty, LeftOut, Provenance
from jumeau.model.roles import Role
from jumeau.model.style import Style

ESTIMATED_GROUND = "estimated_ground"
"""The method of a ground that was estimated (``methods.<method>`` in the catalogue)."""


class Field(msgspec.Struct, frozen=True):
    """A column of a table: its name in the source, its type (Arrow's name), its unit."""

    name: str
    type: str
    unit: str = ""


class Layer(msgspec.Struct, frozen=True):
    """One layer of the project.

    Attributes
    ----------
    id : str
        Stable within the project.
    role : Role
        What the layer is.
    title : str
        As the user named it; empty for the role's own title in the user's language.
    payload : PayloadRef
        Its content in the project's store, in the project's CRS.
    columns : tuple of pairs
        (canonical name, column of the source): where the role's quantities are found.
    key_field : str
        The column with the source's stable key (``cleabs``, ``gml_id``…), empty where none exists.
    validity : tuple of str
        First and last calendar date (ISO, empty when open) for which the layer holds.
    bounds : tuple of float
        xmin, ymin, xmax, ymax in the project's CRS [m].
    unit : str
        Unit of a raster's cells (``°C``, ``m``…); empty where they have none or it is unknown.
    instant : str
        When what the layer shows was observed: an ISO date, or date and time with its offset;
        empty where that is unknown or means nothing.
    images : tuple of PayloadRef
        Pictures that the payload names by their place in this list: the textures of surfaces.
    styles : tuple of Style
        Further styles, told apart by their titles; a view chooses among them and ``style``.
    group : str
        Id of the group of the layer tree in which it stands; empty for none.
    filter : str
        CQL2 text (OGC 21-065r2) that a feature must meet to be drawn and counted; empty for all.
    analysis : Analysis or None
        What was computed of what, for a layer that is the result of an analysis.
    """

    id: str
    role: Role
    payload: PayloadRef
    title: str = ""
    count: int = 0
    bounds: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    fields: tuple[Field, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    key_field: str = ""
    style: Style = Style()
    certainty: Certainty = Certainty.COMPUTED
    access: Access = Access.PUBLIC
    provenance: Provenance = Provenance()
    validity: tuple[str, str] = ("", "")
    left_out: tuple[LeftOut, ...] = ()
    repaired: tuple[LeftOut, ...] = ()
    unit: str = ""
    instant: str = ""
    images: tuple[PayloadRef, ...] = ()
    styles: tuple[Style, ...] = ()
    group: str = ""
    filter: str = ""
    analysis: Analysis | None = None

    @property
    def has_surfaces(self) -> bool:
        """Whether each feature is a body of surfaces in 3D, not a footprint."""
        return any(name == "surface_types" for name, _ in self.columns)


def styled(layer: Layer, title: str) -> Layer:
    """Return the layer in the style with this title; as it is where it has none such."""
    if title == layer.style.title:
        return layer
    style = next((x for x in layer.styles if x.title == title), layer.style)
    return msgspec.structs.replace(layer, style=style)


def is_estimated_ground(layer: Layer) -> bool:
    """Tell whether a layer is a ground that was estimated for want of a terrain."""
    return layer.role is Role.TERRAIN and layer.provenance.method == ESTIMATED_GROUND


class FeatureRef(msgspec.Struct, frozen=True):
    """A feature, by its layer and its source's stable key.

    ``index`` is the row in the layer's payload: the fallback where the source has no key.
    """

    layer: str
    key: str
    index: int = -1


def ground_of(layers: Iterable[Layer]) -> Layer | None:
    """Return the terrain that counts: a given one before an estimated one; None where none is."""
    terrains = [layer for layer in layers if layer.role is Role.TERRAIN]
    given = [layer for layer in terrains if not is_estimated_ground(layer)]
    return next(iter(given or terrains), None)
