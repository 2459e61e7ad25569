"""Plain text and Markdown, whatever encoding they were saved in.

Order of guesses: byte order mark, UTF-8, UTF-16 without a mark, CP949 (EUC-KR and more), then charset-normalizer.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from indexer.errors import Empty, Unsupported
from indexer.model import Block, BlockKind, Location, ParsedDocument
from indexer.parsing.limits import Limits
from indexer.parsing.outline import kind_of, starts_block, title_from
from indexer.parsing.tables import even

_SAMPLE = 64 * 1024  # bytes looked at to tell the encoding
_BLOCK_CHARACTERS = 2000  # a text without blank lines is still cut into pieces that can be cited
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_EXPECTED = re.compile(
    r"[\t\n\r\f -~\u00a0-\u00ff가-힣ㄱ-ㅎㅏ-ㅣ\u2000-\u22ff\u2460-\u27bf\u3000-\u303f\uff00-\uffef]"
)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f\ufffd\ufffe\uffff]")
_LINE = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


def sniff(data: bytes) -> str | None:
    """The codec that reads `data` as text, or None where it is not text."""
    sample = data[:_SAMPLE]
    for mark, codec in _BOMS:
        if sample.startswith(mark):
            return codec if _score(_decoded(sample, codec)) > 0.5 else None
    if _score(_decoded(sample, "utf-8")) > 0.5:
        return "utf-8"
    guesses = [(_score(_decoded(sample, codec)), codec) for codec in ("cp949", "utf-16-le", "utf-16-be")]
    best, codec = max(guesses, key=lambda guess: guess[0])  # the first of equals: most files are CP949
    if best > 0.85:
        return codec
    from charset_normalizer import from_bytes  # the last resort, and slow to import

    found = from_bytes(sample[:16384]).best()
    if found is not None and _score(_decoded(sample, found.encoding)) > 0.95:
        return str(found.encoding)
    return None


def _decoded(sample: bytes, codec: str) -> str | None:
    """The sample as text; a character cut at its end is no error."""
    try:
        return codecs.getincrementaldecoder(codec)().decode(sample, final=False)
    except (UnicodeError, LookupError):
        return None


def _score(text: str | None) -> float:
    """Share of characters that Korean office text is made of; 0 where control characters tell of binary data."""
    if not text:
        return 0.0
    if len(_FORBIDDEN.findall(text)) > len(text) // 500:
        return 0.0
    return len(_EXPECTED.findall(text)) / len(text) if len(text) > 8 else 0.86


def decode(data: bytes) -> str:
    """The text of `data`. Raises Unsupported for binary data. A few broken bytes become U+FFFD."""
    codec = sniff(data)
    if codec is None:
        raise Unsupported(detail="binary")
    return data.decode(codec, "replace").lstrip("\ufeff")


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """A TXT file: paragraphs are set apart by blank lines, bullets and 제N조. Raises Unsupported, Empty."""
    lines = _LINE.split(decode(data))
    return _document("text", tuple(_paragraphs(lines)))


def parse_markdown(data: bytes, limits: Limits) -> ParsedDocument:
    """A Markdown file (CommonMark headings, lists, fences; GitHub tables). Raises Unsupported, Empty."""
    lines = _LINE.split(decode(data))
    return _document("markdown", tuple(_markdown(lines)))


def _document(name: str, blocks: tuple[Block, ...]) -> ParsedDocument:
    if not blocks:
        raise Empty
    return ParsedDocument(format=name, blocks=blocks, title=title_from("", blocks))


def _paragraphs(lines: list[str]) -> Iterator[Block]:
    """Blocks with Location.paragraph = number of the block's first line, from 0."""
    held: list[str] = []
    first = 0
    for number, line in enumerate([*lines, ""]):
        if held and (not line.strip() or starts_block(line) or sum(map(len, held)) > _BLOCK_CHARACTERS):
            yield _plain_block(held, first)
            held = []
        if line.strip():
            if not held:
                first = number
            held.append(line.rstrip())
            if kind_of(line)[0] == "heading":
                yield _plain_block(held, first)
                held = []


def _plain_block(held: list[str], first: int) -> Block:
    joined = "\n".join(held).strip()
    kind, level = kind_of(joined.split("\n", 1)[0] if len(held) > 1 else joined)
    if kind == "heading" and len(held) > 1:
        kind, level = "paragraph", None
    return Block(_known(kind), joined, Location(section=0, paragraph=first), level)


def _known(kind: str) -> BlockKind:
    return "heading" if kind == "heading" else "list_item" if kind == "list_item" else "paragraph"


# ---- Markdown

_ATX = re.compile(r" {0,3}(#{1,6})(?:\s+(.*?))?\s*#*\s*$")
_SETEXT = re.compile(r" {0,3}(=+|-+)\s*$")
_LIST = re.compile(r"(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*$")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_CELL = re.compile(r"(?<!\\)\|")


def _markdown(lines: list[str]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        line = lines[at]
        where = Location(section=0, paragraph=at)
        if not line.strip() or _RULE.match(line):
            at += 1
        elif heading := _ATX.match(line):
            if heading.group(2):
                yield Block("heading", heading.group(2).strip(), where, len(heading.group(1)), heading.group(1))
            at += 1
        elif fence := _FENCE.match(line):
            end = _fence_end(lines, at, fence.group(1))
            if body := "\n".join(lines[at + 1 : end]).strip("\n"):
                yield Block("paragraph", body, where)
            at = end + 1
        elif "|" in line and at + 1 < len(lines) and "|" in lines[at + 1] and _TABLE_RULE.match(lines[at + 1]):
            end = at + 2
            while end < len(lines) and "|" in lines[end]:
                end += 1
            yield _table([line, *lines[at + 2 : end]], where)
            at = end
        elif item := _LIST.match(line):
            end = _paragraph_end(lines, at)
            body = "\n".join([item.group(3), *(x.strip() for x in lines[at + 1 : end])]).strip()
            yield Block("list_item", body, where, len(item.group(1).expandtabs(4)) // 2 + 1, item.group(2))
            at = end
        else:
            end = _paragraph_end(lines, at)
            body = "\n".join(x.strip() for x in lines[at:end])
            under = _SETEXT.match(lines[end]) if end < len(lines) else None
            if under and end == at + 1:
                yield Block("heading", body, where, 1 if under.group(1)[0] == "=" else 2)
                end += 1
            else:
                yield Block("paragraph", body, where)
            at = end


def _fence_end(lines: list[str], at: int, fence: str) -> int:
    for end in range(at + 1, len(lines)):
        if lines[end].strip().startswith(fence):
            return end
    return len(lines)


def _paragraph_end(lines: list[str], at: int) -> int:
    """First line after `at` that does not continue its paragraph."""
    end = at + 1
    while end < len(lines):
        line = lines[end]
        if (not line.strip() or _ATX.match(line) or _FENCE.match(line) or _LIST.match(line) or _SETEXT.match(line)
                or _RULE.match(line)):  # fmt: skip
            break
        end += 1
    return end


def _table(lines: list[str], where: Location) -> Block:
    rows = []
    for line in lines:
        cells = [c.strip().replace("\\|", "|") for c in _CELL.split(line.strip().strip("|"))]
        rows.append(cells)
    grid = even(rows)
    return Block("table", "\n".join("\t".join(r) for r in grid), where, rows=grid)
