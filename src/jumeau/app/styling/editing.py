"""The style that is being edited: what it can be, what it is, and one action a gesture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from jumeau.app.scene_parts import CurrentStore
from jumeau.app.styling.styles import shown_style, wear
from jumeau.app.tasks import ASKED, Job, Tasks
from jumeau.errors import Cancelled, JumeauError
from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.session import Session
from jumeau.model.style import Style, StyleKind
from jumeau.render.styling.fields import FieldInfo, Summary, fields_of, summary
from jumeau.render.styling.making import make_style, scale_for

_KEPT = 12
_PACE = 60  # [ms] between two steps of a gesture
# What is chosen where somebody asks for classes without naming a field.
_TELLING = (
    "height", "level", "daily", "population", "density", "storeys", "speed", "temperature", "area",
    "usage", "use", "kind", "zone", "category", "crop", "nature", "type",
)  # fmt: skip
_MADE = ("kind", "field", "classes", "method", "ramp", "reversed", "low", "high", "colour")


class Editing(QObject):
    """One layer's style in the view, followed and changed.

    Parameters
    ----------
    session : Session
        Whose layers and whose view they are.
    payloads : CurrentStore
        Where the values are read from.
    tasks : Tasks
        The queue: what reads values never runs on the window's thread.
    """

    changed = Signal()
    summarised = Signal()
    refused = Signal(object)

    def __init__(
        self, session: Session, payloads: CurrentStore, tasks: Tasks, tr: Translator
    ) -> None:
        super().__init__()
        self.session = session
        self.tr_ = tr
        self._payloads = payloads
        self._tasks = tasks
        self._layer_id = ""
        self._seen: tuple[Layer | None, Style | None] = (None, None)
        self._gesture = ""
        self._waiting: Style | None = None
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(_PACE)
        self._pace.timeout.connect(self._catch_up)
        self._making: Job | None = None
        self._summaries: dict[tuple[str, str, str], Summary] = {}
        self._asked: set[tuple[str, str, str]] = set()
        self._stops = (
            session.subscribe(lambda _old, _new: self._follow()),
            session.subscribe_view(lambda _old, _new: self._follow()),
        )

    def close(self) -> None:
        """Stop following."""
        for stop in self._stops:
            stop()
        self._cancel()

    # -- what there is ---------------------------------------------------------------------------

    @property
    def layer(self) -> Layer | None:
        """The layer; None while none is chosen, or when it is gone."""
        return next((x for x in self.session.project.layers if x.id == self._layer_id), None)

    @property
    def style(self) -> Style:
        """The style in which the view shows the layer."""
        layer = self.layer
        return Style() if layer is None else shown_style(layer, self.session.view)

    @property
    def fields(self) -> tuple[FieldInfo, ...]:
        """The fields that can carry a style."""
        layer = self.layer
        return () if layer is None else fields_of(layer, self.tr_)

    @property
    def field(self) -> FieldInfo | None:
        """The field that colours follow."""
        name = self.style.field
        return next((x for x in self.fields if x.name == name), None)

    @property
    def summary(self) -> Summary | None:
        """What the field holds; None until it is known."""
        layer, field = self.layer, self.field
        if layer is None or field is None:
            return None
        return self._summaries.get((layer.payload.sha256, field.name, layer.filter))

    @property
    def busy(self) -> bool:
        """Whether classes are being found."""
        return self._making is not None

    def open(self, layer_id: str) -> None:
        """Edit another layer; empty for none."""
        if layer_id != self._layer_id:
            self.end_gesture()
            self._cancel()
            self._layer_id = layer_id
            self._gesture = ""
        self._follow(always=True)

    def _follow(self, *, always: bool = False) -> None:
        now = (self.layer, self.style)
        if always or now != self._seen:
            self._seen = now
            self._summarise()
            self.changed.emit()

    def _summarise(self) -> None:
        layer, field = self.layer, self.field
        if layer is None or field is None:
            return
        key = (layer.payload.sha256, field.name, layer.filter)
        if key in self._summaries or key in self._asked:
            return
        self._asked.add(key)
        payloads, name = self._payloads, field.name

        def done(found: Summary) -> None:
            self._asked.discard(key)
            if len(self._summaries) >= _KEPT:
                del self._summaries[next(iter(self._summaries))]
            self._summaries[key] = found
            self.summarised.emit()

        def failed(problem: BaseException) -> None:
            self._asked.discard(key)
            self._refuse(problem)

        self._tasks.submit(
            "", lambda _progress: summary(payloads, layer, name), done, failed, urgency=ASKED
        )

    # -- changing --------------------------------------------------------------------------------

    def wear(self, style: Style, *, gesture: str = "") -> None:
        """Put a style on; steps of one gesture, named alike, are one action.

        Steps that follow one another faster than pictures can are left out, but for the last.
        """
        if gesture and gesture == self._gesture and self._pace.isActive():
            self._waiting = style
            return
        self._waiting = None
        self._put_on(style, gesture)
        if gesture:
            self._pace.start()

    def _put_on(self, style: Style, gesture: str) -> None:
        if self.layer is None or style == self.style:
            return
        go_on = bool(gesture) and gesture == self._gesture
        self._gesture = gesture
        try:
            wear(self.session, self._layer_id, style, self.tr_, go_on=go_on)
        except JumeauError as problem:
            self._gesture = ""
            self.changed.emit()
            self._refuse(problem)

    def change(self, *, gesture: str = "", **changes: Any) -> None:
        """Change some fields of the style."""
        self.wear(msgspec.structs.replace(self.style, **changes), gesture=gesture)

    def end_gesture(self) -> None:
        """Let what follows be an action of its own."""
        self._catch_up()
        self._gesture = ""

    def _catch_up(self) -> None:
        style, self._waiting = self._waiting, None
        if style is not None:
            self._put_on(style, self._gesture)

    def remake(self, **options: Any) -> None:
        """Find classes or ends again, in the background: ``make_style`` with these options.

        What the style says beside its classes (outline, opacity, symbol…) stays.
        """
        layer, style = self.layer, self.style
        if layer is None:
            return
        wanted = {"kind": style.kind, "field": style.field, "ramp": style.ramp,
                  "reversed": style.reversed, "method": style.method or "pretty",
                  "count": len(style.classes) or 5, "colour": style.colour, **options}  # fmt: skip
        if not wanted["field"] or wanted["kind"] is not style.kind:
            wanted["field"] = self._suiting(wanted["kind"], str(wanted["field"]))
        payloads = self._payloads

        def finish(made: Style) -> Style:
            kept = {name: getattr(made, name) for name in _MADE}
            return msgspec.structs.replace(style, **kept)

        self._in_background(lambda: finish(make_style(payloads, layer, **wanted)))

    def raise_by(self, field: str) -> None:
        """Raise polygons by a field, at a scale that suits the layer; empty for none."""
        layer, style, payloads = self.layer, self.style, self._payloads
        if layer is None:
            return
        if not field:
            self.change(extrude="", extrude_scale=1.0)
            return

        def work() -> Style:
            scale = scale_for(payloads, layer, field)
            return msgspec.structs.replace(style, extrude=field, extrude_scale=scale)

        self._in_background(work)

    def _suiting(self, kind: StyleKind, field: str) -> str:
        """Return a field that a kind can follow: the one asked for, else the most telling."""
        numeric = kind in (StyleKind.GRADUATED, StyleKind.CONTINUOUS)
        fields = [x for x in self.fields if x.numeric or not numeric]
        if any(x.name == field for x in fields):
            return field
        if kind is StyleKind.CATEGORIES:
            fields = [x for x in fields if not x.numeric] or fields
        ranked = sorted(fields, key=lambda x: _TELLING.index(x.name) if x.name in _TELLING else 99)
        return ranked[0].name if ranked else ""

    def _in_background(self, work: Callable[[], Style]) -> None:
        self._cancel()
        layer_id, title = self._layer_id, self.style.title

        def done(made: Style) -> None:
            self._making = None
            if self._layer_id == layer_id and self.style.title == title:
                self.wear(made)
            self.changed.emit()

        def failed(problem: BaseException) -> None:
            self._making = None
            self.changed.emit()
            self._refuse(problem)

        self._making = self._tasks.submit(
            self.tr_("style_window.making"), lambda _progress: work(), done, failed, urgency=ASKED
        )

    def _cancel(self) -> None:
        job, self._making = self._making, None
        if job is not None:
            self._tasks.cancel(job)

    def _refuse(self, problem: BaseException) -> None:
        if not isinstance(problem, Cancelled):
            self.refused.emit(problem)
