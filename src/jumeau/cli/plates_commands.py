"""Commands that make boards of shade."""

from __future__ import annotations

import argparse
import datetime
from typing import Any

import msgspec

from jumeau.cli.compare_options import side_named
from jumeau.cli.export_commands import named_view, source
from jumeau.cli.output import Bar, print_json, print_lines, progress_for
from jumeau.errors import InputError
from jumeau.export.plates.making import export_plates
from jumeau.export.plates.order import HOURS, ButterflyOrder, PlatesOrder, four_dates
from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.model.view_state import Camera, ViewState


def plates(options: argparse.Namespace, tr: Translator) -> int:
    """Write hourly plates."""
    progress = progress_for(tr)
    try:
        with source(options.project, None) as (project, view, payloads):
            view = _view(project, view, options, tr)
            if options.camera is not None:
                x, y, z, distance, *angles = options.camera
                names = ("azimuth", "pitch")[: len(angles)]
                turned = dict(zip(names, angles, strict=True))
                camera = Camera((x, y, z), distance, **turned)
                view = msgspec.structs.replace(view, camera=camera)
            year = options.year or datetime.date.today().year
            order = PlatesOrder(
                options.dates or four_dates(year), options.hours or HOURS,
                _sides(project, view, options), not options.as_seen, options.width,
                options.internal,
            )  # fmt: skip
            record = export_plates(project, view, payloads, options.out, order, tr, progress)
    finally:
        if isinstance(progress, Bar):
            progress.close()
    return _say(record, options, tr)


def butterfly(options: argparse.Namespace, tr: Translator) -> int:
    """Write the shade of a day, its hours overlaid."""
    from jumeau.export.plates.butterfly import casters_at, export_butterfly

    progress = progress_for(tr)
    try:
        with source(options.project, None) as (project, view, payloads):
            view = _view(project, view, options, tr)
            variant = side_named(project, options.variant) if options.variant else view.variant
            points = tuple((x[0], x[1]) for x in options.building)
            casters = casters_at(project, view, payloads, points)
            usual = ButterflyOrder(options.date)
            order = ButterflyOrder(
                options.date, options.hours or usual.hours, variant, casters, options.width,
                options.internal,
            )  # fmt: skip
            record = export_butterfly(project, view, payloads, options.out, order, tr, progress)
    finally:
        if isinstance(progress, Bar):
            progress.close()
    return _say(record, options, tr)


def _view(
    project: Project, left: ViewState, options: argparse.Namespace, tr: Translator
) -> ViewState:
    view = named_view(project, options.view) if options.view else left
    return msgspec.structs.replace(view, language=tr.language)


def _sides(project: Project, view: ViewState, options: argparse.Namespace) -> tuple[str, ...]:
    """Return what is shown: as asked, else as the view shows."""
    shown = view.variants or ("",)
    if options.variant is not None:
        shown = (side_named(project, options.variant),)
    if options.against is not None:
        shown = (side_named(project, options.against), shown[-1])
    if len(shown) > 2:
        raise InputError("plates.sides", count=len(shown))
    return shown


def _say(record: dict[str, Any], options: argparse.Namespace, tr: Translator) -> int:
    if options.json:
        print_json(record)
    else:
        paths = record.get("paths", [record["path"]])
        print_lines(*(tr("cli.say.exported", path=path) for path in paths))
    return 0
