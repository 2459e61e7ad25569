"""Whether a page's letters mean anything: fonts without a Unicode map, and pages that are pictures of text."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LEAST = 20  # letters; fewer tell nothing
_UNMAPPED = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x80-\x9f\ufffe\uffff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{4,}")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
_HANGUL = re.compile(r"[가-힣]")
_SHARE_UNMAPPED = 0.15  # private-use letters and bullets count
_MOST_UNKNOWN, _SHARE_UNKNOWN = 10, 0.03  # glyphs of which nothing is known


def readable(text: str) -> bool:
    """False where most letters are not what the reader sees: unmapped glyphs, or letters that make no words.

    Hangul is held against the 2,350 syllables of KS X 1001, which are nearly all that Korean text uses, Latin
    against words having vowels. Too little text counts as readable.
    """
    letters = "".join(text.split())
    if len(letters) < 3:
        return True
    if len(_UNMAPPED.findall(letters)) > _SHARE_UNMAPPED * len(letters):
        return False
    if letters.count("\ufffd") > max(_MOST_UNKNOWN, _SHARE_UNKNOWN * len(letters)):
        return False
    if len(letters) < _LEAST:
        return True
    hangul = _HANGUL.findall(letters)
    if len(hangul) >= _LEAST:
        return sum(_common(c) for c in hangul) > 0.85 * len(hangul)
    words = _LATIN_WORD.findall(text)
    if len(words) >= 12 and sum(map(len, words)) > 0.4 * len(letters):
        return sum(bool(_VOWEL.search(w)) for w in words) > 0.6 * len(words)
    return True


def _common(syllable: str) -> bool:
    """Whether KS X 1001 has the syllable; the codec spells others out in eight bytes."""
    return len(syllable.encode("euc_kr", "replace")) == 2


def page_list(pages: Iterable[int]) -> str:
    """Page numbers as "1-3,7": short, and still readable by a program."""
    spans: list[list[int]] = []
    for page in sorted(set(pages)):
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
