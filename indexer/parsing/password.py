"""The password with which one file is read: held for the time of one job, in memory, and shown nowhere.

It comes to the child through the pipe with the job (`pool`), lies in a context variable while the file is read, so
that what is inside the file is opened with it too, and is gone with the job. `Password` shows no letter of itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

READ_WITH = "read_with"  # metadata of a document that was read with a password: then "password", never which


class Password:
    """A password that does not show itself: not by `repr`, `str`, formatting, pickling or comparing."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Password(…)"

    def __reduce__(self) -> str:
        raise TypeError("a password is not pickled")

    def reveal(self) -> str:
        """The letters, for the one who opens the file or sends them to the child that does."""
        return self._text


_given: ContextVar[Password | None] = ContextVar("password of the file that is read", default=None)


def given() -> str | None:
    """The password of the job that runs, None where there is none."""
    password = _given.get()
    return password.reveal() if password is not None else None


@contextmanager
def using(password: Password | None) -> Iterator[None]:
    """Inside, files are read with this password."""
    token = _given.set(password)
    try:
        yield
    finally:
        _given.reset(token)
