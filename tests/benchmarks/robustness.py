"""Does the same question typed differently find the same first passage?

    python tests/benchmarks/robustness.py ../shared/eval --home DIR [--count 200] [--mode hybrid|lexical]

DIR holds a profile with the welfare and KorQuAD passages indexed. Words: two-syllable nouns of the questions, with a
particle, and with a blank inside. Questions: without blanks, with compounds taken apart, with other particles, and with
one jamo of one content word mistyped (a neighbouring key). Prints, for each, how often the first hit is the same.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer import requests
from indexer.language.analyzer import Analyzer
from indexer.language.normal import normalized
from indexer.language.terms import Term
from tests.benchmarks.retrieval import korquad, welfare
from tests.helpers.profile import Profile

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
KEYS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")  # the Korean keyboard's rows
PARTICLES = {"은": "는", "는": "은", "이": "가", "가": "이", "을": "를", "를": "을"}


def near_keys(jamo: str) -> list[str]:
    """The keys beside one, on its row and the rows next to it."""
    for y, row in enumerate(KEYS):
        if jamo in row:
            x = row.index(jamo)
            return [
                KEYS[b][a]
                for b in (y - 1, y, y + 1)
                if 0 <= b < len(KEYS)
                for a in (x - 1, x, x + 1)
                if 0 <= a < len(KEYS[b]) and (a, b) != (x, y)
            ]
    return []


def mistyped(syllable: str, rng: random.Random) -> str | None:
    """One jamo hit beside its key; None where no key beside gives a syllable."""
    code = ord(syllable) - 0xAC00
    if not 0 <= code < 11172:
        return None
    initial, vowel, final = code // 588, code // 28 % 21, code % 28
    options = [(INITIALS.index(k), vowel) for k in near_keys(INITIALS[initial]) if k in INITIALS]
    options += [(initial, VOWELS.index(k)) for k in near_keys(VOWELS[vowel]) if k in VOWELS]
    if not options:
        return None
    i, v = rng.choice(options)
    return chr(0xAC00 + i * 588 + v * 28 + final)


def content(analyzer: Analyzer, text: str) -> list[Term]:
    return [t for t in analyzer.nouns(text) if re.fullmatch("[가-힣]{2,}", t.text)]


def variants(analyzer: Analyzer, rng: random.Random) -> dict[str, Callable[[str], str | None]]:
    """Ways to type a question otherwise; None where one does not apply."""

    def apart(text: str) -> str | None:
        plain = normalized(text)
        nouns = content(analyzer, plain)
        cuts = [b.start for a, b in pairwise(nouns) if a.end == b.start]
        for cut in reversed(cuts):
            plain = plain[:cut] + " " + plain[cut:]
        return plain if cuts else None

    def typo(text: str) -> str | None:
        plain = normalized(text)
        nouns = content(analyzer, plain)
        if len(nouns) < 2:
            return None
        term = rng.choice(nouns)
        place = rng.randrange(term.start, term.end)
        wrong = mistyped(plain[place], rng)
        return None if wrong is None else plain[:place] + wrong + plain[place + 1 :]

    def particles(text: str) -> str | None:
        words = text.split()
        other = [w[:-1] if len(w) > 2 and w[-1] in PARTICLES else w for w in words]
        return " ".join(other) if other != words else None

    return {
        "no blanks": lambda t: "".join(t.split()),
        "compounds apart": apart,
        "particles left out": particles,
        "one jamo mistyped": typo,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("eval", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--mode", default="hybrid")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    os.environ["MUNSEO_PASSPHRASE"] = Profile(options.home).environment["MUNSEO_PASSPHRASE"]
    from indexer.compose import open_engine

    rng = random.Random(20260102)
    engine = open_engine(options.home)
    parts = engine._p

    def first(text: str) -> int | None:
        hits = parts.searcher.search(requests.Search(text, 1, options.mode)).hits
        return hits[0].passage_id if hits else None

    questions = [t for read in (welfare, korquad) for _, t, _ in read(options.eval)[1]]
    questions = rng.sample(questions, options.count)
    words = dict.fromkeys(t.text for q in questions for t in content(parts.analyzer, q) if len(t.text) == 2)
    two = [w for w in words if parts.store.lexical.document_frequency(f"m:{w}")][: options.count]
    ways: dict[str, Callable[[str], str | None]] = {
        "two syllables, particle": lambda w: w + ("은" if (ord(w[-1]) - 0xAC00) % 28 else "는"),
        "two syllables, asked": lambda w: f"{w}에 대해 알려 주세요",
        "two syllables, blank": lambda w: " ".join(w),
    }
    tried = [(name, way, two) for name, way in ways.items()]
    tried += [(name, way, questions) for name, way in variants(parts.analyzer, rng).items()]
    known: dict[str, int | None] = {}
    for name, way, texts in tried:
        same = total = 0
        for text in texts:
            other = way(text)
            if other is None or other == text:
                continue
            if text not in known:
                known[text] = first(text)
            total += 1
            good = first(other) == known[text]
            same += good
            if options.verbose and not good:
                print("   ", text, "|", other)
        print(f"{name:24} n={total:4} the same first hit {same / max(1, total):.3f}", flush=True)
    engine.close()


if __name__ == "__main__":
    main()
