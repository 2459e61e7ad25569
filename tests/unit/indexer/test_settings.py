"""resources/settings.yaml is the one list of settings; the code and the documents agree with it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from indexer import settings
from indexer.engine.profile import KINDS
from indexer.errors import QueryError
from indexer.search.settings import SearchSettings
from tests.helpers.values import DictValues

DOCS = Path(__file__).resolve().parents[3] / "docs"
HANGUL = range(0xAC00, 0xD7A4)


def test_the_file_equals_the_dataclasses() -> None:
    """Every field of every section has a row with its type and default, and there is no row without a field."""
    fields = {
        f"{section}.{f.name}": (f.default, f.type)
        for section, kind in KINDS.items()
        for f in dataclasses.fields(kind)
    }
    assert {name: (row.default, row.type) for name, row in settings.rows().items()} == fields


def test_every_row_is_described() -> None:
    """Bounds hold the default; Korean and English say what it does; the level is one of the two."""
    for row in settings.rows().values():
        assert row.type == "str" or row.minimum <= row.default <= row.maximum, row.name
        assert row.level in ("user", "power")
        assert row.ko.endswith("다.")
        assert row.en.endswith(".")
        assert not any(ord(c) in HANGUL for c in row.en)


def test_the_document_is_not_stale() -> None:
    """docs/settings.md is what `munseo settings docs` prints."""
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == settings.documentation()


def test_a_change_is_kept_and_taken_back() -> None:
    """A value lies in the store, fills its section, and None puts it back; the default is not stored."""
    store = DictValues()
    profile = settings.ProfileSettings(store)
    profile.change("search.lexical", "0.9", KINDS)
    assert profile.section(SearchSettings, "search") == SearchSettings(lexical=0.9)
    assert settings.ProfileSettings(store).values()["search.lexical"] == 0.9
    profile.change("search.lexical", None, KINDS)
    assert profile.section(SearchSettings, "search") == SearchSettings()
    assert not store.get(settings.KEPT)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("search.lexical", "1.1"), ("search.lexical", "많이"), ("search.lexical", "nan"), ("search.candidates", "20.5"),
        ("search.candidates", "0"), ("nothing.here", "1"), ("passages.minimum", "700"), ("passages.article", "500"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(name: str, value: str) -> None:
    """An unknown name, a value out of bounds or of another type, or against its section: a sentence, no change."""
    profile = settings.ProfileSettings(DictValues())
    with pytest.raises(QueryError) as caught:
        profile.change(name, value, KINDS)
    assert caught.value.next_step.endswith("오.")
    assert profile.values() == {n: r.default for n, r in settings.rows().items()}


def test_a_setting_of_an_older_version_is_passed_over() -> None:
    """What is kept under a name that no longer exists does no harm."""
    store = DictValues()
    store.set(settings.KEPT, {"search.lexical": 0.5, "search.gone": 3})
    assert settings.ProfileSettings(store).section(SearchSettings, "search") == SearchSettings(lexical=0.5)
