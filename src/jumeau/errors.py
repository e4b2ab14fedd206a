"""The one family of errors: a code and fields, phrased elsewhere in the user's language.

The catalogue holds, for each code, the templates ``errors.<code>.what``, ``.expected``, ``.got``
and ``.remedy``; :func:`jumeau.i18n.phrase_error` fills them with the fields given here.
"""

from __future__ import annotations


class JumeauError(Exception):
    """Something that the user can understand and mend.

    Parameters
    ----------
    code : str
        Stable identifier, e.g. ``"file.not_found"``; the key of its sentences in the catalogue.
    **fields : object
        Facts for the sentences: paths, counts, names. Plain values, never prose.
    """

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code, fields)
        self.code = code
        self.fields = fields

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.fields.items())
        return f"{self.code} ({facts})" if facts else self.code

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.code, self.fields))


class InputError(JumeauError):
    """A file, a folder or a value given by the user cannot be used (exit code 1)."""


class ProjectError(JumeauError):
    """A project cannot be opened or written (exit code 1)."""


class UsageError(JumeauError):
    """The words of a command do not fit together (exit code 2)."""


class Cancelled(JumeauError):  # noqa: N818 - the field's word; it is not a failure
    """The user stopped a long job; the project is as it was."""

    def __init__(self) -> None:
        super().__init__("job.cancelled")

    def __reduce__(self) -> tuple[object, ...]:
        return (Cancelled, ())


def _rebuild(kind: type[JumeauError], code: str, fields: dict[str, object]) -> JumeauError:
    return kind(code, **fields)
