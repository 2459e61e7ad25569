"""How large passages are. All sizes are characters of Korean text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PassageSettings:
    """`minimum`: smaller neighbours under one heading are joined. `target`: a passage is closed past it.

    `maximum`: longer pieces are cut at sentence ends. `article`: an article (조) up to this size stays whole.
    """

    minimum: int = 150
    target: int = 450
    maximum: int = 650
    article: int = 900

    def __post_init__(self) -> None:
        if not 0 < self.minimum <= self.target <= self.maximum <= self.article:
            raise ValueError("sizes must rise: 0 < minimum <= target <= maximum <= article")
