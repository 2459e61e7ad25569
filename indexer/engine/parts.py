"""Everything the engine works with, handed in by a composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from connectors.ledger import Ledger
from connectors.platform_ports import PlatformDirectory
from connectors.policy import Policy
from connectors.ports import Clock, Embedder
from indexer import requests
from indexer.language.analyzer import Analyzer
from indexer.model import Location
from indexer.paging import Placer
from indexer.parsing.pool import ParserPool
from indexer.recognising import Recogniser
from indexer.search.searcher import Searcher
from indexer.store.database import Store


class PageRenderer(Protocol):
    """What draws pages and finds quotes on them: indexer.rendering.Renderer, in a child process."""

    def open(self, path: Path, location: Location, quote: str) -> requests.SourceOpened: ...
    def draw(self, path: Path, page: int, scale: float) -> requests.PageDrawn: ...
    def prepare(self) -> None: ...
    def close(self) -> None: ...


@dataclass(slots=True)
class Parts:
    """Everything the engine works with. `embedder` None: no encoder was prepared, search is lexical."""

    home: Path
    store: Store
    pool: ParserPool
    analyzer: Analyzer
    embedder: Embedder | None
    searcher: Searcher
    renderer: PageRenderer
    platforms: PlatformDirectory
    clock: Clock
    ledger: Ledger
    policy: Callable[[], Policy]
    placer: Placer | None = None  # None: pages stay as the parser tells them
    recogniser: Recogniser | None = None
    recognising_pool: ParserPool | None = None
    reading_pool: ParserPool | None = None  # for one file at a time beside the index; None: `pool`
