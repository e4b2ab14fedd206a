"""Which variants the command line shows, and how it compares them."""

from __future__ import annotations

import argparse

import pytest

from jumeau.cli.compare_options import with_comparison
from jumeau.cli.parser import build_parser
from jumeau.errors import InputError
from jumeau.i18n import Translator, phrase_error
from jumeau.model.project import new_project, replaced
from jumeau.model.variant import NO_BUILD, TODAY, Variant
from jumeau.model.view_state import Compare, ViewState

FR = Translator("fr")
PROJECT = replaced(
    new_project("Essai"),
    variants=(Variant("variant-1", "Cour ouverte"), Variant("variant-2", "Blocs")),
)
THREE = tuple(w for x in ("today", "variant-1", "variant-2") for w in ("--variant", x))


def options(*words: str) -> argparse.Namespace:
    return build_parser(FR).parse_args(["export", "image", "x", "--out", "y.png", *words])


def shown(*words: str, view: ViewState | None = None) -> ViewState:
    return with_comparison(PROJECT, view or ViewState(), options(*words))


def test_without_options_the_view_decides():
    left = ViewState(variants=("", "variant-1"), compare=Compare.SWIPE, split=0.3, year=2030)
    assert shown(view=left) == left


def test_one_variant_is_shown_alone_or_beside_today():
    assert shown("--variant", "variant-2").variants == ("variant-2",)
    assert shown("--variant", "today").variants == ()
    found = shown("--variant", "Cour ouverte", "--compare", "swipe", "--split", "0.3", "--across")
    assert (found.compare, found.variants) == (Compare.SWIPE, (TODAY, "variant-1"))
    assert (found.split, found.across) == (0.3, True)


def test_several_variants_stand_side_by_side_unless_told_otherwise():
    words = [w for x in ("aujourd’hui", "no_build", "blocs") for w in ("--variant", x)]
    found = shown(*words, "--year", "2038")
    assert (found.compare, found.year) == (Compare.SIDE_BY_SIDE, 2038)
    assert found.variants == (TODAY, NO_BUILD, "variant-2")
    for way, mode in (("sides", Compare.SIDE_BY_SIDE), ("blink", Compare.BLINK)):
        assert shown(*words, "--compare", way).compare is mode


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--variant", "Tour"), "variant.unknown"),
        (("--compare", "ghost"), "comparing.too_few"),
        (
            (*THREE, "--compare", "ghost"),
            "comparing.too_many",
        ),
    ],
)
def test_what_cannot_be_compared_is_explained(words, code):
    with pytest.raises(InputError) as problem:
        shown(*words)
    assert problem.value.code == code
    assert {"what", "expected"} <= set(phrase_error(problem.value, FR))


def test_a_line_beside_the_picture_is_refused(capsys):
    with pytest.raises(SystemExit):
        options("--split", "1.5")
    assert "0 … 1" in capsys.readouterr().err
