"""A fault in what Qt itself calls is told at once and goes no further.

Qt calls delegates and models in the midst of its own painting. PySide 6.8 keeps a fault in such a call until Python
is reached again, and answers every call until then with nothing; a model's `rowCount` so answered takes the
interpreter's lock and never gives it back: the window stands still for good, without a word.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

F = TypeVar("F", bound=Callable[..., object])


def told(fallback: object = None) -> Callable[[F], F]:
    """For a method that Qt calls: what it raises goes to sys.excepthook, and Qt gets `fallback`."""

    def around(method: F) -> F:
        @wraps(method)
        def safe(*given: object) -> object:
            try:
                return method(*given)
            except Exception:
                sys.excepthook(*sys.exc_info())
                return fallback

        return cast(F, safe)

    return around
