"""An answer in words: for the clipboard, its sources, its notices, what could not be read."""

from __future__ import annotations

from desktop import formats
from desktop.presenters.turns import Turn
from desktop.protocol import answers
from desktop.strings import Strings


class AnswerWords:
    """Sentences of the window's language about a turn."""

    def __init__(self, strings: Strings) -> None:
        self._strings = strings

    def copy_text(self, turn: Turn) -> str:
        """The answer with its sources and its mark, for the clipboard."""
        lines = [turn.question, "", turn.text.strip()]
        for table in turn.tables:  # cells by tabs, as a spreadsheet takes them
            lines += ["", "\t".join(table.columns)]
            lines += ["\t".join(" ".join(cell.text.split()) for cell in row) for row in table.rows]
        if turn.citations:
            lines += ["", self._strings("ask.sources")]
            lines += [f"[{c.number}] {self.source_line(c)}\n    “{c.quote}”" for c in turn.citations]
        lines += ["", *self.notices(turn)]
        return "\n".join(lines).strip() + "\n"

    def marked(self, turn: Turn, part: str) -> str:
        """A part of the answer for the clipboard, with the mark that generated text carries wherever it goes."""
        return f"{part}\n\n{self._strings('ask.generated')}\n" if turn.by_platform else part

    def source_line(self, citation: answers.CitationEvent) -> str:
        """연가운영지침.hwp · 3쪽"""
        page = formats.page(citation.page, citation.page_exact, self._strings)
        return " · ".join(p for p in (formats.name(citation.path), page) if p)

    def notices(self, turn: Turn) -> list[str]:
        """The lines the reader must see: who wrote it, and what the engine said, once each."""
        lines: list[str] = []
        if turn.by_platform and turn.text:
            lines.append(self._strings("ask.generated"))
        elif turn.answered_by == "quote" and turn.text and not turn.refused:
            lines.append(self._strings("ask.quoted"))
        lines += [n for n in turn.notices if n not in lines]
        return lines

    def coverage_line(self, turn: Turn) -> str:
        """ "근거 2건 · 이 범위 중 12건 미색인(암호 3건, 보안 문서 9건)"."""
        line = self._strings("ask.evidence", n=formats.count(len(turn.citations)))
        total = sum(turn.coverage.values())
        if not total:
            return line
        parts = []
        for kind, n in turn.coverage.items():
            name = f"library.kind.{kind}"
            label = self._strings(name) if self._strings.has(name) else kind
            parts.append(self._strings("ask.coverage_part", kind=label, n=formats.count(n)))
        return f"{line} · " + self._strings("ask.coverage", n=formats.count(total), parts=", ".join(parts))
