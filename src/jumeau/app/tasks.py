"""One queue for everything slow: one worker, progress, cancel, results on the window's thread."""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from jumeau.errors import Cancelled

_REPORT_EVERY = 0.05  # [s]

# What goes first when several jobs wait.
ASKED, PICTURE, TILES = 0, 1, 2


class Job:
    """One long job.

    Attributes
    ----------
    title : str
        A sentence for the status bar; empty for a job that nobody needs to see.
    work : callable
        Runs in the worker with a progress; it owns its inputs and touches no widget.
    done : callable
        Receives the result on the window's thread; not called after a failure or a cancel.
    failed : callable or None
        Receives a failure instead of the message bar; ``Cancelled`` included.
    """

    def __init__(
        self,
        title: str,
        work: Callable[[Any], Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        self.title = title
        self.work = work
        self.done = done
        self.failed = failed
        self.stop = threading.Event()


class Tasks(QObject):
    """The queue. Its signals are emitted on the thread that made it."""

    started = Signal(object)
    progressed = Signal(object, float, str)
    ended = Signal(object)
    failed = Signal(object, object)
    idle = Signal()

    _reported = Signal(object, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: queue.PriorityQueue[tuple[int, int, Job | None]] = queue.PriorityQueue()
        self._number = itertools.count()
        self._jobs: list[Job] = []
        self._reported.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._closed = False
        self._worker = threading.Thread(target=self._run, name="jumeau-worker", daemon=True)
        self._worker.start()

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits."""
        return bool(self._jobs)

    def submit(
        self,
        title: str,
        work: Callable[[Any], Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], None] | None = None,
        *,
        urgency: int = ASKED,
    ) -> Job:
        """Put a job into the queue.

        Parameters
        ----------
        title : str
            What the status bar says while it runs; empty to run unseen.
        work, done, failed : callable
            See :class:`Job`.
        urgency : int
            ``ASKED`` before ``PICTURE`` before ``TILES``.
        """
        job = Job(title, work, done, failed)
        if not self._closed:
            self._jobs.append(job)
            self._waiting.put((urgency, next(self._number), job))
        return job

    def cancel(self, job: Job) -> None:
        """Stop a job: it ends for the window at once, for the worker at its next report."""
        if job in self._jobs:
            job.stop.set()
            self._end(job)
            if job.failed is not None:
                job.failed(Cancelled())

    def cancel_all(self) -> None:
        """Stop everything that runs or waits."""
        for job in tuple(self._jobs):
            self.cancel(job)

    def close(self, patience: float = 5.0) -> None:
        """Stop everything and wait for the worker [s]."""
        self._closed = True
        for job in self._jobs:
            job.stop.set()
        self._jobs.clear()
        self._waiting.put((ASKED - 1, next(self._number), None))
        self._worker.join(patience)

    # -- worker thread ---------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            _, _, job = self._waiting.get()
            if job is None:
                return
            if job.stop.is_set():
                continue
            self._reported.emit(job, "started", None)
            try:
                result = job.work(_progress(job, self._reported.emit))
            except BaseException as problem:
                self._reported.emit(job, "failed", problem)
            else:
                self._reported.emit(job, "done", result)
            del job

    # -- window's thread -------------------------------------------------------------------------

    def _hear(self, job: Job, what: str, content: Any) -> None:
        if job not in self._jobs:
            return
        if what == "started":
            self.started.emit(job)
        elif what == "progress":
            self.progressed.emit(job, *content)
        elif what == "done":
            self._end(job)
            job.done(content)
        else:
            self._end(job)
            self._fail(job, content)

    def _fail(self, job: Job, problem: BaseException) -> None:
        if job.failed is not None:
            job.failed(problem)
        elif not isinstance(problem, Cancelled):
            self.failed.emit(job, problem)

    def _end(self, job: Job) -> None:
        self._jobs.remove(job)
        self.ended.emit(job)
        if not self._jobs:
            self.idle.emit()


def _progress(job: Job, report: Callable[[Job, str, object], None]) -> Callable[..., None]:
    last = 0.0
    last_step = ""

    def progress(fraction: float, step: str = "") -> None:
        nonlocal last, last_step
        if job.stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - last >= _REPORT_EVERY or step != last_step:
            last, last_step = now, step
            report(job, "progress", (float(fraction), step))

    return progress
