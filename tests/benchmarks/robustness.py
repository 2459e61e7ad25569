"""Does the same question typed differently find the same first passage? Every variant, by words alone and with meaning.

    python tests/benchmarks/robustness.py --home DIR [--from questions.jsonl] [--count 200] [--modes lexical,hybrid]

DIR holds an indexed profile. The questions are those of a file (lines with "text") or, without one, runs of words out of
the profile's own passages (typos.py); beside them stand words of two syllables out of them that the documents have, each
a question of its own. Four sorts of variants are made by rule: as they are (words only: dressed as a question), blanks
(none, one left out, one moved, one more, compounds apart), particles (left out, another, put on), and one key or jamo
wrong. Printed are, for each, how often the first hit is the same with a bootstrap interval of 95 %, and the mean over the
kinds of each sort; last the row: the mean over the sorts. --losers FILE keeps what lost, a line each.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer import requests
from indexer.language.analyzer import Analyzer
from indexer.language.normal import normalized
from indexer.language.terms import Term
from indexer.store.database import Store
from tests.benchmarks.typos import KINDS, drawn, half_of, in_question
from tests.helpers.profile import Profile

Way = Callable[[str, random.Random], "str | None"]
# Particles after a syllable with a final, and after one without.
PARTICLES = [("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("으로", "로")]
_OTHER = {"은": "이", "는": "가", "이": "은", "가": "는", "을": "은", "를": "는"}


def ends_in_final(word: str) -> bool:
    return "가" <= word[-1] <= "힣" and (ord(word[-1]) - 0xAC00) % 28 > 0


def content(analyzer: Analyzer, text: str) -> list[Term]:
    return [t for t in analyzer.nouns(text) if re.fullmatch("[가-힣]{2,}", t.text)]


def of_words() -> dict[str, dict[str, Way]]:
    """Sort → kind → how a word of two syllables is asked otherwise."""

    def with_particle(place: int) -> Way:
        return lambda w, _: w + PARTICLES[place][not ends_in_final(w)]

    return {
        "dressed": {
            "asked for": lambda w, _: f"{w}에 대해 알려 주세요",
            "what is": lambda w, _: f"{w}{'이란' if ends_in_final(w) else '란'}?",
        },
        "blanks": {"a blank inside": lambda w, _: " ".join(w), "blanks around": lambda w, _: f"  {w} "},
        "particles": {
            **{"/".join(p): with_particle(i) for i, p in enumerate(PARTICLES)},
            **{p: (lambda w, _, p=p: w + p) for p in ("의", "에", "에서", "도")},  # type: ignore[misc]
        },
    }


def of_questions(analyzer: Analyzer) -> dict[str, dict[str, Way]]:
    """Sort → kind → how a question is typed otherwise; None where that does not apply."""

    def one_left_out(text: str, rng: random.Random) -> str | None:
        words = text.split()
        if len(words) < 3:
            return None
        at = rng.randrange(1, len(words))
        return " ".join([*words[: at - 1], words[at - 1] + words[at], *words[at + 1 :]])

    def moved(text: str, rng: random.Random) -> str | None:
        """The last syllable of a word stands with the next one, or the first with the one before."""
        words = text.split()
        places = [i for i in range(1, len(words)) if len(words[i - 1]) > 1 and len(words[i]) > 1]
        if not places:
            return None
        at = rng.choice(places)
        if rng.random() < 0.5:
            words[at - 1], words[at] = words[at - 1][:-1], words[at - 1][-1] + words[at]
        else:
            words[at - 1], words[at] = words[at - 1] + words[at][0], words[at][1:]
        return " ".join(words)

    def one_more(text: str, rng: random.Random) -> str | None:
        """A blank inside one word, wherever."""
        words = text.split()
        places = [i for i, w in enumerate(words) if re.search("[가-힣]{3}", w)]
        if not places:
            return None
        at = rng.choice(places)
        cut = rng.randrange(1, len(words[at]))
        words[at] = f"{words[at][:cut]} {words[at][cut:]}"
        return " ".join(words)

    def apart(text: str, _: random.Random) -> str | None:
        plain = normalized(text)
        cuts = [b.start for a, b in pairwise(content(analyzer, plain)) if a.end == b.start]
        for cut in reversed(cuts):
            plain = plain[:cut] + " " + plain[cut:]
        return plain if cuts else None

    def together(text: str, _: random.Random) -> str | None:
        plain = normalized(text)
        cuts = [b.start for a, b in pairwise(content(analyzer, plain)) if plain[a.end : b.start] == " "]
        for cut in reversed(cuts):
            plain = plain[: cut - 1] + plain[cut:]
        return plain if cuts else None

    def without(text: str, _: random.Random) -> str:
        return " ".join(w[:-1] if len(w) > 2 and w[-1] in _OTHER else w for w in text.split())

    def other(text: str, _: random.Random) -> str:
        return " ".join(w[:-1] + _OTHER[w[-1]] if len(w) > 2 and w[-1] in _OTHER else w for w in text.split())

    return {
        "blanks": {
            "no blanks": lambda t, _: "".join(t.split()),
            "one left out": one_left_out,
            "one moved": moved,
            "one more": one_more,
            "compounds apart": apart,
            "compounds joined": together,
        },
        "particles": {"left out": without, "others": other},
    }


def tried(
    questions: Sequence[str], words: Sequence[str], analyzer: Analyzer
) -> Iterator[tuple[str, str, str, list[tuple[str, str]]]]:
    """(words or questions, sort, kind, [(as it was, typed otherwise)])."""
    for name, texts, sorts in (
        ("words", words, of_words()),
        ("questions", questions, of_questions(analyzer)),
    ):
        for sort, kinds in sorts.items():
            for kind, way in kinds.items():
                made = [(t, way(t, random.Random(f"{kind}|{t}"))) for t in texts]
                yield name, sort, kind, [(t, o) for t, o in made if o is not None and o != t]
        for kind in KINDS:
            made = [(t, in_question(analyzer, t, kind)) for t in texts]
            yield name, "typing errors", kind, [(t, o) for t, o in made if o is not None and o != t]


def shares(same: Sequence[bool]) -> str:
    """The share with its bootstrap interval of 95 %; the same in every run."""
    values = np.array(same, np.float64)
    if not len(values):
        return "-"
    draws = np.random.default_rng(1).integers(0, len(values), (2000, len(values)))
    low, high = np.percentile(values[draws].mean(1), [2.5, 97.5])
    return f"{values.mean():.3f} [{low:.3f} {high:.3f}]"


def texts_of(options: argparse.Namespace, store: Store, analyzer: Analyzer) -> tuple[list[str], list[str]]:
    """Questions, and words of two syllables."""
    if options.file:
        lines = options.file.read_text(encoding="utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in lines]
        random.Random(20261124).shuffle(texts)
    else:
        texts = list(islice(drawn(store, analyzer, 3 * options.count), 3 * options.count))
    if options.half is not None:
        texts = [t for t in texts if half_of(t) == options.half]
    found: dict[str, None] = {}
    for text in texts:
        some = [t.text for t in analyzer.nouns(text) if re.fullmatch("[가-힣]{2}", t.text)]
        found.update(dict.fromkeys(w for w in some if store.lexical.document_frequency(f"m:{w}")))
        if len(found) >= options.count:
            break
    return texts[: options.count], list(found)[: options.count]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--from", dest="file", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--modes", default="lexical,hybrid")
    parser.add_argument("--only", help="sorts, kinds, or words or questions, with a comma between them")
    parser.add_argument("--half", type=int, help="0 or 1: questions of this half by their hash")
    parser.add_argument("--losers", type=Path)
    options = parser.parse_args()
    os.environ["MUNSEO_PASSPHRASE"] = Profile(options.home).environment["MUNSEO_PASSPHRASE"]
    from indexer.compose import open_engine

    engine = open_engine(options.home)
    parts = engine._p
    questions, words = texts_of(options, parts.store, parts.analyzer)
    only = set(options.only.split(",")) if options.only else None
    losers: list[str] = []
    for mode in options.modes.split(","):
        known: dict[str, int | None] = {}
        means: dict[tuple[str, str], list[float]] = defaultdict(list)

        def first(text: str) -> tuple[int | None, str]:
            found = parts.searcher.search(requests.Search(text, 1, mode))  # noqa: B023
            told = ", ".join(f"{u.words} → {u.value}" for u in found.understood)
            return found.hits[0].passage_id if found.hits else None, told

        for name, sort, kind, pairs in tried(questions, words, parts.analyzer):
            if only and not only & {name, sort, kind}:
                continue
            same = []
            for text, other in pairs:
                if text not in known:
                    known[text] = first(text)[0]
                hit, told = first(other)
                same.append(hit == known[text])
                if not same[-1]:
                    losers.append(f"{mode}\t{name}\t{sort}\t{kind}\t{text}\t{other}\t{told}")
            if same:
                means[name, sort].append(float(np.mean(same)))
                print(f"{mode:8} {name:10} {sort:14} {kind:17} n={len(same):4} {shares(same)}", flush=True)
        for (name, sort), some in means.items():
            print(f"{mode:8} {name:10} {sort:14} mean {np.mean(some):.4f}, least {min(some):.3f}")
        row = {name: float(np.mean([np.mean(s) for (n, _), s in means.items() if n == name])) for name, _ in means}
        for name, mean in row.items():
            print(f"{mode:8} {name:10} the row        mean {mean:.4f}", flush=True)
        if options.losers:
            options.losers.write_text("\n".join(losers) + "\n", encoding="utf-8")
    engine.close()


if __name__ == "__main__":
    main()
