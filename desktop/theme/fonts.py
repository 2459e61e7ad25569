"""The typeface: Pretendard GOV from resources/fonts, then what the system has for Korean."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

from desktop.resources import resource
from desktop.theme.tokens import BODY

FAMILIES = ("Pretendard GOV", "Pretendard", "Malgun Gothic", "Noto Sans CJK KR", "NanumGothic")
FILES = ("PretendardGOV-Regular.otf", "PretendardGOV-SemiBold.otf", "PretendardGOV-Bold.otf")


def load() -> bool:
    """Make the bundled faces known to Qt; False where a file is missing (the system's faces serve then)."""
    return all(QFontDatabase.addApplicationFont(str(resource("fonts", f))) >= 0 for f in FILES)


def font(size: float = BODY, scale: float = 1.0, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A face of `size` pixels at 100 %."""
    face = QFont()
    face.setFamilies(list(FAMILIES))
    face.setPixelSize(max(12, round(size * scale)))
    face.setWeight(weight)
    return face
