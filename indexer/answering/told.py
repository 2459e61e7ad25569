"""Sentences of our own that stand in an answer's text: one place for them, so that another language can know them."""

from __future__ import annotations

import re

from indexer.answering.settings import NEAR_ONLY, REFUSAL

NOT_FOUND = "찾지 못함"
SENTENCES = {
    "table": "파일 {files}개에서 {fields}개 항목을 찾았습니다. {cells}칸 가운데 {filled}칸을 채웠습니다.",
    "no_summary": "이 문서에는 요약할 문장이 없습니다.",
    "same": "두 문서의 내용이 같습니다.",
    "changed": "바뀐 곳 {changed}, 신설 {new}, 삭제 {gone}, 그대로 {same}입니다. 서로 다른 낱말에 밑줄을 그었습니다.",
    "refusal": REFUSAL,
    "near_only": NEAR_ONLY.strip(),
    "not_found": NOT_FOUND,
}


def told(name: str, **counts: int) -> str:
    """The sentence in Korean."""
    return SENTENCES[name].format(**counts)


def known(text: str) -> tuple[str, dict[str, str]] | None:
    """Which of the sentences a text is, and what stands in its places; None where it is none of them."""
    for name, sentence in SENTENCES.items():
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[\\d,]+)", re.escape(sentence))
        if found := re.fullmatch(pattern, text.strip()):
            return name, found.groupdict()
    return None
