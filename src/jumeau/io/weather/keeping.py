"""Weather as a layer of the project: a plain table, so that an analysis can be made again."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import numpy as np
import pyarrow as pa

from jumeau import __version__
from jumeau.io.store import Payloads, PayloadStore, sha256_of
from jumeau.io.weather.reading import read_weather
from jumeau.io.weather.weather import Weather
from jumeau.model.layer import Field, Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project
from jumeau.model.provenance import Provenance, SourceFile
from jumeau.model.roles import Role

METHOD = "weather"
"""Of the card of such a layer."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FIELDS = ("hours", "ghi", "dni", "dhi", "temperature")
_UNITS = ("h", "W/m²", "W/m²", "W/m²", "°C")


def mark_of(layer: Layer) -> str:
    """Return the mark of weather in the parameters of analyses: it names its content."""
    if layer.payload.kind is not PayloadKind.TABLE or layer.provenance.method != METHOD:
        return ""
    return f"sha256:{layer.payload.sha256[:16]}"


def weather_layer(path: Path, year: int, project: Project, store: PayloadStore) -> Layer:
    """Read a file of weather and put it into the store, as days of one year.

    Raises
    ------
    InputError
        As :func:`jumeau.io.weather.reading.read_weather`.
    """
    weather = read_weather(path, year)
    columns = {"instant": pa.array(weather.instants.astype("datetime64[s]"))}
    for name in _FIELDS:
        values = getattr(weather, name)
        if values is not None:
            columns[name] = pa.array(np.asarray(values, np.float64))
    table = pa.table(columns).replace_schema_metadata(
        {b"jumeau:source": weather.source.encode(), b"jumeau:kind": weather.kind.encode()}
    )
    units = dict(zip(_FIELDS, _UNITS, strict=True))
    size = path.stat().st_size
    return Layer(
        id="weather",
        role=Role.TABLE,
        payload=store.add_table(table, ""),
        title=path.stem,
        count=table.num_rows,
        fields=tuple(Field(f.name, str(f.type), units.get(f.name, "")) for f in table.schema),
        provenance=Provenance(
            product=weather.source, edition=" ".join(_YEAR.findall(weather.source)),
            method=METHOD,
            sources=(SourceFile(path.name, size, sha256_of(path)),),
            created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            program=f"Jumeau {__version__}",
        ),
    )  # fmt: skip


def weather_in(layer: Layer, payloads: Payloads) -> Weather:
    """Return the weather of a layer."""
    table = payloads.table(layer.payload)
    values = {name: table.column(name).to_numpy() for name in _FIELDS if name in table.column_names}
    metadata = table.schema.metadata or {}
    return Weather(
        table.column("instant").to_numpy().astype("datetime64[s]"),
        values["hours"], values["ghi"], values["dni"], values["dhi"], values.get("temperature"),
        metadata.get(b"jumeau:source", b"").decode(), metadata.get(b"jumeau:kind", b"").decode(),
    )  # fmt: skip
