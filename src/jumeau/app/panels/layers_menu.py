"""The menus of the layer tree: of a layer, of a group, of the whole panel."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QActionGroup, QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QWidget, QWidgetAction

from jumeau.app.actions import SPECS
from jumeau.app.styling.styles import shown_style, style_title, switch_style, wear_opacity
from jumeau.app.words import layer_title
from jumeau.model.layer import Layer
from jumeau.render.themes.changes import LEAST_OPACITY

if TYPE_CHECKING:
    from jumeau.app.panels.layers import LayersPanel

_ASKED = ("style", "filter", "table")  # actions of the window that a layer's menu offers


def open_menu(panel: LayersPanel, place: QPoint, *, on_row: bool) -> QMenu:
    """Open the menu of what is selected; beside the rows, that of the panel."""
    menu = row_menu(panel) if on_row else panel_menu(panel)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(place)
    return menu


def panel_menu(panel: LayersPanel) -> QMenu:
    """Return the menu of the panel: what concerns all layers."""
    menu = QMenu(panel)
    fill_panel_menu(panel, menu)
    return menu


def fill_panel_menu(panel: LayersPanel, menu: QMenu) -> None:
    """Put into a menu what concerns all layers."""
    tr, icons, layers = panel.tr_, panel.icons, panel.layers
    every = [x.id for x in panel.session.project.layers]
    grouped = bool(layers.group_ids)
    menu.clear()
    _offer(panel, menu, "group_layers", enabled=bool(panel.chosen_layers))
    themed = menu.addAction(icons("folder-tree"), tr("style_window.tree.by_theme"), panel.by_theme)
    themed.setEnabled(any(not x.group for x in panel.session.project.layers))
    menu.addSeparator()
    for icon, key, folded in (
        ("chevrons-down-up", "fold", True),
        ("chevrons-up-down", "unfold", False),
    ):
        fold = partial(panel.fold_all, folded=folded)
        menu.addAction(icons(icon), tr(f"style_window.tree.{key}"), fold).setEnabled(grouped)
    menu.addSeparator()
    for icon, key, shown in (("eye", "show_all", True), ("eye-off", "hide_all", False)):
        show = partial(layers.show, every, shown=shown)
        menu.addAction(icons(icon), tr(f"style_window.tree.{key}"), show)


def row_menu(panel: LayersPanel) -> QMenu:
    """Return the menu of the selected layers and groups."""
    tr, icons, project = panel.tr_, panel.icons, panel.session.project
    menu = QMenu(panel)
    chosen = [project.layer(x) for x in panel.chosen_layers]
    layer = project.layer(panel.current) if len(chosen) == 1 and panel.current else None
    if layer is not None:
        _layer_entries(panel, menu, layer)
        menu.addSeparator()
    hidden = [x for x in chosen if x.id in panel.session.view.hidden]
    key, icon = ("show", "eye") if hidden else ("hide", "eye-off")
    menu.addAction(icons(icon), tr(f"style_window.tree.{key}"), panel.tick)
    menu.addAction(icons("scan-eye"), tr.count("style_window.tree.only", len(chosen)), panel.only)
    menu.addSeparator()
    _offer(panel, menu, "group_layers", enabled=True)
    if panel.chosen_group:
        _offer(panel, menu, "ungroup_layers", enabled=True)
    menu.addSeparator()
    if len(panel.entries) == 1:
        menu.addAction(icons("pencil"), tr("app.layers.rename"), panel.rename)
    menu.addAction(
        icons("trash-2"), tr.count("style_window.tree.remove", len(chosen)), panel.remove
    )
    return menu


def _layer_entries(panel: LayersPanel, menu: QMenu, layer: Layer) -> None:
    """Put into a menu what concerns one layer."""
    tr, icons = panel.tr_, panel.icons
    zoom = partial(panel.zoom_asked.emit, layer.id)
    menu.addAction(icons("scan"), tr("app.layers.zoom"), zoom)
    card = partial(panel.card_asked.emit, layer.id)
    menu.addAction(icons("info"), tr("app.layers.card"), card)
    menu.addSeparator()
    for name in _ASKED:
        _offer(panel, menu, name, enabled=None)
    styles = menu.addMenu(icons("palette"), tr("style_window.tree.styles"))
    fill_styles_menu(panel, styles, layer)
    menu.addAction(_opacity(panel, menu, layer))


def fill_styles_menu(panel: LayersPanel, menu: QMenu, layer: Layer) -> None:
    """Put the styles of a layer into a menu: one click puts another one on."""
    tr, session = panel.tr_, panel.session
    worn = shown_style(layer, session.view)
    group = QActionGroup(menu)
    for style in (layer.style, *layer.styles):
        entry = menu.addAction(
            style_title(style, layer, tr), partial(switch_style, session, layer.id, style.title)
        )
        entry.setCheckable(True)
        entry.setChecked(style.title == worn.title)
        group.addAction(entry)


def _offer(panel: LayersPanel, menu: QMenu, name: str, *, enabled: bool | None) -> None:
    """Put an action of the window into a menu, greyed as it is there."""
    actions = panel.actions_
    if actions is None:
        return
    shared = actions[name]
    icon = actions.icon(name) if SPECS[name].icon else QIcon()
    entry = menu.addAction(icon, shared.text(), partial(actions.run, name))
    entry.setShortcut(shared.shortcut())
    entry.setShortcutVisibleInContextMenu(True)
    entry.setEnabled(shared.isEnabled() if enabled is None else enabled)


def _opacity(panel: LayersPanel, menu: QMenu, layer: Layer) -> QWidgetAction:
    """Return a slider as an entry of a menu."""
    tr, session = panel.tr_, panel.session
    style = shown_style(layer, session.view)
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(34, 4, 12, 4)
    label = QLabel(tr("style_window.opacity"))
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(round(100 * LEAST_OPACITY), 100)
    slider.setPageStep(10)
    slider.setValue(round(100 * style.opacity))
    slider.setAccessibleName(tr("style_window.opacity_of", title=layer_title(layer, tr)))
    slider.setMinimumWidth(110)
    label.setBuddy(slider)
    line.addWidget(label)
    line.addWidget(slider, 1)
    slider.valueChanged.connect(_amending(panel, layer.id))
    entry = QWidgetAction(menu)
    entry.setDefaultWidget(row)
    return entry


def _amending(panel: LayersPanel, layer_id: str) -> Callable[[int], None]:
    """Return what a slider does: the first step is an action, the others are part of it."""
    started = False

    def change(value: int) -> None:
        nonlocal started
        wear_opacity(panel.session, layer_id, value / 100, panel.tr_, go_on=started)
        started = True

    return change
