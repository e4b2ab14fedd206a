"""The strip of the sun without its window: days, and what the slider asks for."""

from __future__ import annotations

import datetime

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest

from jumeau.app.icons import Icons
from jumeau.app.sunning.bar import SunBar
from jumeau.app.sunning.day import HOUR, day_of
from jumeau.app.theme import THEMES
from jumeau.i18n import Translator
from jumeau.simulation.sun.place import SunPlace

PARIS = SunPlace(48.86, 2.35)
TROMSO = SunPlace(69.65, 18.96)


@pytest.mark.parametrize(
    ("date", "hours"),
    # Directive 2000/84/EC: the last Sundays of March and October.
    [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)],
)
def test_a_day_is_as_long_as_the_law_has_it(date, hours):
    day = day_of(PARIS, datetime.date.fromisoformat(date))
    assert day.steps == hours * HOUR
    assert day.changes_clock == (hours != 24)
    told = [day.instant(k) for k in range(day.steps)]
    assert [day.step_of(x) for x in told] == list(range(day.steps))
    assert told[0].startswith(f"{date}T00:00")
    assert told[-1].startswith(f"{date}T23:55")


def test_the_sun_is_highest_halfway_between_rise_and_set():
    """On 21 March noon is at 12 h UTC, less 4 min a degree, plus 7.4 min (equation of time)."""
    day = day_of(PARIS, datetime.date(2026, 3, 21))
    noon = 12 * 60 - 4 * PARIS.longitude + 7.4 + 60  # legal time is UTC + 1 h
    assert (day.rise + day.set) / 2 * 5 == pytest.approx(noon, abs=1.5)


def test_polar_night_and_polar_day_are_days_too():
    night = day_of(TROMSO, datetime.date(2026, 12, 21))
    assert night.is_dark
    assert night.daylight == (0, night.last)
    bright = day_of(TROMSO, datetime.date(2026, 6, 21))
    assert bright.is_bright
    assert not bright.is_dark
    assert bright.daylight == (0, bright.last)


class Hand:
    """A strip with what it asked for."""

    def __init__(self, qtbot, language="fr", moves=False):
        theme = THEMES["light"]
        self.bar = SunBar(
            Translator(language), Icons(theme.text, theme.faint), theme, lambda: moves
        )
        qtbot.addWidget(self.bar)
        self.asked: list[tuple[str, bool]] = []
        self.bar.asked.connect(lambda x, moving: self.asked.append((x, moving)))

    def show(self, instant, place=PARIS):
        self.bar.show_instant(place, instant)
        return self

    @property
    def last(self):
        return self.asked[-1][0]


@pytest.fixture
def hand(qtbot):
    return Hand(qtbot)


def test_keys_step_five_minutes_and_an_hour(hand, qtbot):
    hand.show("2026-03-21T14:02:00+01:00")
    slider = hand.bar.slider
    for key, clock in (
        (Qt.Key.Key_Right, "14:05"), (Qt.Key.Key_PageUp, "15:05"), (Qt.Key.Key_Left, "15:00"),
        (Qt.Key.Key_PageDown, "14:00"), (Qt.Key.Key_Home, "00:00"), (Qt.Key.Key_End, "23:55"),
    ):  # fmt: skip
        hand.asked.clear()
        QTest.keyClick(slider, key)
        qtbot.waitUntil(lambda: bool(hand.asked))
        assert hand.asked == [(f"2026-03-21T{clock}:00+01:00", True)]


def test_a_drag_asks_once_for_many_steps(hand, qtbot):
    hand.show("2026-03-21T14:00:00+01:00")
    for step in range(100, 180):
        hand.bar.slider.setValue(step)
    qtbot.waitUntil(lambda: bool(hand.asked))
    qtbot.wait(40)
    assert len(hand.asked) == 1
    assert hand.last == "2026-03-21T14:55:00+01:00"


def test_another_date_keeps_the_legal_hour(hand):
    hand.show("2026-03-21T14:05:00+01:00")
    hand.bar.presets[1].click()
    assert hand.last == "2026-06-21T14:05:00+02:00"
    hand.bar.date.setDate(QDate(2026, 12, 21))
    assert hand.last == "2026-12-21T14:05:00+01:00"
    assert hand.asked[-1][1] is False


def test_the_words_say_where_the_sun_is(hand):
    bar = hand.show("2026-03-21T14:00:00+01:00").bar
    assert bar.clock.text() == "14\xa0h\xa000"
    # An hour angle of 15.3° at the equinox: asin(cos 48.86° · cos 15.3° + …) = 39.6°.
    assert bar.told.text() == "soleil à 40° de hauteur"
    assert "au sud" in bar.dial.toolTip()
    assert bar.presets[0].isChecked()
    assert not bar.presets[1].isChecked()
    hand.show("2026-03-21T23:00:00+01:00")
    assert bar.told.text() == "le soleil est couché"
    hand.show("2026-03-21T05:00:00+01:00")
    assert bar.told.text() == "le soleil n’est pas encore levé"
    hand.show("2026-12-21T12:00:00+01:00", TROMSO)
    assert bar.told.text() == "le soleil ne se lève pas ce jour"


def test_without_motion_a_day_plays_hour_by_hour(hand, qtbot, monkeypatch):
    monkeypatch.setattr("jumeau.app.sunning.bar.CALM", 5)
    hand.show("2026-12-21T23:00:00+01:00")
    seen = []
    hand.bar.slider.valueChanged.connect(seen.append)
    hand.bar.play.click()
    qtbot.waitUntil(lambda: not hand.bar.play.isChecked())
    first, last = day_of(PARIS, datetime.date(2026, 12, 21)).daylight
    # From sunrise (8 h 41) on, each full hour, at last sunset (16 h 56).
    assert seen == [first, *(hour * HOUR for hour in range(9, 17)), last]
    qtbot.waitUntil(lambda: bool(hand.asked) and "T16:55" in hand.last)


def test_with_motion_a_day_plays_through(qtbot, monkeypatch):
    monkeypatch.setattr("jumeau.app.sunning.bar.WHOLE", 400)
    hand = Hand(qtbot, moves=True).show("2026-06-21T10:00:00+02:00")
    hand.bar.play.click()
    qtbot.waitUntil(lambda: not hand.bar.play.isChecked())
    last = day_of(PARIS, datetime.date(2026, 6, 21)).daylight[1]
    assert hand.bar.slider.value() == last
    qtbot.waitUntil(lambda: bool(hand.asked))
    assert all(moving for _, moving in hand.asked)


def test_who_shows_another_hour_ends_the_play(hand):
    hand.show("2026-06-21T10:00:00+02:00")
    hand.bar.play.click()
    hand.show("2026-03-21T12:00:00+01:00")
    assert not hand.bar.play.isChecked()
