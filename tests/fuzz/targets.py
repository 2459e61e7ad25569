"""What is fuzzed: one target a format, and the errors that a broken file of it may end with.

Any other error, and any exception that is none of `DocumentError`, is a bug.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.errors import DocumentError
from indexer.model import ParsedDocument
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import MB, Limits
from tests.helpers.seeds import SEEDS

LIMITS = Limits(wall=6.0, silence=4.0, memory=320 * MB, inflated=64 * MB)

_ANY = frozenset({"damaged", "empty"})
# A zip's flags can say "encrypted", its sizes anything; a changed signature makes it another kind of file.
_ZIP = _ANY | {"encrypted", "too_large", "unsupported"}
_OLE = _ANY | {"encrypted", "protected", "too_large", "unsupported"}
_TEXT = _ANY | {"unsupported", "too_large"}


@dataclass(frozen=True, slots=True)
class Target:
    """A format by its suffix, and the kinds of error that are expected of it."""

    suffix: str
    expected: frozenset[str]

    def seed(self) -> bytes:
        return SEEDS[self.suffix]()

    def attempt(self, data: bytes) -> str:
        """Parse in this process: "read", or the kind of the typed error. Raises AssertionError for another kind."""
        try:
            document = parse_bytes(data, "fuzz" + self.suffix, LIMITS)
        except DocumentError as error:
            return self.checked(error)
        self.consistent(document)
        return "read"

    def checked(self, error: DocumentError) -> str:
        assert error.kind in self.expected, f"{self.suffix}: {error.kind} ({error.detail})"
        assert error.message and error.next_step
        assert not error.detail.startswith("bug"), error.detail
        return error.kind

    def consistent(self, document: ParsedDocument) -> None:
        """What must hold of every document, however broken its file was."""
        assert document.blocks
        text = "".join(block.text for block in document.blocks)
        text.encode()
        assert text.strip() and len(text) <= LIMITS.characters


TARGETS = {
    suffix: Target(suffix, expected)
    for suffix, expected in {
        ".hwp": _OLE,
        ".hwpx": _ZIP,
        ".pdf": _TEXT | {"encrypted"},
        ".docx": _ZIP,
        ".txt": _TEXT,
        ".md": _TEXT,
        ".hml": _TEXT,
        ".xlsx": _ZIP,
        ".xls": _OLE,
        ".csv": _TEXT,
        ".pptx": _ZIP,
        ".odt": _ZIP,
        ".ods": _ZIP,
        ".odp": _ZIP,
        ".rtf": _TEXT,
        ".html": _TEXT,
        ".mht": _TEXT,
        ".eml": _TEXT,
        ".msg": _OLE,
        ".doc": _OLE,
        ".ppt": _OLE,
        ".zip": _ZIP,
    }.items()
}
