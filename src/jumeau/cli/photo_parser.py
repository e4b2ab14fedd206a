"""The words of the command ``sun photo``. Only light imports."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jumeau.cli.sun_options import add_instant_options
from jumeau.i18n import Translator
from jumeau.model.shot import EYE


def add_photo(kinds: Any, tr: Translator, lazy: Callable[[str, str], Any]) -> None:
    """Add the command."""
    told = tr("photo.help.photo")
    sub: argparse.ArgumentParser = kinds.add_parser("photo", help=told, description=told)
    sub.set_defaults(run=lazy("photo_commands", "photo"))
    sub.add_argument("project", type=Path, help=tr("cli.help.project"))
    sub.add_argument("photo", type=Path, help=tr("photo.help.file"))
    sub.add_argument("--out", type=Path, required=True, help=tr("cli.help.out"))
    add_instant_options(sub, tr)
    sub.add_argument("--legal", action="store_true", help=tr("photo.help.legal"))
    sub.add_argument("--place", type=pair, metavar="X,Y", help=tr("photo.help.place"))
    for name, usual in (("direction", None), ("tilt", 0.0), ("field_of_view", None), ("eye", EYE)):
        option = f"--{name.replace('_', '-')}"
        sub.add_argument(option, type=float, default=usual, help=tr(f"photo.help.{name}"))
    sub.add_argument("--author", help=tr("photo.help.author"))
    sub.add_argument("--variant", metavar="ID", help=tr("photo.help.variant"))
    sub.add_argument("--width", type=width, default=1920, help=tr("photo.help.width"))
    sub.add_argument("--internal", action="store_true", help=tr("cli.help.internal"))
    sub.add_argument("--json", action="store_true", help=tr("cli.help.json"))


def pair(text: str) -> tuple[float, float]:
    """Return two numbers of ``x,y``."""
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: x,y") from None
    return x, y


def width(text: str) -> int:
    """Return a width [pixels]."""
    value = int(text) if text.isdigit() else 0
    if not 320 <= value <= 16384:
        raise argparse.ArgumentTypeError(f"{text!r}: 320 … 16384")
    return value
