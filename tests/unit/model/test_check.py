import math

import pytest

from jumeau.errors import InputError
from jumeau.model.check import Case, report


def test_a_report_has_the_agreed_form() -> None:
    assert report([Case("a", 1.0, 1.005, 0.01)])["cases"][0] == {
        "id": "a",
        "expected": 1.0,
        "got": 1.005,
        "tolerance": 0.01,
        "deviation": pytest.approx(0.005),
        "ok": True,
    }


@pytest.mark.parametrize(
    "case", [Case("a", 1.0, 1.02, 0.01), Case("a", 1.0, math.nan, 9.0), Case("a", "x", "y")]
)
def test_a_wrong_case_fails(case: Case) -> None:
    assert not case.ok


def test_an_empty_set_is_refused() -> None:
    with pytest.raises(InputError, match=r"check\.empty"):
        report([])
