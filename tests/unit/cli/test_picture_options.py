"""What of the picture the command line shows or leaves out."""

from __future__ import annotations

import argparse

import msgspec
import pytest

from jumeau.cli.export_commands import chosen_switches, second_view
from jumeau.cli.parser import build_parser
from jumeau.errors import InputError
from jumeau.i18n import Translator, phrase_error
from jumeau.model.project import new_project
from jumeau.model.view_state import NamedView, Switches, ViewState

FR = Translator("fr")


def options(*words: str) -> argparse.Namespace:
    return build_parser(FR).parse_args(["export", "image", "x", "--out", "y.png", *words])


def test_without_options_the_view_decides():
    left = Switches(labels=False, contours=True, contour_step=5.0)
    assert chosen_switches(left, options()) == left


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--no-labels",), Switches(labels=False)),
        (("--contours",), Switches(contours=True)),
        (("--contour-step", "2"), Switches(contours=True, contour_step=2.0)),
        (("--contour-step", "2", "--no-contours"), Switches(contour_step=2.0)),
    ],
)
def test_options_come_before_the_view(words, expected):
    assert chosen_switches(Switches(), options(*words)) == expected


@pytest.mark.parametrize("step", ["0", "-5", "5000"])
def test_a_step_that_draws_nothing_is_refused(step):
    with pytest.raises(InputError) as problem:
        chosen_switches(Switches(), options("--contour-step", step))
    assert set(phrase_error(problem.value, FR)) == {"what", "expected", "got", "remedy"}


def test_a_second_view_stands_to_the_right_under_its_name():
    project = new_project("Essai")
    named = NamedView("Le bourg", ViewState(hidden=("a",)))
    project = msgspec.structs.replace(project, views=(named,))
    assert second_view(project, options(), FR) is None
    found = second_view(project, options("--second-view", "Le bourg"), FR)
    assert found is not None
    assert (found.title, found.hidden) == ("Le bourg", ("a",))
    with pytest.raises(InputError) as problem:
        second_view(project, options("--second-view", "Le port"), FR)
    assert problem.value.code == "view.unknown"
