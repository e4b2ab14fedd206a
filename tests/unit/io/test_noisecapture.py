"""What the file beside a NoiseCapture track says."""

from __future__ import annotations

from pathlib import Path

import pytest

from jumeau.io.vectors.noisecapture import Track, track_of


def beside(folder: Path, text: str) -> Path:
    (folder / "meta.properties").write_text(text, encoding="utf-8")
    return folder / "track.geojson"


def test_the_walk_begins_in_the_time_of_paris(tmp_path: Path) -> None:
    path = beside(tmp_path, "#x=1\nrecord_utc=1667385315426\ndevice_model=M2002J9G\n")

    track = track_of(path)
    assert track.instant == "2022-11-02T11:35:15+01:00"  # winter
    assert dict(track.facts) == {"calibrated": "no", "phone": "M2002J9G"}


@pytest.mark.parametrize(
    ("text", "calibrated"),
    [
        ("gain_calibration=-17.59\n", "yes"),
        ("gain_calibration=0.00\nmethod_calibration=None\n", "no"),
        ("gain_calibration=0.00\nmethod_calibration=Traffic\n", "yes"),
        ("gain_calibration=abc\n", "no"),
        ("", "no"),
    ],
)
def test_a_phone_is_calibrated_or_not(tmp_path: Path, text: str, calibrated: str) -> None:
    assert dict(track_of(beside(tmp_path, text)).facts)["calibrated"] == calibrated


def test_nothing_beside_a_track_says_nothing(tmp_path: Path) -> None:
    assert track_of(tmp_path / "track.geojson") == Track()


def test_strange_notes_do_no_harm(tmp_path: Path) -> None:
    assert track_of(beside(tmp_path, "record_utc=hier\n\x00=\n=\n")).instant == ""
    assert track_of(beside(tmp_path, "record_utc=" + "9" * 40)).instant == ""
