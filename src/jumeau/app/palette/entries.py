"""What the palette lists: actions, layers, views, styles, recent projects, sizes of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QKeySequence

from jumeau.app import theme
from jumeau.app.actions import SPECS
from jumeau.app.icons import ROLE_ICONS
from jumeau.app.menus import MENUS, Menu
from jumeau.io.gazetteer.words import fold

if TYPE_CHECKING:
    from jumeau.app.window import Window
    from jumeau.app.workspace import Workspace
    from jumeau.i18n import Translator
    from jumeau.model.layer import Layer


class Entry(NamedTuple):
    """Something that can be done.

    ``key`` stays the same from one start to the next; ``reason`` says why it cannot be done now,
    empty where it can. ``folded`` and ``beside`` are what typed words are compared with.
    """

    key: str
    title: str
    path: str
    run: Callable[[], object]
    keys: str = ""
    icon: str = ""
    reason: str = ""
    folded: str = ""
    beside: str = ""


def entries_of(window: Window) -> list[Entry]:
    """Return everything that can be done in the window as it is now."""
    found = [*_actions(window), *_recent(window), *_sizes(window)]
    workspace = window.projects.workspace if window.projects is not None else None
    if workspace is not None:
        found += [*_views(window, workspace), *_layers(window, workspace)]
    return [x._replace(folded=fold(x.title), beside=fold(x.path)) for x in found]


def menu_paths(tr: Translator) -> dict[str, str]:
    """Return where in the menus each action stands."""
    found: dict[str, str] = {}

    def walk(content: Menu, path: str) -> None:
        for entry in content:
            if isinstance(entry, tuple):
                walk(entry[1], f"{path} › {_bare(tr(f'app.menu.{entry[0]}'))}")
            elif entry != "-":
                found[str(entry)] = path

    for name, content in MENUS:
        walk(content, _bare(tr(f"app.menu.{name}")))
    return found


def _bare(label: str) -> str:
    """Return the label of a menu without the sign for its key."""
    return label.replace("&", "")


def shown_keys(window: Window, name: str) -> str:
    """Return the shortcut of an action as the keyboard names it."""
    native = QKeySequence.SequenceFormat.NativeText
    return window.actions_[name].shortcut().toString(native)


def _actions(window: Window) -> Iterator[Entry]:
    tr, actions = window.tr_, window.actions_
    paths = menu_paths(tr)
    for name, spec in SPECS.items():
        if name == "palette":
            continue
        action = actions[name]
        ticked = action.isCheckable() and action.isChecked()
        icon = "check" if ticked else spec.icon
        yield Entry(
            f"action.{name}",
            action.text().replace("&", "").rstrip("…"),
            paths.get(name, ""),
            action.trigger,
            shown_keys(window, name),
            icon,
            "" if action.isEnabled() else reason(window, name),
        )


def reason(window: Window, name: str) -> str:
    """Return why an action cannot be done now."""
    tr = window.tr_
    opened = window.projects.opened if window.projects is not None else None
    if opened is None:
        return tr("shell.reason.project")
    if not opened.session.project.layers and name not in ("undo", "redo"):
        return tr("shell.reason.data")
    for key in (f"shell.reason.{name}", f"shell.reason.{name.partition('_')[0]}"):
        if tr.has(key):
            return tr(key)
    return tr("shell.reason.now")


def _recent(window: Window) -> Iterator[Entry]:
    tr = window.tr_
    for path in window.settings.recent:
        yield Entry(
            f"recent.{path}",
            tr("shell.palette.open", name=path.stem),
            tr("app.menu.recent"),
            partial(window.open, path),
            "",
            "clock",
            "" if path.exists() else tr("shell.reason.gone"),
        )


def _sizes(window: Window) -> Iterator[Entry]:
    tr = window.tr_
    for scale in theme.SCALES:
        percent = round(100 * scale)
        worn = scale == window.settings.text_scale
        yield Entry(
            f"text.{percent}",
            tr("shell.palette.text", percent=percent),
            tr("app.menu.text"),
            partial(window.shell.set_text, scale),
            "",
            "check" if worn else "a-large-small",
        )


def _views(window: Window, workspace: Workspace) -> Iterator[Entry]:
    tr = window.tr_
    for view in workspace.session.project.views:
        yield Entry(
            f"view.{view.name}",
            tr("shell.palette.view", name=view.name),
            tr("app.panel.views"),
            partial(workspace.views.go_to, view.name),
            "",
            "camera",
        )


def _layers(window: Window, workspace: Workspace) -> Iterator[Entry]:
    from jumeau.app.words import layer_title

    tr, session = window.tr_, workspace.session
    hidden = set(session.view.hidden)
    for layer in session.project.layers:
        title, path = layer_title(layer, tr), tr("app.panel.layers")
        shown = layer.id not in hidden
        yield Entry(
            f"layer.show.{layer.id}",
            tr("shell.palette.hide" if shown else "shell.palette.show", name=title),
            path,
            partial(_show, workspace, layer, not shown),
            "",
            "eye-off" if shown else "eye",
        )
        yield Entry(
            f"layer.zoom.{layer.id}",
            tr("shell.palette.zoom", name=title),
            path,
            partial(workspace.zoom_to_layer, layer.id),
            "",
            ROLE_ICONS.get(layer.role, "square"),
        )
        styles = (layer.style, *layer.styles)
        for style in styles if len(styles) > 1 else ():
            yield Entry(
                f"layer.style.{layer.id}.{style.title}",
                tr(
                    "shell.palette.style",
                    name=title,
                    style=style.title or tr("shell.palette.first_style"),
                ),
                path,
                partial(_wear, workspace, layer, style.title),
                "",
                "palette",
            )


def _show(workspace: Workspace, layer: Layer, shown: bool) -> None:
    session = workspace.session
    session.set_view(session.view.with_layer(layer.id, shown=shown))


def _wear(workspace: Workspace, layer: Layer, title: str) -> None:
    from jumeau.model.view_state import with_style

    session = workspace.session
    session.set_view(with_style(session.view, layer.id, title))
