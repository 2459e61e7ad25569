"""The documents keep up with the code: every command and every error is found in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

import connectors.errors
import indexer.errors
from indexer.cli import app
from indexer.store.selecting import KEYS

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = sorted((DOCS / "user").glob("*.md"))
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)#]+)\)")


def kinds(module: object, base: type) -> set[str]:
    """The kinds of all leaf errors of a module."""
    found = [c for c in vars(module).values() if isinstance(c, type) and issubclass(c, base)]
    return {c.kind for c in found if not c.__subclasses__()}  # type: ignore[attr-defined]


def commands() -> list[str]:
    group = typer.main.get_command(app)
    return sorted(group.commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("module", "base"),
    [
        (indexer.errors, indexer.errors.IndexerError),
        (connectors.errors, connectors.errors.ConnectorError),
    ],
)
def test_every_error_is_explained(module: object, base: type) -> None:
    """The user guide names every kind of error a user can meet."""
    guide = "".join(page.read_text(encoding="utf-8") for page in GUIDE)
    assert {kind for kind in kinds(module, base) if f"`{kind}`" not in guide} == set()


def test_every_command_is_in_the_contract() -> None:
    """docs/cli.md has every command."""
    contract = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert [name for name in commands() if f"munseo {name}" not in contract and f"|{name}" not in contract] == []


def test_every_filter_is_in_the_contract() -> None:
    """docs/cli.md has every key of --filter."""
    contract = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in contract] == []
    for language in ("ko", "en"):
        sentences = (DOCS.parent / "resources" / "strings" / "commands" / f"{language}.yaml").read_text(
            encoding="utf-8"
        )
        assert ", ".join(KEYS) in sentences


@pytest.mark.parametrize("module", [indexer.errors, connectors.errors])
def test_every_error_has_a_sentence_and_a_next_step(module: object) -> None:
    """Each error class tells cause and next step in Korean."""
    for item in vars(module).values():
        if isinstance(item, type) and issubclass(item, Exception):
            for text in (item.message, item.next_step):  # type: ignore[attr-defined]
                assert text.endswith(("십시오.", "합니다.", "니다.", "니다).")), (item, text)


@pytest.mark.parametrize("page", [DOCS.parent / "README.md", *GUIDE], ids=lambda p: p.name)
def test_every_link_of_the_guide_leads_somewhere(page: Path) -> None:
    """Pages and pictures, from the README too."""
    links = [to for _, to in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in to]
    assert [to for to in links if not (page.parent / to).exists()] == []


def test_every_page_is_in_the_index_and_every_picture_in_a_page() -> None:
    """The index names all pages; no picture lies about unused, and none is large."""
    index = (DOCS / "user" / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in GUIDE if p.name != "README.md" and f"({p.name})" not in index] == []
    used = {to for page in GUIDE for mark, to in LINK.findall(page.read_text(encoding="utf-8")) if mark}
    pictures = sorted((DOCS / "user" / "images").glob("*.png"))
    assert {f"images/{p.name}" for p in pictures} == used
    assert [p.name for p in pictures if p.stat().st_size > 120_000] == []


def test_every_screen_has_its_page_with_a_picture() -> None:
    """What the rail leads to is explained, and shown."""
    for name in ("ask", "search", "library", "evaluate", "connections", "ledger", "settings", "handover", "start"):
        assert "](images/" in (DOCS / "user" / f"{name}.md").read_text(encoding="utf-8"), name
