"""The complete list of sources under an export, and what keeps a public export from leaving."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import msgspec

from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.project import Project, replaced, visible_layers
from jumeau.model.provenance import Access, Provenance
from jumeau.model.variant import Variant
from jumeau.model.variants import internal_models
from jumeau.model.view_state import ViewState
from jumeau.titles import title_of


def credit(card: Provenance, tr: Translator) -> str:
    """Return one source: ``IGN – BD TOPO® édition 2025-06-15 (Licence Ouverte 2.0)``."""
    name = " \N{EN DASH} ".join(part for part in (card.producer, card.product) if part)
    parts = [name or tr("export.unknown_source")]
    if card.edition:
        parts.append(tr("export.edition", edition=card.edition))
    if card.licence:
        parts.append(f"({card.licence})")
    return " ".join(parts)


def source_lines(layers: Iterable[Layer], tr: Translator) -> tuple[str, ...]:
    """Return each source of these layers once, then the methods of what was derived."""
    sources: dict[str, None] = {}
    methods: dict[str, None] = {}
    for layer in layers:
        card = layer.provenance
        if card.method:
            methods[tr(f"methods.{card.method}")] = None
        if card.producer or card.product or not card.method:
            sources[credit(card, tr)] = None
    return (*sources, *methods)


def layers_without_year(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return the layers whose card says neither edition nor year; derived ones inherit theirs."""
    return tuple(
        layer for layer in layers if not layer.provenance.year and not layer.provenance.derived_from
    )


def exported_layers(
    project: Project, view: ViewState, tr: Translator, *, internal: bool
) -> tuple[Layer, ...]:
    """Return the layers that an export shows: in public, those that everybody may see.

    Raises
    ------
    InputError
        ``export.nothing``; ``export.year_missing`` in public.
    """
    layers = visible_layers(project, view)
    if internal:
        if not layers:
            raise InputError("export.nothing")
        return layers
    layers = tuple(layer for layer in layers if layer.access is Access.PUBLIC)
    if not layers:
        raise InputError("export.nothing")
    if lacking := layers_without_year(layers):
        names = ", ".join(title_of(layer, tr) for layer in lacking)
        raise InputError("export.year_missing", layers=names, first=lacking[0].id)
    return layers


def without_internal(project: Project, views: Iterable[ViewState]) -> tuple[Project, int]:
    """Return the project without the placed models that may not leave, and how many were shown."""
    today = datetime.date.today().isoformat()
    ids = {x.id for view in views for x in internal_models(project, view, today)}
    if not ids:
        return project, 0

    def kept(variant: Variant) -> Variant:
        edits = tuple(
            msgspec.structs.replace(x, on=False) if x.id in ids else x for x in variant.edits
        )
        return msgspec.structs.replace(variant, edits=edits)

    return replaced(project, variants=tuple(kept(x) for x in project.variants)), len(ids)
