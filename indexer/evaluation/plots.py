"""Plots as inline SVG: no script, no font, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from indexer.evaluation.metrics import Interval

_WIDTH, _ROW, _LEFT = 640, 26, 190
_COLOURS = ("#256ef4", "#8a949e")  # the design system's primary, and a grey
_TEXT = 'font-size="13" fill="#1e2124"'


def _svg(height: int, label: str, body: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img" '
        f'aria-label="{escape(label)}">{"".join(body)}</svg>'
    )


def bars(rows: Sequence[tuple[str, Sequence[Interval]]], label: str) -> str:
    """One group a row: means of 0 to 1 as bars, intervals as whiskers; at most two bars a group."""
    body: list[str] = []
    y = 8
    span = _WIDTH - _LEFT - 70
    for name, values in rows:
        body.append(f'<text x="{_LEFT - 8}" y="{y + 13}" text-anchor="end" {_TEXT}>{escape(name)}</text>')
        for value, colour in zip(values, _COLOURS, strict=False):
            low, mean, high = (_LEFT + span * v for v in (value.low, value.mean, value.high))
            body.append(
                f'<rect x="{_LEFT}" y="{y + 2}" width="{max(mean - _LEFT, 0.5):.1f}" height="14" fill="{colour}"/>'
                f'<path d="M{low:.1f} {y + 9}H{high:.1f}M{low:.1f} {y + 5}v8M{high:.1f} {y + 5}v8" '
                f'stroke="#1e2124" fill="none"/>'
                f'<text x="{_WIDTH - 60}" y="{y + 14}" {_TEXT}>{value.mean:.3f}</text>'
            )
            y += 20
        y += _ROW - 18
    return _svg(y + 4, label, body)


def ranks(counts: Sequence[tuple[str, int]], label: str) -> str:
    """A histogram: (name of the column, how many)."""
    most = max((n for _, n in counts), default=0) or 1
    step = (_WIDTH - 20) / max(1, len(counts))
    body = []
    for place, (name, n) in enumerate(counts):
        x, height = 10 + place * step, 120 * n / most
        body.append(
            f'<rect x="{x + 4:.1f}" y="{140 - height:.1f}" width="{step - 8:.1f}" height="{height:.1f}" '
            f'fill="{_COLOURS[0]}"/>'
            f'<text x="{x + step / 2:.1f}" y="{134 - height:.1f}" text-anchor="middle" {_TEXT}>{n}</text>'
            f'<text x="{x + step / 2:.1f}" y="157" text-anchor="middle" {_TEXT}>{escape(name)}</text>'
        )
    return _svg(164, label, body)


def differences(values: Sequence[float], label: str) -> str:
    """What each question won or lost, -1 to 1, sorted: one thin column a question."""
    body = [f'<path d="M10 80H{_WIDTH - 10}" stroke="#8a949e"/>']
    step = (_WIDTH - 20) / max(1, len(values))
    for place, value in enumerate(sorted(values, reverse=True)):
        if value:
            top = 80 - 70 * max(value, 0)
            colour = _COLOURS[0] if value > 0 else "#de3412"
            body.append(
                f'<rect x="{10 + place * step:.2f}" y="{top:.1f}" width="{max(step - 0.5, 0.5):.2f}" '
                f'height="{70 * abs(value):.1f}" fill="{colour}"/>'
            )
    return _svg(160, label, body)
