"""The value of a field (예산, 시행일, 부서) in the words of one file: a label's value, a table's cell, a figure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.answering import quoting, tables
from indexer.answering.words import Terms, understand
from indexer.model import Hit, Location
from indexer.search.query import bare

_LONGEST = 120
_KNOWN = 0.6  # of a field's words, so many must stand in the sentence, its headings or its table's header
_AMOUNT = re.compile(r"예산|금액|사업비|비용|단가|한도|수당|요금|지원금|보조금|[가-힣]비$|[가-힣]액$")
_DAY = re.compile(r"[가-힣]일$|일자$|날짜|기한|마감|시기|일시")
_FIGURE = {
    "amount": re.compile(r"[△▲]?\d[\d,.]*\s?(?:(?:십|백|천|만|억|조)\s?)*\s?(?:\d[\d,.]*\s?(?:천|만)\s?)?원"),
    "day": re.compile(
        r"(?:\d{4}|['’]\d{2})\s?[년.]\s?\d{1,2}\s?[월.]\s?(?:\d{1,2}\s?(?:일|\.)?)?|\d{1,2}월\s?\d{1,2}일|\d{4}-\d{2}-\d{2}"
    ),
}
# What documents say about themselves (docs/cli.md, metadata), by the words in which it is asked for.
_METADATA = (
    ("department", re.compile(r"^(?:담당|소관|주관|작성)?부서(?:명)?$")),
    ("enforced_on", re.compile(r"^시행일(?:자)?$")),
    ("document_number", re.compile(r"^문서번호$")),
    ("enacted_on", re.compile(r"^제정일(?:자)?$")),
    ("revised_on", re.compile(r"^개정일(?:자)?$")),
    ("recipient", re.compile(r"^수신(?:자)?$")),
    ("disclosure", re.compile(r"^공개(?:구분|여부)$")),
    ("kind", re.compile(r"^(?:문서)?종류$")),
)


@dataclass(frozen=True, slots=True)
class Value:
    """What stands for the field, and the words it is from at their place. `hit` None: the document's own metadata."""

    text: str
    quote: str = ""
    hit: Hit | None = None
    location: Location = Location()


def value_of(field: str, hits: Sequence[Hit], terms: Terms, metadata: Mapping[str, str]) -> Value | None:
    """The field's value in the best sentence that speaks of it; what the document says of itself; None."""
    wanted = frozenset(terms(field)) or frozenset({field})
    scored = quoting.candidates(understand(field, terms), hits, terms, 300)
    best: tuple[float, Value] | None = None
    for rank, hit in enumerate(hits):
        told, start, end = _column(spaced_out(field), hit)
        if told and (best is None or best[0] < 2 - 0.1 * rank):
            at = next((p.location for p in hit.parts if p.start <= start < p.end), hit.location)
            best = (2 - 0.1 * rank, Value(_short(told), hit.text[start:end], hit, at))
    for item in scored[:24]:
        around = f"{' '.join(item.hit.heading_path)} {item.hit.context} {item.text}"
        held = bare(field) in bare(around) or len(wanted & frozenset(terms(around))) >= _KNOWN * len(wanted)
        if not held:
            continue
        found, sure = _read(field, item)
        if sure and (best is None or sure + 0.1 * item.score > best[0]):
            best = (sure + 0.1 * item.score, Value(found, item.text, item.hit, item.location))
    if best is not None:
        return best[1]
    for key, asked in _METADATA:
        if asked.match(bare(field)) and metadata.get(key):
            return Value(metadata[key])
    return None


def _read(field: str, item: quoting.Quote) -> tuple[str, float]:
    """The value in a sentence, and how sure that is: 3 labelled, 1 a figure or the sentence
    that names the field, 0 none."""
    text = " ".join(item.text.split())
    spaced = spaced_out(field)
    figure = _FIGURE["amount" if _AMOUNT.search(field) else "day"] if _wants(field) else None
    labelled = re.search(rf"{spaced}\s?(?:\([^)]*\)\s?)?[:：|]\s?(?P<value>[^|]+)", text)
    if labelled and (value := labelled["value"].strip()):
        return _short(value), 3.0
    if figure is not None and (found := figure.findall(text)):
        return found[0].strip(), 1.0 + 0.5 * bool(re.search(spaced, text))
    # A sentence that only shares words with the field tells nothing of it.
    return _short(text), 1.0 * bool(figure is None and re.search(spaced, text))


def spaced_out(field: str) -> str:
    """A pattern of the field's letters, whatever blanks stand between them."""
    return r"\s?".join(map(re.escape, "".join(field.split())))


def _wants(field: str) -> bool:
    return bool(_AMOUNT.search(field) or _DAY.search(field))


def _column(spaced: str, hit: Hit) -> tuple[str, int, int]:
    """All that stands under the column the field names, each row by its first cell; and where its rows are."""
    lines = hit.text.split("\n")
    for header in tables.column_headers(hit):
        names = [c.strip() for c in header.split("|")]
        at = next((n for n, name in enumerate(names) if re.search(spaced, name)), None)
        if at is None:
            continue
        told, start, end, position = [], -1, 0, 0
        for line in lines:
            cells = [c.strip() for c in line.split("|")]
            if len(cells) == len(names) and line.strip() != header.strip() and cells[at]:
                told.append(cells[at] if at == 0 or not cells[0] else f"{cells[0]}: {cells[at]}")
                start = position if start < 0 else start
                end = position + len(line)
            position += len(line) + 1
        if told:
            return ", ".join(told), start, end
    return "", 0, 0


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"
