"""An answer's text as the label shows it: escaped, with our own links and marks only.

Nothing in an answer is ever taken for HTML: links, images and styles in it stay the characters they are.
"""

from __future__ import annotations

import html
import re

from desktop.presenters.turns import Turn
from desktop.strings import Strings
from desktop.theme.tokens import Colours
from desktop.views.answer_table import table
from indexer.answering.verdicts import placed
from indexer.answers import CheckEvent

_NUMBER = re.compile(r"\[(\d{1,3})\]")
_TONES = {"supported": "success", "weak": "warning", "unsupported": "danger", "number_mismatch": "danger"}


def mark(check: CheckEvent, strings: Strings) -> str:
    """The verdict in words: ✓, ⚠ 숫자, ⚠ 근거 약함, ⚠ 근거 없음."""
    return strings(f"ask.verdict.{check.verdict}")


def rich(turn: Turn, colours: Colours, strings: Strings) -> str:
    """The turn's text as rich text of our own making. Links are `cite:NUMBER`."""
    text = turn.text.strip()
    known = {c.number for c in turn.citations}
    out: list[str] = []
    at = 0
    for end, check in placed(text, turn.checks):
        out.append(_plain(text[at:end], known, colours))
        colour = getattr(colours, _TONES[check.verdict])
        out.append(f'&nbsp;<span style="color:{colour}; font-weight:600">{html.escape(mark(check, strings))}</span>')
        at = end
    out.append(_plain(text[at:], known, colours))
    paragraphs = "".join(out).split("\n")
    body = "".join(f'<p style="line-height:150%; margin:0 0 4px 0">{p or "&nbsp;"}</p>' for p in paragraphs)
    return body + "".join(table(item, known, colours, strings) for item in turn.tables)


def _plain(text: str, known: set[int], colours: Colours) -> str:
    def link(found: re.Match[str]) -> str:
        number = int(found[1])
        if number not in known:
            return found[0]
        return (
            f'<a href="cite:{number}" style="color:{colours.primary}; text-decoration:none; font-weight:600">'
            f"[{number}]</a>"
        )

    return _NUMBER.sub(link, html.escape(text, quote=False))
