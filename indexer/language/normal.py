"""Text as it is compared: one form for every way of typing the same."""

from __future__ import annotations

import re
import unicodedata

from indexer.language.hanyang import to_jamo

# Thousands separators only: "1,234" and "12,345,678", not "1,23" and not a list "1, 2".
_GROUPED = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
# Half a surrogate pair, from a broken file, is no character: Kiwi's tokens could not even be printed.
_BROKEN = re.compile("[\ud800-\udfff]")
# Soft hyphens, zero-width spaces and joiners, byte order marks: invisible, and in the middle of words.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def normalized(text: str) -> str:
    """NFKC (so 전각 digits and NFD Hangul are plain), lower case, no invisible characters, 1,234 as 1234.

    Old Hangul in Hanyang's private-use code becomes jamo.
    """
    text = to_jamo(_BROKEN.sub(" ", text.translate(_INVISIBLE)))
    text = unicodedata.normalize("NFKC", text).lower()
    return _GROUPED.sub(lambda m: m[0].replace(",", ""), text)
