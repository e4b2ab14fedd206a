"""What Windows has for limits: a job object, which ends with the process that holds it."""

from __future__ import annotations

import ctypes
from typing import Any

_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
_PRIORITY_CLASS, _PROCESS_MEMORY = 0x20, 0x100
_DIE_ON_UNHANDLED_EXCEPTION, _KILL_ON_JOB_CLOSE = 0x400, 0x2000
_BELOW_NORMAL = 0x4000
_SET_QUOTA_AND_TERMINATE = 0x0100 | 0x0001
_FAIL_CRITICAL_ERRORS, _NO_FAULT_BOX, _NO_OPEN_FILE_BOX = 0x0001, 0x0002, 0x8000


class _Basic(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("BasicLimitInformation", _Basic),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class _MemoryStatus(ctypes.Structure):
    _fields_ = (
        ("dwLength", ctypes.c_uint32),
        ("dwMemoryLoad", ctypes.c_uint32),
        ("ullTotalPhys", ctypes.c_uint64),
        ("rest", ctypes.c_uint64 * 6),
    )


def _kernel() -> Any:
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    handle, dword, boolean = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int
    kernel.CreateJobObjectW.restype = handle
    kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p)
    kernel.SetInformationJobObject.restype = boolean
    kernel.SetInformationJobObject.argtypes = (handle, ctypes.c_int, ctypes.c_void_p, dword)
    kernel.OpenProcess.restype = handle
    kernel.OpenProcess.argtypes = (dword, boolean, dword)
    kernel.AssignProcessToJobObject.restype = boolean
    kernel.AssignProcessToJobObject.argtypes = (handle, handle)
    kernel.CloseHandle.restype = boolean
    kernel.CloseHandle.argtypes = (handle,)
    return kernel


class Job:
    """A process that may not take more memory than this, and that ends with its holder.

    Parameters
    ----------
    pid : int
        The process.
    memory : int
        What it may commit [bytes].
    """

    def __init__(self, pid: int, memory: int) -> None:
        self._kernel = _kernel()
        self._handle = self._kernel.CreateJobObjectW(None, None)
        limits = _Extended()
        limits.BasicLimitInformation.LimitFlags = (
            _PRIORITY_CLASS | _PROCESS_MEMORY | _DIE_ON_UNHANDLED_EXCEPTION | _KILL_ON_JOB_CLOSE
        )
        limits.BasicLimitInformation.PriorityClass = _BELOW_NORMAL
        limits.ProcessMemoryLimit = memory
        self._kernel.SetInformationJobObject(
            self._handle, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        process = self._kernel.OpenProcess(_SET_QUOTA_AND_TERMINATE, 0, pid)
        if process:
            self._kernel.AssignProcessToJobObject(self._handle, process)
            self._kernel.CloseHandle(process)

    def close(self) -> None:
        """Let go of the job: what is left of it ends."""
        if self._handle:
            self._kernel.CloseHandle(self._handle)
            self._handle = None


def no_dialogues() -> None:
    """Keep Windows from asking the user about a crash of this process."""
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined]
    kernel.SetErrorMode(_FAIL_CRITICAL_ERRORS | _NO_FAULT_BOX | _NO_OPEN_FILE_BOX)


def physical_memory() -> int:
    """Return the machine's memory [bytes]."""
    status = _MemoryStatus()
    status.dwLength = ctypes.sizeof(status)
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined]
    kernel.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.ullTotalPhys) or 8 << 30
