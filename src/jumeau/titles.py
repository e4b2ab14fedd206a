"""What a layer is called: as the user named it, else what its fields or its name tell of it.

A role alone does not tell two noise maps apart; their values do, which the provenance card notes
on arrival, and so do the names that the producers' standards prescribe (CNIG for noise maps and
plans, IGN for BD TOPO).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from jumeau.i18n import Translator
from jumeau.model.canonical import VARIETY
from jumeau.model.groups import theme_named
from jumeau.model.layer import ESTIMATED_GROUND, Layer, is_estimated_ground
from jumeau.model.project import Group
from jumeau.model.roles import Role

# N_BRUIT_ZBRD_<territory>_<source>_<kind of map>_<index>_S_<departement>
_NOISE = re.compile(r"bruit_zbrd?_[a-z0-9]+_([a-z]+)_([a-d])_(ld|ln)(?:_|$)")
_SOURCES = {"r": "road", "f": "rail", "a": "air", "i": "industry"}
_KINDS = {"a": "", "b": "_sector", "c": "_limit", "d": "_change"}
# EEA's own names: NoiseContours_airportsInAgglomeration_Lden
_CONTOURS = re.compile(r"noisecontours_(road|rail|air|industr)[a-z]*_(lden|lnight)", re.IGNORECASE)
_CONTOUR_SOURCES = {"road": "road", "rail": "rail", "air": "air", "industr": "industry"}
_PRESCRIPTION = re.compile(r"(prescription|info)_(lin|pct|surf)(?:_|$)")
_WORDS = {"prescription": "prescription", "info": "information"}
_CITY: tuple[tuple[str, str], ...] = (  # classes of CityGML and CityJSON
    ("bridge", "bridge"),
    ("tunnel", "tunnel"),
    ("otherconstruction", "construction"),
    ("railway", "railway"),
    ("waterbody", "water"),
    *((start, "vegetation") for start in ("plantcover", "solitaryvegetation")),
    *((start, "relief") for start in ("relief", "tinrelief")),
    ("cityfurniture", "furniture"),
    ("landuse", "land_use"),
    *((start, "road") for start in ("road", "trans", "track", "square", "section", "intersection",
                                    "waterway")),
)  # fmt: skip
_SHAPES = frozenset({"points", "lines", "polygons"})
_LONG = 24  # letters
_NAMED: tuple[tuple[Role, str, str], ...] = (
    (Role.CONSTRUCTION, "reservoir", "reservoir"),
    (Role.WATER, "plan_d_eau", "named_water"),
    (Role.TRANSPORT_AREA, "piste_d_aerodrome", "aerodrome"),
    (Role.TRANSPORT_AREA, "aerodrome", "aerodrome"),
    *((Role.CITY_OBJECT, start, f"city_{kind}") for start, kind in _CITY),
)


def group_title(group: Group, tr: Translator) -> str:
    """Return a group's title: as the user named it, else its theme."""
    theme = theme_named(group.id)
    return group.title or tr(f"app.theme_group.{theme}" if theme else "app.layers.group")


def variety_of(layer: Layer) -> str:
    """Return the key (``titles.<key>``) of what a layer is within its role; empty if unknown."""
    if is_estimated_ground(layer):
        return ESTIMATED_GROUND
    noted = dict(layer.provenance.parameters).get(VARIETY)
    if noted:
        return noted
    name = _source_name(layer)
    if layer.role is Role.NOISE_MAP and (found := _NOISE.search(name)) is not None:
        source, kind, index = found.groups()
        known = _SOURCES.get(source[:1], "")
        when = "night" if index == "ln" else "day"
        return f"noise_{known}_{when}{_KINDS[kind]}" if known else ""
    if layer.role is Role.NOISE_MAP and (contours := _CONTOURS.search(name)) is not None:
        index = "night" if contours.group(2) == "lnight" else "day"
        return f"noise_{_CONTOUR_SOURCES[contours.group(1)]}_{index}"
    if layer.role is Role.PRESCRIPTION and (found := _PRESCRIPTION.search(name)) is not None:
        return f"{_WORDS[found.group(1)]}_{found.group(2)}"
    if layer.role is Role.POLYGONS and "cadastre" in name and "batiment" in name:
        return "cadastre_buildings"
    return next(
        (key for role, start, key in _NAMED if layer.role is role and name.startswith(start)), ""
    )


def map_type_of(layer: Layer) -> str:
    """Return A, B, C or D of a strategic noise map, by its values or its prescribed name.

    Empty where neither tells.
    """
    noted = dict(layer.provenance.parameters).get(VARIETY, "")
    if noted.startswith("noise_"):
        kinds = (kind.upper() for kind, ending in _KINDS.items() if ending)
        return next((k for k in kinds if noted.endswith(_KINDS[k.lower()])), "A")
    found = _NOISE.search(_source_name(layer))
    return found.group(2).upper() if found is not None else ""


def title_of(layer: Layer, tr: Translator) -> str:
    """Return the name of a layer in lists."""
    if layer.title:
        return layer.title
    variety = variety_of(layer)
    if variety:
        return tr(f"titles.{variety}")
    key = f"roles.{layer.role}"
    return tr(key) if tr.has(key) else _spelt(layer.role)


def legend_title(layer: Layer, tr: Translator) -> str:
    """Return the name of a layer in the picture's legend, which is short."""
    if layer.title:
        return layer.title
    variety = variety_of(layer)
    return tr(f"titles.{variety}") if variety else tr(f"picture.legend.{layer.role}")


Naming = Callable[[Layer, Translator], str]


def told_apart(
    layers: Sequence[Layer], tr: Translator, naming: Naming = title_of
) -> dict[str, str]:
    """Return the names of layers by their ids; those that share a name say where they come from.

    To the shared name is added, in short, what differs: of what an analysis was asked, the name of
    the source file, the kind of shapes that it was read from, or a number.

    Parameters
    ----------
    naming : callable
        :func:`title_of` or :func:`legend_title`.
    """
    names = {layer.id: naming(layer, tr) for layer in layers}
    often = Counter(names.values())
    for name in (x for x, count in often.items() if count > 1):
        same = [layer for layer in layers if names[layer.id] == name]
        files = _shortened([_stem(layer) for layer in same])
        shapes = [_shapes(layer, tr) for layer in same]
        both = [", ".join(filter(None, pair)) for pair in zip(files, shapes, strict=True)]
        asked = _asked(same, tr)
        ways = (asked, files, shapes, both)
        told = next((x for x in ways if len(set(x)) == len(same) and all(x)), None)
        told = told or [str(k + 1) for k in range(len(same))]
        for layer, more in zip(same, told, strict=True):
            names[layer.id] = f"{name} ({more})"
    return names


def with_own_names(
    layers: Sequence[Layer], tr: Translator, naming: Naming = title_of
) -> tuple[Layer, ...]:
    """Return layers of which those that share a name bear their own as a title."""
    names = told_apart(layers, tr, naming)
    return tuple(
        x if names[x.id] == naming(x, tr) else msgspec.structs.replace(x, title=names[x.id])
        for x in layers
    )


def _asked(layers: Sequence[Layer], tr: Translator) -> list[str]:
    """Return of which situation and days results are, and where, as far as these differ.

    Empty for layers that are no results of analyses.
    """
    if any(layer.analysis is None for layer in layers):
        return [""] * len(layers)
    ways = (_situation, _days, _surfaces)
    told = [[tell(layer, tr) for layer in layers] for tell in ways]
    columns = [words for words in told if len(set(words)) > 1] or [[""] * len(layers)]
    return [", ".join(filter(None, row)) for row in zip(*columns, strict=True)]


def _situation(layer: Layer, tr: Translator) -> str:
    told = dict(layer.provenance.parameters)
    of = told.get("situation") or tr("variants.today")
    if layer.analysis is None or not layer.analysis.against:
        return of
    return f"{of} \N{MINUS SIGN} {told.get('compared_with') or tr('variants.today')}"


def _days(layer: Layer, tr: Translator) -> str:
    told = dict(layer.provenance.parameters)
    days = dict.fromkeys(x for x in (told.get("first", ""), told.get("last", "")) if x)
    return " \N{EN DASH} ".join(f"{x[8:10]}/{x[5:7]}" for x in days)


def _surfaces(layer: Layer, tr: Translator) -> str:
    return tr(f"titles.result_{layer.payload.kind.value}")


def _stem(layer: Layer) -> str:
    for source in layer.provenance.sources:
        return source.name.rpartition(".")[0] or source.name
    return ""


def _shapes(layer: Layer, tr: Translator) -> str:
    """Return which of the kinds of shapes of its file a layer holds, where the file has several."""
    for source in layer.provenance.sources:
        kind = source.layer.lower().removeprefix("multi")
        kind = {"linestrings": "lines"}.get(kind, kind)
        key = f"roles.{kind}"
        return tr(key).lower() if kind in _SHAPES else source.layer
    return ""


def _shortened(names: Sequence[str]) -> list[str]:
    """Return long names without the words that all end with, then without those that all begin."""
    if max(map(len, names), default=0) <= _LONG:
        return list(names)
    words = [re.split(r"[ _.-]+", name) for name in names]
    for end in (-1, 0):
        while all(len(w) > 1 for w in words) and len({w[end] for w in words}) == 1:
            for w in words:
                del w[end]
        if max(len(" ".join(w)) for w in words) <= _LONG:
            break
    return [" ".join(w) for w in words]


def _source_name(layer: Layer) -> str:
    """Return the name of the layer in its source, in lower case."""
    for source in layer.provenance.sources:
        return (source.layer or source.name).lower()
    return ""


def _spelt(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
