"""The last order of what was found: of versions of a document the one in force first, a comparison's files in turn.

Nothing is added and nothing lost: hits change places among themselves, and the scores stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from indexer.language.versions import parts_of_name
from indexer.model import Hit
from indexer.search.query import bare
from indexer.search.versions import FORMER, version, years_asked

_SHINGLE = 4  # characters
_SAME = 0.6  # of the shorter passage's shingles stand in the other: one passage in two versions
_LENGTHS = 0.5  # and neither is more than twice as long
_COMPARES = re.compile(
    r"비교|차이|다른\s?점|(?:어떻게|무엇이|뭐가)\s?(?:다르|달라)|대비하?|각각|(?:어느|무슨)\s?(?:쪽|것)이\s?더|보다\s?(?:더|많|적|높|낮)"
)
_IN_TURN = 10  # places of a comparison where files take turns

Order = tuple[bool, tuple[int, int, int], float, str]


def arranged(question: str, hits: Sequence[Hit], today: date) -> list[Hit]:
    """Hits, best first, in the order in which they are shown."""
    return in_turn(question, versions_first(question, hits, today))


def versions_first(question: str, hits: Sequence[Hit], today: date) -> list[Hit]:
    """Near the same passage in several versions of a document: the one in force takes the best place of them.

    The others keep their order on the places left, and name it in `version_of`. In force is the latest version that
    is not of a day to come; where the question names a year, that year's; what applied before is left in its order.
    """
    if FORMER.search(question):
        return list(hits)
    years = years_asked(question)
    out = list(hits)
    for group in _groups(hits):
        wanted = [i for i in group if (v := version(hits[i])) is not None and v[0] in years]
        if years and not wanted:
            continue
        best = max(wanted or group, key=lambda i: (_standing(hits[i], today), -i))
        order = [best, *(i for i in group if i != best)]
        for place, i in zip(group, order, strict=True):
            older = 0 if i == best else hits[best].passage_id
            out[place] = replace(hits[i], score=hits[place].score, version_of=older)
    return out


def _groups(hits: Sequence[Hit]) -> list[list[int]]:
    """Places of hits, ascending, that hold one passage in several versions; only groups of several files."""
    families: dict[str, list[int]] = {}
    for place, hit in enumerate(hits):
        families.setdefault(_family(hit.path), []).append(place)
    groups: list[list[int]] = []
    for places in families.values():
        if len({hits[i].path for i in places}) < 2:
            continue
        texts = {i: _shingles(hits[i].text) for i in places}
        made: list[list[int]] = []
        for i in places:
            for group in made:
                apart = all(hits[i].path != hits[j].path for j in group)
                if apart and _near(texts[group[0]], texts[i]):
                    group.append(i)
                    break
            else:
                made.append([i])
        groups += [g for g in made if len(g) > 1]
    return groups


@lru_cache(4096)
def _family(path: str) -> str:
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    return parts_of_name(name.rsplit(".", 1)[0]).base


def _shingles(text: str) -> frozenset[str]:
    plain = bare(text)
    return frozenset(plain[i : i + _SHINGLE] for i in range(max(1, len(plain) - _SHINGLE + 1)))


def _near(a: frozenset[str], b: frozenset[str]) -> bool:
    small, large = sorted((len(a), len(b)))
    return small >= _LENGTHS * large and len(a & b) >= _SAME * small


def _standing(hit: Hit, today: date) -> Order:
    """Greater is more in force: not of a day to come, later by date, by version words, by the file's own time."""
    name = hit.path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    when = version(hit) or (0, 0, 0)
    return when <= (today.year, today.month, today.day), when, parts_of_name(name).rank, hit.modified


def in_turn(question: str, hits: Sequence[Hit]) -> list[Hit]:
    """For a question that compares: files take turns on the first places, each with its best hit first."""
    if not _COMPARES.search(question):
        return list(hits)
    head = hits[:_IN_TURN]
    turn: dict[str, int] = {}
    order = []
    for place, hit in enumerate(head):
        turn[hit.path] = turn.get(hit.path, 0) + 1
        order.append((turn[hit.path], place))
    moved = [head[place] for _, place in sorted(order)]
    return [replace(h, score=head[i].score) for i, h in enumerate(moved)] + list(hits[_IN_TURN:])
