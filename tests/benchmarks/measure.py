"""Measuring child processes: CPU with their children, memory, medians, ratios."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """CPU seconds (user + system, with children) and peak memory [MB] of one process."""

    cpu: float
    peak: float
    output: str


def run(arguments: list[str], environment: dict[str, str] | None = None) -> Run:
    """Run one process to its end.

    Raises
    ------
    RuntimeError
        When it fails: a benchmark of something that failed measures nothing.
    """
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{arguments[:3]} ended with {process.returncode}: {output[-2000:]}")
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output)


def python(code: str, *arguments: str, environment: dict[str, str] | None = None) -> Run:
    """Run Python code in a process of its own, without warnings on standard output."""
    return run([sys.executable, "-c", code, *arguments], environment)


def paired(first: object, second: object, times: int) -> tuple[list[float], list[float]]:
    """Call two measurements in turn, A B A B …, and return both series."""
    a, b = [], []
    for _ in range(times):
        a.append(float(first()))  # type: ignore[operator]
        b.append(float(second()))  # type: ignore[operator]
    return a, b


def ratio(a: list[float], b: list[float]) -> float:
    """Return the median of the ratios pair by pair."""
    return statistics.median(x / y for x, y in zip(a, b, strict=True))
