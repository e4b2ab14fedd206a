"""Jobs of a panel or a form that may be gone before they are done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jumeau.app.tasks import Job, Tasks


class Asking:
    """Submits jobs that nobody needs to see; their answers are dropped once it is closed.

    Parameters
    ----------
    tasks : Tasks
        The window's queue.
    """

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._open = True

    def submit(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], None] | None = None,
        title: str = "",
    ) -> Job:
        """Put a job into the queue, as :meth:`jumeau.app.tasks.Tasks.submit` does."""

        def answered(answer: Any) -> None:
            if self._open:
                done(answer)

        def refused(problem: BaseException) -> None:
            if self._open and failed is not None:
                failed(problem)

        return self._tasks.submit(title, work, answered, None if failed is None else refused)

    def cancel(self, job: Job | None) -> None:
        """Stop a job, if there is one."""
        if job is not None:
            self._tasks.cancel(job)

    def close(self) -> None:
        """Take no more answers."""
        self._open = False
