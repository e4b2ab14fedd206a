"""What is seen from a point: the tool, its panel, the eye's mark in the picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from PySide6.QtCore import QLocale, QPointF, QRectF
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.measuring.ink import draw_dots, draw_label, draw_line
from jumeau.app.measuring.pointing import Place, PointingTool
from jumeau.model.project import Project
from jumeau.model.roles import Role

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace
    from jumeau.simulation.sight import Question

GROUND, ROOF, CLICKED = "ground", "roof", "clicked"
ON_ROOF = 2.0
"""A click so far above the ground means the roof [m]."""


class SeeingPanel(QWidget):
    """What is asked: how high the eye is, how far it looks, what hides, what is looked for."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        from jumeau.simulation.sight import EYE, RADIUS, STEP

        self._workspace = workspace
        tr = workspace.window_.tr_
        self.setObjectName("panel")
        self.eye = self._number(EYE, 0.0, 200.0, 1, 0.1)
        self.radius = self._number(RADIUS, 20.0, 10_000.0, 0, 100.0)
        self.step = self._number(STEP, 0.2, 10.0, 1, 0.5)
        self.stands = QComboBox()
        for which in (CLICKED, GROUND, ROOF):
            self.stands.addItem(tr(f"measuring.seen.stands_{which}"), which)
        self.tops = QCheckBox(tr("measuring.seen.tops"))
        self.trees = QCheckBox(tr("measuring.seen.trees"))
        told = QLabel(tr("measuring.seen.told"))
        told.setObjectName("faint")
        told.setWordWrap(True)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name in ("eye", "stands", "radius", "step"):
            label, field = tr(f"measuring.seen.{name}"), getattr(self, name)
            form.addRow(label, field)
            field.setAccessibleName(label)
        self.middle = QPushButton(tr("measuring.seen.middle"))
        self.middle.clicked.connect(self._from_middle)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.addWidget(told)
        column.addLayout(form)
        for part in (self.tops, self.trees, self.middle):
            column.addWidget(part)
        column.addStretch(1)

    def _number(
        self, value: float, low: float, high: float, decimals: int, step: float
    ) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setLocale(QLocale(self._workspace.window_.tr_.language))
        box.setDecimals(decimals)
        box.setRange(low, high)
        box.setSingleStep(step)
        box.setSuffix("\N{NO-BREAK SPACE}m")
        box.setValue(value)
        return box

    def question(self, place: Place) -> Question:
        """Return what is asked, from a place."""
        from jumeau.simulation.sight import Question

        x, y, z = place.point
        stands = str(self.stands.currentData())
        site = self._workspace.keeper.site(self._workspace.session.view)
        above = z - float(site.relief.altitude(x, y)) if site is not None else 0.0
        roof = stands == ROOF or (stands == CLICKED and place.row >= 0 and above > ON_ROOF)
        return Question(
            x, y, self.eye.value(), self.radius.value(), self.step.value(),
            roof=roof, trees=self.trees.isChecked(), tops=self.tops.isChecked(),
        )  # fmt: skip

    def _from_middle(self) -> None:
        viewport = self._workspace.viewport
        pick = viewport.pick(viewport.width() / 2, viewport.height() / 2)
        if pick is not None:
            self.compute(self.question(Place(pick.point, pick.layer, pick.row)))

    def compute(self, question: Question) -> None:
        """Compute what is seen, and add it as a layer, as one action."""
        workspace, window = self._workspace, self._workspace.window_
        session, opened = workspace.session, workspace.opened
        site = workspace.keeper.site(session.view)
        if site is None:
            return
        project, store = session.project, opened.store

        def work(progress: Any) -> Callable[[Project], Project]:
            # These import rasterio and compile kernels: not in the window's thread.
            from jumeau.io.importing import adopted
            from jumeau.io.loading import Loaded
            from jumeau.render.seeing import seen_from

            layer, _ = seen_from(project, store, site, question, progress)
            return lambda now: adopted(now, Loaded((layer,), (), now.crs, now.vertical))

        window.tasks.submit(window.tr_("app.job.viewshed"), work, self._computed)

    def _computed(self, grown: Callable[[Project], Project]) -> None:
        workspace, session = self._workspace, self._workspace.session
        before = session.project
        after = grown(before)
        known = {x.id for x in before.layers}
        added = next((x for x in after.layers if x.id not in known), None)
        if added is None:
            return
        session.commit("viewshed", after, layer=added.id)
        # One answer at a time: the others stay in the list, hidden.
        others = {x.id for x in after.layers if x.role is Role.VIEWSHED} - {added.id}
        hidden = tuple(sorted((set(session.view.hidden) | others) - {added.id}))
        session.set_view(msgspec.structs.replace(session.view, hidden=hidden))
        workspace.layers.choose(added.id)
        workspace.window_.messages.say(workspace.window_.tr_("measuring.seen.done"))


class SeeingTool(PointingTool):
    """Asks from the point that is clicked."""

    def __init__(self, workspace: Workspace, panel: SeeingPanel) -> None:
        super().__init__(workspace, "measuring.hint.viewshed")
        self._panel = panel

    def start(self) -> None:
        """Show what is asked beside the picture."""
        super().start()
        if not self._workspace.docks.away:
            dock = self._workspace.docks["seeing"]
            dock.show()
            dock.raise_()

    def put(self, place: Place) -> None:
        """Compute from a place; the tool goes back."""
        self._panel.compute(self._panel.question(place))
        self.finished.emit()


def paint_eyes(workspace: Workspace, painter: Any) -> None:
    """Mark the eyes of the layers that are shown: a staff from the ground up to the eye."""
    from jumeau.render.seeing import eye_of_layer

    viewport, view = workspace.viewport, workspace.session.view
    site, bounds = None, QRectF(viewport.rect())
    for layer in workspace.session.project.layers:
        eye = eye_of_layer(layer) if layer.id not in view.hidden else None
        if eye is None:
            continue
        site = site or workspace.keeper.site(view)
        if site is None:
            return
        x, y, height = eye
        foot = float(site.relief.altitude(x, y))
        if dict(layer.provenance.parameters).get("eye_on") == "roof":
            foot = site.top(x, y)
        staff = viewport.to_screen(np.array([[x, y, foot], [x, y, foot + height]]))
        draw_line(painter, staff)
        draw_dots(painter, staff[1:], large=True)
        at = QPointF(*staff[1].tolist())
        if staff[1, 0] == staff[1, 0] and bounds.contains(at):
            draw_label(painter, at, workspace.window_.tr_("measuring.seen.eye_mark"), bounds)
