"""What a picture must say of the variant that it shows: name, year, trees, models."""

from __future__ import annotations

from functools import lru_cache

import msgspec
import numpy as np

from jumeau.i18n import Translator
from jumeau.model.changes import Demolish, PlaceModel, PlantTrees, RemoveFeature
from jumeau.model.edits import Debate, Edit
from jumeau.model.project import Project
from jumeau.model.roles import Role
from jumeau.model.variant import NO_BUILD, Status, Variant
from jumeau.model.variants import chain, edits_shown, variant_of
from jumeau.model.view_state import Compare, ViewState
from jumeau.render.legend_row import DASHED, Row
from jumeau.render.look import rgb
from jumeau.render.plates import INK, PAPER, Plate, sheet, wrapped
from jumeau.render.themes.dress import Form
from jumeau.render.typeface import font

_TODAYS = (Role.BUILDING, Role.CITY_OBJECT, Role.ROAD, Role.ORTHOPHOTO)
"""Whose year is that of today's data, the first that is known."""
NOBODYS = "#5B646C"
"""Colour of today beside the variants."""
BAR = 0.34
"""Width of the bar of colour before a side's name, over the height of the letters."""
MOST_NOTES = 4
REMOVED = rgb("#C8102E")
WHITE = rgb("#FFFFFF")


def today_year(project: Project) -> str:
    """Return the year of the data that show today; empty where no card tells one."""
    years = {x.role: x.provenance.year for x in reversed(project.layers) if x.provenance.year}
    return next((years[role] for role in _TODAYS if role in years), max(years.values(), default=""))


def no_build_year(project: Project, year: int = 0) -> int:
    """Return the year of "Sans le projet": the view's, else its own, else the last variant's."""
    own = variant_of(project, NO_BUILD)
    return year or (own.year if own else 0) or max((x.year for x in project.variants), default=0)


def side_title(project: Project, variant_id: str, year: int, tr: Translator) -> str:
    """Return the name of what a picture shows: ``Aujourd’hui (2022)``, ``Variante A, en 2038``.

    Parameters
    ----------
    year : int
        Of the view; 0 for none.
    """
    if variant_id == NO_BUILD:
        then = no_build_year(project, year)
        return tr("variants.no_build", year=str(then)) if then else tr("variants.no_build_short")
    variant = variant_of(project, variant_id)
    if variant is None:
        since = today_year(project)
        return tr("variants.today_of", year=since) if since else tr("variants.today")
    title = variant.title or tr("comparing.untitled")
    if not year or any(_ages(project, variant_id, year)):  # the note on its trees says the year
        return title
    return tr("comparing.in_year", title=title, year=str(year))


def side_colour(project: Project, variant_id: str) -> str:
    """Return the colour (``#RRGGBB``) by which a side is known."""
    variant = variant_of(project, variant_id)
    return NOBODYS if variant is None or variant_id == NO_BUILD else variant.colour


def side_notes(project: Project, variant_id: str, year: int, tr: Translator) -> tuple[str, ...]:
    """Return what must be said of a side besides its name, each in a short sentence."""
    notes: list[str] = []
    if variant_id == NO_BUILD:
        own = variant_of(project, NO_BUILD)
        told = own.hypotheses.strip() if own else ""
        notes.append(tr("comparing.hypotheses", told=told) if told else tr("comparing.unsaid"))
    if variant_of(project, variant_id) is None:
        return tuple(notes)
    notes += _tree_notes(project, variant_id, year, tr)
    makers = {
        x.change.card.credit or x.change.card.author
        for x in edits_shown(project, variant_id, year)
        if isinstance(x.change, PlaceModel)
    }
    notes += [tr("comparing.model", credit=x) for x in sorted(filter(None, makers))]
    return tuple(notes)


def _tree_notes(project: Project, variant_id: str, year: int, tr: Translator) -> list[str]:
    """Return what is said of how old the planted trees are on the picture."""
    ages = _ages(project, variant_id, year)
    if not ages:
        return []
    if ages[-1] == 0:
        return [tr("comparing.trees_planted")]
    if len(ages) > 1:
        span = {"least": str(ages[0]), "most": str(ages[-1]), "year": str(year)}
        return [tr("comparing.trees_aged_between", **span)]
    return [tr.count("comparing.trees_aged", ages[0], year=str(year))]


def _ages(project: Project, variant_id: str, year: int) -> list[int]:
    """Return the ages of the planted trees at a year, ascending, each once [years]."""
    shown = {x.id for x in edits_shown(project, variant_id, year)}
    planted = [
        edit.change.planted or variant.year
        for variant in chain(project, variant_id)
        for edit in variant.edits
        if edit.id in shown and isinstance(edit.change, PlantTrees)
    ]
    return sorted({max(year - since, 0) if year and since else 0 for since in planted})


def shown_variants(project: Project, view: ViewState) -> tuple[Variant, ...]:
    """Return the variants that a view shows, in its order; today is none of them."""
    found = (variant_of(project, x) for x in view.variants)
    return tuple(x for x in found if x is not None)


def is_undecided(project: Project, view: ViewState) -> bool:
    """Tell whether a variant is shown on which nothing is decided."""
    shown = [x for x in shown_variants(project, view) if x.id != NO_BUILD]
    return any(
        x.status not in (Status.DECIDED, Status.BUILT)
        or (x.status is Status.DECIDED and not x.act.complete)
        for x in shown
    )


def shows_drawn(project: Project, view: ViewState) -> bool:
    """Tell whether a view shows what nobody has measured: elements of a variant."""
    return any(edits_shown(project, x, view.year) for x in view.variants)


def variant_rows(project: Project, view: ViewState, tr: Translator) -> tuple[Row, ...]:
    """Return the rows of the legend that tell a variant from what is there."""
    ghost = view.compare is Compare.GHOST and len(view.variants) > 1
    shown = shown_variants(project, view)
    edits = [e for x in view.variants for e in edits_shown(project, x, view.year)]
    if ghost:
        shown = shown_variants(project, msgspec.structs.replace(view, variants=view.variants[1:2]))
    rows: list[Row] = []
    if edits:
        added = [x for x in shown if edits_shown(project, x.id, view.year)]
        # Of several, the names on the picture bear the colours.
        rows = [Row(tr("comparing.legend.added"), rgb(x.colour)) for x in added if len(added) == 1]
    if ghost:
        rows.append(Row(tr("comparing.legend.removed"), REMOVED, Form.HATCH))
        rows.append(Row(tr("comparing.legend.unchanged"), WHITE))
    marked = {e.debate for e in edits if _is_seen(e)}
    if marked == {Debate.OPEN, Debate.FIXED} and not ghost:  # which draws no dashed edges
        colour = shown[0].colour if len(shown) == 1 else NOBODYS
        rows.append(Row(tr("comparing.legend.open"), rgb(colour), DASHED))
    return tuple(rows)


def _is_seen(edit: Edit) -> bool:
    """Tell whether an edit leaves something that could bear a mark."""
    return not isinstance(edit.change, RemoveFeature | Demolish)


@lru_cache(maxsize=64)
def side_plate(title: str, notes: tuple[str, ...], colour: str, em: int, most: int) -> Plate:
    """Return the name of a side with its colour before it, and its notes below.

    Parameters
    ----------
    em : int
        Height of the letters [pixels].
    most : int
        Greatest width [pixels]: words are wrapped, at last cut.
    """
    strong, plain = font(em, bold=True), font(em)
    pad, bar = em * 0.5, em * BAR
    room = most - bar - 2 * pad
    lines = [(strong, x) for x in wrapped(title, strong, room, 2)]
    lines += [(plain, x) for note in notes for x in wrapped(note, plain, room, 2)]
    step = em * 1.22
    width = max(face.getlength(line) for face, line in lines) + bar + 2 * pad
    height = step * len(lines) + em * 0.3
    image, draw = sheet(width, height, em * 0.25)
    tint = tuple(round(x) for x in rgb(colour))
    draw.rectangle((0, 0, round(bar), round(height)), (*tint, PAPER[3]))
    for k, (face, line) in enumerate(lines):
        draw.text((bar + pad, em * 0.15 + (k + 0.5) * step), line, INK, face, anchor="lm")
    return np.asarray(image)
