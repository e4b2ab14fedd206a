"""Opening models made elsewhere, placing them in the variant worked on, replacing them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from jumeau.app.messages import INFO, WARNING
from jumeau.app.variants.current import draw, variant_worked_on
from jumeau.errors import Cancelled
from jumeau.model.changes import PlaceModel
from jumeau.model.edits import Edit
from jumeau.model.placed_model import ModelCard
from jumeau.model.variants import change_edit, edit_of, variant_of

if TYPE_CHECKING:
    from jumeau.app.models.bar import PlacingBar
    from jumeau.app.models.dialog import ModelDialog
    from jumeau.app.models.placing import PlacingTool
    from jumeau.app.workspace import Workspace
    from jumeau.io.models.found import ReadModel

OFF_GROUND = 10.0
"""A foot that its file puts so far from the ground, up or down, is put on the ground [m]."""
_SUFFIXES = "*.glb *.gltf *.obj *.ifc *.json *.jsonl *.gml"


class Models(QObject):
    """The actions "Poser une maquette" and "Remplacer la maquette".

    Attributes
    ----------
    dialog : ModelDialog or None
        The last one that was opened.
    tool : PlacingTool or None
        The last one that was in hand.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.dialog: ModelDialog | None = None
        self.tool: PlacingTool | None = None
        self._bar: PlacingBar | None = None
        self._closed = False
        actions = workspace.window_.actions_
        actions.bind("place_model", self.ask_model)
        actions.bind("replace_model", self.ask_replacement)

    def close(self) -> None:
        """Take everything down."""
        self._closed = True
        self.workspace.window_.actions_.unbind("place_model", "replace_model")
        self._forget_bar()

    # -- files -----------------------------------------------------------------------------------

    def ask_model(self) -> None:
        """Ask for a model's file and place it."""
        path = self._ask_file("models.title")
        if path is not None:
            self.place(path)

    def _ask_file(self, title: str) -> Path | None:
        window = self.workspace.window_
        name, _ = QFileDialog.getOpenFileName(
            window, window.tr_(title), str(window.settings.folder),
            window.tr_("models.filter", suffixes=_SUFFIXES),
        )  # fmt: skip
        if not name:
            return None
        window.settings.folder = Path(name).parent
        return Path(name)

    def place(self, path: Path) -> None:
        """Read a model, ask what only a person knows, and put it into the variant worked on."""
        self._read(path, lambda found: self._open(found, path, ModelCard(), None))

    def _read(self, path: Path, then: Callable[[ReadModel], object], **how: str) -> None:
        workspace, window = self.workspace, self.workspace.window_
        project, store = workspace.session.project, workspace.opened.store

        def work(progress: Any) -> ReadModel:
            from jumeau.io.models.reading import read_model

            for name in ("dialog", "bar", "placing"):  # here, so that the window does not wait
                import_module(f"jumeau.app.models.{name}")
            return read_model(path, store, project, progress=progress, **how)  # type: ignore[arg-type]

        def done(found: ReadModel) -> None:
            if not self._closed:
                then(found)

        def failed(problem: BaseException) -> None:
            if not isinstance(problem, Cancelled):
                window.explain(problem)

        window.tasks.submit(window.tr_("models.job", name=path.name), work, done, failed)

    def _open(
        self, found: ReadModel, path: Path, card: ModelCard, replaced: tuple[str, str] | None
    ) -> None:
        from jumeau.app.models.dialog import ModelDialog

        window = self.workspace.window_
        dialog = ModelDialog(found, path, card, window.tr_, window, replacing=replaced is not None)
        self.dialog = dialog

        def accepted() -> None:
            card, where = dialog.card, dialog.where.isChecked()
            self.dialog = None

            def go_on(found: ReadModel) -> None:
                if replaced is not None:
                    self._replace(found, card, path, *replaced)
                elif found.place is not None and where:
                    self._put(found, card, path)
                else:
                    self._take(found, card, path)

            if dialog.read_again:
                self._read(path, go_on, unit=dialog.unit, up=dialog.up)
            else:
                go_on(found)

        dialog.accepted.connect(accepted)
        dialog.rejected.connect(self._forget_dialog)
        dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None

    # -- placing ---------------------------------------------------------------------------------

    def _put(self, found: ReadModel, card: ModelCard, path: Path) -> None:
        """Place a model where its file says."""
        assert found.place is not None
        window = self.workspace.window_
        ground = self.workspace.keeper.ground(*found.place)
        sits, up = True, 0.0
        if found.altitude is not None and abs(found.altitude - ground) <= OFF_GROUND:
            sits, up = False, round(found.altitude, 2)
        change = PlaceModel(
            found.model, found.place, round(found.rotation, 3), sits=sits, up=up, card=card
        )
        self._draw(change, path)
        if found.altitude is not None and sits:
            told = window.tr_("models.off_ground", metres=round(abs(found.altitude - ground)))
            window.messages.say(told, WARNING)
        self._look_at(change)

    def _take(self, found: ReadModel, card: ModelCard, path: Path) -> None:
        """Take a model in hand, in the middle of the picture."""
        from jumeau.app.models.bar import PlacingBar
        from jumeau.app.models.placing import PlacingTool

        workspace = self.workspace
        camera = workspace.viewport.camera
        middle = camera.target[:2] if camera is not None else workspace.session.project.origin[:2]
        change = PlaceModel(found.model, (middle[0], middle[1]), card=card)
        self._forget_bar()
        bar = self._bar = PlacingBar(workspace.window_, change)
        tool = self.tool = PlacingTool(
            workspace, change, bar, lambda placed: self._draw(placed, path)
        )
        tool.finished.connect(workspace.toolbox.put_down)
        tool.changed.connect(workspace.viewport.update)
        bar.closed.connect(workspace.toolbox.put_down)
        bar.left.connect(workspace.viewport.setFocus)
        workspace.viewport.take(tool)

    def _draw(self, change: PlaceModel, path: Path) -> None:
        draw(self.workspace.session, self.workspace.window_.tr_, change, title=path.stem)

    def _look_at(self, change: PlaceModel) -> None:
        """Fly to a model that was placed out of sight."""
        viewport = self.workspace.viewport
        camera = viewport.camera
        if camera is None:
            return
        (x, y), ground = change.place, self.workspace.keeper.ground(*change.place)
        size = max(abs(v) for place in change.model.footprint for v in place)
        distance = max(6.0 * size, 3.0 * change.model.high, 60.0)
        viewport.fly_to(msgspec.structs.replace(camera, target=(x, y, ground), distance=distance))

    def _forget_bar(self) -> None:
        if self._bar is not None:
            self._bar.take_down()
            self._bar = None

    # -- replacing -------------------------------------------------------------------------------

    def placed(self) -> tuple[Edit, ...]:
        """Return the edits of the variant worked on that place a model."""
        session = self.workspace.session
        variant = variant_worked_on(session.project, session.view)
        edits = variant.edits if variant is not None else ()
        return tuple(x for x in edits if isinstance(x.change, PlaceModel))

    def ask_replacement(self) -> None:
        """Ask which model is to be replaced, where there are several, and by which file."""
        window, known = self.workspace.window_, self.placed()
        if not known:
            window.messages.say(window.tr_("models.none_to_replace"), INFO)
        elif len(known) == 1:
            self.ask_version(known[0].id)
        else:
            from jumeau.app.models.choosing import choose_model

            choose_model(known, window.tr_, window, self.ask_version)

    def ask_version(self, edit_id: str) -> None:
        """Ask for the file of a new version of a placed model."""
        path = self._ask_file("models.replace_title")
        if path is not None:
            self.replace(edit_id, path)

    def replace(self, edit_id: str, path: Path) -> None:
        """Read a new version of a model, which takes its place."""
        session = self.workspace.session
        variant = variant_worked_on(session.project, session.view)
        if variant is None:
            return
        variant_id, change = variant.id, edit_of(variant, edit_id).change
        if isinstance(change, PlaceModel):
            card = change.card
            self._read(path, lambda x: self._open(x, path, card, (variant_id, edit_id)))

    def _replace(
        self, found: ReadModel, card: ModelCard, path: Path, variant_id: str, edit_id: str
    ) -> None:
        """Put a version in the place of the one before; all else stays as it is."""
        session, window = self.workspace.session, self.workspace.window_
        variant = variant_of(session.project, variant_id)
        known = {x.id: x.change for x in variant.edits} if variant is not None else {}
        old = known.get(edit_id)
        if not isinstance(old, PlaceModel):
            return
        change = msgspec.structs.replace(
            old, model=found.model, card=card, earlier=(old.model, *old.earlier)
        )
        project = change_edit(session.project, variant_id, edit_id, change=change)
        session.commit("replace_model", project, name=path.name)
        number = len(change.earlier) + 1
        window.messages.say(window.tr_("models.replaced", number=number), INFO)
