"""The best passages sent to a platform's reranker, and its order fused with ours."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from connectors.errors import ConnectorError
from connectors.platform_ports import PlatformDirectory, PlatformProfile
from connectors.ports import Clock, KeyValues, Reranker
from indexer.beside import Beside
from indexer.breaker import Breaker
from indexer.engine.platforms import PlatformRequests
from indexer.model import Hit
from indexer.privacy.masking import Masker
from indexer.search.reranking import Trust, agreement, reordered
from indexer.search.settings import SearchSettings

_TEXT = 2000  # characters of a passage that are sent
_STAYS = "우리 순위 그대로 보여 드립니다."

Told = Callable[[str], None]


class Reranking:
    """Safe from any thread. Whatever goes wrong, our own order stays and the user is told."""

    def __init__(
        self,
        platforms: PlatformDirectory,
        out: PlatformRequests,
        clock: Clock,
        kinds: Callable[[], frozenset[str]],
        values: KeyValues,
    ) -> None:
        """`kinds`: the personal data that is masked now. `values`: where the trust in a reranker is kept."""
        self._values = values
        self._platforms, self._out, self._clock, self._kinds = platforms, out, clock, kinds
        self._breakers: dict[str, Breaker] = {}
        self._trust: dict[str, Trust] = {}
        self._made: dict[str, tuple[PlatformProfile, float, Reranker]] = {}

    def apply(
        self, profile: PlatformProfile, query: str, hits: tuple[Hit, ...], settings: SearchSettings, told: Told
    ) -> tuple[Hit, ...]:
        """The hits in the fused order. What may not be sent keeps its place."""
        best = hits[: settings.reranked]
        withheld = self._out.withheld(profile, {h.document_id for h in best})
        places = [i for i, h in enumerate(best) if h.document_id not in withheld]
        if len(places) < len(best):
            kept = len({h.document_id for h in best} & withheld)
            told(f"자료 등급이 ‘{profile.name}’에 보낼 수 있는 등급보다 높은 문서 {kept}건은 재정렬하지 않았습니다.")
        if len(places) < 2:
            return hits
        theirs = self._asked(profile, query, [hits[i] for i in places], settings, told)
        if theirs is None:
            return hits
        local = [hits[i].score for i in places]
        name = f"{profile.name}/{profile.rerank_model}"
        if name not in self._trust:
            self._trust[name] = Trust(self._values, name)
        trust = self._trust[name]
        share = settings.rerank_weight * trust.heard(agreement(local, theirs))
        out = list(hits)
        for place, old in zip(places, reordered(local, theirs, share), strict=True):
            hit = hits[places[old]]
            explain = {**hit.explain, "rerank": round(float(theirs[old]), 4)} if hit.explain else hit.explain
            # The scores stay those of our ranking, dealt out anew: they are compared with those of other searches.
            out[place] = replace(hit, score=hits[place].score, explain=explain)
        return tuple(out)

    def _asked(
        self, profile: PlatformProfile, query: str, hits: Sequence[Hit], settings: SearchSettings, told: Told
    ) -> NDArray[np.float32] | None:
        """A score a hit; None, told why, where they cannot be had in time."""
        breaker = self._breakers.setdefault(profile.name, Breaker(self._clock))
        if not breaker.closed():
            told(f"‘{profile.name}’의 재정렬이 응답하지 않아 잠시 쉽니다. {_STAYS}")
            return None
        seconds = settings.rerank_wait / 1000
        # The client's own bounds hold for each try; a server may be asked in several forms before it understands.
        call = Beside(partial(self._scores, profile, query, hits, seconds))
        try:
            if not call.done(seconds):
                breaker.failed()
                told(f"‘{profile.name}’의 재정렬이 제때 끝나지 않았습니다. {_STAYS}")
                return None
            theirs = call.result()
        except ConnectorError as error:
            breaker.failed(getattr(error, "retry_after", None) or 0.0)
            told(f"{error.message} {_STAYS}")
            return None
        breaker.worked()
        return theirs

    def _scores(
        self, profile: PlatformProfile, query: str, hits: Sequence[Hit], seconds: float
    ) -> NDArray[np.float32]:
        known = self._made.get(profile.name)
        if known is None or known[:2] != (profile, seconds):
            known = self._made[profile.name] = (profile, seconds, self._platforms.reranker(profile.name, seconds))
        masker = Masker(self._kinds())  # one for all: who is named in the question is the same in the passages
        question, texts = masker.mask(query), [masker.mask(_shown(hit)) for hit in hits]
        paths = tuple(dict.fromkeys(h.path for h in hits))
        with self._out.guard().recorded(
            profile, profile.rerank_model, "rerank", paths, masker.counts, passages=len(hits)
        ):
            return known[2].rerank(question, texts, threading.Event())


def _shown(hit: Hit) -> str:
    """What stands for a passage: its title and headings, what must be read with it, its text."""
    above = " > ".join(x for x in (hit.title, *hit.heading_path) if x)
    return "\n".join(x for x in (above, hit.context, hit.text) if x)[:_TEXT]
