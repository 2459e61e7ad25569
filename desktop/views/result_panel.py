"""The figures of a run: scores with intervals, where the right document stood, the questions from the worst on."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop import formats
from desktop.models.questions import OutcomeTableModel
from desktop.views.context import Context
from desktop.views.plots import Bar, RankPlot, ScorePlot
from desktop.views.table import Table
from desktop.views.widgets import frame, label
from indexer.requests import Evaluated, ScoreRow

WIDTHS = {"id": 64, "text": 360, "rank": 96, "ndcg": 112, "cited": 136, "found": 240}
TOP = 10
ROWS_SHOWN = 8


class ResultPanel(QScrollArea):
    """question_wanted(text): it is to be looked at in 찾기."""

    question_wanted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings = strings
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(strings("evaluate.result"))
        self.headline = label("", "strong", wrap=True)
        self.said = label("", "secondary", wrap=True)
        self.scores = ScorePlot(theme, strings("evaluate.scores"))
        self.ranks = RankPlot(theme, strings("evaluate.ranks"))
        self.model = OutcomeTableModel(strings, self)
        self.table = Table(theme, self.model, WIDTHS, strings("evaluate.worst"), self._open)
        self.table.setMinimumHeight(theme.px(32) * (ROWS_SHOWN + 1) + 8)
        plots = QHBoxLayout()
        plots.setSpacing(16)
        for title, plot, share in (("evaluate.scores", self.scores, 3), ("evaluate.ranks", self.ranks, 2)):
            card = frame("card")
            inner = QVBoxLayout(card)
            inner.setContentsMargins(16, 12, 16, 12)
            inner.setSpacing(8)
            inner.addWidget(label(strings(title), "section"))
            inner.addWidget(plot)
            inner.addStretch(1)
            plots.addWidget(card, share)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.headline)
        column.addWidget(self.said)
        column.addLayout(plots)
        column.addWidget(label(strings("evaluate.worst"), "section"))
        column.addWidget(label(strings("evaluate.worst_text"), "secondary", wrap=True))
        column.addWidget(self.table, 1)
        self.setWidget(inside)

    def show_result(self, result: Evaluated) -> None:
        strings = self._strings
        words = strings("evaluate.headline", n=formats.count(len(result.rows)), s=f"{max(0.1, result.seconds):.1f}")
        self.headline.setText(words)
        self.said.setText(self._compared(result) if result.second else strings("evaluate.interval_text"))
        second = {s.name: s for s in result.second}
        groups = [
            (strings(_score(s.name)), [_bar(s), *([_bar(second[s.name])] if s.name in second else [])])
            for s in result.first
        ]
        self.scores.show_groups(groups)
        asked = [r.rank for r in result.rows if r.relevant and not r.unanswerable]
        counts = Counter(rank if rank is not None and rank <= TOP else None for rank in asked)
        bars = [(str(n), counts[n]) for n in range(1, TOP + 1)]
        self.ranks.show_counts([*bars, (strings("evaluate.not_found"), counts[None])])
        self.model.show(result)

    def _compared(self, result: Evaluated) -> str:
        """Whether the second settings are better, worse, or cannot be told apart, by the paired interval of nDCG."""
        found = next((d for d in result.differences if d.name == "ndcg@10"), None)
        found = found or (result.differences[0] if result.differences else None)
        if found is None:
            return ""
        verdict = "better" if found.low > 0 else "worse" if found.high < 0 else "same"
        return self._strings(
            f"evaluate.compared_{verdict}", score=self._strings(_score(found.name)),
            mean=f"{found.mean:+.3f}", low=f"{found.low:+.3f}", high=f"{found.high:+.3f}",
        )  # fmt: skip

    def _open(self, index: QModelIndex) -> None:
        self.question_wanted.emit(self.model.row(index.row()).text)


def _score(name: str) -> str:
    return f"evaluate.score.{name.replace('@', '')}"


def _bar(score: ScoreRow) -> Bar:
    return Bar(score.mean, score.low, score.high, f"{score.mean:.2f} ({score.low:.2f}–{score.high:.2f})")
