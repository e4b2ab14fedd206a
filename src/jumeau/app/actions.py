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
    """An action: its icon, shortcuts, and whether it is a tick or one of a group.

    ``keys`` are the shortcut that menus show and, after spaces, others that do the same.
    """

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
    "tool_look": Spec("hand", "V", group="tool", in_picture=True),
    "select_rectangle": Spec("square-dashed-mouse-pointer", "Ctrl+Shift+R", group="tool"),
    "select_polygon": Spec("lasso-select", "Ctrl+Shift+L", group="tool"),
    "select_expression": Spec("text-search", "Ctrl+Shift+F"),
    "select_invert": Spec("", "Ctrl+Shift+I"),
    "select_none": Spec("", "Ctrl+Shift+A"),
    "table": Spec("table-2", "F6"),
    "filter": Spec("funnel", "Ctrl+Alt+F"),
    "search": Spec("search", "Ctrl+F"),
    "palette": Spec("command", "Ctrl+K"),
    "settings": Spec("settings", "Ctrl+,"),
    "whole": Spec("scan", "Home", in_picture=True),
    "north": Spec("compass", "N", in_picture=True),
    "keep_view": Spec("camera", "Ctrl+B"),
    "previous_view": Spec("", "Ctrl+PgUp"),
    "next_view": Spec("", "Ctrl+PgDown"),
    "maquette": Spec(group="look"),
    "orthophoto": Spec(group="look"),
    "labels": Spec("tag", "Ctrl+L", tick=True),
    "contours": Spec("mountain", "Ctrl+Shift+C", tick=True),
    "trees": Spec("trees", "", tick=True),
    "edges": Spec("", "", tick=True),
    "occlusion": Spec("", "", tick=True),
    "two_views": Spec("columns-2", "F4 Ctrl+2", tick=True),
    "link_views": Spec("link", "Shift+F4 Ctrl+Alt+2", tick=True),
    "minimap": Spec("map-pinned", "Ctrl+M", tick=True),
    "panels": Spec("", "F9"),
    "next_pane": Spec("", "F8"),
    "previous_pane": Spec("", "Shift+F8"),
    "full_screen": Spec("maximize", "F11"),
    "motion": Spec(tick=True),
    "text_larger": Spec("a-large-small", "Ctrl++ Ctrl+="),
    "text_smaller": Spec("", "Ctrl+-"),
    "text_usual": Spec("", "Ctrl+0"),
    "theme_light": Spec(group="theme"),
    "theme_dark": Spec(group="theme"),
    "theme_contrast": Spec(group="theme"),
    "language_fr": Spec(group="language"),
    "language_en": Spec(group="language"),
    "add_files": Spec("plus", "Ctrl+I"),
    "add_folder": Spec("folder-open"),
    "add_commune": Spec("map"),
    "style": Spec("palette", "F7"),
    "group_layers": Spec("folder", "Ctrl+G"),
    "ungroup_layers": Spec("", "Ctrl+Shift+G"),
    "derive_terrain": Spec("mountain"),
    "derive_surface": Spec("mountain-snow"),
    "derive_canopy": Spec("tree-pine"),
    "report": Spec("list"),
    "measure_distance": Spec("ruler", "Ctrl+D", group="tool"),
    "measure_area": Spec("ruler-dimension-line", "Ctrl+Alt+D", group="tool"),
    "measure_height": Spec("move-vertical", "Ctrl+H", group="tool"),
    "profile": Spec("chart-area", "Ctrl+Shift+D", group="tool"),
    "section": Spec("scissors-line-dashed", "Ctrl+Shift+X", group="tool"),
    "section_off": Spec("", "Ctrl+Alt+X"),
    "viewshed": Spec("binoculars", "Ctrl+Shift+V", group="tool"),
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
    (
        "edit",
        (
            "undo",
            "redo",
            "-",
            "tool_look",
            "select_rectangle",
            "select_polygon",
            "select_expression",
            "select_invert",
            "select_none",
            "-",
            "search",
            "palette",
            "-",
            "rename_project",
            "settings",
        ),
    ),
    (
        "view",
        (
            "whole",
            "north",
            "keep_view",
            "previous_view",
            "next_view",
            "-",
            "maquette",
            "orthophoto",
            ("picture", ("labels", "contours", "trees", "edges", "occlusion")),
            "-",
            "two_views",
            "link_views",
            "minimap",
            "-",
            "panels",
            "full_screen",
            "next_pane",
            "previous_pane",
            "-",
            ("text", ("text_larger", "text_smaller", "text_usual")),
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
            "table",
            "filter",
            "style",
            "group_layers",
            "ungroup_layers",
            "-",
            ("derive", ("derive_terrain", "derive_surface", "derive_canopy")),
            "-",
            "report",
        ),
    ),
    (
        "analyses",
        (
            "measure_distance",
            "measure_area",
            "measure_height",
            "profile",
            "-",
            "section",
            "section_off",
            "viewshed",
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
            action.setShortcuts([QKeySequence(keys) for keys in spec.keys.split()])
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
