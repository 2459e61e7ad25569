"""The head of a press release (보도자료) → when it was given out, and from when it may be printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.language.dates import find_dates

_HEAD = 20  # lines in which the table of dates stands
_WORD = re.compile(
    r"^\S{0,14}\s?\S{0,12}\s?보\s?도\s?(?:참\s?고\s?|해\s?명\s?|설\s?명\s?)?자\s?료"
    r"(?:\s?\|.*|\s?[(\[].{0,40}|\s\d.{0,40}|\shttps?:.*)?$"
)
_RELEASED = re.compile(r"배\s?포\s?(?:일\s?시|일\s?자|일)?(?!\s?(?:즉시|하|를|용))\s?[:：]?\s")
_EMBARGO = re.compile(r"보\s?도\s?(?:일\s?시|시\s?점|일\s?자|일)\s?[:：]?\s")
_UNIT = re.compile(
    r"담\s?당\s?부\s?서\s?[:：]?\s(?P<unit>[가-힣·ㆍ]{2,20}(?:과|담당관실|담당관|관|팀|국|실|센터|처|본부|단))(?=\s|$)"
)
_REACH = 70  # characters after a label in which its date stands


def press_facts(lines: Sequence[str]) -> dict[str, str]:
    """kind, released_on, embargo_on of a press release; nothing of another document."""
    head = list(lines[:_HEAD])
    text = "\n".join(head) + "\n"
    embargo = _EMBARGO.search(text)
    if not embargo and not any(len(line) <= 60 and "료" in line and _WORD.match(line) for line in head[:6]):
        return {}
    found = {"kind": "보도자료", "embargo_on": _after(text, _EMBARGO), "released_on": _after(text, _RELEASED)}
    # Who to ask stands in a table at the head, or at the end.
    unit = _UNIT.search(text) or _UNIT.search("\n".join(lines[-_HEAD * 4 :]) + "\n")
    if unit:
        found["department"] = unit["unit"]
    if not found["released_on"]:
        found["released_on"] = found["embargo_on"]
    return {k: v for k, v in found.items() if v}


def _after(text: str, label: re.Pattern[str]) -> str:
    """The earliest date behind the label and before the next label: print and broadcast may have their own."""
    for match in label.finditer(text):
        rest = text[match.end() : match.end() + _REACH]
        if match[0].endswith("\n"):  # a PDF may put the label behind the first line of its cell
            rest = text[text.rfind("\n", 0, match.start()) + 1 : match.start()] + "\n" + rest
        other = min((m.start() for p in (_RELEASED, _EMBARGO) for m in p.finditer(rest)), default=len(rest))
        dates = find_dates(rest[:other])
        if dates:
            return min(d.value for d in dates).isoformat()
    return ""
