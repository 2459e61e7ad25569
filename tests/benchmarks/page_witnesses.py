"""What the parser says of pages at once, over every HWP and HWPX of a corpus, held against a layout of our own.

Few documents have a print to judge by; the layout (rhwp) is a second opinion for all of them, not the truth: it
breaks a page early or late where a line just fits. Told by what the file stores (line segments or none, several
columns, an older format) and by half of the corpus (the first letter of each name's SHA-256), so that a rule made
on one half can be judged on the other: the share of texts that are said to be exact at once, and of these the share
for which the layout, where it is sure, says the same page. Then the files with the most estimates and differences.

    python -m tests.benchmarks.page_witnesses [CORPUS]
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import DocumentError
from indexer.model import ParsedDocument
from indexer.paging import LETTERS, texts_of
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import Limits
from indexer.rendering import Renderer
from tests.benchmarks.pages import has_columns


@dataclass(slots=True)
class Tally:
    """Counts of texts and files."""

    files: int = 0
    texts: int = 0
    exact: int = 0
    judged: int = 0
    same: int = 0

    def line(self, name: str) -> str:
        exact = 100 * self.exact / max(1, self.texts)
        same = f"{100 * self.same / self.judged:5.1f} % of {self.judged}" if self.judged else "none judged"
        return (
            f"  {name:22} {self.files:4} files {self.texts:6} texts  {exact:5.1f} % exact at once  same page {same}"
        )


def class_of(document: ParsedDocument, data: bytes, name: str) -> str:
    """What the file stores of its layout."""
    if document.format in ("hwp3", "hml"):
        return document.format
    if document.pages is None:
        return f"{document.format} without lines"
    return f"{document.format} {'several columns' if has_columns(data, name) else 'one column'}"


def main(corpus: Path) -> None:
    """Print the tallies."""
    tallies: dict[str, Tally] = {}
    open_, differ = Counter[str](), Counter[str]()
    renderer = Renderer()
    for path in sorted(p for kind in ("hwp", "hwpx", "hml") for p in (corpus / kind).glob("*")):
        data = path.read_bytes()
        try:
            document = parse_bytes(data, path.name, Limits())
        except DocumentError:
            continue
        spots = [(text, block.at(at)) for block in document.blocks for at, text in texts_of(block)]
        try:
            told, _ = renderer.place(path, [(text[:LETTERS], None, False) for text, _ in spots])
        except DocumentError:
            told = ((None, False),) * len(spots)
        half = "first half" if hashlib.sha256(path.name.encode()).hexdigest()[0] < "8" else "second half"
        for name in ("all", class_of(document, data, path.name), half):
            tally = tallies.setdefault(name, Tally())
            tally.files += 1
            for (_, at), (page, sure) in zip(spots, told, strict=True):
                tally.texts += 1
                tally.exact += at.page_exact
                if at.page_exact and sure:
                    tally.judged += 1
                    tally.same += at.page == page
        open_[path.name] = sum(not at.page_exact for _, at in spots)
        differ[path.name] = sum(
            at.page_exact and sure and at.page != page for (_, at), (page, sure) in zip(spots, told, strict=True)
        )
    renderer.close()
    for name, tally in sorted(tallies.items()):
        print(tally.line(name))
    for label, counts in (("estimates", open_), ("texts elsewhere in the layout", differ)):
        for name, count in counts.most_common(12):
            if count:
                print(f"  {count:5} {label} in {name}")


if __name__ == "__main__":
    default = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
