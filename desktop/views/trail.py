"""The way back (Alt+←): the screens one came through, and what is open before them."""

from __future__ import annotations

LONGEST = 50


class Trail:
    """Names of screens, the one in front last."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def visit(self, name: str) -> None:
        if not self._names or self._names[-1] != name:
            self._names = [*self._names[-LONGEST:], name]

    def back(self) -> str | None:
        """Leave the last one; the screen before it, None at the beginning."""
        if len(self._names) < 2:
            return None
        self._names.pop()
        return self._names[-1]
