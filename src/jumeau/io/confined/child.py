"""The process that reads: it takes orders one after the other until nobody gives any more."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path

from jumeau.io.confined.limits import Limits, confine


def serve(
    connection: Connection,
    store: Path,
    incoming: Path,
    limits: Limits,
    readers: Mapping[str, str],
) -> None:
    """Bind the process, then do jobs: the target of the process that the parent starts.

    Parameters
    ----------
    connection : Connection
        To the parent; only bytes pass through it.
    store : Path
        Folder of the store that takes payloads.
    incoming : Path
        Folder on the same disk for everything temporary; the parent removes it.
    limits : Limits
        What the process may take.
    readers : mapping
        Readers that take the place of :data:`jumeau.io.formats.READERS`, by format.
    """
    parent = parent_process()
    confine(limits, incoming, parent.sentinel if parent is not None else None)
    # Only now: what is imported from here on is bound as well, and finds its settings made.
    from jumeau.io.confined.jobs import Jobs
    from jumeau.io.confined.messages import Answer, Broke, Reached, decoded_order, encoded
    from jumeau.io.formats import READERS

    READERS.update(readers)
    jobs = Jobs(connection, store, incoming)
    connection.send_bytes(encoded(Reached(0.0, "")))  # ready
    while True:
        try:
            order = decoded_order(connection.recv_bytes())
        except (EOFError, OSError):
            jobs.close()
            return
        answer: Answer
        try:
            answer = jobs.do(order)
        except MemoryError as error:
            answer = Broke(True, str(error)[:200], "")
        except BaseException as error:
            reason = f"{type(error).__name__}: {error}"[:200]
            answer = Broke(False, reason, traceback.format_exc())
        connection.send_bytes(encoded(answer))
