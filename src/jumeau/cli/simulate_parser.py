"""The words of ``simulate`` and ``analysis``: options follow from the simulations' parameters."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jumeau.i18n import Translator

Lazy = Callable[[str, str], Any]


def add_simulations(commands: Any, tr: Translator, lazy: Lazy, missing: Any) -> None:
    """Add ``simulate sun-hours|sky-view|irradiation|noise`` and ``analysis list|renew|export``.

    Parameters
    ----------
    commands : argparse subparsers
        Where they are added.
    lazy : callable
        Runs a function of a module that is loaded when it is asked for.
    missing : callable
        Runs when a group is given without a word for what.
    """

    def group(name: str) -> argparse.ArgumentParser:
        told = tr(f"analyses.help.{name}")
        made: argparse.ArgumentParser = commands.add_parser(name, help=told, description=told)
        made.set_defaults(run=missing)
        return made

    def kinds_of(parser: argparse.ArgumentParser) -> Any:
        return parser.add_subparsers(title=tr("cli.commands"), metavar="", required=True)

    def add(kinds: Any, name: str, function: str) -> argparse.ArgumentParser:
        told = tr(f"analyses.help.{name}")
        sub: argparse.ArgumentParser = kinds.add_parser(
            name.replace("_", "-"), help=told, description=told
        )
        sub.set_defaults(run=lazy("simulate_commands", function))
        sub.add_argument("project", type=Path, help=tr("cli.help.project"))
        sub.add_argument("--json", action="store_true", help=tr("cli.help.json"))
        return sub

    def fill(parser: argparse.ArgumentParser) -> None:
        from jumeau.simulation.catalogue import catalogue

        simulate = kinds_of(parser)
        for simulation in catalogue().values():
            sub = add(simulate, simulation.id, "simulate")
            sub.set_defaults(simulation=simulation.id)
            sub.add_argument("--variant", metavar="VARIANT", help=tr("analyses.help.variant"))
            sub.add_argument("--against", metavar="VARIANT", help=tr("analyses.help.against"))
            sub.add_argument("--bbox", type=box, metavar="W,S,E,N", help=tr("analyses.help.bbox"))
            year = tr("analyses.help.shown_year")
            sub.add_argument("--shown-year", type=int, default=0, metavar="YEAR", help=year)
            add_parameters(sub, simulation, tr)

    _filled_late(group("simulate"), fill)
    results = kinds_of(group("analysis"))
    add(results, "list", "list_all")
    add(results, "renew", "renew").add_argument(
        "--all", action="store_true", help=tr("analyses.help.all")
    )
    export = add(results, "export", "export")
    export.add_argument("layer", help=tr("analyses.help.layer"))
    export.add_argument("out", type=Path, help=tr("analyses.help.out"))


def _filled_late(parser: argparse.ArgumentParser, fill: Callable[[Any], None]) -> None:
    """Let a parser get its words when it is used: the window starts without the catalogue."""
    parse = parser.parse_known_args

    def filled(*args: Any, **how: Any) -> Any:
        if parser._subparsers is None:
            fill(parser)
        return parse(*args, **how)

    parser.parse_known_args = filled  # type: ignore[method-assign]


def add_parameters(parser: argparse.ArgumentParser, simulation: Any, tr: Translator) -> None:
    """Add an option for each parameter of a simulation; they are checked when it is run."""
    from jumeau.simulation.catalogue import fields_of

    for field in fields_of(simulation.params):
        flag = f"--{field.name.replace('_', '-')}"
        told = tr(f"analyses.param.{field.name}")
        if tr.has(f"analyses.param.{field.name}_told"):
            told = f"{told} ({tr(f'analyses.param.{field.name}_told')})"
        how: dict[str, Any] = {"dest": f"param_{field.name}", "default": None}
        if field.kind == "dates":
            _add_dates(parser, how["dest"], tr)
        elif field.kind == "tick":
            parser.add_argument(flag, action=argparse.BooleanOptionalAction, help=told, **how)
        elif field.kind == "choice":
            parser.add_argument(flag, choices=field.choices, help=told, **how)
        elif field.kind == "choices":
            marks = ",".join(field.choices)
            parser.add_argument(flag, metavar=marks, help=told, **how)
        else:
            mark = field.unit.upper() or ("FILE" if field.kind == "file" else "N")
            shown = f"{told} [{mark}]" if field.kind != "file" else told
            parser.add_argument(flag, metavar=mark, help=shown.replace("%", "%%"), **how)


def _add_dates(parser: argparse.ArgumentParser, dest: str, tr: Translator) -> None:
    """Add ``--day D``, ``--period D D`` and ``--year Y``, of which one may be given."""
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--day", dest=dest, metavar="DATE", help=tr("analyses.help.day"))
    one.add_argument("--period", dest=dest, nargs=2, metavar=("DATE", "DATE"),
                     help=tr("analyses.help.period"))  # fmt: skip
    one.add_argument("--year", dest=dest, metavar="YEAR", help=tr("analyses.help.whole_year"))


def box(text: str) -> tuple[float, float, float, float]:
    """Return the rectangle of ``west,south,east,north``."""
    try:
        numbers = [float(x) for x in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 4 or numbers[2] <= numbers[0] or numbers[3] <= numbers[1]:
        raise argparse.ArgumentTypeError(f"{text!r}: west,south,east,north")
    return numbers[0], numbers[1], numbers[2], numbers[3]
