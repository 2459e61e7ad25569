"""Text as it is compared: one form for every way of typing the same."""

from __future__ import annotations

import re
import unicodedata

# Thousands separators only: "1,234" and "12,345,678", not "1,23" and not a list "1, 2".
_GROUPED = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
# Soft hyphens, zero-width spaces and joiners, byte order marks: invisible, and in the middle of words.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def normalized(text: str) -> str:
    """NFKC (so 전각 digits and NFD Hangul are plain), lower case, no invisible characters, 1,234 as 1234."""
    text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).lower()
    return _GROUPED.sub(lambda m: m[0].replace(",", ""), text)
