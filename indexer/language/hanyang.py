"""Old Hangul in the private-use code of Hanyang fonts → the jamo that Unicode has for it.

Hangul writes `한글` with the vowel arae-a as one private character (U+F53A); whoever searches types jamo, and other
programs store them. Only comparison uses this: what is shown and quoted stays as the document has it.
"""

from __future__ import annotations

import re
from functools import cache

from indexer.settings import resources

_PRIVATE = re.compile("[\ue0bc-\uefff\uf100-\uf66e\uf784-\uf8f7]")


def to_jamo(text: str) -> str:
    """`text` with Hanyang's private characters as jamo; other private characters stay."""
    return text.translate(_table()) if _PRIVATE.search(text) else text


@cache
def _table() -> dict[int, str]:
    """Private code → jamo, for 5,661 characters of resources/hanyang.txt."""
    found: dict[int, str] = {}
    for line in (resources() / "hanyang.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            first, *jamo = line.split(" ")
            found.update(enumerate(jamo, int(first, 16)))
    return found
