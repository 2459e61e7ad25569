"""The stories of an RTF file (body, notes, headers, text boxes) → blocks, as its paragraphs, cells and rows end."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.model import Block, BlockKind
from indexer.parsing.collect import Collector


@dataclass(slots=True)
class Story:
    """A stream of paragraphs: the body, or a note, a header, a text box inside it."""

    kind: BlockKind | None
    depth: int
    text: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    marker: str = ""
    level: int | None = None
    in_table: bool = False
    cells: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)  # of the cell that is open
    rows: list[tuple[str, ...]] = field(default_factory=list)
    notes_at: int | None = None  # where blocks of notes began that hang on what is being gathered


class Stories:
    """The body and what is open inside it; `current` is the innermost story, which text goes into."""

    def __init__(self, out: Collector) -> None:
        self.out = out
        self.current = Story(None, 0)
        self._around: list[Story] = []

    def begin(self, kind: BlockKind, depth: int) -> None:
        """A story inside the current one. `depth`: of the group that holds it, the number of groups around that."""
        above = self.current
        if above.notes_at is None and (above.text or above.paragraphs or above.cells or above.rows):
            above.notes_at = len(self.out.blocks)
        self._around.append(above)
        self.current = Story(kind, depth)

    def end_at(self, depth: int) -> None:
        """The group at this depth ends, and the stories that it holds."""
        while self._around and self.current.depth == depth:
            self._end()

    def finish(self) -> None:
        """The file ends."""
        while self._around:
            self._end()
        self.end_paragraph()
        self._end_table()

    def _end(self) -> None:
        self.end_paragraph()
        self._end_table()
        self.current = self._around.pop()

    def end_cell(self) -> None:
        """The paragraph that ends here is the last of its cell."""
        self.end_paragraph(inside=True)
        story = self.current
        story.cells.append("\n".join(story.paragraphs))
        story.paragraphs = []

    def end_row(self) -> None:
        """The cells so far are a row."""
        story = self.current
        if story.cells:
            story.rows.append(tuple(story.cells))
        story.cells = []

    def end_paragraph(self, *, inside: bool = False) -> None:
        """The paragraph that ends here: into the open cell, or a block."""
        story = self.current
        text, hidden = "".join(story.text), "".join(story.hidden)
        story.text, story.hidden = [], []
        marker, story.marker = story.marker, ""
        if (inside or story.in_table) and story.kind is None:
            if text.strip():
                story.paragraphs.append(f"{marker} {text}".strip() if marker else text)
            self.out.add("hidden", hidden)
            return
        if not text.strip() and not hidden.strip() and not story.rows:
            return
        if story.kind is None and story.rows:
            self._end_table()
        notes = self._notes(story)
        if story.kind is not None:
            self.out.add(story.kind, text, marker=marker)
        elif story.level is not None:
            self.out.add("heading", text, level=story.level, marker=marker)
        elif marker:
            self.out.add("list_item", text, level=1, marker=marker)
        else:
            self.out.paragraph(text)
        self.out.add("hidden", hidden)
        self.out.blocks.extend(notes)

    def _notes(self, story: Story) -> list[Block]:
        """Takes back the blocks of the notes that hang on what is about to be added: they follow it."""
        at, story.notes_at = story.notes_at, None
        if at is None:
            return []
        notes = self.out.blocks[at:]
        del self.out.blocks[at:]
        return notes

    def _end_table(self) -> None:
        story = self.current
        if story.paragraphs:
            story.cells.append("\n".join(story.paragraphs))
        if story.cells:
            story.rows.append(tuple(story.cells))
        rows = [row for row in story.rows if any(c.strip() for c in row)]
        story.rows, story.cells, story.paragraphs = [], [], []
        if not rows:
            return
        if story.kind is not None:
            self.out.add(story.kind, "\n".join("\t".join(c for c in row if c.strip()) for row in rows))
        else:
            notes = self._notes(story)
            self.out.table(rows)
            self.out.blocks.extend(notes)
