"""Everything that can be asked of the window, in one table: icons, shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from jumeau.app.icons import Icons
from jumeau.app.menus import GREYED, MENUS, Menu
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
    "variants": Spec("git-compare", "Ctrl+Alt+V"),
    "new_variant": Spec("git-branch-plus", "Ctrl+Shift+N"),
    "duplicate_variant": Spec("copy-plus"),
    "variant_card": Spec("square-pen"),
    "keep_state": Spec("archive"),
    "changes_since": Spec("history"),
    "remove_variant": Spec("trash-2"),
    "variant_remarks": Spec("clipboard-check"),
    "import_edits": Spec("file-input"),
    "export_edits": Spec("file-output"),
    "draw_building": Spec("house-plus", "Ctrl+Alt+B", group="tool"),
    "plant_tree": Spec("tree-deciduous", "Ctrl+Alt+T", group="tool"),
    "plant_row": Spec("ellipsis", group="tool"),
    "plant_area": Spec("trees", group="tool"),
    "draw_surface": Spec("paint-bucket", "Ctrl+Alt+S", group="tool"),
    "draw_road": Spec("route", "Ctrl+Alt+R", group="tool"),
    "draw_barrier": Spec("fence", group="tool"),
    "shape_terrain": Spec("shovel", group="tool"),
    "demolish": Spec("eraser", group="tool"),
    "place_model": Spec("box", "Ctrl+Alt+M"),
    "replace_model": Spec("replace"),
    "shape_element": Spec("move-3d", "Ctrl+Alt+E", group="tool"),
    "element_height": Spec("arrow-up-from-line"),
    "element_storeys": Spec("layers-2"),
    "element_roof": Spec("leaf"),
    "element_road": Spec("route"),
    "remove_element": Spec("trash-2", "Del", in_picture=True),
    "compare_none": Spec(group="compare"),
    "compare_swipe": Spec("square-split-horizontal", "Ctrl+Alt+1", group="compare"),
    "compare_sides": Spec("layout-grid", "Ctrl+Alt+3", group="compare"),
    "compare_blink": Spec("refresh-cw", "Ctrl+Alt+4", group="compare"),
    "compare_ghost": Spec("ghost", "Ctrl+Alt+5", group="compare"),
    "compare_across": Spec("square-split-vertical", tick=True),
    "compare_which": Spec("flip-horizontal-2"),
    "compare_table": Spec("table-properties", "Ctrl+Alt+6", tick=True),
    "sun_strip": Spec("sun", "Ctrl+Alt+H", tick=True),
    "sun_now": Spec("clock"),
    "sun_play": Spec("play"),
    "sun_shade": Spec("", tick=True),
    "sun_path": Spec("sunrise", tick=True),
    "sun_hours": Spec("hourglass"),
    "sky_view": Spec("cloud-sun"),
    "irradiation": Spec("zap"),
    "analysis_renew": Spec("refresh-cw"),
    "sun_place": Spec("chart-column", "Ctrl+Alt+J", group="tool"),
    "sky_diagram": Spec("aperture", "Ctrl+Alt+K", group="tool"),
    "sun_plates": Spec("layout-grid"),
    "sun_butterfly": Spec("blend"),
    "sun_photo": Spec("image-plus"),
    "noise": Spec("volume-2"),
    "noise_sources": Spec("car-front"),
    "noise_place": Spec("ear", "Ctrl+Alt+U", group="tool"),
    "noise_exposure": Spec("users"),
    "validate_sun": Spec("badge-check"),
    "validate_noise": Spec("badge-check"),
    "export_image": Spec("image", "Ctrl+E"),
    "shortcuts": Spec("circle-help", "F1"),
    "log": Spec(),
    "about": Spec("info"),
}


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
