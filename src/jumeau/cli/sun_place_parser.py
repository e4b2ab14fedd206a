"""The words of ``sun place`` and ``sun diagram``. Only light imports."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jumeau.i18n import Translator

Lazy = Callable[[str, str], Any]


def add_places(kinds: Any, tr: Translator, lazy: Lazy) -> None:
    """Add both commands to the group ``sun``."""

    def add(name: str) -> argparse.ArgumentParser:
        told = tr(f"sun_places.help.{name}")
        sub: argparse.ArgumentParser = kinds.add_parser(name, help=told, description=told)
        sub.set_defaults(run=lazy("sun_place_commands", name))
        sub.add_argument("project", type=Path, help=tr("cli.help.project"))
        sub.add_argument("--date", action="append", default=[], metavar="YYYY-MM-DD",
                         help=tr("sun_places.help.date"))  # fmt: skip
        for option in ("variant", "against"):
            sub.add_argument(f"--{option}", metavar="ID", help=tr(f"sun_places.help.{option}"))
        sub.add_argument("--step", type=minutes, default=5.0, metavar="MIN",
                         help=tr("sun_places.help.step"))  # fmt: skip
        sub.add_argument("--json", action="store_true", help=tr("cli.help.json"))
        return sub

    place = add("place")
    where = place.add_mutually_exclusive_group(required=True)
    where.add_argument("--polygon", type=Path, metavar="F", help=tr("sun_places.help.polygon"))
    where.add_argument("--feature", metavar="L:K", help=tr("sun_places.help.feature"))
    for name in ("point", "facade", "window"):
        where.add_argument(f"--{name}", type=place_of, metavar="X,Y,Z",
                           help=tr(f"sun_places.help.{name}"))  # fmt: skip
    place.add_argument("--leaves", choices=("date", "leaves", "bare"), default="date",
                       help=tr("sun_places.help.leaves"))  # fmt: skip
    place.add_argument("--csv", type=Path, metavar="F", help=tr("sun_places.help.csv"))

    diagram = add("diagram")
    diagram.add_argument("--point", type=place_of, required=True, metavar="X,Y,Z",
                         help=tr("sun_places.help.point"))  # fmt: skip
    diagram.add_argument("--on-wall", action="store_true", help=tr("sun_places.help.on_wall"))
    diagram.add_argument("--normal", type=float, metavar="DEG", help=tr("sun_places.help.normal"))
    diagram.add_argument("--projection", choices=("stereographic", "equidistant"),
                         default="stereographic",
                         help=tr("sun_places.help.projection"))  # fmt: skip
    diagram.add_argument("--png", type=Path, metavar="F", help=tr("sun_places.help.png"))


def place_of(text: str) -> tuple[float, ...]:
    """Return x, y and perhaps z of ``x,y,z`` [m]."""
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if len(numbers) not in (2, 3):
        raise argparse.ArgumentTypeError(f"{text!r}: x,y,z")
    return numbers


def minutes(text: str) -> float:
    """Return a time between two suns [min]."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1.0 <= value <= 60.0:
        raise argparse.ArgumentTypeError(f"{text!r}: 1 … 60")
    return value
