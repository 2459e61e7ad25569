"""Typing errors: does a question with one wrong key find the same first passage?

    python tests/benchmarks/typos.py --home DIR [--from questions.jsonl] [--count 1000] [--mode lexical] [--half 0|1]

DIR holds an indexed profile. The questions are those of a file (lines with "text") or, without one, runs of words out of
the profile's own passages. One jamo of one content word is replaced by the key beside it or by any other, left out, typed
besides, or exchanged with the next; and the same of single words of two syllables, which have no other word to be told
by. Halves go by the question's hash: what is tuned is tuned on half 0, and half 1 is what counts. `sound`: how many
questions without an error were "corrected".
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer import requests
from indexer.language.analyzer import Analyzer
from indexer.language.keyboard import FINALS, INITIALS, KEYS, VOWELS, beside, composed, keys_of, parts, syllable_of
from indexer.language.normal import normalized
from indexer.store.database import Store
from tests.helpers.profile import Profile

Typed = Callable[[str, random.Random], "str | None"]


def half_of(text: str) -> int:
    return hashlib.sha256(text.encode()).digest()[0] & 1


def replaced(word: str, rng: random.Random, near: bool) -> str | None:
    """One initial, vowel or final of one syllable replaced by another; a syllable without final may get none."""
    place = rng.randrange(len(word))
    initial, vowel, final = parts(word[place])
    options = [(INITIALS.index(j), vowel, final) for j in INITIALS if fits(j, INITIALS[initial], near)]
    options += [(initial, VOWELS.index(j), final) for j in VOWELS if fits(j, VOWELS[vowel], near)]
    options += [(initial, vowel, FINALS.index(j)) for j in FINALS[1:] if final and fits(j, FINALS[final], near)]
    if not options:
        return None
    return word[:place] + syllable_of(*rng.choice(options)) + word[place + 1 :]


def fits(one: str, other: str, near: bool) -> bool:
    return one != other and (not near or (one in KEYS and other in KEYS and beside(one, other)))


def left_out(word: str, rng: random.Random) -> str | None:
    keys = keys_of(word)
    at = rng.randrange(len(keys))
    return composed(keys[:at] + keys[at + 1 :])


def besides(word: str, rng: random.Random) -> str | None:
    """A key beside one that was meant is hit with it, before or after."""
    keys = keys_of(word)
    at = rng.randrange(len(keys))
    key = rng.choice([k for k in KEYS if k != keys[at] and beside(k, keys[at])])
    at += rng.randrange(2)
    return composed(keys[:at] + key + keys[at:])


def exchanged(word: str, rng: random.Random) -> str | None:
    keys = keys_of(word)
    at = rng.randrange(len(keys) - 1)
    return composed(keys[:at] + keys[at + 1] + keys[at] + keys[at + 2 :])


KINDS: dict[str, Typed] = {
    "key beside": lambda w, r: replaced(w, r, True),
    "any jamo": lambda w, r: replaced(w, r, False),
    "left out": left_out,
    "typed besides": besides,
    "exchanged": exchanged,
}


def in_question(analyzer: Analyzer, text: str, kind: str) -> str | None:
    """The question with one of its content words mistyped."""
    rng = random.Random(f"{kind}|{text}")
    plain = normalized(text)
    nouns = [t for t in analyzer.nouns(plain) if re.fullmatch("[가-힣]{2,}", plain[t.start : t.end])]
    if not nouns:
        return None
    term = rng.choice(nouns)
    wrong = KINDS[kind](plain[term.start : term.end], rng)
    out = None if wrong is None else plain[: term.start] + wrong + plain[term.end :]
    return out if out != plain else None


def drawn(store: Store, analyzer: Analyzer, count: int) -> Iterator[str]:
    """Runs of two to five words with two nouns and more, out of passages taken at random."""
    rng = random.Random(20261124)
    ids = [r[0] for r in store.db.rows("SELECT id FROM passage ORDER BY id")]
    seen: set[str] = set()
    while len(seen) < count:
        stored = store.passages.get([rng.choice(ids)])
        lines = [line for p in stored.values() for line in p.passage.text.split("\n") if len(line.split()) > 3]
        if not lines:
            continue
        words = rng.choice(lines).split()
        at = rng.randrange(len(words) - 2)
        text = " ".join(words[at : at + rng.randint(2, 5)])
        if re.search("[가-힣]", text) and len(analyzer.nouns(text)) > 1 and text not in seen and '"' not in text:
            seen.add(text)
            yield text


def interval(hits: int, n: int) -> str:
    """Wilson's 95 % interval."""
    if not n:
        return "-"
    p, z = hits / n, 1.96
    middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)
    return f"{p:.3f} [{low:.3f} {high:.3f}]"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--from", dest="file", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--mode", default="lexical")
    parser.add_argument("--half", type=int)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    os.environ["MUNSEO_PASSPHRASE"] = Profile(options.home).environment["MUNSEO_PASSPHRASE"]
    from indexer.compose import open_engine

    engine = open_engine(options.home)
    parts_ = engine._p
    analyzer, store, searcher = parts_.analyzer, parts_.store, parts_.searcher
    if options.file:
        lines = options.file.read_text(encoding="utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in lines]
        questions = random.Random(20261124).sample(texts, min(options.count, len(texts)))
    else:
        questions = list(islice(drawn(store, analyzer, options.count), options.count))
    words = dict.fromkeys(t.text for q in questions for t in analyzer.nouns(q) if re.fullmatch("[가-힣]{2}", t.text))
    two = [w for w in words if store.lexical.document_frequency(f"m:{w}")]
    sets = {"question": questions, "two syllables": two[: options.count]}
    known: dict[str, tuple[int | None, bool]] = {}
    spent: list[float] = []

    def first(text: str) -> tuple[int | None, bool, str]:
        found = searcher.search(requests.Search(text, 1, options.mode))
        spent.append(found.ms)
        told = [(u.words, u.value) for u in found.understood if u.key == "spelling"]
        shown = normalized(text)
        for written, taken in told:
            shown = shown.replace(written, taken)
        return (found.hits[0].passage_id if found.hits else None), bool(told), shown

    began = time.perf_counter()
    for name, some in sets.items():
        texts = [t for t in some if options.half is None or half_of(t) == options.half]
        altered = 0
        for text in texts:
            hit, told, _ = first(text)
            known[text] = (hit, told)
            altered += told
            if told and options.verbose:
                print("    SOUND", text, "|", _)
        print(f"{name:14} sound          n={len(texts):5} corrected {interval(altered, len(texts))}", flush=True)
        for kind in options.kinds.split(","):
            total = same = right = 0
            for text in texts:
                other = in_question(analyzer, text, kind)
                if other is None:
                    continue
                hit, told, shown = first(other)
                total += 1
                same += hit == known[text][0]
                good = shown == normalized(text)
                right += good
                if options.verbose and hit != known[text][0]:
                    print("   ", text, "|", other, "|", shown if told else "-")
            print(
                f"{name:14} {kind:14} n={total:5} the same first hit {interval(same, total)}"
                f" put right {right / max(1, total):.3f}",
                flush=True,
            )
    spent.sort()
    print(
        f"{time.perf_counter() - began:.0f} s; p50 {spent[len(spent) // 2]:.1f} ms p95 {spent[int(len(spent) * 0.95)]:.1f} ms"
    )
    engine.close()


if __name__ == "__main__":
    main()
