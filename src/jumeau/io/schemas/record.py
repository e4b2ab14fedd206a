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
    ``producer_columns`` may name the producer, or give the number that the register of companies
    (SIREN) has for it.
    """

    producer: str
    name: str
    licence: str
    url: str
    edition_columns: Names = ()
    source_columns: Names = ()
    producer_columns: Names = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """How a layer is recognised and what its columns mean; all names as :func:`plain` spells them.

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
    values : tuple of pairs
        Canonical name and the pattern that the values of its column must match: fields with such
        names could mean something else. Where no content is at hand, only the name tells.
    variety : str
        Which of the things that share the role the layer is (``titles.<variety>``).
    notes : tuple of pairs
        What the provenance card adds (``app.parameter.<name>_<value>``).
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
    values: tuple[tuple[str, str], ...] = ()
    variety: str = ""
    notes: tuple[tuple[str, str], ...] = ()
