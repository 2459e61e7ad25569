"""What the view is asked to show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.model import Location
from indexer.requests import Mark


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place of one document. `title` is shown in place of the file's name where it is given."""

    path: str
    location: Location = Location()
    quote: str = ""
    title: str = ""

    @property
    def file(self) -> str:
        """The file's name."""
        return Path(self.path).name

    @property
    def hangul(self) -> bool:
        """Whether Hancom's 한글 is the program for it."""
        return Path(self.path).suffix.lower() in (".hwp", ".hwpx", ".hml")

    def page(self, marks: tuple[Mark, ...] = ()) -> tuple[int | None, bool]:
        """The page to name and whether it is certain: the citation's own where it is exact, for that is Hancom's;
        else where the quote was found laid out."""
        if marks and not (self.location.page_exact and self.location.page is not None):
            return marks[0].page, True
        return self.location.page, self.location.page_exact
