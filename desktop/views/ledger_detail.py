"""One call of the record in full: who, where to, what was masked, which documents."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout

from desktop import formats
from desktop.models.calls import named, outcome_words, verdict_words
from desktop.views.context import Context
from desktop.views.widgets import CitationButton, clear, frame, label
from indexer.daywords import korean_moment
from indexer.requests import CallRow

SHORT = 16  # characters of a digest that is shown


class LedgerDetail(QScrollArea):
    """document_opened(path)."""

    document_opened = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._call: CallRow | None = None
        self.setWidgetResizable(True)
        self.setAccessibleName(context.strings("ledger.detail"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        card = frame("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self._title = label("", "section")
        column.addWidget(self._title)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        column.addLayout(self._grid)
        column.addWidget(label(context.strings("ledger.documents_title"), "strong"))
        self._documents = QVBoxLayout()
        self._documents.setSpacing(0)
        column.addLayout(self._documents)
        column.addStretch(1)
        self.setWidget(card)

    def show_call(self, call: CallRow) -> None:
        """All but the names of its documents, which come with `set_names`."""
        self._call = call
        strings = self._context.strings
        self._title.setText(f"{korean_moment(call.at)} · {call.platform}")
        tokens = "–"
        if call.prompt_tokens is not None or call.completion_tokens is not None:
            tokens = strings(
                "ledger.tokens_words", sent=formats.count(call.prompt_tokens or 0),
                got=formats.count(call.completion_tokens or 0),
            )  # fmt: skip
        masks = " · ".join(
            f"{named(strings, 'ledger.mask', kind)} {formats.count(n)}" for kind, n in sorted(call.masks.items()) if n
        )
        grades = " · ".join(f"{grade} {formats.count(n)}" for grade, n in sorted(call.grades.items()))
        facts = (
            ("who", call.who), ("host", call.host), ("model", call.model),
            ("purpose", named(strings, "ledger.purpose", call.purpose)), ("outcome", outcome_words(call, strings)),
            ("seconds", strings("ledger.seconds_words", n=f"{call.seconds:g}") if call.seconds is not None else "–"),
            ("tokens", tokens), ("prompt_version", call.prompt_version or "–"), ("grades", grades or "–"),
            ("masks", masks or "–"), ("verdicts", verdict_words(call, strings)), ("call", call.call),
        )  # fmt: skip
        while self._grid.count():
            item = self._grid.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        half = (len(facts) + 1) // 2
        for number, (name, value) in enumerate(facts):
            row, column = number % half, number // half * 2
            self._grid.addWidget(label(strings(f"ledger.fact.{name}"), "secondary"), row, column)
            said = label(value, wrap=True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(said, row, column + 1)
        self.set_names({})

    def set_names(self, paths: dict[str, str]) -> None:
        """Digest → path, of the documents that are in the library; the others keep their digest."""
        clear(self._documents)
        if self._call is None:
            return
        strings = self._context.strings
        if not self._call.documents:
            self._documents.addWidget(label(strings("ledger.no_documents"), "secondary"))
        for digest in self._call.documents:
            path = paths.get(digest)
            if path is None:
                words = strings("ledger.not_here", digest=digest[:SHORT])
                self._documents.addWidget(label(words, "secondary"))
                continue
            button = CitationButton(formats.name(path))
            button.setToolTip(path)
            button.clicked.connect(lambda _checked=False, p=path: self.document_opened.emit(p))
            self._documents.addWidget(button)

    @property
    def call(self) -> CallRow | None:
        return self._call
