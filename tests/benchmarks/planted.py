"""True sentences of documents, and the same with one number, date, amount, article or name altered.

    python tests/benchmarks/planted.py HOME... [--count 500] [--verbose]

HOME: profiles already indexed. Every sentence is checked as an answer that cites its passage. Prints the share of
altered sentences found, by kind of alteration, and the share of true ones that are not called supported: word for
word, with its numbers written in another form, in the words of a model (so a third of the altered ones too), and as
two neighbouring sentences in one. --seed: another draw; seed 1 was looked at while the checks were made.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.answering.evidence import Source
from indexer.answering.grounding import check
from indexer.compose import open_engine
from indexer.model import Hit
from indexer.passages.sentences import sentences
from tests.helpers.profile import ROOT, Profile

_AMOUNT = re.compile(r"\d[\d,]*(?=\s?(?:만|천|백만|억)?\s?원)")
_DATE = re.compile(r"(?<=\d{4}[.년]\s)(\d{1,2})(?=[.월])|(\d{1,2})(?=일(?:까지|부터|에|\s|[.,)]|$))")
_ARTICLE = re.compile(r"(?<=제)\d{1,3}(?=[조항호])")
_NUMBER = re.compile(
    r"(?<![\d.,제])\d+(?:\.\d+)?(?=\s?(?:명|일|개월|년|회|건|개|세|시간|%|퍼센트|대|곳|점|배|km|m|㎡))"
)
_LIST = re.compile(r"^\s*(?:\d+[.)]|[가-하][.)]|[①-⑳]|[^\w\s(「『‘“\"]+|제\d+조(?:의\d+)?(?:\([^)]*\))?)\s*")


@dataclass(frozen=True)
class Case:
    """`said` of the passage `hit`; `kind` of the alteration, "" for a true one."""

    hit: Hit
    said: str
    kind: str


def _changed(number: str, chosen: random.Random) -> str:
    """Another number of the same look."""
    plain = number.replace(",", "")
    if "." in plain:
        whole, rest = plain.split(".")
        return f"{int(whole) + chosen.choice([1, 2, 7])}.{rest}"
    value = int(plain)
    other = chosen.choice([value + 1, value + 2, value * 2 + 1, value * 10, max(1, value - 1), value + 7])
    if other == value:
        other += 3
    return f"{other:,}" if "," in number else str(other)


def altered(
    text: str, around: str, kind: str, names: Sequence[str], others: Sequence[str], chosen: random.Random
) -> str | None:
    """The sentence with one fact of that kind changed; None where it has none. A new name stands nowhere `around`."""
    if kind == "name":
        here = [n for n in names if re.search(rf"(?<!\w){re.escape(n)}", text)]
        new = [o for o in others if o not in around and len(o) > 1]
        if not here or not new:
            return None
        name = chosen.choice(here)
        return re.sub(rf"(?<!\w){re.escape(name)}", chosen.choice(new), text, count=1)
    pattern = {"amount": _AMOUNT, "date": _DATE, "article": _ARTICLE, "number": _NUMBER}[kind]
    found = list(pattern.finditer(text))
    if not found:
        return None
    at = chosen.choice(found)
    new_number = _changed(at.group(), chosen)
    if kind == "date" and int(new_number) > 31:
        new_number = str(int(at.group()) % 28 + 1)
    return text[: at.start()] + new_number + text[at.end() :]


def rewritten(text: str) -> str:
    """The same facts in other forms."""

    def amount(match: re.Match[str]) -> str:
        value = int(match.group(1).replace(",", ""))
        return f"{value // 10_000}만원" if value % 10_000 == 0 and value else match.group()

    text = re.sub(r"(\d{1,3}(?:,\d{3})+)\s?원", amount, text)
    text = re.sub(r"(?<![\d,.])(\d{1,3})만\s?원", lambda m: f"{int(m.group(1)) * 10_000:,}원", text)
    text = re.sub(r"(\d{4})\.\s?(\d{1,2})\.\s?(\d{1,2})\.", r"\1년 \2월 \3일", text)
    return text.replace("퍼센트", "%")


_WORDED = (
    ("하여야 한다", "해야 합니다"), ("한다", "합니다"), ("이다", "입니다"), ("된다", "됩니다"), ("있다", "있습니다"),
    ("없다", "없습니다"), ("하였다", "했습니다"), ("않는다", "않습니다"), ("금액", "액수"), ("비용", "경비"),
    ("서류", "문서"), ("기한", "마감일"), ("직원", "소속 직원"), ("매년", "해마다"), ("다음 각 호", "아래 각 호"),
    ("제출하", "내"), ("신청방법", "신청하는 방법"), ("하시면 됩니다", "합니다"), ("또한 ", ""), ("및", "그리고"),
    ("의하여", "따라"), ("으로부터", "에서"), ("경우에는", "때에는"), ("경우", "때"), ("문의", "연락"),
)  # fmt: skip


def worded(text: str) -> str:
    """The same said as a model says it: its endings, a near synonym here and there, the opening left out."""
    for old, new in _WORDED:
        text = text.replace(old, new)
    return re.sub(r"^(?:다만|단|그리고|그러나|그 후|이에 따라|또한),?\s", "", text)


def _sentences(hit: Hit) -> list[str]:
    found = [hit.text[a:b] for a, b in sentences(hit.text, (p.start for p in hit.parts))]
    return [t for t in (" ".join(_LIST.sub("", f).split()) for f in found) if 15 <= len(t) <= 220]


def cases(hits: Sequence[Hit], count: int, names_of: Callable[[str], Sequence[str]], seed: int) -> list[Case]:
    """`count` altered sentences, the kinds in turn, and as many true ones."""
    chosen = random.Random(seed)
    pool = [(h, s) for h in hits for s in _sentences(h)]
    chosen.shuffle(pool)
    everywhere = sorted({n for h, s in pool[:800] for n in names_of(s)})
    out: list[Case] = []
    kinds = ("number", "amount", "date", "article", "name")
    counts: Counter[str] = Counter()
    for hit, text in pool:
        order = sorted(kinds, key=lambda k: counts[k])
        for kind in order:
            if counts[kind] >= count / len(kinds) + 25:
                continue
            around = f"{hit.title} {hit.path} {hit.heading_path} {hit.context} {hit.text}".lower()
            said = altered(text, around, kind, names_of(text) if kind == "name" else (), everywhere, chosen)
            if said and said != text:
                out.append(Case(hit, worded(said) if len(out) % 3 == 2 else said, kind))
                counts[kind] += 1
                break
        if len(out) == count:
            break
    chosen.shuffle(pool)
    for number, (hit, text) in enumerate(pool[:count]):
        if number % 4 == 0:
            said = rewritten(text)
        elif number % 4 == 3:
            said = worded(text)
        elif number % 4 == 1:
            own = _sentences(hit)
            at = own.index(text)
            said = (
                f"{text.rstrip('.')}, {own[at + 1]}" if at + 1 < len(own) and not re.search(r"[|:]", text) else text
            )
        else:
            said = text
        out.append(Case(hit, said, ""))
    return out


def verdict(case: Case, terms: Callable[[str], list[str]], names_of: Callable[[str], Sequence[str]]) -> str:
    """What the checker says of the case, its citation attached: the worst of its sentences."""
    said = f"{case.said.rstrip('.')} [1]."
    found = [c.verdict for c in check(said, [Source(1, case.hit)], terms, names_of)]
    order = ("number_mismatch", "unsupported", "weak", "supported")
    return min(found, key=order.index) if found else "supported"


def passages(home: Path, most: int = 3000) -> list[Hit]:
    """Passages of a profile as hits, and its engine's terms and names are those that check them."""
    engine = open_engine(home)
    store = engine._p.store
    ids = [int(i) for (i,) in store.db.rows("SELECT id FROM passage ORDER BY id")]
    random.Random(3).shuffle(ids)
    out = []
    for stored in store.passages.get(ids[:most]).values():
        p, place = stored.passage, stored.passage.location
        out.append(
            Hit(stored.path, stored.id, stored.title, p.heading_path, place.page, place.page_exact, place, p.text, 1.0,
                1.0, None, (), stored.modified, p.kind, p.context, p.parts)
        )  # fmt: skip
    engine.close()
    return out


def measured(hits: Sequence[Hit], count: int, terms: Callable[[str], list[str]],
             names_of: Callable[[str], Sequence[str]], seed: int = 1, verbose: bool = False) -> dict[str, float]:  # fmt: skip
    """Shares found by kind and in all; `false alarms`: true sentences called number_mismatch or unsupported."""
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for case in cases(hits, count, names_of, seed):
        said = verdict(case, terms, names_of)
        bad = said in ("number_mismatch", "unsupported")
        total[case.kind] += 1
        found[case.kind] += bad
        if verbose and bad != bool(case.kind):
            print(f"  {'missed ' + case.kind if case.kind else 'false alarm ' + said}: {case.said[:160]}")
    planted = [k for k in total if k]
    return {
        **{k: found[k] / total[k] for k in sorted(planted)},
        "found": sum(found[k] for k in planted) / max(1, sum(total[k] for k in planted)),
        "false alarms": found[""] / max(1, total[""]),
        "planted": float(sum(total[k] for k in planted)),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("homes", type=Path, nargs="+")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    os.environ["MUNSEO_PASSPHRASE"] = Profile(ROOT).environment["MUNSEO_PASSPHRASE"]
    from indexer.language.analyzer import Analyzer

    analyzer = Analyzer()
    for home in options.homes:
        hits = passages(home)
        figures = measured(hits, options.count, analyzer.terms, analyzer.names, options.seed, options.verbose)
        print(home.name, "  ".join(f"{k} {v:.3f}" for k, v in figures.items()), flush=True)


if __name__ == "__main__":
    main()
