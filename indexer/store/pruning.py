"""The k best of BM25 without scoring every posting: MaxScore, a term at a time, over numpy arrays.

Terms are taken by the most that each can add to a score. Once all that is left adds less than the k-th best has
already, no new passage can come in: what is left, mostly common bigrams, is looked up for the candidates alone
(Turtle & Flood 1995, "Query evaluation: strategies and optimizations"; term-at-a-time as in section 4.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Slots = NDArray[np.uint32]
Scores = NDArray[np.float32]

# Single precision, summed over some hundred terms, is off by less; a bound is never trusted closer than this.
_SLACK = 1e-4
_SAMPLE = 8_192  # passages of the strongest terms, to know the k-th best by
_KEPT = 8  # times k: from this size on only the best of the sample are looked at again
_NEAR = 0.7  # of the k-th best: who may still be among the best
# No passage comes in from what is left below 1; a little later far fewer have to be looked up one by one.
_CLOSED = 0.7
_FEW = 16  # an allowed passage in so many: looked up instead of scoring all
_ALL = (
    400_000  # postings in all: up to here adding up every one of them is quicker than to find out which need not be
)
_LOOKED_UP = 16  # postings that are gone through in the time in which one candidate is looked up among them


@dataclass(frozen=True, slots=True)
class Listed:
    """A term's postings. slots: ascending; counts: its frequency in each; weight: idf times the query's weight."""

    slots: Slots
    counts: NDArray[np.uint8]
    weight: float

    def most(self, smallest: float) -> float:
        """An upper bound of what the term adds to any score; smallest: the least norm there is."""
        highest = float(self.counts.max())
        return self.weight * highest / (highest + smallest)


def _gain(counts: NDArray[np.uint8], at: NDArray[np.intp], norms: Scores, weight: float) -> Scores:
    """What a term adds to the passages `at` in which it stands `counts` times."""
    # In place, and with numbers of the machine's own width: numpy turns others anew at each use.
    out = counts.astype(np.float32)
    below = norms.take(at, mode="clip")
    below += out
    out /= below
    out *= np.float32(weight)
    return out


def _add_all(scores: Scores, listed: Listed, norms: Scores) -> None:
    """Add the term to the scores, one a slot."""
    at = listed.slots.astype(np.intp)
    gain = _gain(listed.counts, at, norms, listed.weight)
    gain += scores.take(at, mode="clip")
    scores[at] = gain


def _add(scores: Scores, some: Slots, listed: Listed, norms: Scores) -> None:
    """Add the term to the scores of `some` (ascending), wherever it stands there."""
    if len(some) * _LOOKED_UP > len(listed.slots):
        inside = np.zeros(len(norms), np.bool_)
        inside[some] = True
        at = np.flatnonzero(inside.take(listed.slots.astype(np.intp), mode="clip"))
        where = np.searchsorted(some, listed.slots[at])
    else:
        at = np.searchsorted(listed.slots, some)
        at[at == len(listed.slots)] = 0
        where = np.flatnonzero(listed.slots[at] == some)
        at = at[where]
    scores[where] += _gain(listed.counts[at], some[where].astype(np.intp), norms, listed.weight)


def _edge(scores: Scores, k: int) -> float:
    """The k-th best, 0 where there are fewer."""
    return float(np.partition(scores, len(scores) - k)[len(scores) - k]) if len(scores) >= k else 0.0


def top(
    lists: Sequence[Listed], norms: Scores, k: int, wanted: NDArray[np.bool_] | None = None
) -> tuple[Slots, Scores]:
    """Passages among which the k best are, with their scores: (slots ascending, scores).

    norms: one a slot; wanted: which slots may be found, None for all. More than k where scores are equal or near.
    The scores are summed in the order of `lists`, whatever was pruned: bit for bit those of scoring everything.
    """
    nothing = np.zeros(0, np.uint32), np.zeros(0, np.float32)
    lists = [one for one in lists if len(one.slots)]
    if not lists or k <= 0 or not len(norms):
        return nothing
    if wanted is not None:
        allowed = np.flatnonzero(wanted).astype(np.uint32)
        if len(allowed) * _FEW < len(norms):
            return _exact(lists, norms, allowed)
    if sum(len(one.slots) for one in lists) <= _ALL:
        return _everything(lists, norms, k, wanted)
    some = _candidates(lists, norms, k, wanted)
    return _exact(lists, norms, some)


def _everything(
    lists: Sequence[Listed], norms: Scores, k: int, wanted: NDArray[np.bool_] | None
) -> tuple[Slots, Scores]:
    scores = np.zeros(len(norms), np.float32)
    for one in lists:
        _add_all(scores, one, norms)
    if wanted is not None:
        scores *= wanted
    # The k-th best of the passages with one of the terms is at most the k-th best of all.
    several = [one for one in lists if len(one.slots) >= k]
    least = np.float32(0)
    if several:
        strongest = max(several, key=lambda one: one.weight)
        least = np.float32(_edge(scores.take(strongest.slots.astype(np.intp), mode="clip"), k))
    some = np.flatnonzero(scores >= least) if least > 0 else np.flatnonzero(scores)
    return some.astype(np.uint32), scores[some]


def _exact(lists: Sequence[Listed], norms: Scores, some: Slots) -> tuple[Slots, Scores]:
    scores = np.zeros(len(some), np.float32)
    for one in lists:
        _add(scores, some, one, norms)
    return some, scores


def _candidates(lists: Sequence[Listed], norms: Scores, k: int, wanted: NDArray[np.bool_] | None) -> Slots:
    """The slots that can be among the k best, ascending."""
    smallest = float(norms.min())
    bounds = [one.most(smallest) for one in lists]
    order = sorted(range(len(lists)), key=lambda n: -bounds[n])
    left = np.append(np.cumsum([bounds[n] for n in reversed(order)])[::-1], 0.0)
    scores = np.zeros(len(norms), np.float32)
    if wanted is not None:
        scores[~wanted] = -np.inf  # whatever is added to it
    sampled = np.zeros(len(norms), np.bool_)
    sample = np.zeros(0, np.int64)
    edge, at, enough = 0.0, 0, False
    while at < len(order):
        one = lists[order[at]]
        _add_all(scores, one, norms)
        at += 1
        if not enough:
            sampled[one.slots[:: max(1, len(one.slots) // (2 * max(_SAMPLE, k)))]] = True
            sample = np.flatnonzero(sampled)
            enough = len(sample) >= max(_SAMPLE, k)
        # The k-th best of some passages is at most the k-th best of all.
        if at < len(order) and left[at] < left[0] - left[at]:
            here = scores[sample]
            edge = _edge(here, k)
            if enough and len(sample) > _KEPT * k:
                sample = sample[here >= edge * _NEAR]
            if left[at] < edge * _CLOSED:
                break
    some = np.flatnonzero(scores > max(0.0, edge * (1 - _SLACK) - left[at])).astype(np.uint32)
    partial = scores[some]
    while len(some) > k:
        edge = max(edge, _edge(partial, k))
        keep = partial >= edge * (1 - _SLACK) - left[at]
        if not keep.all():
            some, partial = some[keep], partial[keep]
        if at == len(order):
            break
        _add(partial, some, lists[order[at]], norms)
        at += 1
    return some
