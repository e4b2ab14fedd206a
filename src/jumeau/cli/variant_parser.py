"""The words of the command ``variant``. Only light imports."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jumeau.i18n import Translator

Lazy = Callable[[str, str], Any]
_LOOKING = {"list": "list_all", "show": "show", "diff": "diff", "check": "check"}
FAMILIES = ("points", "lines", "polygons")


def add_variants(commands: Any, tr: Translator, lazy: Lazy, missing: Any) -> None:
    """Add ``variant list|show|diff|check|add|remove|apply|export``."""
    sentence = tr("facts.help.variant")
    variant = commands.add_parser("variant", help=sentence, description=sentence)
    variant.set_defaults(run=missing)
    kinds = variant.add_subparsers(title=tr("cli.commands"), metavar="", required=True)

    def add(name: str, *, one: bool = True) -> argparse.ArgumentParser:
        told = tr(f"facts.help.{name}")
        sub: argparse.ArgumentParser = kinds.add_parser(name, help=told, description=told)
        module = "variant_commands" if name in _LOOKING else "variant_changes"
        sub.set_defaults(run=lazy(module, _LOOKING.get(name, name)))
        sub.add_argument("project", type=Path, help=tr("cli.help.project"))
        sub.add_argument("--json", action="store_true", help=tr("cli.help.json"))
        if one:
            sub.add_argument("variant", help=tr("facts.help.which"))
        return sub

    add("list", one=False)

    show = add("show")
    show.add_argument("--since", type=int, nargs="?", const=1, metavar="N",
                      help=tr("facts.help.since"))  # fmt: skip

    diff = add("diff", one=False)
    diff.add_argument("before", help=tr("facts.help.before"))
    diff.add_argument("after", nargs="?", help=tr("facts.help.after"))
    for sub in (show, diff):
        sub.add_argument("--year", type=int, default=0, help=tr("facts.help.year"))
        sub.add_argument("--internal", action="store_true", help=tr("facts.help.internal"))

    check = add("check")
    check.add_argument("--year", type=int, default=0, help=tr("facts.help.year"))

    new = add("add", one=False)
    new.add_argument("title", help=tr("facts.help.title"))
    new.add_argument("--base", metavar="VARIANT", help=tr("facts.help.base"))
    new.add_argument("--copy", metavar="VARIANT", help=tr("facts.help.copy"))

    add("remove")

    put = add("apply", one=False)
    put.add_argument("file", type=Path, help=tr("facts.help.file"))
    where = put.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", metavar="VARIANT", help=tr("facts.help.to"))
    where.add_argument("--new", metavar="TITLE", help=tr("facts.help.new"))
    put.add_argument("--base", metavar="VARIANT", help=tr("facts.help.base"))
    put.add_argument("--as", dest="usual", type=family_and_tag, action="append", default=[],
                     metavar="FAMILY=TAG", help=tr("facts.help.as"))  # fmt: skip
    put.add_argument("--crs", default="", help=tr("cli.help.crs"))

    rule = add("rules", one=False)
    rule.add_argument("--zone", help=tr("facts.help.zone"))
    for name in ("height", "setback"):
        rule.add_argument(f"--{name}", type=float, metavar="M", help=tr(f"facts.help.{name}"))
    rule.add_argument("--ratio", type=float, metavar="0-1", help=tr("facts.help.ratio"))
    rule.add_argument("--source", help=tr("facts.help.source"))
    rule.add_argument("--remove", action="store_true", help=tr("facts.help.remove_rule"))

    out = add("export")
    out.add_argument("out", type=Path, help=tr("facts.help.out"))
    out.add_argument("--whole", action="store_true", help=tr("facts.help.whole"))


def family_and_tag(text: str) -> tuple[str, str]:
    """Return family and tag of ``lines=add_barrier``."""
    family, _, tag = text.partition("=")
    if family not in FAMILIES or not tag:
        raise argparse.ArgumentTypeError(f"{text!r}: lines=add_barrier ({', '.join(FAMILIES)})")
    return family, tag
