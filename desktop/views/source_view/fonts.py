"""The face for a document's text: the document's own where the system has it, else one that is bundled.

rhwp names about fifteen families a run, the document's own first and a generic one last.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFontDatabase

FONTS = Path(__file__).resolve().parents[3] / "resources" / "fonts" / "documents"

SERIF, SANS = "NanumMyeongjo", "NanumGothic"
MONO = ("D2Coding", "NanumGothicCoding", "GulimChe", SANS)

# What Korean serif faces have in their names: 바탕, 명조, 궁서, and how Hancom romanises them.
_SERIF_WORDS = ("바탕", "명조", "궁서", "batang", "myeongjo", "myungjo", "gungsuh", "serif")


@cache
def installed() -> dict[str, str]:
    """Lower-case family → family as Qt names it; the bundled faces are added first. Needs a QGuiApplication."""
    for file in sorted(FONTS.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    return {family.lower(): family for family in QFontDatabase.families()}


@cache
def family_for(families: str) -> str:
    """The family to draw with, for an SVG `font-family` list."""
    known = installed()
    names = [name.strip().strip("'\"") for name in families.split(",")]
    for name in names:
        if name.lower() in known:
            return known[name.lower()]
    generic = names[-1].lower()
    first = names[0].lower()
    if generic == "monospace":
        return next((name for name in MONO if name.lower() in known), SANS)
    if generic == "serif" or (generic != "sans-serif" and any(word in first for word in _SERIF_WORDS)):
        return SERIF
    return SANS
