"""Which numbers of an answer its source does not have, in whatever form either writes them."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.answering.numbers import Fact, Facts


def _same(fact: Fact) -> Iterator[tuple[float, str]]:
    """Other ways to say it: 24년 for 2024년, 6시 for 18시, 14일 for 2주, 50% for a half."""
    value, unit = fact.value, fact.unit
    if unit == "년" and 2000 <= value < 2100:
        yield value - 2000, unit
    elif unit == "년" and 0 < value < 100:
        yield value * 12, "개월"
    elif unit == "개월" and value % 12 == 0:
        yield value / 12, "년"
    elif unit == "시" and 12 < value <= 24:
        yield value - 12, unit
    elif unit == "주":
        yield value * 7, "일"
    elif unit == "일" and value % 7 == 0:
        yield value / 7, "주"
    elif unit == "분" and value % 60 == 0:
        yield value / 60, "시간"
    elif unit == "시간":
        yield value * 60, "분"
    elif unit == "%":
        yield value / 100, "율"
    elif unit == "율":
        yield value * 100, "%"


def _agree(asked: tuple[int | None, int, int | None], known: tuple[int | None, int, int | None]) -> bool:
    """Whether a date says nothing that the known one does not."""
    return asked[1] == known[1] and all(a is None or a == k for a, k in zip(asked, known, strict=True))


def _known(answer: Facts, source: Facts) -> dict[float, set[str]]:
    """The values that the source states, each with the units it may have, "" for any."""
    values: dict[float, set[str]] = {}

    def add(value: float, unit: str) -> None:
        values.setdefault(round(value, 6), set()).add(unit)

    for known in source.numbers:
        # In a table of 천원 a bare 20,000 is no 2만원; a figure with its unit is what it says.
        add(known.value, known.unit or ("" if not source.scales else "?"))
        for scale in source.scales if not known.unit else ():
            add(known.value * scale, "")
        for value, unit in _same(known):
            add(value, unit)
        if known.value < 0 and (answer.falls or not known.unit):
            for scale in (1, *source.scales):
                add(-known.value * scale, known.unit)
    return values


def missing(answer: Facts, source: Facts) -> list[str]:
    """What the answer states and the source does not, as the answer writes it."""
    out: list[str] = []
    values = _known(answer, source)
    unheld: set[str] = set()
    for fact in sorted((f for f in answer.numbers if not f.idiom), key=lambda f: f.shown):
        units = values.get(round(fact.value, 6))
        if units and (fact.unit in units or not fact.unit or "" in units or (fact.unit != "원" and "?" in units)):
            continue
        if fact.written is not None and values.get(round(fact.written, 6), set()) & {"", "?"}:
            continue
        if fact.unit == "율" and "/" in fact.shown:  # or a day
            unheld.add(fact.shown)
        else:
            out.append(fact.shown)
    for year, month, day in sorted(answer.dates, key=str):
        written = f"{month}/{day}"
        if any(_agree((year, month, day), known) for known in source.dates):
            unheld.discard(written)
        elif year or written not in {f.shown for f in answer.numbers}:
            out.append(f"{f'{year}년 ' if year else ''}{month}월{f' {day}일' if day else ''}")
    out += sorted(unheld)
    for kind, number, branch in sorted(answer.articles - source.articles):
        out.append(f"제{number}{kind}{f'의{branch}' if branch else ''}")
    return out
