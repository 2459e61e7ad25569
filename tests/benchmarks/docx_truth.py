"""What a Word document says, straight from its XML, and how much of it our reader keeps.

    python -m tests.benchmarks.docx_truth FILE_OR_FOLDER ...

Truth: every `w:t` outside deleted runs (w:del, w:moveFrom) of the document, its headers, footers, footnotes,
endnotes and comments, one entry a paragraph; of mc:AlternateContent the Choice. Written without the reader's code.
"""

from __future__ import annotations

import re
import sys
import time
import zipfile
from pathlib import Path

from lxml import etree

from indexer.errors import DocumentError, Empty
from indexer.parsing.docx import parse
from indexer.parsing.limits import Limits

PARTS = re.compile(r"word/(document|header|footer|footnotes|endnotes|comments)\d*\.xml")
OTHERS = re.compile(r"[^0-9A-Za-zㄱ-ㆎ가-힣一-鿿]+")
SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")


def expected(path: Path) -> list[str]:
    """The text of every paragraph with text, as it is written, in the order of the parts."""
    out: list[str] = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if PARTS.fullmatch(name):
                out += _paragraphs(etree.fromstring(archive.read(name)))
    return out


def _paragraphs(root: etree._Element) -> list[str]:
    texts: dict[etree._Element | None, list[str]] = {}
    for element in root.iter():
        if not isinstance(element.tag, str) or _local(element) != "t" or "/wordprocessingml/" not in element.tag:
            continue
        paragraph, kept = None, True
        for above in element.iterancestors():
            local = _local(above)
            if local == "p" and paragraph is None:
                paragraph = above
            kept &= local not in ("del", "moveFrom") and not (local == "Fallback" and _has_choice(above))
            kept &= not any(above.get(k) in SEPARATORS for k in above.keys() if k.endswith("}type"))  # noqa: SIM118
        if kept:
            texts.setdefault(paragraph, []).append(element.text or "")
    return ["".join(pieces) for pieces in texts.values() if "".join(pieces).strip()]


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _has_choice(fallback: etree._Element) -> bool:
    parent = fallback.getparent()
    return parent is not None and any(_local(x) == "Choice" for x in parent)


def reduced(text: str) -> str:
    """Letters and digits only, as the corpus reduces."""
    return OTHERS.sub("", text)


def recall(truth: list[str], output: str) -> tuple[float, int]:
    """(characters found, characters) of the paragraphs; those not found whole count by their 8-letter windows."""
    got, want = 0.0, 0
    output = reduced(output)
    for text in map(reduced, truth):
        want += len(text)
        if text in output:
            got += len(text)
            continue
        windows = [text[i : i + 8] for i in range(max(1, len(text) - 7))]
        got += len(text) * sum(w in output for w in windows) / len(windows)
    return got, want


def main(paths: list[Path]) -> None:
    """One line for each file that is not whole, then the sum."""
    files = [f for p in paths for f in (sorted(p.rglob("*.doc?")) if p.is_dir() else [p])]
    got, want, opened, empty = 0.0, 0, 0, 0
    times = []
    for file in files:
        truth = expected(file)
        begun = time.process_time()
        try:
            document = parse(file.read_bytes(), Limits())
        except Empty:
            empty += 1
            print(f"{file.name}: empty" + (" THOUGH IT HAS TEXT" if truth else ""))
            want += sum(len(reduced(t)) for t in truth)
            continue
        except DocumentError as error:
            print(f"{file.name}: {error.kind} {error.detail}")
            want += sum(len(reduced(t)) for t in truth)
            continue
        times.append((time.process_time() - begun) * 1000)
        opened += 1
        found, wanted = recall(truth, "\n".join(b.text for b in document.blocks))
        got, want = got + found, want + wanted
        if found < wanted:
            print(f"{file.name}: {found:.0f} of {wanted}")
    times.sort()
    middle = times[len(times) // 2] if times else 0.0
    print(f"{opened} of {len(files)} read, {empty} without text; {got:.0f} of {want} letters: "
          f"{100 * got / max(want, 1):.3f} %; CPU {middle:.1f} ms median")  # fmt: skip


if __name__ == "__main__":
    main([Path(a) for a in sys.argv[1:]] or [Path(__file__).resolve().parents[3] / "shared" / "corpus" / "docx"])
