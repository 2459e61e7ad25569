"""A paper as Markdown (CommonMark with tables and footnotes); words of documents stay words."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from indexer.exporting.paper import Heading, Paper, Paragraph, Run, keywords

_MARKS = re.compile(r"([\\`*_\[\]<>#!|~^])")
_LINE = re.compile(r"^(\s*)([-+=]|\d{1,9}(?=[.)]))", re.MULTILINE)


def escaped(text: str) -> str:
    """Text that makes no heading, list, link, image or HTML."""
    return _LINE.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))


def write(paper: Paper) -> bytes:
    """The paper's bytes, UTF-8."""
    notes: list[str] = []

    def runs(items: Sequence[Run], line: str = "  \n") -> str:
        out = []
        for run in items:
            text = escaped(run.text).replace("\n", line)
            mark = {"strong": "**", "changed": "<u>", "warning": "**"}.get(run.style, "")
            if mark and text.strip():
                text = f"{mark}{text}{mark.replace('<', '</')}"
            out.append(text)
            if run.note:
                notes.append(run.note)
                out.append(f"[^{len(notes)}]")
        return "".join(out)

    head = {
        "title": paper.title,
        "date": paper.at.date().isoformat(),
        "generator": "문서나루",
        "ai_generated": paper.origin == "ai",
        "keywords": keywords(paper),
    }
    lines = ["---", *(f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in head.items()), "---", ""]
    lines += [f"# {escaped(paper.title)}", *(("", f"*{escaped(paper.marking)}*") if paper.marking else ())]
    for part in paper.parts:
        lines.append("")
        if isinstance(part, Heading):
            lines.append(f"{'#' * min(6, part.level + 1)} {escaped(part.text)}")
        elif isinstance(part, Paragraph):
            lines.append(runs(part.runs))
        else:
            if part.caption:
                lines += [escaped(part.caption), ""]
            lines.append("| " + " | ".join(escaped(" ".join(c.split())) for c in part.columns) + " |")
            lines.append("|" + " --- |" * len(part.columns))
            lines += ["| " + " | ".join(runs(cell, "<br>") for cell in row) + " |" for row in part.rows]
    if notes:
        lines += ["", *(f"[^{n}]: {escaped(' '.join(note.split()))}" for n, note in enumerate(notes, 1))]
    return ("\n".join(lines) + "\n").encode()
