"""The words of ``sun plates`` and ``sun butterfly``. Only light imports."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jumeau.i18n import Translator


def add_plates(kinds: Any, tr: Translator, lazy: Callable[[str, str], Any]) -> None:
    """Add both to the group ``sun``."""

    def add(name: str) -> argparse.ArgumentParser:
        told = tr(f"plates.help.{name}")
        sub: argparse.ArgumentParser = kinds.add_parser(name, help=told, description=told)
        sub.set_defaults(run=lazy("plates_commands", name))
        sub.add_argument("project", type=Path, help=tr("cli.help.project"))
        sub.add_argument("--out", type=Path, required=True, help=tr("plates.help.out"))
        sub.add_argument("--variant", metavar="VARIANT", help=tr("plates.help.variant"))
        sub.add_argument("--hours", type=hours, metavar="H", help=tr("plates.help.hours"))
        sub.add_argument("--width", type=float, default=0.0, metavar="M",
                         help=tr("plates.help.width"))  # fmt: skip
        sub.add_argument("--view", help=tr("plates.help.view"))
        sub.add_argument("--internal", action="store_true", help=tr("cli.help.internal"))
        sub.add_argument("--json", action="store_true", help=tr("cli.help.json"))
        return sub

    plates = add("plates")
    plates.add_argument("--against", metavar="VARIANT", help=tr("plates.help.against"))
    when = plates.add_mutually_exclusive_group()
    when.add_argument("--dates", type=words, metavar="D,D", help=tr("plates.help.dates"))
    when.add_argument("--year", type=int, metavar="YYYY", help=tr("plates.help.year"))
    plates.add_argument("--as-seen", action="store_true", help=tr("plates.help.as_seen"))
    plates.add_argument("--camera", type=numbers, help=tr("plates.help.camera"))

    butterfly = add("butterfly")
    butterfly.add_argument("--date", required=True, metavar="YYYY-MM-DD", help=tr("sun.help.date"))
    butterfly.add_argument("--building", type=numbers, action="append", default=[], metavar="X,Y",
                           help=tr("plates.help.building"))  # fmt: skip


def hours(text: str) -> tuple[int, ...]:
    """Return the hours of ``8-18`` or ``9,12,15``."""
    try:
        if "-" in text:
            first, last = (int(x) for x in text.split("-"))
            return tuple(range(first, last + 1))
        return tuple(int(x) for x in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: 8-18, 9,12,15") from None


def words(text: str) -> tuple[str, ...]:
    """Return the words between commas."""
    return tuple(x.strip() for x in text.split(",") if x.strip())


def numbers(text: str) -> tuple[float, ...]:
    """Return the numbers between commas."""
    try:
        return tuple(float(x) for x in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: x,y") from None
