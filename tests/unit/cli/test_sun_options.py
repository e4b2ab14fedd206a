"""Which hour of the sun the command line shows."""

from __future__ import annotations

import argparse

import pytest

from jumeau.cli.parser import build_parser
from jumeau.cli.sun_options import minutes_in, with_sun
from jumeau.errors import InputError
from jumeau.i18n import Translator, phrase_error
from jumeau.model.project import new_project, replaced
from jumeau.model.view_state import Switches, ViewState

FR = Translator("fr")
PROJECT = replaced(new_project("Essai"), crs="EPSG:2154", origin=(652_000.0, 6_862_000.0, 0.0))
"""In Paris: its clock counts."""


def options(*words: str) -> argparse.Namespace:
    return build_parser(FR).parse_args(["export", "image", "x", "--out", "y.png", *words])


def shown(*words: str, view: ViewState | None = None) -> ViewState:
    return with_sun(PROJECT, view or ViewState(), options(*words))


def test_without_options_the_view_decides():
    left = ViewState(instant="2026-03-21T14:00:00+01:00", switches=Switches(shade=False))
    assert shown(view=left) == left
    assert shown() == ViewState()


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        (("--instant", "2026-03-21T14:00+01:00"), "2026-03-21T14:00:00+01:00"),
        (("--instant", "2026-06-21T12:00Z"), "2026-06-21T14:00:00+02:00"),
        (("--date", "2026-06-21", "--hour", "9h30"), "2026-06-21T09:30:00+02:00"),
        (("--date", "2026-12-21"), "2026-12-21T14:00:00+01:00"),
        # The clock leaves out 2 h to 3 h on the last Sunday of March.
        (("--date", "2026-03-29", "--hour", "02:30"), "2026-03-29T03:30:00+02:00"),
    ],
)
def test_the_hour_is_told_in_legal_time(words, instant):
    assert shown(*words).instant == instant


def test_a_date_keeps_the_hour_of_the_view_and_an_hour_its_date():
    view = ViewState(instant="2026-03-21T10:20:00+01:00")
    assert shown("--date", "2026-06-21", view=view).instant == "2026-06-21T10:20:00+02:00"
    assert shown("--hour", "16", view=view).instant == "2026-03-21T16:00:00+01:00"


def test_shade_and_path_are_switches_of_the_view():
    found = shown("--date", "2026-03-21", "--no-shade", "--sun-path")
    assert found.switches == Switches(shade=False, sun_path=True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--instant", "2026-03-21T14:00"), "sun.no_zone"),
        (("--instant", "demain"), "sun.bad_instant"),
        (("--date", "2026-02-30"), "sun.bad_date"),
        (("--hour", "25:00"), "sunning.bad_hour"),
        (("--hour", "midi"), "sunning.bad_hour"),
        (("--instant", "2026-03-21T14:00Z", "--hour", "14"), "sunning.both"),
        (("--sun-path",), "sunning.no_instant"),
    ],
)
def test_what_is_no_hour_is_told(words, code):
    with pytest.raises(InputError) as problem:
        shown(*words)
    assert problem.value.code == code
    for language in ("fr", "en"):
        assert {"what", "expected", "remedy"} <= set(
            phrase_error(problem.value, Translator(language))
        )


def test_a_view_with_an_instant_without_zone_is_refused():
    with pytest.raises(InputError) as problem:
        shown(view=ViewState(instant="2026-03-21T14:00"))
    assert problem.value.code == "sun.no_zone"


def test_hours_are_read_as_people_write_them():
    assert [minutes_in(x) for x in ("14:05", "14h05", "14 h 05", "14h", "0:00")] == [
        845, 845, 845, 840, 0,
    ]  # fmt: skip
