"""What the panel says of a result where it was clicked: value, floor, day, source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from jumeau.app.panels.cards import Ink, heading, note, rows, section
from jumeau.app.words import certainty_title
from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.project import Project
from jumeau.model.results import NOISE, certainty_of, lacks_trees
from jumeau.model.view_state import ViewState
from jumeau.render.result_words import against_of, value_words, when_of
from jumeau.render.variant_words import side_title

Told = tuple[Layer, float]
"""A result and its value somewhere."""


def cell_card(
    layer: Layer,
    facts: Mapping[str, Any],
    project: Project,
    view: ViewState,
    tr: Translator,
    ink: Ink,
) -> str:
    """Return the card of a cell of a wall or of a roof.

    Parameters
    ----------
    facts : mapping
        ``value``, ``storey``, ``above`` [m], ``cell`` (width, height) [m].
    """
    roof = facts.get("storey", -1) < 0
    title = tr(f"sun_themes.place.{'roof' if roof else 'wall'}")
    pairs = [(_named(layer, tr), _value(layer, float(facts.get("value", "nan")), tr))]
    if not roof:
        storey = int(facts["storey"])
        name = "storey" if storey else "ground_floor"
        floor = tr(f"sun_themes.place.{name}", number=str(storey))
        pairs.append((tr("sun_themes.place.floor"), escape(floor)))
        above = tr("sun_themes.place.metres", metres=tr.number(round(float(facts["above"]))))
        pairs.append((tr("sun_themes.place.above"), escape(above)))
    wide, high = (tr.number(round(x, 1), 1) for x in facts["cell"])
    size = tr("sun_themes.place.cell_size", width=wide, height=high)
    pairs += _circumstances(layer, project, view, tr)
    pairs.append((tr("sun_themes.place.cell"), escape(size)))
    return heading(title) + rows(pairs, ink) + _notes(layer, tr, ink)


def results_section(
    told: Sequence[Told], project: Project, view: ViewState, tr: Translator, ink: Ink
) -> str:
    """Return what results say of a place on the ground or on a roof; empty where none does."""
    parts: list[str] = []
    for layer, value in told:
        pairs = [(_named(layer, tr), _value(layer, value, tr))]
        pairs += _circumstances(layer, project, view, tr)
        parts += [rows(pairs, ink), _notes(layer, tr, ink)]
    return section(tr("sun_themes.place.heading")) + "".join(parts) if parts else ""


def _named(layer: Layer, tr: Translator) -> str:
    return layer.title or tr(f"picture.legend.{layer.role}")


def _value(layer: Layer, value: float, tr: Translator) -> str:
    return f"<b>{escape(value_words(layer, value, tr))}</b>"


def _circumstances(
    layer: Layer, project: Project, view: ViewState, tr: Translator
) -> list[tuple[str, str]]:
    """Return when, of which variant and from what a result was computed."""
    pairs = [(tr("sun_themes.place.when"), escape(when_of(layer, tr)))]
    if layer.analysis is not None:
        name = side_title(project, layer.analysis.variant, view.year, tr)
        if against := against_of(layer, project, view, tr):
            name = f"{name}, {_lowered(tr('sun_themes.against', name=against))}"
        pairs.append((tr("sun_themes.place.of"), escape(name)))
    pairs.append((tr("sun_themes.place.source"), escape(layer.provenance.short)))
    pairs.append((tr("app.card.certainty"), escape(certainty_title(certainty_of(layer), tr))))
    return [(label, text) for label, text in pairs if text]


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _notes(layer: Layer, tr: Translator, ink: Ink) -> str:
    if layer.role in NOISE:
        return note(tr("noise_looks.local"), ink.warning)
    return note(tr("sun_themes.place.unsurveyed"), ink.warning) if lacks_trees(layer) else ""
