"""The words of the commands ``noise``. Only light imports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jumeau.cli.noise_exposure_parser import add_exposure
from jumeau.cli.noise_place_parser import add_place
from jumeau.i18n import Translator

Lazy = Callable[[str, str], Any]


def add_noise(commands: Any, tr: Translator, lazy: Lazy, missing: Any) -> None:
    """Add the group ``noise`` and all that belongs to it.

    Parameters
    ----------
    commands : argparse subparsers
        Where it is added.
    lazy : callable
        Runs a function of a module that is loaded when it is asked for.
    missing : callable
        Runs when ``noise`` is given without a word for what.
    """
    sentence = tr("noise.help.noise")
    group = commands.add_parser("noise", help=sentence, description=sentence)
    group.set_defaults(run=missing)
    kinds = group.add_subparsers(title=tr("cli.commands"), metavar="", required=True)

    told = tr("noise.help.sources")
    sources = kinds.add_parser("sources", help=told, description=told)
    sources.set_defaults(run=lazy("noise_commands", "sources"))
    sources.add_argument("project", type=Path, help=tr("cli.help.project"))
    sources.add_argument("--variant", metavar="VARIANT", help=tr("noise.help.variant"))
    sources.add_argument("--csv", type=Path, metavar="F", help=tr("noise.help.csv"))
    sources.add_argument("--json", action="store_true", help=tr("cli.help.json"))
    add_exposure(kinds, tr, lazy)
    add_place(kinds, tr, lazy)
    # Other subcommands of the group, one line each: add_something(kinds, tr, lazy)
