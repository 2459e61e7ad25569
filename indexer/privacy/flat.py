"""A text as the finders of personal data read it: full-width characters folded, spaced-out numbers joined."""

from __future__ import annotations

import re

# One character to one: places in the flattened text are places in the text.
_FLAT = {
    **{0xFF10 + n: str(n) for n in range(10)},
    **dict.fromkeys(map(ord, "－‐‑‒–—―−﹣ー㈀ㅡ"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t\u200b\u200c\u200d\u2060\ufeff"), " "),
    0xFF20: "@",
    0xFF0E: ".",
    0xFF08: "(",
    0xFF09: ")",
    0xFF1A: ":",
    0xFF5C: "|",
    0x2502: "|",
    0x0D: "\n",
    **{0xFF21 + n: chr(0x41 + n) for n in range(26)},
    **{0xFF41 + n: chr(0x61 + n) for n in range(26)},
}

# Numbers and labels written letter by letter: 0 1 0 - 1 2 …, 계 좌 번 호.
_SPACED = re.compile(
    r"(?<![^\s|:(=])[0-9A-Z+](?: {1,2}[0-9A-Z.@)-]){8,}|(?<![가-힣])(?<![가-힣] )[가-힣](?: [가-힣]){2,7}(?! ?[가-힣])"
)
# What a recogniser takes for digits: O1O-12l4.
_OH = re.compile(r"(?<=\d)[Oo](?=[\d-])|(?<![A-Za-z0-9])[Oo](?=[1l]?\d|1[Oo]-)")
_ELL = re.compile(r"(?<=\d)[lI](?=\d)")


def _joined(text: str) -> tuple[str, list[int] | None]:
    """The text with numbers written letter by letter joined, and where each character was; None: as before."""
    if not _SPACED.search(text):
        return text, None
    places: list[int] = []
    at = 0
    for match in _SPACED.finditer(text):
        places += range(at, match.start())
        places += (i for i in range(*match.span()) if text[i] != " ")
        at = match.end()
    places += range(at, len(text))
    return "".join(text[i] for i in places), places


def flatten(text: str) -> tuple[str, list[int] | None]:
    """The text to search, and where each of its characters was in `text`; None: at the same place."""
    return _joined(_ELL.sub("1", _OH.sub("0", text.translate(_FLAT))))
