"""The words of the commands ``sun`` and ``validate``. Only light imports."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jumeau.cli.photo_parser import add_photo
from jumeau.cli.plates_parser import add_plates
from jumeau.cli.sun_place_parser import add_places
from jumeau.i18n import Translator

Lazy = Callable[[str, str], Any]


def add_sun(commands: Any, tr: Translator, lazy: Lazy, missing: Any) -> None:
    """Add the group ``sun`` and all that belongs to it.

    Parameters
    ----------
    commands : argparse subparsers
        Where it is added.
    lazy : callable
        Runs a function of a module that is loaded when it is asked for.
    missing : callable
        Runs when ``sun`` is given without a word for what.
    """
    sentence = tr("sun.help.sun")
    group = commands.add_parser("sun", help=sentence, description=sentence)
    group.set_defaults(run=missing)
    kinds = group.add_subparsers(title=tr("cli.commands"), metavar="", required=True)

    def add(name: str, module: str, function: str) -> argparse.ArgumentParser:
        told = tr(f"sun.help.{name}")
        sub: argparse.ArgumentParser = kinds.add_parser(name, help=told, description=told)
        sub.set_defaults(run=lazy(module, function))
        sub.add_argument("project", type=Path, help=tr("cli.help.project"))
        sub.add_argument("--json", action="store_true", help=tr("cli.help.json"))
        return sub

    position = add("position", "sun_commands", "position")
    position.add_argument("--instant", required=True, help=tr("sun.help.instant"))
    day = add("day", "sun_commands", "day")
    day.add_argument("--date", required=True, metavar="YYYY-MM-DD", help=tr("sun.help.date"))
    add_plates(kinds, tr, lazy)
    add_photo(kinds, tr, lazy)
    add_places(kinds, tr, lazy)
    # Other subcommands of the group, one line each: add_something(kinds, tr, lazy)


def add_validate(commands: Any, tr: Translator, lazy: Lazy, missing: Any) -> None:
    """Add the group ``validate``: what is computed, beside what is published.

    Parameters
    ----------
    commands, tr, lazy, missing
        As in :func:`add_sun`.
    """
    sentence = tr("validation.help.validate")
    group = commands.add_parser("validate", help=sentence, description=sentence)
    group.set_defaults(run=missing)
    kinds = group.add_subparsers(title=tr("cli.commands"), metavar="", required=True)
    for subject, cases in (("sun", "cases"), ("noise", "noise_cases")):
        told = tr(f"validation.help.{subject}")
        sub: argparse.ArgumentParser = kinds.add_parser(subject, help=told, description=told)
        sub.set_defaults(run=lazy("validate_commands", subject))
        told = tr(f"validation.help.{cases}")
        sub.add_argument("cases", type=Path, nargs="*", metavar="CASES", help=told)
        sub.add_argument("--csv", type=Path, metavar="F", help=tr("validation.help.csv"))
        sub.add_argument("--json", action="store_true", help=tr("cli.help.json"))
