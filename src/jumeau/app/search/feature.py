"""The search box: names, addresses, parcels, coordinates; Enter flies there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from PySide6.QtCore import QObject

from jumeau.app import navigation as nav
from jumeau.app.finder import Finder, Row
from jumeau.app.icons import ROLE_ICONS
from jumeau.app.search.pin import Pin

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace
    from jumeau.io.gazetteer.index import Found, Gazetteer
    from jumeau.model.project import Project

ICONS: dict[str, str] = {
    "address": "mailbox",
    "street": "route",
    "parcel": "map",
    "commune": "scan",
    "settlement": "house",
    "place": "landmark",
    "building": "building-2",
    "stop": "signpost",
    "line": "bus",
    "water": "waves",
    "district": "users",
    "feature": "map-pin",
    "coordinates": "crosshair",
}
"""The sign of each kind of answer."""
LEAST_SEEN = 160.0
"""Width of the ground that is shown around what is small [m]."""
_MOST_ROWS = 2000  # features that are selected at once: more would tell nothing


class _Place(NamedTuple):
    """What a click on a feature would have found."""

    layer: str
    row: int
    point: tuple[float, float, float]


class PlaceSearch(QObject):
    """Offers the search of an open project.

    Parameters
    ----------
    workspace : Workspace
        The project's widgets.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._window = workspace.window_
        self._index: Gazetteer | None = None
        self._made_of: object = None
        self._box: Finder | None = None
        docks = workspace.docks
        self.pin = Pin(workspace.viewport, self._window.theme, lambda: docks.none_shown)
        self._window.actions_.bind("search", self.open)
        self._stop = workspace.session.subscribe(self._follow)

    def close(self) -> None:
        """Take everything down."""
        self._stop()
        self.pin.close()
        if self._box is not None:
            self._box.close()
        self._window.actions_.unbind("search")

    # -- the box ---------------------------------------------------------------------------------

    def open(self) -> None:
        """Show the box; while the picture is alone, on a projector, bring the panels back first.

        What is typed there may be somebody's address: it is not projected.
        """
        if self._box is not None:
            self._box.close()
            return
        if self._workspace.docks.none_shown:
            self._workspace.toggle_panels()
        window, tr = self._window, self._window.tr_
        name = tr("app.action.search").rstrip("…")
        box = self._box = Finder(window, window.theme, name, tr("shell.search.hint"))
        box.widest = 520
        box.typed.connect(self._answer)
        box.taken.connect(self._go)
        box.closed.connect(self._closed)
        self._answer("")
        box.appear()
        self._prepare()

    @property
    def box(self) -> Finder | None:
        """The box while it is shown."""
        return self._box

    def _closed(self) -> None:
        self._box = None

    def _follow(self, old: Project, new: Project) -> None:
        if _content(old) != _content(new):
            self._index = None
            if self._box is not None:
                self._prepare()

    def _prepare(self) -> None:
        """Have the names gathered, once for what the project holds."""
        project = self._workspace.session.project
        content = _content(project)
        if self._index is not None or self._made_of == content:
            return
        self._made_of = content
        store = self._workspace.opened.store

        def work(progress: Any) -> Gazetteer:
            from jumeau.io.gazetteer.index import build_gazetteer

            return build_gazetteer(project, store, progress)

        def done(index: Gazetteer) -> None:
            if self._made_of == content:
                self._index, self._made_of = index, None
                if self._box is not None:
                    self._answer(self._box.field.text())

        def failed(problem: BaseException) -> None:
            self._made_of = None
            self._window.explain(problem)

        self._window.tasks.submit("", work, done, failed)

    def _answer(self, text: str) -> None:
        if self._box is None:
            return
        tr = self._window.tr_
        if not text.strip():
            self._box.offer((), tr("shell.search.told"))
        elif self._index is None:
            self._box.offer((), tr("shell.search.preparing"))
        else:
            from jumeau.io.gazetteer.asking import ask

            project = self._workspace.session.project
            found = ask(text, project, self._index)
            told = "" if found else tr("shell.search.none")
            if _asks_for_a_house(text, found, project):
                told = f"{told} {tr('shell.search.no_addresses')}".strip()
            self._box.offer([self._row(item) for item in found], told)

    def _row(self, item: Found) -> Row:
        tr = self._window.tr_
        kind = tr(f"shell.kind.{item.kind}")
        title = item.title
        if item.kind == "parcel":
            title = tr("shell.search.parcel", key=item.title)
        detail = tr("shell.search.detail", kind=kind, detail=item.detail) if item.detail else kind
        icon = ICONS[item.kind]
        if item.kind == "feature":
            icon = ROLE_ICONS.get(self._workspace.session.project.layer(item.layer).role, icon)
        return Row(title, detail, "", partial(self._window.icons, icon), True, item)

    # -- going there -----------------------------------------------------------------------------

    def _go(self, row: Row) -> None:
        self.go_to(row.content, row.title)

    def go_to(self, item: Found, words: str) -> None:
        """Fly to a place, mark it, and select what it is."""
        workspace = self._workspace
        west, south, east, north = item.bounds
        x, y = item.place
        altitude = workspace.keeper.ground(x, y)
        grown = max(LEAST_SEEN - max(east - west, north - south), 0.0) / 2
        box = (west - grown, south - grown, east + grown, north + grown)
        camera = workspace.viewport.camera
        if camera is not None:
            view = workspace.session.view
            if view.title:  # it tells of another view
                workspace.session.set_view(msgspec.structs.replace(view, title=""))
            target = nav.whole(box, altitude, workspace.viewport.pixels, camera)
            workspace.viewport.fly_to(target)
        self.pin.stick((x, y, altitude), words)
        workspace.viewport.setFocus()
        layers = {layer.id for layer in workspace.session.project.layers}
        if item.layer in layers and item.rows:
            workspace.identify(_Place(item.layer, item.rows[0], (x, y, altitude)))
            workspace.selection.choose(item.layer, item.rows[:_MOST_ROWS])


def _content(project: Project) -> object:
    """Return what the names of a project follow from."""
    return tuple((x.id, x.payload, x.columns, x.role) for x in project.layers), project.crs


def _asks_for_a_house(text: str, found: Sequence[Found], project: Project) -> bool:
    """Tell whether somebody looks for a house in a project that knows no addresses."""
    if any(layer.role == "address" for layer in project.layers):
        return False
    numbered = any(sign.isdigit() for sign in text)
    return numbered and (not found or found[0].kind in ("street", "place"))
