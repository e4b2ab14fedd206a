"""How much the process that reads may take, and how it binds itself before it opens a file."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

GIGABYTE = 1 << 30
SHARE = 0.6
"""Of the machine's memory."""
RESERVED = 2 * GIGABYTE
"""What allocators reserve and do not use: the hard limit lies that far above the watched one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading process may take.

    Attributes
    ----------
    memory : int
        Memory of its own [bytes]; 0 for a share of the machine's.
    patience : float
        Without a sign of life, whatever the file's size [s].
    pace : float
        How slowly a file may be read without a sign of life [bytes/s].
    """

    memory: int = 0
    patience: float = 120.0
    pace: float = 2e6

    @property
    def most(self) -> int:
        """Memory that it may have of its own [bytes]."""
        return self.memory or max(3 * GIGABYTE // 2, int(SHARE * machine_memory()))

    def wait(self, size: int) -> float:
        """Return for how long a file of a size [bytes] may give no sign of life [s]."""
        return self.patience + size / self.pace


USUAL = Limits()


def machine_memory() -> int:
    """Return the memory of this machine [bytes]; 8 GiB where it does not say."""
    if hasattr(os, "sysconf"):
        with contextlib.suppress(ValueError, OSError):
            return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "win32":
        from jumeau.io.confined.windows import physical_memory

        return physical_memory()
    return 8 * GIGABYTE


def confine(limits: Limits, incoming: Path, lifeline: int | None) -> None:
    """Bind this process, for good: to be called before anything untrusted is opened.

    Parameters
    ----------
    limits : Limits
        What it may take.
    incoming : Path
        Where its temporary files go.
    lifeline : int or None
        A descriptor that becomes readable when the parent has gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends this process
    _quiet()
    _clean_environment(incoming)
    if sys.platform == "win32":
        from jumeau.io.confined.windows import no_dialogues

        no_dialogues()
        return
    import resource

    with contextlib.suppress(OSError):
        os.nice(5)
    bounds = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_DATA, limits.most + RESERVED)]
    for which, value in bounds:
        _, hard = resource.getrlimit(which)
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (least, least))
    if sys.platform.startswith("linux"):
        from jumeau.io.confined.linux import die_with, no_network_no_programs

        if lifeline is not None:
            die_with(lifeline)
        no_network_no_programs()


def _quiet() -> None:
    """Send to nowhere what libraries print: the parent tells what happened."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    if nowhere > 2:
        os.close(nowhere)


def _clean_environment(incoming: Path) -> None:
    """Forget settings of GDAL and of networks; keep temporary files in one place."""
    strange = ("GDAL_", "OGR_", "CPL_", "VSI_", "AWS_", "GS_", "AZURE_", "PROJ_", "GML_", "OSM_")
    for name in list(os.environ):
        upper = name.upper()
        if upper.startswith(strange) or upper.endswith("_PROXY"):
            del os.environ[name]
    os.environ["CPL_VSIL_CURL_ALLOWED_EXTENSIONS"] = ".none"
    os.environ["CPL_TMPDIR"] = os.environ["TMPDIR"] = str(incoming)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    tempfile.tempdir = str(incoming)
