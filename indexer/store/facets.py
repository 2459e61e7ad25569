"""What the documents of a library can be told apart by, with counts: for filters that promise something."""

from __future__ import annotations

from indexer.requests import Facets
from indexer.store.connections import Connections
from indexer.store.selecting import TYPES

_MOST = 40  # values of a kind
# Formats in the words of officials, the first that holds a format.
_GROUPS = ("한글", "엑셀", "워드", "파워포인트", "텍스트", "마크다운", "메일")


def facets(db: Connections) -> Facets:
    """Types, kinds, departments and years, the most frequent first."""

    def counted(column: str) -> list[tuple[str, int]]:
        sql = f"SELECT {column}, count(*) FROM document WHERE {column} <> '' GROUP BY {column} ORDER BY 2 DESC, 1"
        return [(str(v), int(n)) for v, n in db.rows(f"{sql} LIMIT ?", (_MOST,))]

    types: dict[str, int] = {}
    for form, n in counted("format"):
        plain = form.rstrip("0123456789") or form
        group = next((g for g in _GROUPS if form in TYPES[g] or plain in TYPES[g]), plain)
        types[group] = types.get(group, 0) + n
    years = sorted(counted("about_year"), reverse=True)
    return Facets(
        tuple(sorted(types.items(), key=lambda item: (-item[1], item[0]))),
        tuple(counted("kind")),
        tuple(counted("department")),
        tuple(years),
    )
