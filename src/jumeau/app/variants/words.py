"""What the window calls variants and their edits, with the figures that tell them apart."""

from __future__ import annotations

import datetime
import itertools
import math
from collections.abc import Sequence

from jumeau.i18n import Translator
from jumeau.model import changes as ch
from jumeau.model.edits import Debate, Edit, tag_of
from jumeau.model.placed_model import Place
from jumeau.model.project import Project
from jumeau.model.variant import NO_BUILD, Variant
from jumeau.model.variants import chain
from jumeau.render.variant_words import no_build_year, side_title

EDIT_ICONS: dict[str, str] = {
    "add_building": "house-plus",
    "remove_feature": "x",
    "change_height": "arrow-up-from-line",
    "add_storeys": "layers-2",
    "move_feature": "move-3d",
    "place_model": "box",
    "plant_trees": "tree-deciduous",
    "set_surface": "paint-bucket",
    "set_roof": "leaf",
    "add_barrier": "fence",
    "set_road": "route",
    "shape_terrain": "shovel",
    "demolish": "eraser",
}
MINUS = "\N{MINUS SIGN}"
_HORIZON = 10  # years after which the town without the project is looked at, unless said otherwise
_ROUND = 5


def ring_area(ring: Sequence[Place]) -> float:
    """Return the area of a ring on the grid [m²]."""
    if len(ring) < 3:
        return 0.0
    x0, y0 = ring[0]
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return abs(sum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in pairs)) / 2


def path_length(path: Sequence[Place]) -> float:
    """Return the length of a line on the grid [m]."""
    return sum(math.dist(a, b) for a, b in itertools.pairwise(path))


def places_in(change: ch.Change) -> tuple[Place, ...]:
    """Return the vertices that a change was drawn with; none where it changes what is there."""
    for name in ("footprint", "ring", "line", "places"):
        if hasattr(change, name):
            return tuple(getattr(change, name))
    if isinstance(change, ch.PlaceModel):
        reach = max((math.hypot(*p) for p in change.model.footprint), default=5.0) * change.scale
        (x, y) = change.place
        return ((x - reach, y - reach), (x + reach, y + reach))
    return ()


class Figures:
    """The words and numbers of edits.

    Parameters
    ----------
    tr : Translator
    scale : float
        Length on the grid over true length.
    """

    def __init__(self, tr: Translator, scale: float = 1.0) -> None:
        self._tr = tr
        self._scale = scale or 1.0

    def title(self, edit: Edit) -> str:
        """Return the title of an edit; what it is where nobody named it."""
        return edit.title or self._tr(f"edits.{tag_of(edit.change)}")

    def detail(self, edit: Edit) -> str:
        """Return what tells an edit from others: its figures, after its kind if it is named."""
        figures = self.figures(edit.change)
        if not edit.title:
            return figures
        kind = self._tr(f"edits.{tag_of(edit.change)}")
        return f"{kind} – {figures}" if figures else kind

    def line(self, edit: Edit) -> str:
        """Return an edit in one line: "Bâtiment neuf – 3 niveaux, 640 m²"."""
        figures = self.figures(edit.change)
        return f"{self.title(edit)} – {figures}" if figures else self.title(edit)

    def figures(self, change: ch.Change) -> str:
        """Return the figures of a change; empty where it has none."""
        return ", ".join(x for x in self._parts(change) if x)

    def _parts(self, change: ch.Change) -> tuple[str, ...]:
        tr = self._tr
        match change:
            case ch.AddBuilding():
                size = (
                    tr.count("variants_panel.storeys", change.storeys)
                    if change.storeys
                    else self._high(change.height)
                )
                holes = sum(ring_area(x) for x in change.courtyards)
                area = self._area(ring_area(change.footprint) - holes)
                usual = change.kind is ch.BuildingKind.HOUSING
                kind = "" if usual else tr(f"buildings.kind.{change.kind}")
                return (kind, size, area)
            case ch.ChangeHeight():
                return (self._high(change.height),)
            case ch.AddStoreys():
                return (self._signed_storeys(change.storeys),)
            case ch.MoveFeature():
                return self._moved(change)
            case ch.PlaceModel():
                sources = change.model.provenance.sources
                return (sources[0].name if sources else "",)
            case ch.PlantTrees():
                return self._planted(change)
            case ch.SetSurface():
                free = ring_area(change.ring) - sum(ring_area(x) for x in change.holes)
                return (tr(f"surfaces.{change.surface}"), self._area(free))
            case ch.SetRoof():
                return (tr(f"roofs.cover.{change.cover}"), self._percent(change.share))
            case ch.AddBarrier():
                return (self._high(change.height), self._long(path_length(change.line)))
            case ch.SetRoad():
                speed = (
                    ""
                    if change.speed is None
                    else f"{tr.number(change.speed)}\N{NO-BREAK SPACE}km/h"
                )
                return (tr(f"roads.use.{change.use}"), speed)
            case ch.ShapeTerrain():
                return (self._shaped(change), self._area(ring_area(change.ring)))
            case ch.Demolish():
                what = [x for x in ("buildings", "trees") if getattr(change, x)]
                words = [tr(f"variants_panel.field.{x}").lower() for x in what]
                return (*words, self._area(ring_area(change.ring)))
            case _:
                return ()

    def _signed_storeys(self, number: int) -> str:
        words = self._tr.count("variants_panel.storeys", abs(number))
        return f"{'+' if number > 0 else MINUS}{words}"

    def _moved(self, change: ch.MoveFeature) -> tuple[str, ...]:
        tr = self._tr
        far = math.hypot(change.east, change.north) / self._scale
        return (
            f"{tr.number(far, 1)}\N{NO-BREAK SPACE}m" if far else "",
            f"{tr.number(change.rotation)}°" if change.rotation else "",
            f"× {tr.number(change.scale, 2)}" if change.scale != 1.0 else "",
        )

    def _planted(self, change: ch.PlantTrees) -> tuple[str, ...]:
        tr, kind = self._tr, self._tr(f"species.{change.species}")
        if change.planting is ch.Planting.ROW:
            return (kind, tr(f"planting.{change.planting}"), self._long(path_length(change.places)))
        if change.planting is ch.Planting.AREA:
            return (kind, self._area(ring_area(change.places)))
        return (kind, tr(f"planting.{change.planting}"))

    def _shaped(self, change: ch.ShapeTerrain) -> str:
        tr = self._tr
        if change.altitude is not None:
            return tr("variants_panel.level_at", altitude=tr.number(change.altitude, 1))
        key = "higher" if change.up >= 0 else "lower"
        return tr(f"variants_panel.{key}", metres=tr.number(abs(change.up), 1))

    def _high(self, metres: float) -> str:
        return self._tr("variants_panel.high", metres=self._tr.number(metres, 1))

    def _long(self, metres: float) -> str:
        return self._tr("variants_panel.long", metres=self._tr.number(metres / self._scale))

    def _area(self, square: float) -> str:
        return (
            f"{self._tr.number(square / self._scale**2)}\N{NO-BREAK SPACE}m²"
            if square >= 0.5
            else ""
        )

    def _percent(self, share: float) -> str:
        return "" if share >= 1.0 else self._tr("variants_panel.percent", value=round(100 * share))


# -- variants --------------------------------------------------------------------------------------


def proposed_year(project: Project, this_year: int = 0) -> int:
    """Return a year for the town without the project: that of the last variant, else a round one.

    Parameters
    ----------
    this_year : int
        0 for the calendar's.
    """
    found = no_build_year(project)
    now = this_year or datetime.date.today().year
    return found or -(-(now + _HORIZON) // _ROUND) * _ROUND


def variant_title(project: Project, variant_id: str, tr: Translator) -> str:
    """Return what a variant, or today, is called."""
    return side_title(project, variant_id, 0, tr)


def told_date(iso: str, tr: Translator) -> str:
    """Return an ISO date, or month, in the language's habits; as it stands where it is none."""
    if len(iso) == len("2026-11") and iso[4] == "-":
        return f"{iso[5:]}/{iso[:4]}"
    try:
        return tr.value(datetime.date.fromisoformat(iso))
    except ValueError:
        return iso


def variant_detail(variant: Variant, tr: Translator) -> str:
    """Return status and date of a variant."""
    parts = (tr(f"variants.status.{variant.status}"), told_date(variant.date, tr))
    return ", ".join(x for x in parts if x)


def debate_words(edit: Edit, tr: Translator) -> str:
    """Return whether an edit is open to debate, with its reason if it is not."""
    words = tr(f"variants.debate.{edit.debate}")
    if edit.debate is Debate.FIXED and edit.reason:
        return tr("variants_panel.with_reason", words=words, reason=edit.reason)
    return words


def inherited(project: Project, variant: Variant) -> tuple[tuple[Variant, Edit], ...]:
    """Return the edits that a variant takes over from those it builds on, in order."""
    below = [x for x in chain(project, variant.id) if x.id != variant.id]
    return tuple((x, edit) for x in below for edit in x.edits)


def could_build_on(project: Project, variant_id: str) -> tuple[Variant, ...]:
    """Return the variants that one may build on: not itself, nor one that rests on it."""
    return tuple(
        x
        for x in project.variants
        if x.id not in (variant_id, NO_BUILD)
        and all(below.id != variant_id for below in chain(project, x.id))
    )
