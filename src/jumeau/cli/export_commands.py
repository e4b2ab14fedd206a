"""Commands that draw: export image, and the demo's views where there is no screen."""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from jumeau.cli.compare_options import with_comparison
from jumeau.cli.output import Bar, print_json, print_lines, progress_for
from jumeau.cli.project_commands import is_project, layer_named
from jumeau.cli.sun_options import with_sun
from jumeau.errors import InputError
from jumeau.export.image import export_image
from jumeau.i18n import Translator
from jumeau.io.confined.parent import import_confined
from jumeau.io.importing import adopted
from jumeau.io.projects.project_file import read_project, temporary_folder
from jumeau.io.store import Payloads, Store
from jumeau.model.project import Project, initially_hidden, new_project
from jumeau.model.view_state import Camera, Look, Section, Switches, ViewState, with_style
from jumeau.render.styling.changing import style_titled


def image(options: argparse.Namespace, tr: Translator) -> int:
    """Export one picture of a project, or straight from a file."""
    progress = progress_for(tr)
    try:
        with source(options.project, options.crs) as (project, view, payloads):
            record = export_image(
                project,
                chosen_view(project, view, options, tr),
                payloads,
                options.out,
                options.size,
                tr,
                second=second_view(project, options, tr),
                internal=options.internal,
                progress=progress,
            )
    finally:
        if isinstance(progress, Bar):
            progress.close()
    if options.json:
        print_json(record)
    else:
        paths = record.get("paths", [record["path"]])
        print_lines(*(tr("cli.say.exported", path=path) for path in paths))
    return 0


def demo_views(demo: Path, options: argparse.Namespace, tr: Translator) -> int:
    """Draw every view of the demo to a folder, and say so."""
    folder: Path = options.headless or Path("demo-views")
    if not options.json:
        print_lines(tr("cli.say.headless", folder=folder.resolve()))
    records = []
    with source(demo, None) as (project, view, payloads):
        views = [(named.name, named.state) for named in project.views] or [(project.name, view)]
        for name, state in views:
            state = msgspec.structs.replace(state, language=tr.language)
            path = folder / f"{slug(name)}.png"
            record = export_image(project, state, payloads, path, options.size, tr)
            records.append(record)
            if not options.json:
                print_lines(tr("cli.say.exported", path=record["path"]))
    if options.json:
        print_json({"folder": str(folder.resolve()), "images": records})
    return 0


def named_view(project: Project, name: str) -> ViewState:
    """Return a view that the project keeps.

    Raises
    ------
    InputError
        ``view.unknown``.
    """
    by_name = {named.name: named.state for named in project.views}
    if name not in by_name:
        raise InputError("view.unknown", name=name, known=", ".join(by_name) or "–")
    return by_name[name]


def second_view(project: Project, options: argparse.Namespace, tr: Translator) -> ViewState | None:
    """Return the view that is to stand to the right of the other; None where none was asked for."""
    if options.second_view is None:
        return None
    view = named_view(project, options.second_view)
    title = view.title or options.second_view
    return msgspec.structs.replace(view, language=tr.language, title=title)


def chosen_view(
    project: Project, left: ViewState, options: argparse.Namespace, tr: Translator
) -> ViewState:
    """Return the view that the options ask for; by default the one the project was left with.

    Raises
    ------
    InputError
        ``view.unknown``; as :func:`jumeau.cli.sun_options.with_sun`.
    """
    view = left
    if options.view is not None:
        view = named_view(project, options.view)
    if options.state is not None:
        view = msgspec.json.decode(options.state.read_bytes(), type=ViewState)
    changes: dict[str, object] = {"language": tr.language}
    if options.camera is not None:
        x, y, z, distance, *angles = options.camera
        names = ("azimuth", "pitch")[: len(angles)]
        changes["camera"] = Camera((x, y, z), distance, **dict(zip(names, angles, strict=True)))
    if options.section is not None:
        changes["section"] = Section(*options.section)
        if (options.camera, options.view, options.state) == (None, None, None):
            changes |= {"camera": None, "title": ""}  # square to the cut
    if options.title is not None:
        changes["title"] = options.title
    if options.look is not None:
        changes["look"] = Look(options.look)
    changes["switches"] = chosen_switches(view.switches, options)
    view = with_comparison(project, msgspec.structs.replace(view, **changes), options)
    return with_styles(project, with_sun(project, view, options), options)


def with_styles(project: Project, view: ViewState, options: argparse.Namespace) -> ViewState:
    """Return the view with the styles that ``--style`` asks for; their layers are shown.

    Raises
    ------
    InputError
        ``layer.unknown``, ``styling.style_unknown``.
    """
    for name, title in getattr(options, "style", []):
        layer = layer_named(project, name)
        style_titled(layer, title)
        view = with_style(view.with_layer(layer.id, shown=True), layer.id, title)
    return view


def chosen_switches(switches: Switches, options: argparse.Namespace) -> Switches:
    """Return what of the picture the options show or leave out; a step alone asks for lines.

    Raises
    ------
    InputError
        ``view.contour_step``.
    """
    names = ("labels", "contours", "contour_step")
    changes = {name: x for name in names if (x := getattr(options, name, None)) is not None}
    step = changes.get("contour_step")
    if step is not None and not 0.1 <= step <= 1000.0:
        raise InputError("view.contour_step", got=step)
    if step is not None:
        changes.setdefault("contours", True)
    return msgspec.structs.replace(switches, **changes)


def slug(name: str) -> str:
    """Return a name that every file system takes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "vue"


@contextmanager
def source(path: Path, crs: str | None) -> Iterator[tuple[Project, ViewState, Payloads]]:
    """Give the project at a path, or one made from a data file, which goes with the context."""
    if not path.exists():
        raise InputError("file.not_found", path=path)
    if is_project(path):
        with temporary_folder() as folder:
            project, view, store = read_project(path, Path(folder))
            yield project, view or ViewState(hidden=initially_hidden(project)), store
        return
    with temporary_folder() as folder:
        store = Store(Path(folder) / "store")
        empty = new_project(path.stem)
        project = adopted(empty, import_confined([path], empty, store, crs=crs))
        yield project, ViewState(hidden=initially_hidden(project)), store
