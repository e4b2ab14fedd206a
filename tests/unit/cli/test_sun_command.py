"""The commands on the sun itself."""

from __future__ import annotations

import json

import pytest

from jumeau.cli import main
from jumeau.io.projects.project_file import create
from jumeau.model.project import Place, new_project, replaced


def saved(path, crs, bounds):
    opened = create(None, replaced(new_project("A", crs), place=Place("A", bounds=bounds)))
    try:
        opened.save_as(path)
    finally:
        opened.close(discard=True)
    return path


@pytest.fixture(scope="module")
def brest(tmp_path_factory):
    """Save an empty project at Brest."""
    box = (145_900.0, 6_837_200.0, 146_100.0, 6_837_400.0)
    return saved(tmp_path_factory.mktemp("sun") / "brest.jumeau", "EPSG:2154", box)


def told(capsys, *words):
    capsys.readouterr()
    code = main([*map(str, words), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_where_the_sun_stands(brest, capsys):
    # Published for the middle of Brest, 2 km off: 41.366 degrees, 171.560, 176.992 on the map.
    code, found = told(capsys, "sun", "position", brest, "--instant", "2025-03-20T13:00+01:00")
    assert code == 0
    assert found["sun"]["elevation"] == pytest.approx(41.366, abs=0.05)
    assert found["sun"]["true_azimuth"] == pytest.approx(171.560, abs=0.05)
    assert found["sun"]["grid_azimuth"] == pytest.approx(176.992, abs=0.05)
    assert found["place"]["zone"] == "Europe/Paris"
    assert found["sun"]["shade_of_10_m"] == pytest.approx(11.36, abs=0.03)


def test_a_day(brest, capsys):
    code, found = told(capsys, "sun", "day", brest, "--date", "2025-12-21")
    assert code == 0
    assert found["sunrise"].startswith("2025-12-21T09:0")
    assert found["sunset"].startswith("2025-12-21T17:2")
    assert [x["legal"][11:13] for x in found["hours"]] == [f"{h:02d}" for h in range(10, 18)]
    assert main(["--lang", "fr", "sun", "day", str(brest), "--date", "2025-06-21"]) == 0
    assert "lever à 6\u00a0h" in capsys.readouterr().out.replace(" h", "\u00a0h")


def test_polar_night_is_told(tmp_path, capsys):
    box = (515_000.0, 8_680_000.0, 516_000.0, 8_681_000.0)  # Longyearbyen, UTM 33
    path = saved(tmp_path / "north.jumeau", "EPSG:32633", box)
    code, found = told(capsys, "sun", "day", path, "--date", "2025-12-21")
    assert code == 0
    assert (found["sunrise"], found["polar_night"], found["hours"]) == (None, True, [])
    code, found = told(capsys, "sun", "day", path, "--date", "2025-06-21")
    assert (found["polar_night"], found["polar_day"]) == (False, True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("position", "--instant", "2025-03-20T13:00"), "sun.no_zone"),
        (("position", "--instant", "noon"), "sun.bad_instant"),
        (("day", "--date", "2025-02-29"), "sun.bad_date"),
    ],
)
def test_what_is_refused(brest, capsys, words, code):
    name, *rest = words
    status, found = told(capsys, "sun", name, brest, *rest)
    assert status == 1
    assert found["error"]["code"] == code
    assert {"what", "expected", "got", "remedy"} <= set(found["error"])
