"""The catalogue of simulations: what each needs, what may be asked, what it makes.

A simulation is a record. Its parameters are a frozen struct whose fields carry their own bounds,
units and choices; the form of the window and the options of the command line follow from it
(:func:`fields_of`), the words from the catalogue of words by the fields' names.
"""

from __future__ import annotations

import datetime
import functools
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

import msgspec
from msgspec import inspect

from jumeau.errors import InputError
from jumeau.model.progress import Progress, silent
from jumeau.model.roles import Role

LONGEST_DAYS = 366
Kind = Literal["number", "whole", "tick", "choice", "choices", "dates", "file"]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a form shows it.

    Attributes
    ----------
    name : str
        Its words are ``analyses.param.<name>`` and, for choices, ``analyses.choice.<name>_<x>``.
    kind : str
        How it is asked for.
    default : object
        Its value where nobody says another.
    low, high : float or None
        Bounds of a number, both included.
    unit : str
        Of a number: ``m``, ``min``.
    choices : tuple of str
        Of a choice, or of several.
    """

    name: str
    kind: Kind
    default: Any
    low: float | None = None
    high: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Simulation:
    """A simulation.

    Attributes
    ----------
    id : str
        Its name in projects, in the command line (with a dash) and in the catalogue of words.
    role, change : Role
        Of a result, and of a difference between two.
    lines : Role or None
        Of lines of equal value, where it makes any.
    unit : str
        Of a result.
    needs : tuple of str
        What a project must have: ``ground``, ``place``, ``noise`` (sources).
    params : type
        A frozen msgspec struct.
    module : str
        ``module:name`` of its :class:`jumeau.simulation.analyses.running.Method`, or of a method
        that computes the whole itself.
    """

    id: str
    role: Role
    change: Role
    lines: Role | None
    unit: str
    needs: tuple[str, ...]
    params: type[msgspec.Struct]
    module: str

    @property
    def method(self) -> Any:
        """What computes it; loaded when it is asked for."""
        module, _, name = self.module.partition(":")
        return getattr(import_module(f"jumeau.simulation.{module}"), name)

    def run(self, request: Any, progress: Progress = silent) -> Any:
        """Compute a result: for worker threads.

        Parameters
        ----------
        request : jumeau.simulation.analyses.request.Request
            Frozen inputs.
        progress : Progress
            May raise ``Cancelled``.
        """
        from jumeau.simulation.analyses.running import run

        return run(self, request, progress)


@functools.cache
def catalogue() -> Mapping[str, Simulation]:
    """Return all simulations by id."""
    from jumeau.simulation.analyses.params import Irradiation, Noise, SkyView, SunHours

    here = (
        Simulation(
            "sun_hours", Role.SUN_HOURS, Role.SUN_HOURS_CHANGE, Role.SHADE_LINES, "h",
            ("ground", "place"), SunHours, "analyses.sun_hours:METHOD",
        ),
        Simulation(
            "sky_view", Role.SKY_VIEW, Role.SKY_VIEW_CHANGE, None, "",
            ("ground",), SkyView, "analyses.sky_view:METHOD",
        ),
        Simulation(
            "irradiation", Role.IRRADIATION, Role.IRRADIATION_CHANGE, None, "kWh/m²",
            ("ground", "place"), Irradiation, "analyses.irradiation:METHOD",
        ),
        Simulation(
            "noise", Role.NOISE_LEVEL, Role.NOISE_LEVEL_CHANGE, Role.NOISE_ZONES, "dB(A)",
            ("ground", "noise"), Noise, "analyses.noise:METHOD",
        ),
    )  # fmt: skip
    return {x.id: x for x in here}


# -- parameters ------------------------------------------------------------------------------------


@functools.cache
def fields_of(params: type[msgspec.Struct]) -> tuple[Field, ...]:
    """Return the parameters of a struct, in their order."""
    info = inspect.type_info(params)
    assert isinstance(info, inspect.StructType)
    hints = typing.get_type_hints(params, include_extras=True)
    return tuple(_field(x, _choices(hints[x.name])) for x in info.fields)


def _choices(hint: Any) -> tuple[str, ...]:
    """Return the values of the choice in a type, in their order."""
    if typing.get_origin(hint) is Literal:
        return tuple(map(str, typing.get_args(hint)))
    return next((found for x in typing.get_args(hint) if (found := _choices(x))), ())


def _field(field: inspect.Field, choices: tuple[str, ...]) -> Field:
    kind: inspect.Type = field.type
    extra: dict[str, Any] = {}
    if isinstance(kind, inspect.Metadata):
        extra, kind = dict(kind.extra or {}), kind.type
    name, default, unit = field.name, field.default, str(extra.get("unit", ""))
    if isinstance(kind, inspect.BoolType):
        return Field(name, "tick", default)
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        whole: Kind = "whole" if isinstance(kind, inspect.IntType) else "number"
        return Field(name, whole, default, kind.ge, kind.le, unit)
    if isinstance(kind, inspect.LiteralType):
        return Field(name, "choice", default, choices=choices)
    if isinstance(kind, inspect.VarTupleType) and isinstance(kind.item_type, inspect.LiteralType):
        return Field(name, "choices", default, choices=choices)
    if isinstance(kind, inspect.StrType) and extra.get("kind") in ("dates", "file"):
        return Field(name, extra["kind"], default)
    raise TypeError(f"no form for the parameter {name}")


def as_text(params: msgspec.Struct) -> tuple[tuple[str, str], ...]:
    """Return parameters as pairs of text, as a project keeps them."""

    def told(value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, tuple):
            return ",".join(value)
        return f"{value:g}" if isinstance(value, float) else str(value)

    return tuple((x.name, told(getattr(params, x.name))) for x in fields_of(type(params)))


def from_text(simulation: Simulation, pairs: Mapping[str, str]) -> msgspec.Struct:
    """Return parameters from text; what is not told stays as usual, what is unknown is left out.

    Raises
    ------
    InputError
        ``analyses.bad_value``.
    """
    values: dict[str, Any] = {}
    for field in fields_of(simulation.params):
        if field.name in pairs:
            text = pairs[field.name]
            several = field.kind == "choices"
            values[field.name] = [x for x in text.split(",") if x] if several else text
    return checked(simulation, values)


def checked(simulation: Simulation, values: Mapping[str, Any]) -> msgspec.Struct:
    """Return parameters with these values, within their bounds.

    Raises
    ------
    InputError
        ``analyses.bad_value``.
    """
    for field in fields_of(simulation.params):
        if field.name not in values:
            continue
        try:
            one = {field.name: values[field.name]}
            msgspec.convert(one, simulation.params, strict=False)
        except msgspec.ValidationError:
            raise InputError(
                "analyses.bad_value", name=field.name, got=str(values[field.name]),
                expected=_expected(field),
            ) from None  # fmt: skip
    known = {x.name for x in fields_of(simulation.params)}
    given = {name: value for name, value in values.items() if name in known}
    return msgspec.convert(given, simulation.params, strict=False)


def _expected(field: Field) -> str:
    if field.choices:
        return ", ".join(field.choices)
    if field.low is not None and field.high is not None:
        return f"{field.low:g} \N{HORIZONTAL ELLIPSIS} {field.high:g} {field.unit}".strip()
    return field.kind


def dates_of(params: Any, today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Return the first and last day of ``2026-03-21``, ``2026-03-21/2026-09-21`` or ``2026``.

    Empty text stands for the usual dates of a simulation, in this year.

    Raises
    ------
    InputError
        ``analyses.bad_dates``.
    """
    text = params.dates or f"{today.year}{params.usual_dates}"
    try:
        if len(text) == 4 and text.isdigit():
            return datetime.date(int(text), 1, 1), datetime.date(int(text), 12, 31)
        first, _, last = text.partition("/")
        start, end = (datetime.date.fromisoformat(x) for x in (first, last or first))
    except ValueError:
        raise InputError("analyses.bad_dates", got=text) from None
    if end < start or (end - start).days > LONGEST_DAYS:
        raise InputError("analyses.bad_dates", got=text)
    return start, end
