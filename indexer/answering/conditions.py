"""What the search read in a question besides its subject, told to who asked: narrowed, preferred, left out, added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indexer.answers import NoticeEvent
from indexer.requests import Understood


def told(understood: Iterable[Understood]) -> Iterator[NoticeEvent]:
    """At most one notice for what narrowed and one for what was preferred; one for each that was dropped or added."""
    items = list(dict.fromkeys(understood))
    narrowed = [_shown(u) for u in items if u.effect == "filter"]
    preferred = [_shown(u) for u in items if u.effect == "boost"]
    if narrowed:
        yield NoticeEvent("condition", f"{', '.join(narrowed)}에 맞는 문서로 좁혀 찾았습니다.")
    if preferred:
        yield NoticeEvent("condition", f"{', '.join(preferred)}에 맞는 문서를 앞에 두고 찾았습니다.")
    for item in items:
        if item.effect == "dropped":
            yield NoticeEvent("condition", item.message or f"‘{item.words}’ 조건은 쓰지 않았습니다.")
        elif item.effect == "offered":
            yield NoticeEvent("condition", item.message)
        elif item.effect == "added":
            yield NoticeEvent("condition", item.message or f"‘{item.words}’을(를) ‘{item.value}’(으)로도 찾았습니다.")


def _shown(item: Understood) -> str:
    """The condition as the user wrote it, and as it was taken where that differs: ‘작년’(2025년)."""
    if item.key == "excluded":
        return f"‘{item.value}’ 제외"
    words = item.words.strip()
    year = item.value if item.key == "year" and item.value.isdigit() and item.value not in words else ""
    return f"‘{words}’({year}년)" if year else f"‘{words}’"
