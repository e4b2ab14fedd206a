"""What passes between the two processes: MessagePack of plain values, checked when it arrives.

Nothing that comes from the process that reads untrusted files is ever unpickled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from jumeau.errors import InputError, JumeauError, ProjectError, UsageError
from jumeau.geometry.crs import Bounds
from jumeau.geometry.likely_crs import CrsCandidate
from jumeau.io.loading import CrsNeeded, Loaded
from jumeau.io.models.found import ReadModel
from jumeau.io.packed.delivery import Commune
from jumeau.io.reading import Facts
from jumeau.io.vectors.raw_rows import RawLayer
from jumeau.model.payload import PayloadRef
from jumeau.model.project import Project

LONGEST = 256 << 20
"""The longest message that is accepted [bytes]."""

_FAMILIES: tuple[type[JumeauError], ...] = (InputError, ProjectError, UsageError)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"(\.[a-z0-9]{1,8}){0,2}")


class Refusal(msgspec.Struct, frozen=True):
    """An error: its code and fields; ``family`` is the name of its class."""

    family: str
    code: str
    fields: dict[str, Any] = {}

    @staticmethod
    def of(error: JumeauError) -> Refusal:
        """Return what an error says."""
        family = next((f.__name__ for f in _FAMILIES if isinstance(error, f)), "InputError")
        return Refusal(family, error.code, dict(error.fields))

    @property
    def error(self) -> JumeauError:
        """The error again."""
        kind = next((f for f in _FAMILIES if f.__name__ == self.family), InputError)
        return kind(self.code, **self.fields)


# --- orders -----------------------------------------------------------------------------------


class Order(msgspec.Struct, frozen=True, tag=True):
    """A job. ``aside`` are the files that are not to be opened again, and why."""

    sources: tuple[Path, ...]
    aside: Mapping[str, Refusal]


class Describe(Order, frozen=True, tag=True):
    """What a file or a folder holds."""


class Look(Order, frozen=True, tag=True):
    """Whether a delivery is among the sources, and its communes."""


class Rows(Order, frozen=True, tag=True):
    """The features of a file as they stand."""


class Import(Order, frozen=True, tag=True):
    """Files, folders, deliveries: see :func:`jumeau.io.importing.import_sources`."""

    project: Project
    crs: str | None
    commune: str | None
    margin: float


class ImportCommune(Order, frozen=True, tag=True):
    """One commune of the delivery that a :class:`Look` at these sources found."""

    project: Project
    insee: str
    margin: float


class Place(Order, frozen=True, tag=True):
    """A model made elsewhere: see :func:`jumeau.io.models.reading.read_model`."""

    project: Project
    unit: str
    up: str


# --- answers ----------------------------------------------------------------------------------


class Found(msgspec.Struct, frozen=True):
    """A delivery among the sources.

    Attributes
    ----------
    path : Path
        The delivery.
    communes : tuple of Commune
        By name.
    """

    path: Path
    communes: tuple[Commune, ...]


class Reached(msgspec.Struct, frozen=True, tag=True):
    """How far the job is."""

    fraction: float
    step: str


class Entered(msgspec.Struct, frozen=True, tag=True):
    """A file, the name that it has in :attr:`Order.aside`, is read now; its size [bytes]."""

    file: str
    size: int


class Described(msgspec.Struct, frozen=True, tag=True):
    """Answer to :class:`Describe`."""

    facts: tuple[Facts, ...]


class Listed(msgspec.Struct, frozen=True, tag=True):
    """Answer to :class:`Rows`."""

    layers: tuple[RawLayer, ...]


class Looked(msgspec.Struct, frozen=True, tag=True):
    """Answer to :class:`Look`."""

    found: Found | None


class Imported(msgspec.Struct, frozen=True, tag=True):
    """Answer to :class:`Import` and :class:`ImportCommune`."""

    loaded: Loaded


class Placeable(msgspec.Struct, frozen=True, tag=True):
    """Answer to :class:`Place`."""

    found: ReadModel


class Refused(msgspec.Struct, frozen=True, tag=True):
    """The job ended with an error that a user understands."""

    refusal: Refusal


class Asked(msgspec.Struct, frozen=True, tag=True):
    """The job needs the CRS of some files."""

    files: tuple[str, ...]
    candidates: tuple[CrsCandidate, ...]
    bounds: Bounds | None

    @property
    def error(self) -> CrsNeeded:
        """The question."""
        return CrsNeeded(self.files, self.candidates, self.bounds)


class Broke(msgspec.Struct, frozen=True, tag=True):
    """A reader failed in a way that nobody foresaw: ``memory`` ran out, or ``trace`` says what."""

    memory: bool
    reason: str
    trace: str


Progressing = Reached | Entered
Answer = Described | Listed | Looked | Imported | Placeable | Refused | Asked | Broke

_ORDERS = Describe | Rows | Look | Import | ImportCommune | Place
_MESSAGES = (
    Reached | Entered | Described | Listed | Looked | Imported | Placeable | Refused | Asked | Broke
)


def _plain(value: Any) -> Any:
    """Return what fields of errors may hold as a plain value."""
    if hasattr(value, "item"):  # a scalar of NumPy
        return value.item()
    return str(value)


def _rich(kind: type, value: Any) -> Any:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise ValueError(f"no {kind.__name__} can be made of this")


def encoded(message: msgspec.Struct) -> bytes:
    """Return the bytes of an order or of an answer."""
    return msgspec.msgpack.encode(message, enc_hook=_plain)


def decoded_order(content: bytes) -> Order:
    """Return the order in some bytes."""
    order: Order = msgspec.msgpack.decode(content, type=_ORDERS, dec_hook=_rich)
    return order


def decoded(content: bytes) -> Progressing | Answer:
    """Return the answer in some bytes.

    Raises
    ------
    msgspec.MsgspecError
        When it is none.
    ValueError
        When a payload has a name that no store gives.
    """
    message: Progressing | Answer
    message = msgspec.msgpack.decode(content, type=_MESSAGES, dec_hook=_rich)
    refs: list[PayloadRef] = []
    if isinstance(message, Imported):
        refs = payloads_of(message.loaded)
    elif isinstance(message, Placeable):
        refs = [message.found.model.payload]
    for ref in refs:
        if not (_SHA256.fullmatch(ref.sha256) and _SUFFIX.fullmatch(ref.suffix)):
            raise ValueError("a payload has a name that no store gives")
    return message


def payloads_of(loaded: Loaded) -> list[PayloadRef]:
    """Return the payloads that the layers name."""
    return [ref for layer in loaded.layers for ref in (layer.payload, *layer.images)]
