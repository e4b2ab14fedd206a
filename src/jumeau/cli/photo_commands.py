"""The command ``sun photo``: a photograph beside the shade of its minute and viewpoint."""

from __future__ import annotations

import argparse
import datetime

import msgspec

from jumeau.cli.output import Bar, print_json, print_lines, progress_for
from jumeau.cli.sun_options import asked_instant
from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.io.photos import Photo, read_photo
from jumeau.io.projects.project_file import read_project, temporary_folder
from jumeau.model.project import Project
from jumeau.model.shot import USUAL_FOCAL, Shot, field_of_view
from jumeau.model.view_state import Compare, ViewState
from jumeau.simulation.sun.placing import place_of


def photo(options: argparse.Namespace, tr: Translator) -> int:
    """Write a photograph beside the simulated shade."""
    from pathlib import Path

    from jumeau.export.photo import export_photo
    from jumeau.model.project import initially_hidden

    progress = progress_for(tr)
    try:
        with temporary_folder() as folder:
            project, left, store = read_project(options.project, Path(folder))
            card = read_photo(options.photo)
            shot = shot_asked(project, card, options)
            view = left or ViewState(hidden=initially_hidden(project))
            view = msgspec.structs.replace(
                view, language=tr.language, variants=_variants(project, options),
                compare=Compare.NONE,
            )  # fmt: skip
            record = export_photo(
                project, view, store, options.photo, shot, options.out, tr,
                width=options.width, internal=options.internal, progress=progress,
            )  # fmt: skip
    finally:
        if isinstance(progress, Bar):
            progress.close()
    if options.json:
        print_json(record)
    else:
        print_lines(tr("cli.say.exported", path=record["path"]))
    return 0


def _variants(project: Project, options: argparse.Namespace) -> tuple[str, ...]:
    if options.variant is None:
        return ()
    from jumeau.cli.variant_commands import variant_named

    return (variant_named(project, options.variant).id,)


def shot_asked(project: Project, card: Photo, options: argparse.Namespace) -> Shot:
    """Return the shot of a photograph: as it tells itself, unless the options tell otherwise.

    Raises
    ------
    InputError
        ``photo.no_date``, ``photo.no_zone``, ``photo.no_place``, ``photo.no_direction``; as
        :func:`jumeau.cli.sun_options.asked_instant`.
    """
    from jumeau.io.placed import direction_on_grid, place_on_grid

    instant = asked_instant(project, _known_instant(project, card), options)
    if not instant:
        instant = taken_at(project, card, legal=options.legal)
    if options.place is not None:
        place = place_on_grid(project.crs, *options.place)
    elif card.longitude is not None and card.latitude is not None:
        place = place_on_grid(project.crs, card.longitude, card.latitude)
    else:
        raise InputError("photo.no_place", name=card.name)
    if options.direction is not None:
        azimuth = direction_on_grid(project.crs, place, options.direction)
    elif card.direction is not None:
        azimuth = direction_on_grid(project.crs, place, card.direction)
    else:
        raise InputError("photo.no_direction", name=card.name)
    opening = options.field_of_view or field_of_view(
        card.focal or USUAL_FOCAL, card.width, card.height
    )
    author = card.author if options.author is None else options.author
    return Shot(instant, place, azimuth, options.tilt, opening, options.eye, author)


def _known_instant(project: Project, card: Photo) -> str:
    """Return the instant of a photograph whose zone is known; empty otherwise."""
    return card.taken if card.has_zone else ""


def taken_at(project: Project, card: Photo, *, legal: bool) -> str:
    """Return the instant of a photograph.

    Parameters
    ----------
    legal : bool
        A date without a zone is in the project's legal time.

    Raises
    ------
    InputError
        ``photo.no_date``, ``photo.no_zone``.
    """
    if not card.taken:
        raise InputError("photo.no_date", name=card.name)
    if card.has_zone:
        return card.taken
    if not legal:
        raise InputError("photo.no_zone", name=card.name, taken=card.taken)
    from zoneinfo import ZoneInfo

    moment = datetime.datetime.fromisoformat(card.taken)
    return moment.replace(tzinfo=ZoneInfo(place_of(project).zone)).isoformat()
