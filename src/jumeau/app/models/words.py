"""What is told of a model: its size, its unit, where its file puts it, what was odd."""

from __future__ import annotations

from jumeau.i18n import Translator
from jumeau.io.models.found import Oddity, ReadModel
from jumeau.io.models.shaping import UNITS


def length(metres: float, tr: Translator) -> str:
    """Return a length as people say it."""
    if metres >= 10.0:
        return tr("models.metres", number=tr.number(metres))
    if metres >= 0.1:
        return tr("models.metres", number=tr.number(metres, 1))
    return tr("models.millimetres", number=tr.number(1000.0 * metres))


def size_told(found: ReadModel, unit: str, tr: Translator) -> str:
    """Return the size of a model in words, as it would be in a unit."""
    share = UNITS[unit] / UNITS[found.unit]
    wide, deep, high = (share * x for x in found.size)
    return tr(
        "models.size",
        long=length(max(wide, deep), tr),
        wide=length(min(wide, deep), tr),
        high=length(high, tr),
    )


def place_told(found: ReadModel, tr: Translator) -> str:
    """Return where its file puts a model."""
    if found.place is not None:
        return tr("models.place.known")
    if found.away > 0.0:
        return tr("models.place.far", km=tr.number(round(found.away / 1000.0)))
    return tr("models.place.none")


def odd_told(odd: Oddity, tr: Translator) -> str:
    """Return what was odd, in a sentence."""
    fields = dict(odd.fields)
    if "unit" in fields:
        fields["unit"] = tr(f"models.unit.{fields['unit']}")
    if odd.code.startswith("left."):
        reason = odd.code.removeprefix("left.")
        key = f"left_out.{reason}"
        what = tr(key) if tr.has(key) else reason
        names = f" ({fields['names']})" if fields.get("names") else ""
        return tr("models.left", what=what, count=int(fields["count"]), names=names)
    return tr(f"models.odd.{odd.code}", **fields)
