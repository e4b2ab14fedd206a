"""The jobs of the process that reads: looking at files, importing them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path

from jumeau.errors import JumeauError
from jumeau.io import reading
from jumeau.io.confined import messages
from jumeau.io.confined.messages import Answer, Order, Refusal
from jumeau.io.current_file import SetAside, watching
from jumeau.io.importing import import_commune, import_sources
from jumeau.io.loading import CrsNeeded
from jumeau.io.packed.delivery import Delivery, find_delivery
from jumeau.io.store import Store
from jumeau.io.vectors.raw_rows import raw_layers

REPORT_EVERY = 0.04
"""How often a progress is passed on at most [s]."""


class Jobs:
    """What the orders ask for; a delivery stays open between the question and its answer."""

    def __init__(self, connection: Connection, store: Path, incoming: Path) -> None:
        self._connection = connection
        self._incoming = incoming
        self._store = Store(store, incoming)
        self._delivery: Delivery | None = None
        self._looked_at: tuple[Path, ...] = ()
        self._last = 0.0
        self._last_step = ""

    def close(self) -> None:
        """Remove what a delivery unpacked."""
        if self._delivery is not None:
            self._delivery.close()
            self._delivery = None

    def do(self, order: Order) -> Answer:
        """Do one job."""
        with watching(self._watch(order.aside)):
            try:
                return self._done(order)
            except CrsNeeded as need:
                return messages.Asked(need.files, need.candidates, need.bounds)
            except JumeauError as error:
                return messages.Refused(messages.Refusal.of(error))

    def _done(self, order: Order) -> Answer:

        if isinstance(order, messages.Describe):
            facts = [f for source in order.sources for f in reading.describe(source)]
            return messages.Described(tuple(facts))
        if isinstance(order, messages.Rows):
            layers = [x for source in order.sources for x in raw_layers(source)]
            return messages.Listed(tuple(layers))
        if isinstance(order, messages.Look):
            found = self._look(order.sources)
            if found is None:
                return messages.Looked(None)
            communes = tuple(found.communes(self._progress))
            return messages.Looked(messages.Found(found.path, communes))
        if isinstance(order, messages.ImportCommune):
            delivery = self._look(order.sources)
            if delivery is None:
                return self._refused_delivery(order)
            loaded = import_commune(
                delivery, order.insee, order.margin, order.project, self._store, self._progress
            )
            return messages.Imported(loaded)
        if isinstance(order, messages.Import):
            loaded = import_sources(
                order.sources, order.project, self._store, crs=order.crs, commune=order.commune,
                margin=order.margin, progress=self._progress, folder=self._incoming,
            )  # fmt: skip
            return messages.Imported(loaded)
        if isinstance(order, messages.Place):
            from jumeau.io.models.converting import convert

            found_model = convert(
                order.sources[0], order.project, self._store, self._progress,
                unit=order.unit, up=order.up,
            )  # fmt: skip
            return messages.Placeable(found_model)
        raise TypeError(type(order).__name__)

    def _refused_delivery(self, order: Order) -> Answer:
        """Say why there is no delivery any more: what it was read from was set aside."""
        for refusal in order.aside.values():
            return messages.Refused(refusal)
        raise LookupError("no delivery among the sources")

    def _look(self, sources: tuple[Path, ...]) -> Delivery | None:
        """Return the first delivery among the sources, with what was given beside it.

        The one that was found last time is kept: an archive is unpacked once.
        """
        if self._delivery is not None and self._looked_at == sources:
            return self._delivery
        self.close()
        for source in sources:
            delivery = find_delivery(source, self._incoming)
            if delivery is not None:
                rest = tuple(other for other in sources if other != source)
                delivery.others = (*delivery.others, *rest)
                self._delivery, self._looked_at = delivery, sources
                return delivery
        return None

    def _progress(self, fraction: float, step: str = "") -> None:
        now = time.monotonic()
        if now - self._last >= REPORT_EVERY or step != self._last_step:
            self._last, self._last_step = now, step
            reached = messages.Reached(float(fraction), step)
            self._connection.send_bytes(messages.encoded(reached))

    def _watch(self, aside: Mapping[str, Refusal]) -> Callable[[Path], None]:

        last = ""

        def watch(path: Path) -> None:
            nonlocal last
            try:
                size = path.stat().st_size
            except OSError:
                size = 0
            name = self._name(path, size)
            refusal = aside.get(name)
            if refusal is not None:
                raise SetAside(refusal.code, **refusal.fields)
            if name != last:
                last = name
                entered = messages.Entered(name, size)
                self._connection.send_bytes(messages.encoded(entered))

        return watch

    def _name(self, path: Path, size: int) -> str:
        """Return the name that a file has in every run: unpacked ones lie elsewhere each time.

        Two archives may hold files of one name; their sizes tell them apart.
        """
        if path.is_relative_to(self._incoming):
            parts = path.relative_to(self._incoming).parts
            return str(Path(str(size), *(parts[1:] or parts)))
        return str(path)
