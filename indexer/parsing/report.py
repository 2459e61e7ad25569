"""A parsed file as `munseo parse` shows it: the JSON object of docs/cli.md, or plain text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indexer.errors import DocumentError
from indexer.model import Block, Location, ParsedDocument


def to_json(path: Path, result: ParsedDocument | DocumentError) -> dict[str, Any]:
    """One object a file; `error` instead of content where it could not be read."""
    if isinstance(result, DocumentError):
        error = {"kind": result.kind, "message": result.message, "next_step": result.next_step}
        return {"file": str(path), "error": error}
    return {
        "file": str(path),
        "format": result.format,
        "title": result.title,
        "pages": result.pages,
        "metadata": dict(result.metadata),
        "blocks": [_block(b) for b in result.blocks],
        "warnings": [{"kind": w.kind, "message": w.message} for w in result.warnings],
    }


def _block(block: Block) -> dict[str, Any]:
    """`level`, `marker`, `rows` and `confidence` only where the block has them."""
    out: dict[str, Any] = {"kind": block.kind}
    if block.level is not None:
        out["level"] = block.level
    if block.marker:
        out["marker"] = block.marker
    if block.rows:
        out["rows"] = [list(row) for row in block.rows]
    if block.confidence is not None:
        out["confidence"] = block.confidence
    out["text"] = block.text
    out["location"] = _location(block.location)
    if block.turns:
        out["turns"] = [{"start": start, "page": page, "page_exact": exact} for start, page, exact in block.turns]
    return out


def _location(location: Location) -> dict[str, Any]:
    return {
        "page": location.page,
        "page_exact": location.page_exact,
        "section": location.section,
        "paragraph": location.paragraph,
        "cell": list(location.cell) if location.cell is not None else None,
        "box": [round(v, 2) for v in location.box] if location.box is not None else None,
    }


def to_text(path: Path, result: ParsedDocument | DocumentError) -> str:
    """The document for reading: its path, then blocks with their automatic numbers, rows of tables on lines."""
    if isinstance(result, DocumentError):
        return f"== {path}\n{result.told(path.name)}\n{result.next_step}\n"
    lines = [f"== {path}"]
    for block in result.blocks:
        if block.rows:
            lines.extend(" | ".join(cell.replace("\n", " ") for cell in row) for row in block.rows)
        else:
            lines.append(f"{block.marker} {block.text}" if block.marker else block.text)
    return "\n".join(lines) + "\n"
