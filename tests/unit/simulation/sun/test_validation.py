"""The table of computed and published values: what it computes, and that it can fail."""

from __future__ import annotations

import io
import json

import pytest

from jumeau.cli import main
from jumeau.errors import InputError
from jumeau.simulation.sun.validation import POSITION, SHADE, SHIPPED, SKY, validate
from jumeau.simulation.sun.validation_shade import shade_checks
from jumeau.simulation.validation.checks import Check, summaries, write_csv

HEAD = "site,lat,lon,utc,elev_true_deg,azimuth_true_north_deg\n"
# From the published table: Brest, 20 March 2025, 12 h UTC.
BREST = "Brest,48.3904,-4.4861,2025-03-20T12:00:00+00:00,41.34721,171.55964\n"


def written(tmp_path, text, name="cases.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.slow
def test_all_that_comes_with_the_program_holds():
    checks = validate()
    assert {x.kind for x in checks} == {POSITION, SHADE, SKY}
    assert sum(x.quantity == "true_elevation" for x in checks) == 438
    assert sum(x.quantity == "sky_cosine" for x in checks) == 24
    assert sum(x.quantity == "sky_solid_angle" for x in checks) == 16
    assert [x for x in checks if not x.within] == []


def test_a_file_of_positions(tmp_path):
    checks = validate((written(tmp_path, "# A. Uthor 2025\n" + HEAD + BREST),))
    assert [x.quantity for x in checks] == ["true_elevation", "true_azimuth"]
    assert all(x.within for x in checks)
    assert {x.source for x in checks} == {"A. Uthor 2025"}


def test_a_wrong_value_lies_outside(tmp_path):
    path = written(tmp_path, HEAD + BREST.replace("41.34721", "41.36721"))
    checks = validate((path,))
    assert [x.within for x in checks] == [False, True]
    assert checks[0].deviation == pytest.approx(-0.02, abs=1e-3)
    (first, second) = summaries(checks)
    assert (first.holds, second.holds) == (False, True)
    assert main(["validate", "sun", str(path)]) == 1


def test_the_sky_over_a_street_a_wall_and_a_court(tmp_path):
    lines = SHIPPED[2].read_text().splitlines()
    wanted = ("case,", "canyon_centre,H/W=1,", "canyon_wall_vertical_receiver,H/W=1 z/H=0.5",
              "rect_court_centre,L=20")  # fmt: skip
    text = "\n".join(x for x in lines if x.startswith(wanted))
    checks = validate((written(tmp_path, text),))
    assert len(checks) == 4
    assert all(x.within for x in checks)
    quantities = {x.quantity: x.computed for x in checks if x.case == "canyon_centre, H/W=1"}
    # The two quantities that bear one name: 1/sqrt(5), and 1 - 2 atan(2) / pi.
    assert quantities["sky_cosine"] == pytest.approx(0.4472, abs=0.01)
    assert quantities["sky_solid_angle"] == pytest.approx(0.2952, abs=0.01)


@pytest.mark.slow
def test_shade_overlaps_exact_shade():
    checks = shade_checks(lambda *_: None)
    assert [x.published for x in checks] == [0.94, 0.96, 0.91, 0.95]
    assert [x for x in checks if not x.within] == []
    assert all(x.computed < 1.0 for x in checks)  # they are not the same shade twice


def test_directions_meet_at_north():
    check = Check(POSITION, "", "azimuth", 359.999, 0.002, 0.01, "°", "", circle=True)
    assert check.within
    assert check.deviation == pytest.approx(0.003)
    assert not Check(POSITION, "", "azimuth", 359.9, float("nan"), 0.01, "°", "").within


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "validation.unknown"),
        ("a,b\n1,2\n", "validation.unknown"),
        (HEAD + BREST.replace("48.3904", "98"), "validation.broken"),
        (HEAD + BREST.replace("48.3904", "north"), "validation.broken"),
        (HEAD + BREST.replace("+00:00", ""), "sun.no_zone"),
        (HEAD + BREST.replace("2025-03-20", "2025-02-30"), "sun.bad_instant"),
        ("case,params,svf_cosine_weighted\ncanyon_centre,H/W=x,0.5\n", "validation.broken"),
        ("case,params,svf_cosine_weighted\ntunnel,H/W=1,0.5\n", "validation.broken"),
        ("case,params,svf_cosine_weighted\ncanyon_centre,H/W=1,many\n", "validation.broken"),
    ],
)
def test_bad_files(tmp_path, text, code):
    with pytest.raises(InputError) as caught:
        validate((written(tmp_path, text),))
    assert caught.value.code == code


def test_what_is_no_text(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(InputError, match=r"validation\.unknown"):
        validate((path,))
    with pytest.raises(InputError, match=r"file\.not_found"):
        validate((tmp_path / "none.csv",))


def test_the_command_says_it_in_json_and_csv(tmp_path, capsys):
    path, table = written(tmp_path, HEAD + BREST), tmp_path / "out" / "table.csv"
    assert main(["validate", "sun", str(path), "--csv", str(table), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["holds"] is True
    assert len(told["checks"]) == 2
    assert told["summary"][0]["worst"]["tolerance"] == 0.01
    lines = table.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("kind,case,quantity,published,computed")
    assert len(lines) == 3


def test_the_command_says_it_in_words(tmp_path, capsys):
    path = written(tmp_path, HEAD + BREST)
    assert main(["--lang", "fr", "validate", "sun", str(path)]) == 0
    out = capsys.readouterr().out
    assert "dans la tolérance (1 sur 1)" in out
    file = io.StringIO()
    write_csv(validate((path,)), file, lambda x: x.source)
    assert "cases.csv" in file.getvalue()
