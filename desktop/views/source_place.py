"""Where a thing that was found stands: what the source is opened with."""

from __future__ import annotations

from desktop.protocol import answers, model, requests


def place(thing: answers.CitationEvent | model.Hit | requests.FileRow) -> tuple[str, model.Location, str]:
    """Path, place and the words to mark of a citation, a hit or a file; a file begins at its first page."""
    if isinstance(thing, requests.FileRow):
        return thing.path, model.Location(page=1), ""
    location = thing.location
    if location.page is None and thing.page is not None:
        location = model.Location(
            thing.page, thing.page_exact, location.section, location.paragraph, location.cell, location.span,
            location.box,
        )  # fmt: skip
    return thing.path, location, thing.text if isinstance(thing, model.Hit) else thing.quote
