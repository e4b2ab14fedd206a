"""The process that reads, seen from outside: asked, watched, ended."""

from __future__ import annotations

import contextlib
import logging
import shutil
import signal
import sys
import time
import uuid
import weakref
from collections.abc import Mapping
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from jumeau.io.confined import messages
from jumeau.io.confined.child import serve
from jumeau.io.confined.limits import RESERVED, Limits
from jumeau.io.confined.messages import Order, Refusal
from jumeau.model.progress import Progress

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from jumeau.io.confined.windows import Job

POLL = 0.05
"""How often the user's wish to stop and the child's memory are looked at [s]."""
STARTING = 120.0
"""How long the process may take to start [s]."""
STANDING = 10
"""A job that reports but stays where it is may do so for so many times its patience."""
NEARLY = 0.8
"""A crash with that share of the memory taken is put down to memory."""


class Broken(Exception):  # noqa: N818 - not an error of the user's
    """The child broke while it read a file; ``usable`` where it can go on all the same."""

    def __init__(self, file: str, refusal: Refusal, usable: bool = False) -> None:
        super().__init__(file, refusal, usable)
        self.file = file
        self.refusal = refusal
        self.usable = usable


def _ended(process: SpawnProcess, connection: Connection, incoming: Path) -> None:
    with contextlib.suppress(ValueError, OSError):
        if process.pid is not None:
            process.kill()
            process.join(5)
    connection.close()
    shutil.rmtree(incoming, ignore_errors=True)
    with contextlib.suppress(OSError):
        incoming.parent.rmdir()  # empty unless somebody else imports


class Reader:
    """A process that reads, with its end of the connection and its temporary folder."""

    def __init__(self, store: Path, limits: Limits, readers: Mapping[str, str]) -> None:
        self._limits = limits
        self._incoming = store / "incoming" / uuid.uuid4().hex
        self._incoming.mkdir(parents=True, exist_ok=True)
        context = get_context("spawn")
        self._connection: Connection
        self._connection, there = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=serve,
            args=(there, store, self._incoming, limits, readers),
            name="jumeau-reader",
            daemon=True,
        )
        # Also when it is merely forgotten, or when this process ends.
        self._end = weakref.finalize(self, _ended, self._process, self._connection, self._incoming)
        self._job: Job | None = None
        try:
            self._process.start()
            if sys.platform == "win32" and self._process.pid is not None:
                from jumeau.io.confined.windows import Job

                self._job = Job(self._process.pid, limits.most + RESERVED)
        except BaseException:
            self.close()
            raise
        finally:
            there.close()
        self._file, self._size, self._peak, self._ready = "", 0, 0, False

    def close(self) -> None:
        """End the process at once, whatever it does, and remove its temporary files."""
        self._end()
        if self._job is not None:
            self._job.close()

    def ask(self, order: Order, progress: Progress) -> messages.Answer:
        """Give an order and wait for the answer.

        Raises
        ------
        Cancelled
            By ``progress``; the process is still to be closed.
        Broken
            The process died, or had to be stopped.
        """
        self._file, self._size = "", 0
        default = order.sources[0].name if order.sources else ""
        try:
            self._connection.send_bytes(messages.encoded(order))
        except OSError:
            raise self._crashed(default) from None
        reached = messages.Reached(0.0, "")
        heard = moved = looked = time.monotonic()
        while True:
            progress(reached.fraction, reached.step)
            message = self._message(default)
            now = time.monotonic()
            if message is not None:
                heard, self._ready = now, True
                if isinstance(message, messages.Reached):
                    moved = moved if message == reached else now
                    reached = message
                elif isinstance(message, messages.Entered):
                    self._file, self._size, moved = message.file, message.size, now
                elif isinstance(message, messages.Broke):
                    raise self._broke(message, default)
                else:
                    return message
            if now - looked >= POLL or message is None:
                looked = now
                self._weigh(default)
            wait = self._limits.wait(self._size) if self._ready else STARTING
            if now - heard > wait or now - moved > STANDING * wait:
                raise self._broken("reader.hung", default, seconds=round(now - heard))

    def _message(self, default: str) -> messages.Progressing | messages.Answer | None:
        """Return what the process says, None when it says nothing for a moment."""
        try:
            if not self._connection.poll(POLL):
                if not self._process.is_alive() and not self._connection.poll(0):
                    raise self._crashed(default)
                return None
            return messages.decoded(self._connection.recv_bytes(messages.LONGEST))
        except (EOFError, OSError, ValueError, msgspec.MsgspecError):
            raise self._crashed(default) from None

    def _weigh(self, default: str) -> None:
        if sys.platform.startswith("linux") and self._process.pid is not None:
            from jumeau.io.confined.linux import own_memory

            taken = own_memory(self._process.pid)
            self._peak = max(self._peak, taken)
            if taken > self._limits.most:
                raise self._out_of_memory(default)

    # --- how it may end -----------------------------------------------------------------------

    def _broken(self, code: str, default: str, **fields: object) -> Broken:
        path = Path(self._file).name or default
        log = logging.getLogger("jumeau.io.confined")
        log.warning("%s: %s %s", path, code, fields)
        return Broken(self._file, Refusal("InputError", code, {"path": path, **fields}))

    def _out_of_memory(self, default: str) -> Broken:
        return self._broken("reader.memory", default, most=round(self._limits.most / 1e9, 1))

    def _crashed(self, default: str) -> Broken:
        self._process.join(1)
        if self._peak > NEARLY * self._limits.most:
            return self._out_of_memory(default)
        code = self._process.exitcode or 0
        reason = str(code)
        with contextlib.suppress(ValueError):
            reason = signal.Signals(-code).name
        return self._broken("reader.crashed", default, reason=reason)

    def _broke(self, message: messages.Broke, default: str) -> Broken:
        if message.memory:
            return self._out_of_memory(default)
        logging.getLogger("jumeau.io.confined").error("%s", message.trace)
        broken = self._broken("reader.failed", default, reason=message.reason)
        broken.usable = True
        return broken
