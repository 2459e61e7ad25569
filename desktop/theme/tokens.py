"""Colours and measures of KRDS (resources/krds.json), named by what they are for."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache

from desktop.resources import resource


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme. All #rrggbb; text on its surface keeps 4.5 : 1, shapes 3 : 1 (a test measures it)."""

    dark: bool
    window: str
    rail: str
    card: str
    input: str
    line: str
    line_strong: str
    input_line: str
    text: str
    text_strong: str
    text_subtle: str
    text_disabled: str
    text_hint: str
    primary: str
    primary_fill: str
    primary_hover: str
    primary_pressed: str
    primary_wash: str
    primary_wash_strong: str
    on_primary: str
    hover: str
    pressed: str
    disabled_fill: str
    danger: str
    danger_wash: str
    warning: str
    warning_wash: str
    success: str
    success_wash: str
    information: str
    information_wash: str
    focus: str
    mark: str


# Sizes at 100 %, in pixels (interface.md). Text never below 12.
BODY, SECONDARY, SMALL, SECTION, TITLE = 14, 13, 12, 16, 20
RADIUS, CARD_RADIUS = 6, 10
ROW, TALL_ROW = 32, 40
LINE_HANGUL = 45  # reading text runs no wider than this many syllables


@cache
def contrasting() -> Colours:
    """Black, white and yellow: every text 7 : 1 and more, every edge seen, for eyes that need it."""
    black, white, yellow = "#000000", "#ffffff", "#ffd700"
    return replace(
        colours(True),
        window=black, rail=black, card=black, input=black, line=white, line_strong=white, input_line=white,
        text=white, text_strong=white, text_subtle=white, text_disabled="#a6a6a6", text_hint="#d9d9d9",
        primary=yellow,
        primary_fill=yellow, primary_hover="#ffe766", primary_pressed="#ccac00", primary_wash="#262000",
        primary_wash_strong="#4d4100", on_primary=black, hover="#333333", pressed="#4d4d4d", disabled_fill="#1a1a1a",
        danger="#ff9999", danger_wash="#330000", warning="#ffd27f", warning_wash="#332200", success="#8cff8c",
        success_wash="#002600", information="#99d6ff", information_wash="#001a33", focus=yellow, mark="#005a9e",
    )  # fmt: skip


@cache
def colours(dark: bool) -> Colours:
    """The light set as published; the dark theme follows the published high-contrast set."""
    t: dict[str, str] = json.loads(resource("krds.json").read_text(encoding="utf-8"))[
        "high_contrast" if dark else "light"
    ]
    return Colours(
        dark=dark,
        window=t["background-gray-subtler"] if dark else t["background-white"],
        rail=t["background-white"] if dark else t["background-gray-subtler"],
        card=t["surface-white-subtler"],
        input=t["input-surface"],
        line=t["border-gray-light"],
        line_strong=t["border-gray"],
        input_line=t["input-border"],
        text=t["text-basic"],
        text_strong=t["text-bolder"] if not dark else t["alpha-inverse100"],
        text_subtle=t["text-subtle"],
        text_disabled=t["text-disabled-on"],
        text_hint=t["element-gray-dark"] if dark else t["text-disabled-on"],
        primary=t["text-primary"],
        primary_fill=t["button-primary-fill"],
        primary_hover=t["button-primary-fill-hover"],
        primary_pressed=t["button-primary-fill-pressed"],
        primary_wash=t["element-primary-light"] if dark else t["element-primary-lighter"],
        primary_wash_strong=t["button-secondary-fill-pressed"] if dark else t["element-primary-light"],
        on_primary=t["text-inverse-static"],
        hover=t["button-tertiary-fill-pressed"] if dark else t["surface-gray-subtle"],
        pressed=t["border-gray"] if dark else t["border-gray-light"],
        disabled_fill=t["button-disabled-fill"] if dark else t["surface-gray-subtle"],
        danger=t["text-danger"],
        danger_wash=t["surface-danger-subtler"],
        warning=t["text-warning"],
        warning_wash=t["surface-warning-subtler"],
        success=t["text-success"],
        success_wash=t["surface-success-subtler"],
        information=t["text-information"],
        information_wash=t["surface-information-subtler"],
        focus=t["link-default"],
        mark=t["border-warning-light"] if not dark else "#5c4300",
    )
