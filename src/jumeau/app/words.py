"""The names of things as the panels write them."""

from __future__ import annotations

from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.provenance import Certainty, LeftOut
from jumeau.titles import title_of

# What people call the coordinate systems that are met in France.
_SYSTEMS = {
    "EPSG:2154": "Lambert-93",
    "EPSG:9794": "Lambert-93",
    "EPSG:4326": "WGS 84",
    "EPSG:2975": "RGR92 / UTM 40S",
    "EPSG:5490": "RGAF09 / UTM 20N",
    "EPSG:2972": "RGFG95 / UTM 22N",
    "EPSG:4471": "RGM04 / UTM 38S",
}


def layer_title(layer: Layer, tr: Translator) -> str:
    """Return a layer's title: as the user named it, else what it is."""
    return title_of(layer, tr)


def has_features(layer: Layer) -> bool:
    """Tell whether a layer has features to count; a raster has cells, which nobody counts."""
    return layer.payload.kind is not PayloadKind.RASTER and layer.count > 0


def role_title(layer: Layer, tr: Translator) -> str:
    """Return the name of a layer's role."""
    return first_known(tr, f"roles.{layer.role}", otherwise=_spelt(layer.role))


def certainty_title(certainty: Certainty, tr: Translator) -> str:
    """Return a label of certainty."""
    return first_known(tr, f"certainty.{certainty}", otherwise=_spelt(certainty))


def first_known(tr: Translator, *keys: str, otherwise: str) -> str:
    """Return the sentence of the first key that the catalogue holds."""
    return next((tr(key) for key in keys if tr.has(key)), otherwise)


def _spelt(name: str) -> str:
    """Return an identifier as words."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def crs_title(crs: str, tr: Translator) -> str:
    """Return a coordinate system as a chip shows it."""
    code = crs if len(crs) < 24 else tr("app.status.own_crs")
    name = _SYSTEMS.get(crs, "")
    if not name and crs.startswith("EPSG:39") and crs[5:].isdigit() and int(crs[5:]) - 3900 >= 42:
        name = f"CC{int(crs[5:]) - 3900}"
    return f"{name} · {code}" if name else code


def field_label(layer: Layer, name: str, tr: Translator) -> str:
    """Return a readable label of a column of the source."""
    names = [canonical for canonical, source in layer.columns if source == name]
    keys = [f"app.column.{canonical}" for canonical in names]
    return first_known(tr, *keys, f"app.source_column.{name.lower()}", otherwise=_spelt(name))


def left_out_lines(
    items: tuple[LeftOut, ...], tr: Translator, *, examples: bool = True
) -> list[str]:
    """Return a line for each reason for which features were left out or repaired."""
    lines = []
    for item in items:
        keys = (f"left_out.{item.reason}", f"repaired.{item.reason}")
        reason = first_known(tr, *keys, otherwise=item.reason.replace("_", " "))
        line = tr("app.card.counted", count=item.count, reason=reason)
        if examples and item.examples:
            named = ", ".join(item.examples[:3])
            line = tr("app.card.examples", line=line, examples=named)
        lines.append(line)
    return lines


def file_size(size: int, tr: Translator) -> str:
    """Return a size in the unit that people read."""
    for unit, step in (("app.size.gb", 1e9), ("app.size.mb", 1e6), ("app.size.kb", 1e3)):
        if size >= step:
            return tr(unit, size=tr.number(size / step, 1 if size < 10 * step else 0))
    return tr("app.size.b", size=size)
