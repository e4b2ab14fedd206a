"""One record for each layer of a product that is known."""

from __future__ import annotations

from dataclasses import dataclass

from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Where a product comes from.

    ``edition_columns`` are columns with dates, the newest of which stands for an edition that
    neither a file's nor a folder's name gives. ``source_columns`` may say that data are invented.
    """

    producer: str
    name: str
    licence: str
    url: str
    edition_columns: Names = ()
    source_columns: Names = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """How a layer is recognised and what its columns mean; all names in lower case.

    Attributes
    ----------
    names : tuple of str
        The product's own names of the layer: a file that bears one needs the fields ``required``
        only; a name that *starts* with one counts.
    required : tuple of tuples of str
        Fields that must be there, each under one of its names (GeoPackage, shapefile).
    also : tuple of tuples of str
        Fields that must be there too where the layer bears none of ``names``.
    absent : tuple of str
        Fields that must not be there where the layer bears none of ``names``.
    families : tuple of str
        Geometries that the layer may have; empty for any.
    columns : dict
        Canonical name to names in the source, the best first.
    key : tuple of str
        Names of the stable key.
    by_name_only : bool
        The fields alone tell nothing.
    """

    role: Role
    product: Product
    names: Names
    required: tuple[Names, ...]
    columns: dict[str, Names]
    also: tuple[Names, ...] = ()
    absent: Names = ()
    families: Names = ()
    key: Names = ()
    by_name_only: bool = False
    certainty: Certainty = Certainty.MEASURED
