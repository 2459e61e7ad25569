"""What to ask next: the subjects that stand beside the evidence in its documents, as questions.

No model is asked. A heading next to the passage relied on is something the same document decides, so that its
question has an answer; what a model proposes often has none in the documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

SHOWN = 3
_LONGEST = 24  # characters of a heading that reads as a subject
_ARTICLE = re.compile(r"^제\s*\d+\s*[조장절관편](?:의\s*\d+)?\s*(?:[(（]([^)）]+)[)）]|[.\s]*(.*))$")
_NUMBER = re.compile(r"^(?:[0-9IVXⅠ-Ⅻ]+\s*[.)]|\(\d+\)|[가-하]\s*[.)]|[①-⑳○□◦ㅇ■▶-])\s*")
_SUBJECT = re.compile(r"[가-힣]{2}")
_NO_SUBJECT = frozenset({"목적", "정의", "총칙", "부칙", "기타", "개요", "목차", "붙임", "별표", "별지", "머리말"})


def subject(heading: str) -> str:
    """What a heading is about: "제4조(연가 신청)" → "연가 신청"; "" where it names nothing to ask about."""
    text = " ".join(heading.split())
    if found := _ARTICLE.match(text):
        text = (found[1] or found[2] or "").strip()
    text = _NUMBER.sub("", text).strip(" .:·")
    if text[:1] in "[<【〈":  # a mark of what follows, not its subject
        return ""
    if not _SUBJECT.search(text) or len(text) > _LONGEST or text.replace(" ", "") in _NO_SUBJECT:
        return ""
    return text


def following(asked: str, cited: Iterable[str], near: Sequence[str]) -> tuple[str, ...]:
    """At most three questions from the headings `near` the evidence, in their order.

    asked: all that was asked so far; cited: the headings of the evidence itself. What either names is left out.
    """
    known = {subject(h).replace(" ", "") for h in cited}
    plain = asked.replace(" ", "")
    out: list[str] = []
    for heading in near:
        name = subject(heading)
        key = name.replace(" ", "")
        if not name or key in known or key in plain:
            continue
        known.add(key)
        out.append(f"{name}에 대해 알려 주십시오.")
        if len(out) == SHOWN:
            break
    return tuple(out)
