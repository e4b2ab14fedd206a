"""What of a layer can carry colours: its canonical quantities, its source's columns, its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.io.store import Payloads
from jumeau.model.canonical import CANONICAL, Kind
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role

BAND = "1"
"""The name of a raster's values."""
BINS = 40
MOST_VALUES = 60
_SAMPLE = 1024
_MOST_TOLD = 12
_METRES = frozenset({Role.TERRAIN, Role.SURFACE_MODEL, Role.CANOPY})
_PICTURES = 3  # bands of a raster that is a picture
_NUMBERS = re.compile(r"^(u?int|float|double|half|decimal)")
_PLAIN_TEXT = re.compile(r"^(large_)?string|^dictionary|^bool|^date|^time")
# Sentinels that stand for "unknown" in more than one product: BD TOPO's -1000, heights of zero.
_ALTITUDES = frozenset(
    {"ground_altitude_min", "ground_altitude_max", "eave_altitude", "ridge_altitude"}
)
_LOWEST = -500.0
_NEVER_ZERO = frozenset({"height", "storeys", "speed", "width", "crown_diameter", "lanes"})


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field that can carry a style.

    Attributes
    ----------
    name : str
        Canonical quantity, column of the source, or :data:`BAND`: what ``Style.field`` holds.
    title : str
        As people read it, without the unit.
    numeric : bool
        Whether its values are numbers: they can be graduated, be on a ramp, raise polygons.
    unit : str
        As written in data (``m``, ``dB(A)``, ``1/d``); empty for counts and texts.
    canonical : bool
        Whether it is one of the role's own quantities; those come first in lists.
    """

    name: str
    title: str
    numeric: bool
    unit: str = ""
    canonical: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What a field holds.

    Attributes
    ----------
    count, missing : int
        Features (cells of a sample of a raster) with and without a value.
    distinct : int
        Different values.
    low, high : float
        Ends of the numbers; NaN where there are none.
    quantiles : tuple of float
        At 0, 5, 25, 50, 75, 95 and 100 %; empty for texts.
    bins : tuple of int
        Tally of each of 40 even bins from ``low`` to ``high``; empty for texts.
    values : tuple of (str, int)
        Texts (numbers of few kinds too) and how often each occurs, the most frequent first; at
        most 60.
    """

    numeric: bool
    count: int
    missing: int
    distinct: int
    low: float = float("nan")
    high: float = float("nan")
    quantiles: tuple[float, ...] = ()
    bins: tuple[int, ...] = ()
    values: tuple[tuple[str, int], ...] = ()


def fields_of(layer: Layer, tr: Translator | None = None) -> tuple[FieldInfo, ...]:
    """Return the fields of a layer that can carry a style, canonical quantities first.

    Parameters
    ----------
    tr : Translator or None
        The language of the titles; without it they are the fields' names.

    Returns
    -------
    tuple of FieldInfo
        Empty for what is a picture or has no values of its own.
    """
    if layer.payload.kind is PayloadKind.RASTER:
        if layer.role is Role.ORTHOPHOTO:
            return ()
        title = tr(f"roles.{layer.role}") if tr is not None else BAND
        unit = layer.unit or ("m" if layer.role in _METRES else "")
        return (FieldInfo(BAND, title, True, unit, True),)
    if layer.payload.kind is not PayloadKind.TABLE:
        return ()
    known = CANONICAL.get(layer.role, {})
    types = {field.name: field.type for field in layer.fields}
    found = []
    for name, _ in layer.columns:
        quantity = known.get(name)
        if quantity is None or quantity.kind is Kind.BYTES:
            continue
        numeric = quantity.kind is Kind.NUMBER
        found.append(FieldInfo(name, _title(name, name, tr), numeric, quantity.unit, True))
    taken = {source for _, source in layer.columns} | {field.name for field in found}
    for field in layer.fields:
        kind = types[field.name]
        numeric = bool(_NUMBERS.match(kind))
        if field.name in taken or not (numeric or _PLAIN_TEXT.match(kind)):
            continue
        found.append(FieldInfo(field.name, _title("", field.name, tr), numeric, field.unit))
    return tuple(found)


def field_of(layer: Layer, name: str, tr: Translator | None = None) -> FieldInfo:
    """Return one field of a layer.

    Raises
    ------
    InputError
        ``styling.field_unknown``.
    """
    fields = fields_of(layer, tr)
    for field in fields:
        if field.name == name:
            return field
    # A canonical quantity may also be named as its source names it.
    canonical = {source: name for name, source in layer.columns}.get(name)
    if canonical is not None and canonical != name:
        return field_of(layer, canonical, tr)
    names = [field.name for field in fields]
    more = ["\N{HORIZONTAL ELLIPSIS}"] if len(names) > _MOST_TOLD else []
    listed = ", ".join([*names[:_MOST_TOLD], *more]) or "\N{EN DASH}"
    raise InputError("styling.field_unknown", name=name, known=listed)


def values_of(payloads: Payloads, layer: Layer, name: str) -> NDArray[Any]:
    """Return the values of a field, one for each feature of a table.

    Returns
    -------
    (F,) array
        float64 with NaN where unknown, or str objects, ``""`` where unknown. Of a raster a sample
        of its cells (N,) float64, at most 1024 along each side.

    Raises
    ------
    InputError
        ``styling.field_unknown``.
    """
    from jumeau.io import canonical
    from jumeau.io.arrow_values import numbers, texts

    field = field_of(layer, name)
    if layer.payload.kind is PayloadKind.RASTER:
        return _cells(payloads, layer)
    if field.canonical:
        values = canonical.column(payloads, layer, field.name)
        if values is None:
            return np.full(layer.count, np.nan) if field.numeric else np.full(layer.count, "", "O")
        if values.dtype == np.bool_:
            return _flags(values)
        return without_sentinels(layer, field.name, values) if field.numeric else values
    column = payloads.table(layer.payload, [field.name]).column(field.name)
    if field.numeric:
        return numbers(column)
    return _flags_or_texts(column) if str(column.type) == "bool" else texts(column)


def _flags(values: NDArray[np.bool_]) -> NDArray[np.object_]:
    found = np.empty(len(values), object)
    found[:] = ["yes" if flag else "no" for flag in values.tolist()]
    return found


def _flags_or_texts(column: Any) -> NDArray[np.object_]:
    found = np.empty(len(column), object)
    words = {True: "yes", False: "no"}
    found[:] = [words.get(flag, "") for flag in column.to_pylist()]
    return found


def without_sentinels(layer: Layer, name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return numbers with NaN for what a source writes where it knows nothing."""
    if name in _ALTITUDES:
        return np.where(values > _LOWEST, values, np.nan)
    if name in _NEVER_ZERO and layer.role in (Role.BUILDING, Role.ROAD, Role.TREE):
        return np.where(values > 0.0, values, np.nan)
    return values


def _cells(payloads: Payloads, layer: Layer) -> NDArray[np.float64]:
    import rasterio
    from rasterio.enums import Resampling

    from jumeau.io.rasters import reader as raster

    with rasterio.Env(**raster.environment()), rasterio.open(payloads.path(layer.payload)) as image:
        if image.count >= _PICTURES:
            raise InputError("styling.picture")
        shape = tuple(min(_SAMPLE, n) for n in image.shape)
        cells = image.read(1, out_shape=shape, masked=True, resampling=Resampling.nearest)
    found: NDArray[np.float64] = cells.astype(np.float64).filled(np.nan).ravel()
    found[~np.isfinite(found)] = np.nan
    return found


def summary(payloads: Payloads, layer: Layer, field: str) -> Summary:
    """Return what a field holds; rows that the layer's filter leaves out do not count.

    Raises
    ------
    InputError
        ``styling.field_unknown``, ``styling.picture``.
    """
    return summary_of(shown_values(payloads, layer, field))


def shown_values(payloads: Payloads, layer: Layer, field: str) -> NDArray[Any]:
    """Return the values of a field of the features that the layer's filter lets through."""
    from jumeau.render.styling.filtering import shown_rows

    values = values_of(payloads, layer, field)
    mask = shown_rows(payloads, layer)
    return values if mask is None or len(mask) != len(values) else values[mask]


def summary_of(values: NDArray[Any]) -> Summary:
    """Return what an array of numbers or texts holds."""
    if values.dtype == object:
        texts, tally = np.unique(values[values != ""].astype(str), return_counts=True)
        order = np.argsort(-tally, kind="stable")[:MOST_VALUES]
        listed = tuple((str(texts[k]), int(tally[k])) for k in order)
        count = int(tally.sum())
        return Summary(False, count, len(values) - count, len(texts), values=listed)
    known = values[np.isfinite(values)]
    missing = len(values) - len(known)
    if not len(known):
        return Summary(True, 0, missing, 0)
    found, tally = np.unique(known, return_counts=True)
    low, high = float(found[0]), float(found[-1])
    quantiles = np.quantile(known, (0, 0.05, 0.25, 0.5, 0.75, 0.95, 1))
    bins = np.histogram(known, BINS, (low, high) if high > low else (low - 0.5, low + 0.5))[0]
    few: tuple[tuple[str, int], ...] = ()
    if len(found) <= MOST_VALUES:
        order = np.argsort(-tally, kind="stable")
        few = tuple((number_text(float(found[k])), int(tally[k])) for k in order)
    return Summary(
        True, len(known), missing, len(found), low, high,
        tuple(float(q) for q in quantiles), tuple(int(n) for n in bins), few,
    )  # fmt: skip


def number_text(value: float) -> str:
    """Return a number as the text by which a category names it: ``3``, ``2.5``."""
    return str(int(value)) if value == int(value) else repr(value)


def _title(canonical: str, name: str, tr: Translator | None) -> str:
    """Return a field's title, without the unit that some sentences end with."""
    if tr is None:
        return name
    keys = [f"styling.field.{canonical}", f"app.column.{canonical}"] if canonical else []
    for key in (*keys, f"app.source_column.{name.lower()}"):
        if tr.has(key):
            return re.sub(r"\s*\([^()]*\)$", "", tr(key))
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
