"""The style editor as a feature of the window: F7 opens it for the layer that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from jumeau.app.words import layer_title

if TYPE_CHECKING:
    from jumeau.app.styling.editor import StyleEditor
    from jumeau.app.workspace import Workspace
    from jumeau.render.legend import Row

DOCK = "style"
_ON_TOP = "style_on_top"


class Styling:
    """Keeps the editor beside the picture; it is made when it is asked for the first time.

    Parameters
    ----------
    workspace : Workspace
        Whose layers are styled.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        window = workspace.window_
        tr = window.tr_
        self.editor: StyleEditor | None = None
        self._room = QWidget()
        self._column = QVBoxLayout(self._room)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.dock = workspace.add_dock(
            DOCK, tr("style_window.title"), self._room, Qt.DockWidgetArea.RightDockWidgetArea,
            shown=False,
        )  # fmt: skip
        self.head = _Head(tr("style_window.close"))
        self.head.button.setIcon(window.icons("x"))
        self.head.button.clicked.connect(self.hide)
        self.dock.setTitleBarWidget(self.head)
        workspace.layers.chosen.connect(self._chosen)
        workspace.keeper.changed.connect(self._picture_changed)
        self._stop = workspace.session.subscribe(lambda _old, _new: self._tell_title())
        window.actions_.bind(DOCK, self.toggle)
        if not self.dock.isHidden():  # as it was left
            self._fill()
            if window.property(_ON_TOP):
                QTimer.singleShot(0, self.dock, self.dock.raise_)

    def close(self) -> None:
        """Take the editor down."""
        workspace = self._workspace
        # Another language or theme makes everything anew: the same leaf is on top then.
        workspace.window_.setProperty(_ON_TOP, self.shown)
        self._stop()
        workspace.layers.chosen.disconnect(self._chosen)
        workspace.keeper.changed.disconnect(self._picture_changed)
        workspace.window_.actions_.unbind(DOCK)
        if self.editor is not None:
            self.editor.editing.close()

    @property
    def shown(self) -> bool:
        """Whether the editor is seen."""
        return not self._room.visibleRegion().isEmpty()

    def toggle(self) -> None:
        """Show the editor for the chosen layer; put it away where it has the keyboard already."""
        if self.shown and self._room.isAncestorOf(self._workspace.window_.focusWidget()):
            self.hide()
        else:
            self.show()

    def show(self) -> None:
        """Show the editor for the chosen layer."""
        self._beside_details()
        self.dock.show()
        self.dock.raise_()
        editor = self._fill()
        stylable = editor.colours.kind.isVisibleTo(editor)
        first = editor.colours.kind if stylable else editor
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fill(self) -> StyleEditor:
        """Show the style of the chosen layer, of the first one where none is."""
        editor, workspace = self._made(), self._workspace
        if not editor.editing.layer:
            first = next((x.id for x in workspace.session.project.layers), "")
            self.edit(workspace.layers.current or first)
        return editor

    def hide(self) -> None:
        """Put the editor away; the keyboard goes back to the picture."""
        self.dock.hide()
        self._workspace.docks["details"].show()
        self._workspace.viewport.setFocus()

    def edit(self, layer_id: str) -> None:
        """Edit another layer."""
        self._made().editing.open(layer_id)
        self._tell_title()

    def _beside_details(self) -> None:
        """Stand where the cards stand, as a second leaf, until somebody moves it."""
        window, details = self._workspace.window_, self._workspace.docks["details"]
        alone = self.dock not in window.tabifiedDockWidgets(details)
        if alone and self.dock.isHidden() and not details.isHidden():
            window.tabifyDockWidget(details, self.dock)

    def _made(self) -> StyleEditor:
        if self.editor is None:
            # The editor's parts load numpy's kernels and the engine of styles.
            from jumeau.app.scene_parts import CurrentStore
            from jumeau.app.styling.editing import Editing
            from jumeau.app.styling.editor import StyleEditor

            workspace, window = self._workspace, self._workspace.window_
            editing = Editing(
                workspace.session, CurrentStore(workspace.opened), window.tasks, window.tr_
            )
            self.editor = StyleEditor(
                editing, window.tr_, window.icons, window.theme, self._legend_of
            )
            self._column.addWidget(self.editor)
        return self.editor

    def _legend_of(self, layer_id: str) -> tuple[Row, ...]:
        """Return the legend that the picture would have with one layer alone."""
        session = self._workspace.session
        others = tuple(sorted(x.id for x in session.project.layers if x.id != layer_id))
        view = msgspec.structs.replace(session.view, hidden=others)
        return self._workspace.keeper.legend_rows(view)

    def _chosen(self, layer_id: str) -> None:
        if layer_id and self.editor is not None:
            self.edit(layer_id)

    def _picture_changed(self) -> None:
        if self.editor is not None and self.shown:
            self.editor.refresh_legend()

    def _tell_title(self) -> None:
        if self.editor is not None:
            layer, tr = self.editor.editing.layer, self._workspace.window_.tr_
            title = layer_title(layer, tr) if layer is not None else ""
            self.head.show_title(tr("style_window.of", title=title) if title else "")


class _Head(QWidget):
    """The title of the dock: the layer that is edited, and a way out."""

    def __init__(self, way_out: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 6, 1)
        self.title = QLabel()
        self.title.setObjectName("heading")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self.title, 1)
        self.button = QToolButton()
        self.button.setToolTip(way_out)
        self.button.setAccessibleName(way_out)
        row.addWidget(self.button)

    def show_title(self, words: str) -> None:
        """Show a title; a long one is read in its tip."""
        self.title.setText(words)
        self.title.setToolTip(words)
