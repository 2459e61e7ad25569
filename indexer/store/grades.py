"""Data grades of folders and files: what is below a folder has the grade of the nearest one that carries one."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.ports import Grade, grade_rank
from indexer.store.connections import Connections
from indexer.store.records import key


class Grades:
    """Grades by path, as the user gave them."""

    def __init__(self, db: Connections) -> None:
        self._db = db

    def set(self, path: str, grade: Grade | None) -> None:
        """Give a grade, or (None) take it back."""
        with self._db.writing() as connection:
            if grade is None:
                connection.execute("DELETE FROM grade WHERE path = ?", (path,))
            else:
                connection.execute("INSERT OR REPLACE INTO grade VALUES (?, ?)", (path, grade))

    def all(self) -> dict[str, Grade]:
        return dict(self._db.rows("SELECT path, grade FROM grade ORDER BY path"))


def grade_of(path: str, own: Mapping[str, Grade], agency: Mapping[str, Grade], default: Grade) -> Grade:
    """The grade of a file: the user's nearest, never below the agency's nearest (or, without one, its default).

    Where the agency has graded the folder itself the user can only raise it; `default` alone may be lowered.
    """
    mine, theirs = _nearest(path, own), _nearest(path, agency)
    if theirs is None:
        return mine if mine is not None else default
    return theirs if mine is None else max(mine, theirs, key=grade_rank)


def _nearest(path: str, grades: Mapping[str, Grade]) -> Grade | None:
    wanted = _folded(path)
    above = {_folded(p): g for p, g in grades.items()}
    best = max((p for p in above if wanted == p or wanted.startswith(p + "/")), key=len, default=None)
    return None if best is None else above[best]


def _folded(path: str) -> str:
    return key(path).replace("\\", "/").rstrip("/")
