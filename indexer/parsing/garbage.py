"""The garbage collector while a file is read.

The readers make trees without reference cycles. The collector would walk each growing tree again and again, which
took a tenth of the time of a large document, to find nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def uncollected(read: Callable[P, T]) -> Callable[P, T]:
    """`read` with the collector at rest while it runs, and as it was before afterwards."""

    @wraps(read)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        if not gc.isenabled():
            return read(*args, **kwargs)
        gc.disable()
        try:
            return read(*args, **kwargs)
        finally:
            gc.enable()

    return wrapped
