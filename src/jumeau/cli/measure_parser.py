"""The words of the commands that measure. Only light imports."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jumeau.i18n import Translator

Lazy = Callable[[str, str], Any]
Points = tuple[tuple[float, float], ...]


def add_measures(commands: Any, tr: Translator, lazy: Lazy, missing: Any) -> None:
    """Add ``measure``, ``profile`` and ``viewshed``.

    Parameters
    ----------
    commands : argparse subparsers
        Where they are added.
    lazy : callable
        Runs a function of a module that is loaded when it is asked for.
    missing : callable
        Runs when ``measure`` is given without a word for what.
    """

    def add(parent: Any, name: str, run: str, sentence: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = parent.add_parser(name, help=sentence, description=sentence)
        sub.set_defaults(run=lazy("measure_commands", run))
        sub.add_argument("project", type=Path, help=tr("cli.help.project"))
        sub.add_argument("--json", action="store_true", help=tr("cli.help.json"))
        return sub

    sentence = tr("cli.help.measure")
    measure = commands.add_parser("measure", help=sentence, description=sentence)
    measure.set_defaults(run=missing)
    kinds = measure.add_subparsers(title=tr("cli.commands"), metavar="", required=True)
    lines = [
        add(kinds, kind, kind, tr(f"cli.help.measure_{kind}")) for kind in ("distance", "area")
    ]
    profile = add(commands, "profile", "profile", tr("cli.help.profile"))
    for sub in (*lines, profile):
        sub.add_argument("--points", type=points, required=True, help=tr("cli.help.points"))
    profile.add_argument("--csv", type=Path, metavar="F", help=tr("cli.help.profile_csv"))
    profile.add_argument("--trees", action="store_true", help=tr("cli.help.profile_trees"))

    seen = add(commands, "viewshed", "viewshed", tr("cli.help.viewshed"))
    seen.add_argument(
        "--from", dest="start", type=point, required=True, help=tr("cli.help.viewshed_from")
    )
    for name, usual in (("eye", 1.6), ("radius", 1000.0), ("step", 1.0)):
        seen.add_argument(
            f"--{name}", type=float, default=usual, help=tr(f"cli.help.viewshed_{name}")
        )
    for name in ("roof", "trees", "tops"):
        seen.add_argument(f"--{name}", action="store_true", help=tr(f"cli.help.viewshed_{name}"))


def point(text: str) -> tuple[float, float]:
    """Return the point of ``x,y``."""
    found = points(text)
    if len(found) != 1:
        raise argparse.ArgumentTypeError(f"{text!r}: x,y")
    return found[0]


def points(text: str) -> Points:
    """Return the points of ``x,y x,y``."""
    try:
        pairs = [tuple(float(part) for part in word.split(",")) for word in text.split()]
    except ValueError:
        pairs = []
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise argparse.ArgumentTypeError(f"{text!r}: x,y x,y …")
    return tuple((pair[0], pair[1]) for pair in pairs)


def section(text: str) -> Points:
    """Return both ends of a line, ``x,y x,y``."""
    found = points(text)
    if len(found) != 2 or found[0] == found[1]:
        raise argparse.ArgumentTypeError(f"{text!r}: x,y x,y")
    return found
