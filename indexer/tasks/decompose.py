"""A question of several parts taken apart by its own words, without a model.

Cut where a question ends, where a clause that asks is joined to the next (얼마이고, 며칠이며), and where two things
are asked of alike (연가와 병가 일수는).
"""

from __future__ import annotations

import re

from indexer.answering.words import content

_ASKS = r"얼마|며칠|몇|언제|어디|누구|누가|무엇|무슨|어떤|어떻게|왜"
_ENDS = re.compile(r"[?？]+\s*|(?<=[요까다])[.!]\s+")
_LEAD = re.compile(r"^(?:그리고|또한|또|그럼|그러면|그런데)[,\s]+")
_JOINED = re.compile(
    rf"(?P<left>.*?(?:{_ASKS})[가-힣]*?(?:\s[가-힣]+?){{0,2}}?)(?P<joint>이고|이며|인지|하고|하며|고|며)"
    r"(?:\s?그리고)?,?\s+(?=\S)"
)
_PAIR = re.compile(
    r"^(?P<head>(?:\S+(?:에서|에|의|한|할|된|는)\s)?)(?P<x>[^\s,]+(?:\s[^\s,]+)?)"
    r"(?P<joint>와|과|하고|,|\s및|\s또는)\s?(?P<y>[가-힣A-Za-z0-9·]+(?:\s[가-힣A-Za-z0-9·]+)?)(?P<mark>은|는|이|가|을|를|의)(?P<rest>\s.*)$"
)
_WHOLE = re.compile(r"차이|비교|관계|다른|같은|사이")
MOST = 4


def decomposed(question: str, most: int = MOST) -> list[str]:
    """The question's parts, each a question; only itself where it has but one."""
    question = " ".join(question.split())
    out: list[str] = []
    for sentence in _ENDS.split(question):
        sentence = _LEAD.sub("", sentence.strip())
        if not content(sentence):
            continue
        for clause in _clauses(sentence):
            out += _paired(clause)
    parts = list(dict.fromkeys(out))[:most]
    return parts if len(parts) > 1 else [question]


def _clauses(sentence: str) -> list[str]:
    """얼마이고 → 얼마인가요: each clause asks by itself."""
    out = []
    while found := _JOINED.match(sentence):
        left = found["left"]
        joint = found["joint"]
        out.append(f"{left}{'인가' if joint[0] in '이인' else '하나' if joint[0] == '하' else '나'}요?")
        sentence = sentence[found.end() :]
    return [*out, sentence if sentence.endswith("?") else f"{sentence}?"]


def _paired(clause: str) -> list[str]:
    """연가와 병가 일수는 며칠? → 연가 일수는 며칠?, 병가 일수는 며칠?"""
    found = _PAIR.match(clause)
    if found is None or _WHOLE.search(clause) or not _particle(found["x"], found["joint"].strip()):
        return [clause]
    first, second = found["x"].split(), found["y"].split()
    if len(second) == 2 and first[-1] != second[-1] and len(first) == 1:
        first.append(second[-1])
    if len(first) == 2 and len(second) == 1 and re.search(r"\d|의$", first[0]):
        second.insert(0, first[0])  # 2025년 연가와 병가 → 2025년 병가
    if not content(" ".join(first)) or not content(" ".join(second)):
        return [clause]
    head, rest = found["head"], found["rest"]
    return [f"{head}{name}{_marked(name, found['mark'])}{rest}" for name in (" ".join(first), " ".join(second))]


def _particle(noun: str, joint: str) -> bool:
    """Whether 와 or 과 can be a particle here: 총무과 is an office, for 총무 ends in a vowel."""
    if joint not in ("와", "과"):
        return True
    last = noun[-1]
    return len(noun.split()[-1]) > 1 and "가" <= last <= "힣" and bool((ord(last) - 0xAC00) % 28) == (joint == "과")


_FORMS = {"은": "은는", "는": "은는", "이": "이가", "가": "이가", "을": "을를", "를": "을를"}


def _marked(noun: str, mark: str) -> str:
    if mark not in _FORMS or not "가" <= noun[-1] <= "힣":
        return mark
    return _FORMS[mark][0 if (ord(noun[-1]) - 0xAC00) % 28 else 1]
