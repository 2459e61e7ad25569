"""Versions of one document among what was found: which is in force, and which the question means."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from indexer.model import Hit
from indexer.search.query import bare

Version = tuple[int, int, int]

_DATE = re.compile(
    r"(?<!\d)(?P<y>20\d\d|19\d\d|['’]\d\d)\s?(?:[.\-/년]\s?(?P<m>1[0-2]|0?[1-9])(?=[.\-/월])\s?[.\-/월]\s?(?P<d>[0-3]?\d)?|년|(?!\d))"
)
_ENACTED = re.compile(
    r"(?:시행|개정|제정|공포)\s?[,:]?\s?(?=[12]\d{3}\.)|(?<=\d\.)\s?(?:시행|개정|전부개정|일부개정)"
)
_COUNTED = re.compile(
    r"(?:v|ver\.?\s?|제)?\d+(?:판|차|호)?|최종|수정본?|개정|시행|(?<=\))\s*|[()\[\]_\s,.·\-~'’년월일]"
)
_YEAR_ASKED = re.compile(r"(?<!\d)(?:(20\d\d|19\d\d)|['’]?(\d\d)(?=년))(?:학년도|년도|년|\.|(?=\s)|$)")
FORMER = re.compile(
    r"제정 당시|당초|종전|이전 (?:판|지침|규정|조례)|예전|옛|개정 전|바뀌기 전|작년|지난해|먼젓번|구 ?버전"
)


def _name(hit: Hit) -> str:
    return unicodedata.normalize("NFC", hit.path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0])


def family(hit: Hit) -> str:
    """What all versions of a document are called: its file's name without dates, numbers and marks of versions."""
    return _COUNTED.sub("", bare(_name(hit))) or bare(_name(hit))


def dated(text: str) -> Version | None:
    """The latest date of a name or a title; month and day 0 where unsaid."""
    found = []
    for m in _DATE.finditer(unicodedata.normalize("NFKC", text)):
        year = m.group("y").strip("'’")
        found.append(
            (int(year) if len(year) == 4 else 2000 + int(year), int(m.group("m") or 0), int(m.group("d") or 0))
        )
    return max(found, default=None)


def version(hit: Hit) -> Version | None:
    """When this version is from, by its file's name, else its title, else the line that says since when."""
    found = dated(_name(hit)) or dated(hit.title)
    if found is None and (line := next((x for x in hit.text.splitlines()[:4] if _ENACTED.search(x)), "")):
        found = dated(line)
    return found


def years_asked(question: str) -> set[int]:
    """The years that a question names: 2024년, 24년, '24년."""
    text = unicodedata.normalize("NFKC", question)
    return {int(m.group(1) or 2000 + int(m.group(2))) for m in _YEAR_ASKED.finditer(text)}


def superseded(question: str, hits: Sequence[Hit]) -> dict[int, int]:
    """The ranks of hits whose document another hit's version replaces for this question, each with that hit's rank.

    In force is the latest version; where the question names a year, the version of that year; a question about what
    applied before replaces nothing.
    """
    if FORMER.search(question):
        return {}
    years = years_asked(question)
    groups: dict[str, list[int]] = defaultdict(list)
    for rank, hit in enumerate(hits):
        groups[family(hit)].append(rank)
    out: dict[int, int] = {}
    for ranks in groups.values():
        dates = {r: version(hits[r]) for r in ranks}
        by_path: dict[str, Version] = {}
        for r in ranks:
            if (date := dates[r]) is not None:
                by_path[hits[r].path] = max(by_path.get(hits[r].path, date), date)
        if len({hits[r].path for r in ranks}) < 2 or not by_path:
            continue
        wanted = [p for p, d in by_path.items() if d[0] in years] if years else []
        best = max(wanted or by_path, key=lambda p: by_path[p])
        if years and not wanted:
            continue
        standing = next(r for r in ranks if hits[r].path == best)
        for r in ranks:
            other = by_path.get(hits[r].path, (0, 0, 0))
            if hits[r].path != best and other != by_path[best]:
                out[r] = standing
    return out
