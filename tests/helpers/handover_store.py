"""A profile with something to hand over: two folders of files, conversations, question sets, a grade."""

from __future__ import annotations

from pathlib import Path

from indexer.answers import Turn
from indexer.evaluation.kept import QuestionSets
from indexer.requests import QuestionRow
from indexer.store.database import DocumentRecord, FileRecord, Store, StoreKey
from tests.helpers.small_engine import RAW_KEY

FOLDERS = {
    "2025년 공무원 복무 및 여비 업무": ("연가운영지침_최종.hwp", "공무원 여비 규정 해설서.pdf", "복무/휴가 지침.hwpx"),
    "정보공개 및 민원 처리 관련 자료(총무과 기록물관리팀 인계분)_최종_진짜최종": ("정보공개 업무편람.hwp",),
}  # fmt: skip
CONVERSATIONS = (("연가와 병가에 관하여", 4), ("여비 정산", 2))
SETS = (("질문 묶음", 12), ("여비 질문", 5))


def filled(home: Path, kilobytes: int = 120) -> Store:
    """A store in `home`, its files beside it."""
    store = Store.open(home / "자료함", StoreKey(raw=RAW_KEY))
    for folder, names in FOLDERS.items():
        top = home / "업무문서" / folder
        for name in names:
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(name.encode() * (kilobytes * 1024 // len(name.encode())))
            facts = path.stat()
            record = FileRecord(str(path), facts.st_size, facts.st_mtime_ns)
            store.commit_document(record, DocumentRecord(name, path.suffix[1:]), [], [])
        store.catalog.add_source(top)
    store.grades.set(str(home / "업무문서" / next(iter(FOLDERS))), "S")
    store.catalog.exclude("*/백업/*")
    for name, turns in CONVERSATIONS:
        for n in range(turns):
            store.conversations.add(name, Turn(f"질문 {n}", f"질문 {n}", "답", at="2025-03-01T09:00:00+09:00"))
    for name, count in SETS:
        QuestionSets(store.settings).put(name, [QuestionRow(str(n), f"질문 {n}", ()) for n in range(count)])
    return store
