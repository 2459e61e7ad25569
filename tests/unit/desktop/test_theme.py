"""Contrast of both themes, and the bundled faces and icons."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from desktop.resources import resource
from desktop.theme import icons
from desktop.theme.stylesheet import stylesheet
from desktop.theme.theme import Theme
from desktop.theme.tokens import Colours, colours, contrasting


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


THEMES = [colours(False), colours(True), contrasting()]


@pytest.mark.parametrize("c", THEMES, ids=["light", "dark", "contrast"])
def test_text_can_be_read_on_its_surface(c: Colours) -> None:
    """Text has 4.5 : 1 on every surface it stands on, shapes 3 : 1."""
    for text in (c.text, c.text_strong, c.text_subtle, c.primary, c.danger, c.warning, c.success):
        for surface in (c.window, c.card, c.rail):
            assert contrast(text, surface) >= 4.5, (text, surface)
    for surface in (c.window, c.card, c.input):
        assert contrast(c.text_hint, surface) >= 4.5, surface
    for text, surface in (
        (c.text, c.primary_wash), (c.primary, c.primary_wash_strong), (c.text_strong, c.mark),
        (c.text, c.information_wash), (c.text, c.warning_wash), (c.text, c.danger_wash), (c.text_strong, c.success_wash),
        (c.text, c.primary_wash_strong), (c.text_subtle, c.hover),
    ):  # fmt: skip
        assert contrast(text, surface) >= 4.5, (text, surface)
    for surface in (c.window, c.input, c.card):
        assert contrast(c.focus, surface) >= 3 and contrast(c.input_line, surface) >= 3
    assert contrast(c.on_primary, c.primary_fill) >= 4.4  # KRDS's own pair, published at 4.49


def test_high_contrast_is_higher() -> None:
    """Text has 7 : 1, and every edge of a control 4.5 : 1."""
    c = contrasting()
    for text in (c.text, c.text_subtle, c.primary, c.danger, c.warning, c.success, c.information):
        for surface in (c.window, c.card, c.rail, c.input):
            assert contrast(text, surface) >= 7
    assert contrast(c.input_line, c.input) >= 4.5 and contrast(c.on_primary, c.primary_fill) >= 7


def test_the_bundled_typeface_is_used(theme: Theme) -> None:
    """Pretendard GOV is known to Qt in its three weights."""
    styles = QFontDatabase.styles("Pretendard GOV")
    assert {"Regular", "Bold"} <= set(styles) and any("emi" in s for s in styles)


def test_text_size_changes_at_once_and_never_falls_below_twelve(theme: Theme, qapp: QApplication) -> None:
    """150 % makes text of 21 pixels; at 90 % the smallest is still 12."""
    theme.set(scale=150)
    assert qapp.font().pixelSize() == 21
    theme.set(scale=100)
    assert qapp.font().pixelSize() == 14
    assert "font-size: 11px" not in stylesheet(colours(False), 0.9)


def test_every_icon_draws_something(qapp: QApplication) -> None:
    """No icon is empty."""
    names = [f.stem for f in resource("icons").glob("*.svg")]
    assert len(names) >= 20
    for name in names:
        image = icons.pixmap(name, "#123456").toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(20) for y in range(20)), name


def test_icons_grow_with_the_text(theme: Theme) -> None:
    """A pixmap is never drawn larger than it was made."""
    theme.set(scale=150)
    try:
        assert theme.icon("search").availableSizes()[0].width() >= 30
    finally:
        theme.set(scale=100)
