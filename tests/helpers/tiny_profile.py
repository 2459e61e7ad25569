"""The tiny engine's answers about the profile: the record, question sets, settings, recognition. A real ledger and
the real evaluation over its own small search, kept in memory. TINY_CALLS: how many calls the record has.
TINY_DESK: where the folders lie that can be handed over. TINY_TALKS: how many conversations are kept already.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from connectors.ledger import Ledger
from indexer import requests, settings
from indexer.engine.connecting import ConnectingRequests
from indexer.engine.evaluating import EvaluationRequests
from indexer.engine.prompts import PromptRequests
from indexer.engine.record import RecordRequests
from indexer.errors import QueryError
from tests.helpers.small_engine import SetClock
from tests.helpers.values import DictValues

PLATFORMS = (("행정망 AI 플랫폼", "ai.example.go.kr", "HCX-GOV"), ("부서 시험 서버", "10.0.0.12", "LLM42"))
OUTCOMES = (
    "answered",
    "answered",
    "answered",
    "cancelled",
    "failed:unreachable",
    "not_sent:grade_too_high",
    "answered",
)
LOCKED = frozenset({"privacy.resident", "privacy.foreigner"})
HOUR = 3600.0
HISTORY = frozenset({
    requests.ListConversations, requests.SearchConversations, requests.GetConversation, requests.KeepTurn,
    requests.RenameConversation, requests.DeleteConversation, requests.RestoreConversation,
})  # fmt: skip
HANDOVER = frozenset({"OfferHandover", "HandOver", "OpenBundle", "TakeOver", "UndoTakeOver"})


class _Store:
    """What of a store these requests need."""

    def __init__(self) -> None:
        self.settings = DictValues()
        self.catalog = self

    def with_digest(self, digest: str) -> list[requests.FileRow]:
        name = (
            f"/home/공무원/업무문서/2025/{digest[:2]} 2025년도 예산 및 기금운용계획 집행지침(안)_최종_진짜최종.hwpx"
        )
        return [requests.FileRow(name, "indexed", "hwpx", 1, "")] if digest[0] != "0" else []


class TinyProfile:
    """`answer(request)` for the requests it knows."""

    def __init__(self, find: Callable[[requests.Search], Iterator[Any]]) -> None:
        self._kept: dict[str, float | bool] = {}
        self._store: Any = None
        self._talks: Any = None
        self._lock = threading.Lock()
        self._ocr = requests.Recognition(False, True, 3, "/usr/bin/tesseract", ("eng", "kor", "osd"))
        store: Any = _Store()
        self._values = store.settings
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._ledger = self._record(int(os.environ.get("TINY_CALLS", "0")))
        record = RecordRequests(store, self._ledger)

        def found(request: requests.Search) -> requests.Found:
            (event,) = find(request)
            return event

        evaluation = EvaluationRequests(store, found, self._ask)
        connecting = ConnectingRequests(PromptRequests(self._values))
        self._handlers = {**record.handlers, **evaluation.handlers, **connecting.handlers}
        self._find = found

    def _record(self, calls: int) -> Ledger:
        """Written in one go, as the real one writes them: 30,000 calls one by one would take minutes of fsync."""
        from connectors.ledger import ANCHOR, START, _dumped, digest

        clock = SetClock()
        ledger = Ledger(Path(self._folder.name) / "ledger.jsonl", self._values, clock)
        lines, before, n = [], START, 0
        for call in range(calls):
            name, host, model = PLATFORMS[call % 2]
            outcome = OUTCOMES[call % len(OUTCOMES)]
            asked = {
                "who": "hong", "platform": name, "host": host, "model": model,
                "purpose": ("answer", "follow_up", "answer", "test")[call % 4], "prompt_version": "2",
                "documents": [f"{(call + d) % 256:02x}" + "ab" * 31 for d in range(call % 6)],
                "grades": {"O": call % 6} if call % 6 else {}, "masks": {"phone": call % 4, "name": call % 3},
            }  # fmt: skip
            steps = [("asked", asked), ("ended", {"outcome": outcome, "prompt_tokens": 812, "completion_tokens": 96,
                                                  "seconds": 4.2})]  # fmt: skip
            if outcome == "answered":
                steps.append(("checked", {"verdicts": {"supported": 3 + call % 3, "number_mismatch": call % 2}}))
            for event, facts in steps:
                n += 1
                at = f"2025-{1 + call * 12 // max(1, calls):02}-{1 + call % 28:02}T{8 + call % 10:02}:{call % 60:02}:00+00:00"
                entry = {"n": n, "at": at, "event": event, "call": f"{call:016x}", **facts, "prev": before}
                entry["hash"] = before = digest(entry)
                lines.append(_dumped(entry))
        if lines:
            ledger.path.write_bytes(b"\n".join(lines) + b"\n")
            self._values.set(ANCHOR, {"n": n, "hash": before})
        return ledger

    def answer(self, request: Any, cancel: threading.Event) -> Iterator[Any] | None:
        """The events, or None for a request that is another's."""
        kind = type(request)
        if kind in self._handlers:
            return self._handlers[kind](request, cancel)
        own: dict[type, Callable[[Any], Iterator[Any]]] = {
            requests.ListSettings: self._settings, requests.SaveSetting: self._save,
            requests.ResetSettings: self._reset, requests.Recognise: self._recognise,
            requests.GetPolicy: self._policy, requests.DraftQuestions: self._draft, requests.ListFacets: self._facets,
        }  # fmt: skip
        if kind in own:
            return own[kind](request)
        if kind in HISTORY:
            return self._history(request, cancel)
        return self._handover(request, cancel) if kind.__name__ in HANDOVER else None

    def _history(self, request: Any, cancel: threading.Event) -> Iterator[Any]:
        """Real: conversations in an encrypted database of their own, made when first asked for."""
        from indexer.engine.history import HistoryRequests
        from tests.helpers.kept_talks import talks

        with self._lock:
            if self._talks is None:
                self._talks = talks(Path(self._folder.name), int(os.environ.get("TINY_TALKS", "0")))
        history = HistoryRequests(self._talks, lambda: bool(self._kept.get("answering.history", True)))
        return history.handlers[type(request)](request, cancel)

    def _handover(self, request: Any, cancel: threading.Event) -> Iterator[Any] | None:
        """Real: bundles of a real store with a few real files, made when first asked for."""
        from indexer import handover
        from indexer.engine.handing import HandoverRequests
        from tests.helpers.handover_store import filled

        with self._lock:
            if self._store is None:
                self._store = filled(Path(os.environ.get("TINY_DESK") or self._folder.name))
        if isinstance(request, requests.UndoTakeOver):
            return iter((handover.take_back(self._store),))
        return HandoverRequests(self._store).handlers[type(request)](request, cancel)

    def _ask(self, request: requests.Ask, cancel: threading.Event) -> Iterator[Any]:
        from indexer.answers import CitationEvent, DoneEvent, TokenEvent

        hits = self._find(requests.Search(request.question)).hits
        for hit in hits[:1]:
            yield CitationEvent(1, hit.path, hit.page, hit.page_exact, hit.location, hit.text)
            yield TokenEvent(hit.text)
        yield DoneEvent(not hits, "quote")

    def _settings(self, _request: object) -> Iterator[Any]:
        yield requests.Settings(
            tuple(
                requests.SettingRow(r.name, r.type, self._kept.get(r.name, r.default), r.default, r.minimum, r.maximum,
                                    r.level, r.ko, r.en, r.name in LOCKED)
                for r in settings.rows().values()
            )
        )  # fmt: skip

    def _save(self, request: requests.SaveSetting) -> Iterator[Any]:
        if request.name in LOCKED:
            raise QueryError(f"‘{request.name}’은(는) 기관 정책으로 고정된 설정입니다.")
        self._kept.pop(request.name, None)
        if request.value is not None:
            self._kept[request.name] = settings.setting(request.name).read(request.value)
        yield from self._settings(request)

    def _reset(self, request: object) -> Iterator[Any]:
        self._kept.clear()
        yield from self._settings(request)

    def _recognise(self, request: requests.Recognise) -> Iterator[Any]:
        if request.turn is not None:
            self._ocr = replace(self._ocr, enabled=request.turn)
        if request.run and self._ocr.enabled:
            waiting = self._ocr.pending + len(request.again)
            for done in range(waiting + 1):
                yield requests.IndexProgress("ocr", seen=waiting, done=done, path="/home/공무원/스캔.pdf")
            self._ocr = replace(self._ocr, pending=0)
        yield self._ocr

    def _policy(self, _request: object) -> Iterator[Any]:
        rules = {
            "version": 1, "hosts": ["ai.example.go.kr"], "platforms": [], "only_these_platforms": False,
            "masking": ["resident", "foreigner"], "ceilings": {"*": "S"}, "folders": {}, "default_grade": "O",
            "ocr": True, "quote_only": False, "settings": {},
        }  # fmt: skip
        yield requests.PolicyInForce(rules, ("/etc/munseonaru/policy.yaml",))

    def _draft(self, request: requests.DraftQuestions) -> Iterator[Any]:
        texts = (
            "재직기간 5년 이상 6년 미만 연가일수는?",
            "국내여비 일비는 얼마인가요?",
            "정보공개 청구 결정 기간은 며칠인가요?",
        )
        yield requests.Drafted(
            tuple(
                requests.DraftedQuestion(f"d{n}", t, ("연가운영지침_최종.hwp#3",), "20일", t)
                for n, t in enumerate(texts, 1)
            )
        )

    def _facets(self, _request: object) -> Iterator[Any]:
        yield requests.Facets(
            (("한글", 1204), ("pdf", 311), ("엑셀", 45)), (("공문", 420), ("지침", 77), ("조례", 12)),
            (("총무과", 310), ("회계과", 140), ("정보통신담당관", 20)), (("2025", 500), ("2024", 700)),
        )  # fmt: skip
