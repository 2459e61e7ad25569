"""Personal data in running text: numbers by their form, addresses and names by what stands beside them.

Kinds: 개인정보 보호법 제24조, 시행령 제19조 (resident, passport, driver, foreigner: 고유식별정보), and what else
tells who somebody is. Full-width digits, spaces between digits, breaks over lines and table cells are seen through.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from indexer.privacy.addresses import addresses
from indexer.privacy.contacts import emails, phones
from indexer.privacy.flat import flatten
from indexer.privacy.money_numbers import accounts, cards
from indexer.privacy.names import names
from indexer.privacy.parts import named
from indexer.privacy.shapes import Identifier
from indexer.privacy.state_numbers import drivers, passports, residents

KINDS = ("resident", "foreigner", "passport", "driver", "card", "phone", "account", "email", "address", "name")


def _by(kind: str, spans: Callable[[str], Iterator[tuple[int, int]]]) -> Callable[[str], Iterator[Identifier]]:
    def find(text: str) -> Iterator[Identifier]:
        for start, end in spans(text):
            yield Identifier(kind, start, end, "".join(text[start:end].split()))

    return find


_FINDERS: tuple[Callable[[str], Iterator[Identifier]], ...] = (
    residents,
    emails,
    cards,
    drivers,
    passports,
    phones,
    accounts,
    _by("address", addresses),
    _by("name", names),
    _by("name", named),
)


def identifiers(text: str, kinds: Collection[str] = KINDS) -> list[Identifier]:
    """The personal data of these kinds in the text, in order, none overlapping another."""
    flat, places = flatten(text)
    # All are looked for: a number of a kind that is not asked for is still that number, and no account. Of those that
    # overlap the longest counts, so that no part of it is left; of equal ones the first kind.
    found = [each for finder in _FINDERS for each in finder(flat)]
    taken: list[Identifier] = []
    for each in sorted(found, key=lambda f: f.start - f.end):
        if all(each.end <= t.start or t.end <= each.start for t in taken):
            taken.append(each)
    if places is not None:
        taken = [Identifier(t.kind, places[t.start], places[t.end - 1] + 1, t.value) for t in taken]
    return sorted((t for t in taken if t.kind in kinds), key=lambda t: t.start)
