"""The options of ``style`` and what they ask for. Only light imports: the parser reads it."""

from __future__ import annotations

import argparse

from jumeau.i18n import Translator

KINDS = ("standard", "single", "categories", "graduated", "continuous")
TARGETS = ("everything", "roofs", "walls")
SYMBOLS = ("disc", "square", "diamond", "triangle", "cross")


def add_style_options(style: argparse.ArgumentParser, tr: Translator) -> None:
    """Add the options by which a style is made, chosen, removed and listed."""

    def told(name: str) -> str:
        return tr(f"styling.help.{name}").replace("%", "%%")

    style.add_argument("--kind", choices=KINDS, help=told("kind"))
    for name in ("field", "method", "ramp", "outline", "extrude", "title"):
        style.add_argument(f"--{name}", help=told(name))
    style.add_argument("--classes", type=int, metavar="N", help=told("classes"))
    style.add_argument("--bounds", type=numbers, metavar="A,B,…", help=told("bounds"))
    style.add_argument("--reverse", action="store_true", help=told("reverse"))
    style.add_argument("--target", choices=TARGETS, help=told("target"))
    style.add_argument("--symbol", choices=SYMBOLS, help=told("symbol"))
    for name in ("outline-width", "size", "extrude-scale", "low", "high"):
        style.add_argument(f"--{name}", type=float, help=told(name.replace("-", "_")))
    what = style.add_mutually_exclusive_group()
    what.add_argument("--add", action="store_true", help=told("add"))
    what.add_argument("--remove", metavar="TITLE", help=told("remove"))
    what.add_argument("--use", metavar="TITLE", help=told("use"))
    style.add_argument("--list", action="store_true", help=told("list"))


def numbers(text: str) -> tuple[float, ...]:
    """Return the numbers of ``0,5,10``."""
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: 0,5,10,20") from None


def layer_style(text: str) -> tuple[str, str]:
    """Return layer and title of ``layer=title``."""
    layer, sign, title = text.partition("=")
    if not sign or not layer:
        raise argparse.ArgumentTypeError(f"{text!r}: LAYER=TITLE")
    return layer, title
