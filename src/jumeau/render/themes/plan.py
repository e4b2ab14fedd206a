"""The local plan: zones in the colours that people know, prescriptions hatched or outlined.

Zones and prescriptions are those of the CNIG standard for local plans; the palette "cnig" has the
colours that CNIG recommends for small scales.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jumeau.model.layer import Layer
from jumeau.render.look import Rgb, rgb
from jumeau.render.themes.dress import (
    Column,
    Dress,
    Entry,
    Form,
    Swatch,
    Theme,
    by_value,
    colours,
    palette_of,
)

ZONES = ("zone_u", "zone_au", "zone_aus", "zone_a", "zone_n", "zone_other")
_SOFT = "#C75B6B #F0A77F #FADFD0 #F2E063 #6FA98E #B5B0B8"
_CNIG = "#E60000 #FF6565 #FECCBE #FFFF00 #56AA02 #B5B0B8"
PALETTES: dict[str, tuple[Rgb, ...]] = {
    "standard": colours(_SOFT),
    "cnig": colours(_CNIG),
}
_EDGE = rgb("#6E665B")
_OPACITY = 0.6


def zone_of(value: object) -> int:
    """Return the index in :data:`ZONES` of a zone's type or label, such as ``1AUx``."""
    text = str(value).strip()
    bare = text.lstrip("0123456789")
    if bare.upper().startswith("AU"):
        # "AUs" and second-rank zones ("2AU") are closed to building for now.
        return 2 if bare[2:3] in ("s", "S") or text.startswith("2") else 1
    return {"U": 0, "A": 3, "N": 4}.get(bare[:1].upper(), 5)


def _zones(layer: Layer) -> tuple[Entry, ...]:
    own = PALETTES[palette_of(layer, tuple(PALETTES))]
    return tuple(Entry(key, colour) for key, colour in zip(ZONES, own, strict=True))


def zoning_dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress zones: filled, with an outline."""
    values = column("zone")
    if values is None:
        values = column("label")
    kind = by_value(values, count, zone_of)
    if values is None:
        kind = np.full(count, ZONES.index("zone_other"), np.int8)
    entries = _zones(layer)
    swatches = tuple(
        Swatch(e.colour, opacity=_OPACITY, edge=_EDGE, edge_width=1.4) for e in entries
    )
    return Dress(swatches, kind, np.zeros(count, np.float32), entries)


_PRESCRIPTIONS: tuple[tuple[str, str, Rgb, Form], ...] = (
    ("01", "rule_wood", rgb("#3F8F4F"), Form.HATCH),
    ("02", "rule_risk", rgb("#D55E00"), Form.HATCH),
    ("05", "rule_reserved", rgb("#B3262E"), Form.HATCH),
    ("07", "rule_heritage", rgb("#7B4FA3"), Form.HATCH),
    ("08", "rule_garden", rgb("#7A9A2E"), Form.HATCH),
    ("15", "rule_setback", rgb("#5C6B7A"), Form.OUTLINE),
    ("16", "rule_countryside", rgb("#A0743C"), Form.OUTLINE),
    ("17", "rule_housing", rgb("#1F78B4"), Form.HATCH),
    ("18", "rule_project", rgb("#0B7A75"), Form.OUTLINE),
    ("22", "rule_shops", rgb("#C2458F"), Form.OUTLINE),
    ("24", "rule_ways", rgb("#44607F"), Form.OUTLINE),
)
_OTHER = ("rule_other", rgb("#8F7A35"), Form.OUTLINE)


def rule_of(value: object) -> int:
    """Return the index of a type of prescription (``5``, ``05-01``), the last for others."""
    text = str(value).strip().split("-")[0].split(".")[0].zfill(2)
    codes = [code for code, *_ in _PRESCRIPTIONS]
    return codes.index(text) if text in codes else len(codes)


def prescription_dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress prescriptions: surfaces hatched or outlined, lines and points in the same colours."""
    told = (*(row[1:] for row in _PRESCRIPTIONS), _OTHER)
    values = column("type")
    kind = by_value(values, count, rule_of)
    if values is None:
        kind = np.full(count, len(told) - 1, np.int8)
    swatches = tuple(
        Swatch(
            colour if form is Form.HATCH else None, opacity=0.68, edge=colour, edge_width=1.6,
            hatch=8.0,
        )
        for _, colour, form in told
    )  # fmt: skip
    entries = tuple(Entry(key, colour, form) for key, colour, form in told)
    return Dress(swatches, kind, np.full(count, 1.2, np.float32), entries)


def for_lines(dress: Dress) -> Dress:
    """Return the dress of the same prescriptions where they are lines or points."""
    bare = tuple(
        replace(s, fill=s.edge, edge=None, hatch=0.0, opacity=0.95, least=1.4)
        for s in dress.swatches
    )
    entries = tuple(replace(e, form=Form.LINE) if e is not None else None for e in dress.entries)
    return Dress(bare, dress.kind, dress.half_width, entries)


ZONING = Theme(zoning_dress, tuple(PALETTES), _zones)
PRESCRIPTION = Theme(prescription_dress)
