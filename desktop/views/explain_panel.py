"""Why a hit was found and where its score comes from, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop import formats
from desktop.strings import Strings
from desktop.views.context import Context
from desktop.views.widgets import label
from indexer.model import Hit

WORDS = 12  # of each kind that are shown


def explanation(hit: Hit, strings: Strings) -> list[str]:
    """One sentence a line; the hit must have been searched for with `explain`."""
    why: Mapping[str, Any] = hit.explain or {}
    out = []
    if hit.lexical is not None or hit.vector is not None:
        out.append(
            strings(
                "search.why.scores", score=f"{hit.score:.3f}",
                words="–" if hit.lexical is None else f"{hit.lexical:.1f}",
                meaning="–" if hit.vector is None else f"{hit.vector:.2f}",
            )
        )  # fmt: skip
    for name in ("words", "fields"):
        told = " · ".join(_words(why.get(name) or {})[:WORDS])
        if told:
            out.append(strings(f"search.why.{name}", list=told))
    added = [
        strings(f"search.why.{name}", n=f"{why[name]:+.2f}")
        for name in ("ranking", "heading", "conditions")
        if abs(why.get(name) or 0) >= 0.005
    ]
    if added:
        out.append(strings("search.why.added", list=" · ".join(added)))
    if hit.lexical is None and hit.vector is not None:
        out.append(strings("search.why.meaning_only"))
    return out


def _words(terms: Mapping[str, float]) -> list[str]:
    """Index terms (m:연가, c:연가일수, b:연가) as words, the heaviest first; bigrams only where nothing else is."""
    kinds = [(*term.partition(":")[::2], weight) for term, weight in terms.items()]
    whole = [k for k in kinds if k[0] != "b"] or kinds
    return list(dict.fromkeys(word or kind for kind, word, _weight in sorted(whole, key=lambda k: -k[2])))


class ExplainPanel(QFrame):
    """Shows the explanation of one hit; nothing is shown before."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._strings = context.strings
        self.setProperty("role", "card")
        self._title = label("", "strong")
        self.text = label("", "secondary", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self.text)
        self.hide()

    def show_hit(self, hit: Hit) -> None:
        self._title.setText(self._strings("search.why.title", name=formats.name(hit.path)))
        lines = explanation(hit, self._strings) if hit.explain is not None else [self._strings("search.searching")]
        self.text.setText("\n".join(lines))
        self.text.setAccessibleName("\n".join(lines))
        self.show()
