"""The command that holds noise against published values, and the files that it takes."""

from __future__ import annotations

import csv
import json
import math
import statistics

import pytest

from jumeau.cli import main
from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.simulation.noise.validation import SHIPPED, validate
from jumeau.simulation.validation.checks import Check, summaries
from jumeau.simulation.validation.words import case_told, number_told, source_told, spread_told

HEAD = (
    "case,surface,temperature_c,gradient_pct,junction_distance_m,junction_type,studded_months,"
    "q_1,v_1,q_2,v_2,q_3,v_3,q_4a,v_4a,q_4b,v_4b,lw_63,lw_1000\n"
)
# Case T05 of the reference program (coefficients of 2015), its value at 63 Hz.
ROW = "T05,NL03,-5,-7,50,1,4,58,40,50,43,40,45,100,35,100,32,82.785,\n"


def written(tmp_path, text, name="cases.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_roads(tmp_path, capsys):
    path, out = written(tmp_path, "# A. Uthor 2014\n" + HEAD + ROW), tmp_path / "out.csv"
    assert main(["validate", "noise", str(path), "--json", "--csv", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["holds"]
    (one,) = told["checks"]
    assert (one["kind"], one["case"], one["source"]) == (
        "noise_road",
        "T05, 63 Hz",
        "A. Uthor 2014",
    )
    with out.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["published"], row["within"]) == ("82.785", "1")


def test_a_wrong_value_lies_outside(tmp_path, capsys):
    path = written(tmp_path, HEAD + ROW.replace("82.785", "82.805"))
    assert main(["--lang", "fr", "validate", "noise", str(path)]) == 1
    told = capsys.readouterr().out
    assert "hors tolérance (0 sur 1)" in told
    assert "82,805\N{NO-BREAK SPACE}dB" in told


def test_trains_of_a_file(tmp_path):
    lines = SHIPPED[2].read_text(encoding="utf-8").splitlines()
    rows = [x for x in lines if x.startswith('"OC5, night",rolling')]
    assert len(rows) == 1
    path = written(tmp_path, "\n".join([lines[1], *rows]))
    (one,) = summaries(validate((path,)))
    assert (one.worst.quantity, one.count, one.within) == ("rail_rolling", 24, 24)


def test_emission_told_as_json(tmp_path):
    case = {
        "id": "T05", "v": {"1": 40, "2": 43, "3": 45, "4a": 35, "4b": 32},
        "q": {"1": 58, "2": 50, "3": 40, "4a": 100, "4b": 100}, "freq": 63, "temp": -5,
        "surface": "NL03", "pm_stud": 0.5, "ts_stud": 4, "junc_dist": 50, "junc_type": 1,
        "slope": -7, "lw": 82.785,
    }  # fmt: skip
    path = written(tmp_path, json.dumps({"origin": "a table", "cases": [case]}), "road.json")
    (one,) = validate((path,))
    assert one.within
    assert one.source == "a table"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.csv", "a,b\n1,2\n", "noise_validation.unknown"),
        ("a.csv", HEAD + ROW.replace("82.785", "loud"), "validation.broken"),
        ("a.csv", HEAD + ROW.replace("NL03", "LUNAR"), "noise_emission.surface"),
        ("a.csv", HEAD + ROW.replace("58,40", "-58,40"), "noise_emission.flow"),
        ("a.json", "[1, 2]", "noise_validation.unknown"),
        ("a.json", "not json", "noise_validation.unknown"),
        ("a.json", '{"cases": 3}', "noise_validation.unknown"),
        ("a.json", '{"cases": [{"q": 3}]}', "noise_validation.unknown"),
        ("a.json", '{"tests": {"a": {}}}', "noise_validation.unknown"),
        ("a.json", '{"id": "X", "geometry": {}}', "noise_validation.no_results"),
        ("a.json", '{"id": "X", "geometry": {}, "expected": {"paths": {}}}',
         "noise_validation.unknown"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_used(tmp_path, name, text, code, capsys):
    path = written(tmp_path, text, name)
    with pytest.raises(InputError) as told:
        validate((path,))
    assert told.value.code == code
    assert main(["validate", "noise", str(path)]) == 1
    assert path.name in capsys.readouterr().err or code.startswith("noise_emission")


def test_a_file_that_is_not_there(tmp_path):
    for name in ("a.csv", "a.json"):
        with pytest.raises(InputError, match="not_found"):
            validate((tmp_path / name,))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_is_told_in_words(language):
    tr = Translator(language)
    for path in SHIPPED:
        check = Check("noise_path", "TC08, left, 63 Hz", "noise_favourable", 1.0, 1.04, 0.1, "dB",
                      path.stem)  # fmt: skip
        assert source_told(check, tr) != path.stem
    assert case_told(check, tr) == {
        "fr": "TC08, par la gauche, 63\N{NO-BREAK SPACE}Hz",
        "en": "TC08, around the left, 63\N{NO-BREAK SPACE}Hz",
    }[language]  # fmt: skip
    assert number_told(check, 1.04, tr)[1:] in (
        ",04\N{NO-BREAK SPACE}dB",
        ".04\N{NO-BREAK SPACE}dB",
    )


def test_how_many_deviations_lie():
    checks = [
        Check("noise_total", f"S, {k}", "noise_receiver", 50.0, 50.0 + away, 0.3, "dB(A)", "beside")
        for k, away in enumerate([-0.02] * 60 + [0.04] * 39 + [0.9])
    ]
    (one,) = summaries(checks)
    assert (one.count, one.within) == (100, 99)
    assert one.median == pytest.approx(0.02)
    assert one.most == pytest.approx(0.04)
    assert one.mean == pytest.approx((-1.2 + 1.56 + 0.9) / 100)
    assert one.spread == pytest.approx(statistics.pstdev([x.deviation for x in checks]))
    tr = Translator("fr")
    assert case_told(one.worst, tr) == "S, point 99"
    assert "0,02\N{NO-BREAK SPACE}dB(A)" in spread_told(one, tr)
    assert spread_told(summaries(checks[:5])[0], tr) == ""
    lost = Check("noise_total", "S", "noise_receiver", 50.0, math.nan, 0.3, "dB(A)", "beside")
    (other,) = summaries([*checks, lost])
    assert not other.holds
    assert spread_told(other, tr) == ""
