"""The page that we give each paragraph, against the page on which Hancom Office printed it.

Truth: `pages.csv` of the corpus, pairs of a document and the PDF printed from it. Of each pair, every reference
paragraph of 12 letters or more whose first 24 letters stand on exactly one printed page. Told for what the parser
says at once and for what stands after the background pass: the share that is said to be exact, how often that is
right, how often any page is right; by number of columns, by category, by format; and the worst files.

    python -m tests.benchmarks.pages CORPUS [--forget]

`--forget` takes the parser's pages away before the pass: what the layout alone can tell.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.errors import DocumentError
from indexer.model import Location, ParsedDocument
from indexer.paging import place_document
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import Limits
from indexer.rendering import Renderer
from indexer.rendering.pagetext import reduced_with_origin
from tests.benchmarks.source_pages import letters, printed_pages, reference

HEAD = 24
SHORTEST = 12


@dataclass(slots=True)
class Tally:
    """Counts of judged paragraphs."""

    judged: int = 0
    right: int = 0
    exact: int = 0
    exact_right: int = 0

    def add(self, at: Location, page: int) -> bool:
        right = at.page == page
        self.judged += 1
        self.right += right
        self.exact += at.page_exact
        self.exact_right += at.page_exact and right
        return right

    def line(self, name: str) -> str:
        exact = 100 * self.exact / self.judged
        sure = 100 * self.exact_right / self.exact if self.exact else float("nan")
        return (
            f"  {name:18} {self.judged:6} judged  {exact:5.1f} % say exact, {sure:5.1f} % of them right  "
            f"{100 * self.right / self.judged:5.1f} % right in all"
        )


@dataclass(slots=True)
class Board:
    """Tallies by what is told apart, and the wrong ones by file."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)

    def add(self, names: tuple[str, ...], file: str, at: Location, page: int) -> None:
        right = True
        for name in ("all", *names):
            right = self.tallies.setdefault(name, Tally()).add(at, page)
        self.wrong[file] += not right
        self.open[file] += not at.page_exact

    def show(self, title: str) -> None:
        print(title)
        for name, tally in self.tallies.items():
            print(tally.line(name))
        for label, counts in (("wrong", self.wrong), ("not exact", self.open)):
            for file, count in counts.most_common(5):
                if count:
                    print(f"    {count:5} {label} in {file}")


def places(document: ParsedDocument) -> Iterator[tuple[str, list[int], int]]:
    """Letters of each block, the character that each came from, and the block's index."""
    for index, block in enumerate(document.blocks):
        found, origin = reduced_with_origin(block.text)
        yield found, origin, index


def look(document: ParsedDocument, needle: str) -> list[tuple[int, int]]:
    """(block, character) of each place at which the letters stand."""
    out = []
    for text, origin, index in places(document):
        at = text.find(needle)
        while at >= 0:
            out.append((index, origin[at]))
            at = text.find(needle, at + 1)
    return out


def has_columns(data: bytes, name: str) -> bool:
    """Whether the document sets its text in several columns anywhere."""
    from indexer.parsing import pages

    seen = [1]
    original = pages.PageCounter.set_columns

    def spy(self: pages.PageCounter, count: int, *, balanced: bool = False, parallel: bool = False) -> None:
        seen.append(count)
        original(self, count, balanced=balanced, parallel=parallel)

    pages.PageCounter.set_columns = spy  # type: ignore[method-assign]
    try:
        parse_bytes(data, name, Limits())
    finally:
        pages.PageCounter.set_columns = original  # type: ignore[method-assign]
    return max(seen) > 1


def forgotten(document: ParsedDocument) -> ParsedDocument:
    """Nothing known of any page."""
    nowhere = [
        replace(b, location=replace(b.location, page=None, page_exact=False), turns=()) for b in document.blocks
    ]
    return replace(document, blocks=tuple(nowhere))


def main(corpus: Path, forget: bool) -> None:
    """Print both boards."""
    paragraphs = reference(corpus)
    at_once, after = Board(), Board()
    lost = laid_out = 0
    renderer = Renderer()
    spent = 0.0
    with (corpus / "pages.csv").open(encoding="utf-8") as rows:
        pairs = list(csv.DictReader(rows))
    for pair in pairs:
        name = pair["document"]
        path = corpus / name
        data = path.read_bytes()
        try:
            document = parse_bytes(data, path.name, Limits())
        except DocumentError as error:
            print(f"not read: {name}: {error.kind}")
            continue
        kind = "several columns" if has_columns(data, path.name) else "one column"
        printed = printed_pages(corpus / pair["printed_pdf"])
        started = time.perf_counter()
        try:
            placed = place_document(forgotten(document) if forget else document, path, renderer)
            laid_out += placed is not document
        except DocumentError as error:
            print(f"not laid out: {name}: {error.kind}")
            placed = document
        spent += time.perf_counter() - started
        seen: Counter[str] = Counter()
        for category, text in paragraphs.get(name, []):
            needle = letters(text)
            if len(needle) < SHORTEST:
                continue
            holders = [page for page, whole in enumerate(printed, 1) if needle[:HEAD] in whole]
            if len(holders) != 1:
                continue
            found = look(document, reduced_with_origin(text)[0]) or look(
                document, reduced_with_origin(text)[0][:HEAD]
            )
            if not found:
                lost += 1
                continue
            index, character = found[min(seen[needle], len(found) - 1)]
            seen[needle] += 1
            names = (kind, path.suffix[1:], category)
            at_once.add(names, name, document.blocks[index].at(character), holders[0])
            after.add(names, name, placed.blocks[index].at(character), holders[0])
    renderer.close()
    at_once.show("at once")
    after.show("after the pass")
    print(
        f"not found in our output: {lost}; documents laid out: {laid_out} in {spent:.1f} s, the child's start included"
    )


if __name__ == "__main__":
    default = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    given = [a for a in sys.argv[1:] if not a.startswith("--")]
    main(Path(given[0]) if given else default, "--forget" in sys.argv)
