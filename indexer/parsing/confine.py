"""What a parser's child may not do: grow, talk to the network, start processes, write on the terminal."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from indexer.parsing.limits import Limits

_NETWORK = ("connect", "bind", "sendto", "sendmsg", "getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo")
_PROCESSES = ("fork", "forkpty", "exec", "posix_spawn", "spawn", "system", "startfile")
_FORBIDDEN = frozenset({  # audit events, see "Audit events table" in Python's documentation
    *(f"socket.{name}" for name in _NETWORK), *(f"os.{name}" for name in _PROCESSES),
    "subprocess.Popen", "pty.spawn", "_winapi.CreateProcess",
})  # fmt: skip

_STARTS = frozenset({"subprocess.Popen", "_winapi.CreateProcess"})  # their first argument is the program's path


def confine(limits: Limits, programs: tuple[str, ...] = ()) -> None:
    """Bind this process for good. Best effort where the system offers less than Linux does.

    `programs`: paths of the only programs it may start, one at a time; they live under the same memory limit.
    """
    _silence()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    if sys.platform == "win32":
        _join_job(limits.memory, 2 if programs else 1)
    else:
        _set_rlimits(limits.memory)

    def refuse(event: str, args: Any) -> None:
        if event in _FORBIDDEN and not (event in _STARTS and args[0] in programs):
            raise PermissionError("a document's reader reaches for the outside")

    sys.addaudithook(refuse)


def _silence() -> None:
    """Native libraries write notes on stdout and stderr, some with words of the document in them."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _set_rlimits(memory: int) -> None:
    """No core dump (it would hold the document), and an allocation over the limit fails at once.

    RLIMIT_DATA counts private writable memory (Linux 4.7 and later), not mapped libraries as RLIMIT_AS does.
    """
    try:
        import resource
    except ImportError:
        return
    for what, value in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_DATA, memory)):
        try:
            hard = resource.getrlimit(what)[1]
            bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(what, (bound, hard))
        except (OSError, ValueError):
            continue


def _join_job(memory: int, processes: int) -> None:
    """On Windows a job object bounds memory and the number of processes ([JOBOBJECT_EXTENDED_LIMIT_INFORMATION])."""
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = (
            ("process_time", wintypes.LARGE_INTEGER), ("job_time", wintypes.LARGE_INTEGER),
            ("flags", wintypes.DWORD), ("least", ctypes.c_size_t), ("most", ctypes.c_size_t),
            ("processes", wintypes.DWORD), ("affinity", ctypes.c_size_t), ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )  # fmt: skip

    class Extended(ctypes.Structure):
        _fields_ = (
            ("basic", Basic), ("io", ctypes.c_uint64 * 6), ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t), ("peak_process", ctypes.c_size_t), ("peak_job", ctypes.c_size_t),
        )  # fmt: skip

    active_process, process_memory, die_on_exception, die_together = 0x8, 0x100, 0x400, 0x2000
    windll = getattr(ctypes, "WinDLL", None)
    if windll is None:
        return
    kernel = windll("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    job = kernel.CreateJobObjectW(None, None)
    bounds = Extended()
    bounds.basic.flags = active_process | process_memory | die_on_exception | die_together
    bounds.basic.processes = processes
    bounds.process_memory = memory
    if job and kernel.SetInformationJobObject(job, 9, ctypes.byref(bounds), ctypes.sizeof(bounds)):
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
