"""What the rendering child is asked and what it answers: JSON, since a child that read hostile input is not
trusted with pickles."""

from __future__ import annotations

import msgspec

from indexer.model import Location
from indexer.requests import PageDrawn, SourceOpened


class OpenJob(msgspec.Struct, tag="open", frozen=True):
    """`layout` False: do not try to lay the document out, text only."""

    path: str
    location: Location
    quote: str
    layout: bool = True


class DrawJob(msgspec.Struct, tag="draw", frozen=True):
    path: str
    page: int
    scale: float


class PageJob(msgspec.Struct, tag="page", frozen=True):
    path: str
    text: str
    hint: int


class PlaceJob(msgspec.Struct, tag="place", frozen=True):
    """`texts`: beginnings in reading order, each with the parser's page and whether that is exact."""

    path: str
    texts: tuple[tuple[str, int | None, bool], ...]


class Opened(msgspec.Struct, tag="opened", frozen=True):
    source: SourceOpened


class Drawn(msgspec.Struct, tag="drawn", frozen=True):
    page: PageDrawn


class PageTold(msgspec.Struct, tag="page-told", frozen=True):
    page: int
    exact: bool


class Placed(msgspec.Struct, tag="placed", frozen=True):
    """One (page, exact) a text, and how many pages the document has."""

    spots: tuple[tuple[int | None, bool], ...]
    pages: int


class Refused(msgspec.Struct, tag="refused", frozen=True):
    """A DocumentError, by its kind and its Korean sentences."""

    kind: str
    message: str
    next_step: str


Job = OpenJob | DrawJob | PageJob | PlaceJob
Answer = Opened | Drawn | PageTold | Placed | Refused

ENCODER = msgspec.json.Encoder()
JOBS: msgspec.json.Decoder[Job] = msgspec.json.Decoder(Job)
ANSWERS: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)
