"""The words of ``noise exposure``. Only light imports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jumeau.i18n import Translator


def add_exposure(kinds: Any, tr: Translator, lazy: Callable[[str, str], Any]) -> None:
    """Add the command to the group ``noise``."""
    told = tr("noise_exposure.help.exposure")
    sub = kinds.add_parser("exposure", help=told, description=told)
    sub.set_defaults(run=lazy("noise_exposure_commands", "exposure"))
    sub.add_argument("project", type=Path, help=tr("cli.help.project"))
    for option in ("variant", "against"):
        sub.add_argument(f"--{option}", metavar="VARIANT", help=tr(f"noise_exposure.help.{option}"))
    sub.add_argument("--indicator", choices=("lden", "ln", "lday", "levening"),
                     help=tr("noise_exposure.help.indicator"))  # fmt: skip
    sub.add_argument("--reference", action="store_true", help=tr("noise_exposure.help.reference"))
    sub.add_argument("--csv", type=Path, metavar="F", help=tr("noise_exposure.help.csv"))
    sub.add_argument("--json", action="store_true", help=tr("cli.help.json"))
