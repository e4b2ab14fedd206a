"""What a raster shows: by its producer's name, its words, its header and a sample of its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.io.rasters.colour_ramps import recognise
from jumeau.io.rasters.placed_images import PICTURES, Beside
from jumeau.io.rasters.tile_cells import HUGE, explained
from jumeau.io.schemas import rasters
from jumeau.model.roles import Role

# isort: split
from rasterio.enums import ColorInterp
from rasterio.windows import Window as Cells

LOWEST, HIGHEST = -500.0, 9000.0
"""Altitudes of ground outside are sentinels or errors [m]."""
SAMPLE = 96
FEW_VALUES = 40
MOST_BANDS = 12
ZONES = frozenset({*range(1, 18), *range(101, 108)})
"""Local climate zones: 1 to 10 and A to G, as 11–17 or 101–107 (Demuzere et al. 2022,
doi:10.5194/essd-14-3835-2022)."""
SENTINELS = (-9999.0, -99999.0, -32768.0)
"""What producers write where there is no value, and at times forget to declare."""
LANDSAT_SCALE, LANDSAT_OFFSET = 0.00341802, 149.0
"""Surface temperature [K] of Landsat Collection 2 Level 2 from its integers (USGS, LSDS-1618)."""
ZERO_CELSIUS = 273.15
_KELVIN, _CELSIUS = (230.0, 345.0), (-60.0, 95.0)
"""Surface temperatures that there are."""
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)-?([01]\d)-?([0-3]\d)(?!\d)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$")
_UNITS = {
    "m": "m", "metre": "m", "metres": "m", "meter": "m", "meters": "m", "mètre": "m",
    "mètres": "m", "k": "K", "kelvin": "K", "degc": "°C", "c": "°C", "celsius": "°C", "°c": "°C",
    "deg c": "°C", "degree celsius": "°C", "degrees celsius": "°C", "degrés celsius": "°C",
    "deg_c": "°C", "db": "dB", "dba": "dB(A)", "db(a)": "dB(A)", "percent": "%",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a raster shows, and how its cells are read.

    Attributes
    ----------
    role : Role
    colour : bool
        It is a picture.
    classes : bool
        Its values are classes, never averaged.
    scale, offset : float
        A value in ``unit`` is ``scale * cell + offset``.
    unit, instant : str
        As in :class:`jumeau.model.layer.Layer`.
    absent : tuple of float
        Cells that mean "no data" although the file does not say so.
    ramp : str
        The ramp that its colours were painted with, where that is known.
    span : tuple of float or None
        Values of the ramp's ends.
    """

    role: Role
    colour: bool = False
    classes: bool = False
    scale: float = 1.0
    offset: float = 0.0
    unit: str = ""
    instant: str = ""
    absent: tuple[float, ...] = ()
    ramp: str = ""
    span: tuple[float, float] | None = None


def bands_of(path: Path, dataset: Any) -> tuple[int, ...]:
    """Return the bands (from 1) that are layers of their own; the first stands for a picture.

    Raises
    ------
    InputError
        ``raster.bands`` for more than :data:`MOST_BANDS`.
    """
    alpha = dataset.count == 2 and dataset.colorinterp[1] == ColorInterp.alpha
    if dataset.count == 1 or alpha or _is_picture(path, dataset):
        return (1,)
    if dataset.count > MOST_BANDS:
        kinds = ", ".join(sorted(set(dataset.dtypes)))
        raise InputError("raster.bands", path=path.name, count=dataset.count, types=kinds)
    return tuple(range(1, dataset.count + 1))


def meaning_of(
    path: Path,
    dataset: Any,
    product: rasters.RasterProduct | None,
    told: Beside | None,
    band: int = 1,
) -> Meaning:
    """Return what a raster, or a band of it, shows.

    Parameters
    ----------
    path : Path
        Its name counts.
    dataset : rasterio dataset
        Open.
    product : RasterProduct, optional
        What its producer's name tells.
    told : Beside, optional
        What a JSON file beside it tells.

    Raises
    ------
    InputError
        ``raster.no_data``, ``raster.unreadable``.
    """
    words = re.sub(r"[_\-.]+", " ", path.stem)
    if _is_picture(path, dataset):
        return _picture(path, dataset, words, told)
    if len(bands_of(path, dataset)) > 1:
        words = f"{words} {dataset.descriptions[band - 1] or ''}"
    values, absent = _sample(path, dataset, band)
    scale, offset = _stated_scale(dataset, band)
    meaning = _of_values(values * scale + offset, words, product, dataset.dtypes[band - 1])
    unit = _unit(dataset, band)
    if meaning.role in (Role.LAND_COVER, Role.LOCAL_CLIMATE_ZONE):
        # Classes count from 1; where a producer forgot to say so, 0 is nothing.
        return replace(meaning, absent=(*absent, 0.0))
    meaning = replace(meaning, scale=scale, offset=offset, unit=unit, absent=absent)
    if meaning.role is Role.SURFACE_TEMPERATURE:
        return _temperature(meaning, values, path, product)
    if meaning.role in (Role.TERRAIN, Role.SURFACE_MODEL, Role.CANOPY):
        return replace(meaning, unit=unit or "m")
    return meaning


def _is_picture(path: Path, dataset: Any) -> bool:
    byte = all(kind == "uint8" for kind in dataset.dtypes)
    if dataset.count in (3, 4) and (byte or _deep(dataset)):
        return True
    if not byte or dataset.count > 2:
        return False
    # A photograph in grey, or a scanned map with a palette.
    return path.suffix.lower() in PICTURES or dataset.colorinterp[0] == ColorInterp.palette


def _deep(dataset: Any) -> bool:
    """Tell whether a raster is a picture of 16 bits a colour."""
    shown = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
    return set(dataset.dtypes) == {"uint16"} and tuple(dataset.colorinterp[:3]) == shown


def _picture(path: Path, dataset: Any, words: str, told: Beside | None) -> Meaning:
    if dataset.dtypes[0] == "uint16":
        brightest = np.percentile(_known_colours(path, dataset), 99.5)
        return Meaning(Role.ORTHOPHOTO, colour=True, scale=255.0 / max(255.0, float(brightest)))
    palette = dataset.colorinterp[0] == ColorInterp.palette
    if palette and (rasters.COVER_WORDS.search(words) or rasters.CLIMATE_WORDS.search(words)):
        values, absent = _sample(path, dataset)
        meaning = _of_values(values, words, None, "uint8")
        return replace(meaning, absent=(*absent, 0.0))
    hot = rasters.TEMPERATURE_WORDS.search(words) is not None
    span = told.span if told is not None else None
    if span is None and not hot:
        return Meaning(Role.RASTER if palette else Role.ORTHOPHOTO, colour=True, classes=palette)
    role = Role.SURFACE_TEMPERATURE if hot else Role.RASTER
    unit = _spelt(told.unit) if told is not None and told.unit else ""
    if hot and not unit and span is not None and _within(np.array(span), _CELSIUS):
        unit = "°C"
    instant = _moment(told.instant if told is not None else "") or _day_of(path.stem)
    ramp = recognise(_known_colours(path, dataset)) if span is not None else ""
    if not ramp or span is None:
        return Meaning(role, colour=True, unit=unit, instant=instant, span=span)
    if hot and unit == "K":
        span, unit = (span[0] - ZERO_CELSIUS, span[1] - ZERO_CELSIUS), "°C"
    return Meaning(role, unit=unit, instant=instant, ramp=ramp, span=span)


def _known_colours(path: Path, dataset: Any) -> NDArray[Any]:
    """Return the colours (N, 3) of a sample of the cells that are not transparent."""
    bands = [1, 2, 3] if dataset.count >= 3 else [1, 1, 1]
    found = []
    with explained(path):
        for window in _windows(dataset, 4 * SAMPLE):
            colours = dataset.read(bands, window=window)
            found.append(colours[:, dataset.dataset_mask(window=window) > 0].T)
    return np.concatenate(found)


def _of_values(
    values: NDArray[np.float64], words: str, product: rasters.RasterProduct | None, kind: str
) -> Meaning:
    distinct = np.unique(values)
    whole = bool((distinct == np.round(distinct)).all())
    few = len(distinct) <= FEW_VALUES and whole
    plausible = bool(((values > LOWEST) & (values < HIGHEST)).mean() > 0.9)
    role = product.role if product is not None else None
    if role is Role.LOCAL_CLIMATE_ZONE or rasters.CLIMATE_WORDS.search(words):
        if whole and set(distinct[distinct != 0].tolist()) <= ZONES:
            return Meaning(Role.LOCAL_CLIMATE_ZONE, classes=True)
        role = None
    if role is not None and role is not Role.ORTHOPHOTO:
        return Meaning(role)
    if rasters.TEMPERATURE_WORDS.search(words):
        return Meaning(Role.SURFACE_TEMPERATURE)
    if rasters.COVER_WORDS.search(words) and whole and len(distinct) <= 256:
        return Meaning(Role.LAND_COVER, classes=True)
    for pattern, other in (
        (rasters.SURFACE_WORDS, Role.SURFACE_MODEL),
        (rasters.CANOPY_WORDS, Role.CANOPY),
        (rasters.GROUND_WORDS, Role.TERRAIN),
    ):
        if pattern.search(words) and plausible:
            return Meaning(other)
    # Altitudes have decimals or may be below zero; unsigned integers are counts, classes, light.
    if rasters.NOT_GROUND_WORDS.search(words) or kind.startswith("uint") or few or not plausible:
        return Meaning(Role.RASTER, classes=few)
    return Meaning(Role.TERRAIN)


def _temperature(
    meaning: Meaning, values: NDArray[np.float64], path: Path, product: rasters.RasterProduct | None
) -> Meaning:
    """Return how cells become degrees Celsius; an ordinary raster where that cannot be told."""
    instant = _day_of(path.stem)
    if product is not None and (found := product.pattern.search(path.name)) is not None:
        instant = _moment(found.groupdict().get("day") or "") or instant
    scale, offset = meaning.scale, meaning.offset
    thermal = re.search(r"ST_?B(6|10)", path.stem, re.IGNORECASE)
    if thermal and (scale, offset) == (1.0, 0.0) and float(np.median(values)) > 1000:
        # 0 is the product's own sign for no data.
        scale, offset = LANDSAT_SCALE, LANDSAT_OFFSET
        meaning = replace(meaning, absent=(*meaning.absent, 0.0), unit="K")
    kelvin = values * scale + offset
    middle = np.percentile(kelvin, [5, 95])
    if meaning.unit in ("K", "") and _within(middle, _KELVIN):
        return replace(
            meaning, scale=scale, offset=offset - ZERO_CELSIUS, unit="°C", instant=instant
        )
    if meaning.unit in ("°C", "") and _within(middle, _CELSIUS):
        return replace(meaning, scale=scale, offset=offset, unit="°C", instant=instant)
    return replace(meaning, role=Role.RASTER, scale=scale, offset=offset, instant=instant)


def _within(values: NDArray[Any], limits: tuple[float, float]) -> bool:
    return bool(values.min() >= limits[0] and values.max() <= limits[1])


def _sample(
    path: Path, dataset: Any, band: int = 1
) -> tuple[NDArray[np.float64], tuple[float, ...]]:
    """Return some known values, and the undeclared signs for "no data" that are among them."""
    absent: tuple[float, ...] = ()
    if dataset.nodata is None and not dataset.dtypes[band - 1].startswith("uint"):
        absent = SENTINELS
    with explained(path):
        for windows in (_windows(dataset, SAMPLE), _all_rows(dataset)):
            parts = [dataset.read(band, window=w, masked=True).compressed() for w in windows]
            values = np.concatenate(parts).astype(np.float64)
            values = values[np.isfinite(values) & (np.abs(values) < HUGE)]
            values = values[~np.isin(values, absent)]
            if len(values):
                return values, absent
    raise InputError("raster.no_data", path=path.name)


def _windows(dataset: Any, side: int) -> list[Cells]:
    """Return small parts all over a raster: of a large one, few blocks are unpacked.

    Of a text, whose rows can only be read one after the other, they lie in its first rows.
    """
    height = dataset.height
    if dataset.driver == "AAIGrid":
        height = min(height, max(SAMPLE, 500_000 // dataset.width))
    if height * dataset.width <= side * side * 16:
        return [Cells(0, 0, dataset.width, height)]
    size = max(8, side // 8)
    rows = np.linspace(0, max(0, height - size), 8).astype(int)
    cols = np.linspace(0, max(0, dataset.width - size), 8).astype(int)
    return [
        Cells(col, row, min(size, dataset.width), min(size, height)) for row in rows for col in cols
    ]


def _all_rows(dataset: Any) -> Iterator[Cells]:
    """Return a raster in rows, thinned out: for one that seems to hold nothing."""
    step = max(1, dataset.height // 2000)
    for row in range(0, dataset.height, step):
        yield Cells(0, row, dataset.width, 1)


def _stated_scale(dataset: Any, band: int) -> tuple[float, float]:
    scale, offset = float(dataset.scales[band - 1]), float(dataset.offsets[band - 1])
    sound = np.isfinite(scale) and np.isfinite(offset) and scale != 0
    return (scale, offset) if sound else (1.0, 0.0)


def _unit(dataset: Any, band: int) -> str:
    tags = {**dataset.tags(), **dataset.tags(band)}
    lower = {str(name).lower(): str(value) for name, value in tags.items()}
    told: Sequence[str | None] = (dataset.units[band - 1], lower.get("unit"), lower.get("units"))
    return next((_spelt(text) for text in told if text), "")


def _spelt(text: str) -> str:
    plain = " ".join(text.split())
    return _UNITS.get(plain.lower(), plain[:20])


def _day_of(name: str) -> str:
    """Return the first date in a file's name (ISO); empty where there is none."""
    for found in _DAY.finditer(name):
        year, month, day = found.groups()
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return f"{year}-{month}-{day}"
    return ""


def _moment(text: str) -> str:
    """Return a date, or date and time, as ISO; empty for anything else."""
    return text.strip() if _ISO.match(text.strip()) else _day_of(text)
