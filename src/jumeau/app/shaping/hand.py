"""The hand: what is held, whatever holds it, and where it stands now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from jumeau.app.shaping.aim import pixel_at
from jumeau.app.shaping.gesture import Gesture
from jumeau.app.shaping.held import Held, feature_of, hold, same
from jumeau.app.variants.current import variant_worked_on
from jumeau.geometry import handling
from jumeau.model import changes as ch
from jumeau.model.edits import own_element
from jumeau.model.layer import FeatureRef
from jumeau.model.project import Project
from jumeau.model.roles import Role
from jumeau.model.variant import Variant
from jumeau.model.variants import edits_shown
from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace
    from jumeau.variants.base import Base

NEAR = 8.0
"""A line that lies so near to the cursor is meant [pixels of the widget]."""
NEIGHBOURS = 40.0
"""Edges so near to an element give it directions [m]."""
MOST_NEIGHBOURS = 60


class Hand(QObject):
    """What is held in an open project: nothing, an element, or several.

    Parameters
    ----------
    workspace : Workspace
        With the project and its picture.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.held: tuple[Held, ...] = ()
        self._refs: tuple[FeatureRef, ...] = ()
        self._base: Base | None = None
        session = workspace.session
        self._stops = (
            session.subscribe(self._project_changed),
            session.subscribe_view(self._view_changed),
        )

    def close(self) -> None:
        """Let go for good."""
        for stop in self._stops:
            stop()

    # -- what there is ---------------------------------------------------------------------------

    @property
    def one(self) -> Held | None:
        """The element that is held, where it is one only."""
        return self.held[0] if len(self.held) == 1 else None

    @property
    def variant(self) -> Variant | None:
        """The variant worked on; None where today is looked at."""
        session = self.workspace.session
        return variant_worked_on(session.project, session.view)

    @property
    def view(self) -> ViewState:
        """The view, of the variant worked on alone where several are compared."""
        return self.workspace.session.view.sides[-1]

    @property
    def base(self) -> Base | None:
        """The data beneath all variants; None while there is nothing to see."""
        if (found := self.workspace.keeper.base()) is not None:
            self._base = found  # what stands there does not change while a variant is prepared
        return self._base

    def ground(self, x: Any, y: Any) -> Any:
        """Return altitudes of the ground of the variant worked on [m]."""
        ground = self.workspace.keeper.ground
        if np.ndim(x) == 0:
            return ground(float(x), float(y))
        return np.array([ground(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)])

    def warm(self) -> None:
        """Read in the background what holding an element asks for."""
        project, base = self.workspace.session.project, self.base

        def read(_progress: Any) -> None:
            from jumeau.variants import resolving  # noqa: F401

            for layer in project.layers:
                if base is not None and layer.count and _is_held_by(layer.role):
                    base.row(FeatureRef(layer.id, "?", 0))
                    for ask in (base.building, base.body, base.tree, base.road):
                        ask(layer.id, 0)

        self.workspace.window_.tasks.submit("", read, lambda _: None, lambda _problem: None)

    # -- taking ----------------------------------------------------------------------------------

    def take(self, refs: Iterable[FeatureRef]) -> None:
        """Hold these elements, and no others; those that are not there are left out."""
        self._refs = tuple(refs)
        self._look()

    def let_go(self) -> None:
        """Hold nothing."""
        if self._refs:
            self.take(())

    def again(self) -> None:
        """See where what is held stands now."""
        self._look()

    def _look(self) -> None:
        self.held = self.looked_at(self._refs)
        self.changed.emit()

    def looked_at(self, refs: Iterable[FeatureRef]) -> tuple[Held, ...]:
        """Return elements as they stand now; those that are not there are left out."""
        project = self.workspace.session.project
        found = (
            hold(ref, project, self.view, self.variant, self.base, self.ground) for ref in refs
        )
        return tuple(x for x in found if x is not None)

    def holds(self, ref: FeatureRef | None) -> bool:
        """Tell whether an element is held."""
        return ref is not None and any(same(x.ref, ref) for x in self.held)

    def _project_changed(self, _old: Project, _new: Project) -> None:
        if self._refs:
            self._look()

    def _view_changed(self, old: ViewState, new: ViewState) -> None:
        if self._refs and (old.variants, old.year) != (new.variants, new.year):
            self._look()

    # -- what is meant ---------------------------------------------------------------------------

    def meant(self, pick: Any) -> FeatureRef | None:
        """Return the element that was clicked; None where there is none that can be held."""
        if pick is None:
            return None
        shown = self._shown
        if edit_id := getattr(pick, "edit", ""):
            edit = next((x for x in shown if x.id == edit_id), None)
            if edit is None:
                return None
            return feature_of(edit.change) or own_element(edit)
        layers = {x.id: x for x in self.workspace.session.project.layers}
        layer = layers.get(pick.layer)
        upright = layer is not None and (layer.role in (Role.BUILDING, Role.TREE))
        if layer is not None and pick.row >= 0 and (upright or layer.has_surfaces):
            return FeatureRef(pick.layer, pick.key, pick.row)
        drawn = self._drawn_at(pick.point[:2], pixel_at(self.workspace, pick.point))
        if drawn is None and layer is not None and layer.role is Role.ROAD and pick.row >= 0:
            return FeatureRef(pick.layer, pick.key, pick.row)
        return drawn

    @property
    def _shown(self) -> tuple[Any, ...]:
        session, variant = self.workspace.session, self.variant
        if variant is None:
            return ()
        return edits_shown(session.project, variant.id, session.view.year)

    def _drawn_at(self, at: tuple[float, float], pixel: float) -> FeatureRef | None:
        """Return what edits have drawn on the ground at a place: lines before areas."""
        lines, areas = [], []
        for edit in reversed(self._shown):
            change = edit.change
            if isinstance(change, ch.AddBarrier | ch.SetRoad) and len(change.line) > 1:
                width = change.width if isinstance(change, ch.SetRoad) else change.thickness
                reach = max((width or 5.5) / 2, NEAR * pixel)
                if handling.nearest_edge(at, change.line, closed=False)[2] <= reach:
                    lines.append(own_element(edit))
            elif isinstance(change, ch.PlantTrees):
                if change.planting is ch.Planting.AREA:
                    inside = handling.contains(change.places, at)
                else:
                    row = len(change.places) > 1
                    away = (
                        handling.nearest_edge(at, change.places, closed=False)[2]
                        if row
                        else float(np.hypot(*np.subtract(change.places[0], at)))
                    )
                    inside = away <= max(2.0, NEAR * pixel)
                if inside:
                    lines.append(own_element(edit))
            elif isinstance(change, ch.SetSurface | ch.ShapeTerrain) and handling.contains(
                change.ring, at
            ):
                areas.append(own_element(edit))
        return next(iter((*lines, *areas)), None)

    def selected(self) -> tuple[FeatureRef, ...]:
        """Return the selected features that can be held."""
        project, found = self.workspace.session.project, []
        for layer_id, rows in self.workspace.selection.rows.items():
            layer = project.layer(layer_id)
            if _is_held_by(layer.role) or layer.has_surfaces:
                keys = self._keys(layer_id)
                found += [
                    FeatureRef(layer_id, keys[row] if keys else "", row) for row in sorted(rows)
                ]
        return tuple(found)

    def _keys(self, layer_id: str) -> list[str]:
        layer = self.workspace.session.project.layer(layer_id)
        if not layer.key_field:
            return []
        column = self.workspace.opened.store.table(layer.payload, [layer.key_field]).column(0)
        return ["" if x is None else str(x) for x in column.to_pylist()]

    def neighbours(self, held: Held) -> tuple[float, ...]:
        """Return the bearings of edges near an element [degrees]."""
        base = self.base
        if base is None:
            return ()
        (x, y), reach = held.pivot, held.radius + NEIGHBOURS
        ring = ((x - reach, y - reach), (x + reach, y - reach),
                (x + reach, y + reach), (x - reach, y + reach))  # fmt: skip
        found: list[float] = []
        for layer_id, rows in base.standing_in(ring).items():
            for row in rows[:MOST_NEIGHBOURS].tolist():
                if held.ref.layer == layer_id and held.ref.index == row:
                    continue
                building = base.building(layer_id, row)
                for polygon in building.rings if building is not None else ():
                    found += handling.edge_bearings(polygon[0]).tolist()
        return tuple(found)

    def gesture(self, label: str) -> Gesture:
        """Begin a gesture."""
        return Gesture(self.workspace.session, self.workspace.window_.tr_, label)


def _is_held_by(role: Role) -> bool:
    return role in (Role.BUILDING, Role.TREE, Role.ROAD)
