"""The words of ``noise place``. Only light imports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jumeau.i18n import Translator

Lazy = Callable[[str, str], Any]
ABOVE = 4
"""Height over the ground where no altitude is given [m]."""


def add_place(kinds: Any, tr: Translator, lazy: Lazy) -> None:
    """Add the command to the group ``noise``."""
    told = tr("noise_place.help.place")
    place = kinds.add_parser("place", help=told, description=told)
    place.set_defaults(run=lazy("noise_place_commands", "place"))
    place.add_argument("project", type=Path, help=tr("cli.help.project"))
    place.add_argument("x", type=float, help=tr("noise_place.help.x"))
    place.add_argument("y", type=float, help=tr("noise_place.help.y"))
    place.add_argument("z", type=float, nargs="?", help=tr("noise_place.help.z", height=str(ABOVE)))
    for option in ("variant", "against"):
        place.add_argument(f"--{option}", metavar="ID", help=tr(f"noise_place.help.{option}"))
    place.add_argument("--csv", type=Path, metavar="F", help=tr("noise_place.help.csv"))
    place.add_argument("--json", action="store_true", help=tr("cli.help.json"))
