import datetime

import pytest

from jumeau.errors import Cancelled, InputError, ProjectError
from jumeau.i18n import Translator, phrase_error


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (1234567, "1\u202f234\u202f567", "1,234,567"),
        (3.14159, "3,14", "3.14"),
        (-2.5, "\u22122,50", "\u22122.50"),
        (True, "oui", "yes"),
        (datetime.date(2026, 3, 9), "09/03/2026", "09/03/2026"),
    ],
)
def test_values_follow_the_language(value: object, french: str, english: str) -> None:
    assert Translator("fr").value(value) == french
    assert Translator("en").value(value) == english


def test_an_error_is_phrased_in_both_languages() -> None:
    error = ProjectError("project.newer", path="x", schema=9, known=1, program="2.0")
    french = phrase_error(error, Translator("fr"))
    assert list(french) == ["what", "expected", "got", "remedy"]
    assert french["got"] == "le format 9"
    assert phrase_error(error, Translator("en"))["got"] == "format 9"


def test_an_unknown_code_still_says_something() -> None:
    assert "strange.code" in phrase_error(InputError("strange.code", n=1), Translator())["what"]


def test_errors_cross_processes() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(InputError("file.not_found", path="a")))
    assert (type(error), error.code, error.fields) == (InputError, "file.not_found", {"path": "a"})
    assert isinstance(pickle.loads(pickle.dumps(Cancelled())), Cancelled)
