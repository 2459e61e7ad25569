"""Conditions that documents can be asked to meet, and their values as they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop import formats
from desktop.strings import Strings

if TYPE_CHECKING:
    from indexer.requests import Facets

PERIODS = ("올해", "작년", "이번 달", "최근 3개월", "최근 1년")  # as the engine's `recent` understands them
CONDITIONS = ("recent", "type", "kind", "department", "version")
Values = list[tuple[str, str]]  # (value for the engine, its words)


def known(strings: Strings) -> dict[str, Values]:
    """What there is to choose whatever the library holds; the others are empty."""
    values: dict[str, Values] = {name: [] for name in CONDITIONS}
    values["recent"] = [(period, strings(f"search.period.{n}")) for n, period in enumerate(PERIODS)]
    values["version"] = [("latest", strings("search.latest"))]
    return values


def of_facets(facets: Facets) -> dict[str, Values]:
    """What the library has, with counts."""
    return {
        name: [(value, f"{value.upper() if value.isascii() else value}  {formats.count(n)}") for value, n in found]
        for name, found in (("type", facets.types), ("kind", facets.kinds), ("department", facets.departments))
    }
