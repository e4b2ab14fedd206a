"""Everything that can be asked of the window, in one table: menus, icons, shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from jumeau.app.icons import Icons
from jumeau.i18n import Translator


class Spec(NamedTuple):
    """An action: its icon, shortcut, and whether it is a tick or one of a group."""

    icon: str = ""
    keys: str = ""
    tick: bool = False
    group: str = ""
    in_picture: bool = False  # the shortcut works only while the picture has the keyboard


SPECS: dict[str, Spec] = {
    "new": Spec("file-plus", "Ctrl+N"),
    "open": Spec("folder-open", "Ctrl+O"),
    "demo": Spec("play"),
    "save": Spec("save", "Ctrl+S"),
    "save_as": Spec("", "Ctrl+Shift+S"),
    "pack": Spec("package", "Ctrl+Shift+P"),
    "close": Spec("house", "Ctrl+W"),
    "quit": Spec("", "Ctrl+Q"),
    "undo": Spec("undo-2", "Ctrl+Z"),
    "redo": Spec("redo-2", "Ctrl+Shift+Z"),
    "rename_project": Spec(),
    "whole": Spec("scan", "Home", in_picture=True),
    "north": Spec("compass", "N", in_picture=True),
    "keep_view": Spec("camera", "Ctrl+B"),
    "maquette": Spec(group="look"),
    "orthophoto": Spec(group="look"),
    "panels": Spec("", "F9"),
    "full_screen": Spec("maximize", "F11"),
    "motion": Spec(tick=True),
    "theme_light": Spec(group="theme"),
    "theme_dark": Spec(group="theme"),
    "theme_contrast": Spec(group="theme"),
    "language_fr": Spec(group="language"),
    "language_en": Spec(group="language"),
    "add_files": Spec("plus", "Ctrl+I"),
    "add_folder": Spec("folder-open"),
    "add_commune": Spec("map"),
    "derive_terrain": Spec("mountain"),
    "derive_surface": Spec("mountain-snow"),
    "derive_canopy": Spec("tree-pine"),
    "report": Spec("list"),
    "export_image": Spec("image", "Ctrl+E"),
    "shortcuts": Spec("circle-help", "F1"),
    "log": Spec(),
    "about": Spec("info"),
}

# A name in a menu: an action, "-" for a line, or a submenu as (name, content).
Menu = tuple[object, ...]
MENUS: tuple[tuple[str, Menu], ...] = (
    (
        "file",
        (
            "new",
            "open",
            ("recent", ()),
            "demo",
            "-",
            "save",
            "save_as",
            "pack",
            "-",
            "close",
            "quit",
        ),
    ),
    ("edit", ("undo", "redo", "-", "rename_project")),
    (
        "view",
        (
            "whole",
            "north",
            "keep_view",
            "-",
            "maquette",
            "orthophoto",
            "-",
            "panels",
            "full_screen",
            "-",
            ("theme", ("theme_light", "theme_dark", "theme_contrast")),
            ("language", ("language_fr", "language_en")),
            "motion",
        ),
    ),
    (
        "data",
        (
            "add_files",
            "add_folder",
            "add_commune",
            "-",
            ("derive", ("derive_terrain", "derive_surface", "derive_canopy")),
            "-",
            "report",
        ),
    ),
    ("export", ("export_image",)),
    ("help", ("shortcuts", "log", "about")),
)
GREYED = frozenset({"derive"})
"""Submenus that stay grey until somebody enables them."""


class Actions(QObject):
    """The actions by name; one without a handler is greyed.

    Parameters
    ----------
    tr, icons : Translator, Icons
        Words and signs.
    owner : QWidget
        The window, in which the shortcuts work.
    """

    def __init__(self, tr: Translator, icons: Icons, owner: QWidget) -> None:
        super().__init__(owner)
        self._icons = icons
        self._decorated = False
        self._handlers: dict[str, Callable[[], object]] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._submenus: dict[str, QMenu] = {}
        self._made: dict[str, QAction] = {}
        for name, spec in SPECS.items():
            self._made[name] = self._make(name, spec, tr, owner)

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def bind(self, name: str, handler: Callable[[], object]) -> None:
        """Give an action its handler."""
        self._handlers[name] = handler
        self._made[name].setEnabled(True)

    def unbind(self, *names: str) -> None:
        """Take handlers away."""
        for name in names:
            self._handlers.pop(name, None)
            self._made[name].setEnabled(False)

    def run(self, name: str) -> None:
        """Do what an action does."""
        handler = self._handlers.get(name)
        if handler is not None:
            handler()

    def icon(self, name: str) -> QIcon:
        """Return the icon of an action that has one."""
        return self._icons(SPECS[name].icon)

    def _decorate(self) -> None:
        """Give the actions their icons: drawn when a menu is opened for the first time."""
        if self._decorated:
            return
        self._decorated = True
        for name, spec in SPECS.items():
            if spec.icon:
                self._made[name].setIcon(self._icons(spec.icon))

    def submenu(self, name: str) -> QMenu:
        """Return a submenu that somebody fills."""
        return self._submenus[name]

    def fill(self, bar: QMenuBar, tr: Translator) -> None:
        """Build the menus."""
        for name, content in MENUS:
            menu = bar.addMenu(tr(f"app.menu.{name}"))
            menu.aboutToShow.connect(self._decorate)
            self._fill(menu, content, tr)

    def _fill(self, menu: QMenu, content: Menu, tr: Translator) -> None:
        for entry in content:
            if entry == "-":
                menu.addSeparator()
            elif isinstance(entry, tuple):
                name, inner = entry
                submenu = menu.addMenu(tr(f"app.menu.{name}"))
                self._submenus[name] = submenu
                submenu.setEnabled(name not in GREYED)
                self._fill(submenu, inner, tr)
            else:
                menu.addAction(self._made[str(entry)])

    def _make(self, name: str, spec: Spec, tr: Translator, owner: QWidget) -> QAction:
        action = QAction(tr(f"app.action.{name}"), owner)
        action.setObjectName(name)
        if spec.keys:
            action.setShortcut(QKeySequence(spec.keys))
        if spec.in_picture:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if spec.tick or spec.group:
            action.setCheckable(True)
        if spec.group:
            if spec.group not in self._groups:
                self._groups[spec.group] = QActionGroup(owner)
            self._groups[spec.group].addAction(action)
        action.setEnabled(False)
        action.triggered.connect(lambda _=False: self.run(name))
        owner.addAction(action)
        if spec.in_picture:
            owner.removeAction(action)
        return action
