"""One call in a thread of its own, whose result is fetched later."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Beside(Generic[Result]):
    """Starts the call at once. The thread ends with it: nothing is left to close."""

    def __init__(self, call: Callable[[], Result]) -> None:
        self._call = call
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="beside", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._result = self._call()
        except BaseException as error:  # raised where the result is asked for
            self._error = error

    def done(self, seconds: float) -> bool:
        """Waits that long at most; whether the call has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def result(self) -> Result:
        """Waits for the call; raises what it raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._result
