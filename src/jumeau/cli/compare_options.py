"""The options by which an export shows a variant, or compares several. Only light imports."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from jumeau.i18n import Translator

if TYPE_CHECKING:
    from jumeau.model.project import Project
    from jumeau.model.view_state import ViewState

WAYS = {"swipe": "swipe", "sides": "side_by_side", "blink": "blink", "ghost": "ghost"}
MOST = 4


def add_compare_options(command: argparse.ArgumentParser, tr: Translator) -> None:
    """Add what is shown, how it is compared, and in which year."""

    def told(name: str) -> str:
        return tr(f"comparing.help.{name}").replace("%", "%%")

    command.add_argument(
        "--variant", action="append", default=[], metavar="ID", help=told("variant")
    )
    command.add_argument("--compare", choices=tuple(WAYS), help=told("compare"))
    command.add_argument("--split", type=share, help=told("split"))
    across = argparse.BooleanOptionalAction
    command.add_argument("--across", action=across, default=None, help=told("across"))
    command.add_argument("--year", type=int, metavar="YYYY", help=told("year"))


def share(text: str) -> float:
    """Return a share between 0 and 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r}: 0 … 1")
    return value


def with_comparison(project: Project, view: ViewState, options: argparse.Namespace) -> ViewState:
    """Return the view with the variants, the comparison and the year that the options ask for.

    Several variants without a way to compare them stand side by side; one variant to be compared
    stands beside today.

    Raises
    ------
    InputError
        ``variant.unknown``; ``comparing.too_many``, ``comparing.too_few``.
    """
    import msgspec

    from jumeau.errors import InputError
    from jumeau.model.variant import TODAY
    from jumeau.model.view_state import Compare

    names = getattr(options, "variant", [])
    ids = tuple(dict.fromkeys(side_named(project, name) for name in names))
    way = getattr(options, "compare", None)
    changes: dict[str, object] = {}
    if getattr(options, "year", None) is not None:
        changes["year"] = options.year
    for name in ("split", "across"):
        if getattr(options, name, None) is not None:
            changes[name] = getattr(options, name)
    if len(ids) > (2 if way in ("swipe", "ghost") else MOST):
        raise InputError("comparing.too_many", got=len(ids))
    if way is not None:
        sides = ids or view.variants
        if len(sides) == 1 and sides[0] != TODAY:
            sides = (TODAY, *sides)
        if len(sides) < 2:
            raise InputError("comparing.too_few", way=way)
        changes |= {"compare": Compare(WAYS[way]), "variants": sides}
    elif len(ids) > 1:
        changes |= {"compare": Compare.SIDE_BY_SIDE, "variants": ids}
    elif ids:
        changes |= {"compare": Compare.NONE, "variants": tuple(x for x in ids if x != TODAY)}
    return msgspec.structs.replace(view, **changes) if changes else view


def side_named(project: Project, name: str) -> str:
    """Return the id of a variant by its id or title; today and without the project are known.

    Raises
    ------
    InputError
        ``variant.unknown``.
    """
    from jumeau.cli.variant_commands import variant_named
    from jumeau.model.variant import NO_BUILD, TODAY
    from jumeau.variants.edit_words import bare

    if bare(name) in (bare("today"), bare("aujourd'hui")):
        return TODAY
    if bare(name) in (bare(NO_BUILD), bare("sans le projet")):
        return NO_BUILD
    return variant_named(project, name).id
