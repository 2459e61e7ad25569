"""Work behind the window gives way to it: less of the processor where it is wanted, all of it where it is not.

A window that waits for its turn on two busy cores stands still for 200 ms and more though it has 10 ms to do.
The operating system's own means: setpriority(2), where on Linux a thread has a nice value of its own; on Windows
SetPriorityClass and SetThreadPriority. It is never taken back: no such process or thread does both kinds of work, and
Linux lets nobody but root go up again.
"""

from __future__ import annotations

import os
import sys
import threading

NICE = 10
_BELOW_NORMAL_PRIORITY_CLASS = 0x4000
_THREAD_PRIORITY_BELOW_NORMAL = -1


def process_gives_way() -> None:
    """This process runs when others do not want to."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), _BELOW_NORMAL_PRIORITY_CLASS)
    else:
        _lower(0)


def thread_gives_way() -> None:
    """The calling thread runs when others do not want to; its process's other threads stay as they are."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentThread.restype = ctypes.c_void_p
        kernel.SetThreadPriority(ctypes.c_void_p(kernel.GetCurrentThread()), _THREAD_PRIORITY_BELOW_NORMAL)
    elif sys.platform == "linux":  # elsewhere a nice value is the whole process's
        _lower(threading.get_native_id())


def _lower(which: int) -> None:
    if sys.platform != "win32" and os.getpriority(os.PRIO_PROCESS, which) < NICE:
        os.setpriority(os.PRIO_PROCESS, which, NICE)
