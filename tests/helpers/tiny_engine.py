"""A small real engine process: speaks the window's protocol, keeps a small library in memory, answers in Korean.

`python -m tests.helpers.tiny_engine --home DIR` listens, writes its address into DIR and serves until told to stop.
Its speed and its library's size come from the environment: TINY_FILES (default 2,400), TINY_PACE (seconds between
events, default 0.01), TINY_EMPTY=1 (no sources yet).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatch
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

from connectors.platform_ports import Quota, RequestNote
from indexer import answers, model, requests
from indexer.answering.following import following
from indexer.comparing.table import compare
from indexer.engine.address import new_address, write_address
from indexer.engine.client import EngineClient
from indexer.errors import IndexerError
from indexer.exporting.answers import paper
from indexer.exporting.writing import save
from indexer.requests import from_wire, to_wire

ROOT = Path(__file__).resolve().parents[2]
FAMILY = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"
DOCUMENTS = (
    ("연가운영지침_최종.hwp", "제12조(연가일수) 재직기간 5년 이상 6년 미만인 공무원의 연가일수는 20일로 한다.", 3, True),
    ("2025년도 예산 및 기금운용계획 집행지침(안)_기획재정부 예산총괄과_검토의견 반영본_최종_진짜최종.hwpx",
     "국내여비는 공무원 여비 규정에 따라 일비 25,000원, 식비 25,000원을 지급한다.", 112, False),
    ("공무원 여비 규정 해설서.pdf", "운임은 철도운임·선박운임·항공운임 및 자동차운임으로 구분하되 실비로 지급한다.", 41, True),
    ("민원처리에 관한 법률 시행령.docx", "민원의 처리기간은 접수한 날부터 계산하며 토요일과 공휴일은 산입하지 아니한다.", None, False),
    ("정보공개 업무편람.hwp", "공공기관은 정보공개의 청구를 받으면 그 청구를 받은 날부터 10일 이내에 공개 여부를 결정하여야 한다.", 27, True),
)  # fmt: skip
RULE = (
    "제1조(목적) 이 지침은 여비의 지급에 관한 사항을 정한다.",
    "제2조(일비) ① 국내 출장의 일비는 1일당 20,000원으로 한다.",
    "② 공용차량을 이용하면 2분의 1로 한다.",
)
SAMPLE = ROOT / "resources/samples/documents/휴가 운영 지침(2025년 개정).hwp"
SAMPLE_QUOTE = "① 직원의 연가 일수는 재직기간에 따라 다음 표와 같이 준다."
ADDED = "제3조(정산) 출장자는 출장을 마친 날부터 1주 이내에 증거 서류를 갖추어 정산하여야 한다."
FAULTS = {
    "encrypted": ("암호가 걸려 있어 읽지 못했습니다.", "한글에서 암호를 해제한 뒤 [다시 읽기]를 누르십시오."),
    "protected": ("문서 보안(DRM) 프로그램으로 보호되어 읽지 못했습니다.", "보호를 해제한 사본을 저장하십시오."),
    "damaged": ("파일이 손상되었거나 확장자와 다른 형식입니다.", "원래 프로그램에서 새로 저장하십시오."),
}


class Library:
    """Sources, rows and platforms, in memory."""

    def __init__(self, files: int, empty: bool) -> None:
        self.lock = threading.Lock()
        self.size = files
        self.sources: list[str] = [] if empty else ["/home/공무원/업무문서/2025"]
        self.excluded: list[str] = []
        self.platforms = [
            requests.PlatformRow(
                "행정망 AI 플랫폼",
                "https://ai.example.go.kr/v1",
                "HCX-GOV",
                True,
                True,
                "S",
                True,
                12,
                300,
                requests_per_minute=20,
                quota=Quota(1000, 988, None, 400_000, 361_204),
            ),
            requests.PlatformRow("부서 시험 서버", "http://10.0.0.12:8000/v1", "LLM42", False, False),
        ]

    def rows(self) -> list[requests.FileRow]:
        made = []
        for source in self.sources:
            for n in range(self.size):
                name, text, pages, _exact = DOCUMENTS[n % len(DOCUMENTS)]
                path = f"{source}/{n // 100:03}_총무과/{n:05} {name}"
                date = f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}T09:30:00+09:00"
                kind = list(FAULTS)[n // 40 % 3] if n % 40 == 7 else ""
                fault = FAULTS[kind] if kind else ("", "")
                state = "failed" if kind else "pending" if n % 97 == 5 else "indexed"
                made.append(
                    requests.FileRow(path, state, name.rsplit(".", 1)[1], 18_000 + n * 517, date, text[:20],
                                     pages, n % 60 + 1, kind, *fault)
                )  # fmt: skip
        return [r for r in made if not any(fnmatch(r.path, p) for p in self.excluded)]


class TinyEngine:
    """Answers one request at a time on a thread of its own; a cancelled one ends between two events."""

    def __init__(self, home: Path, library: Library, pace: float) -> None:
        self.home, self.library, self.pace = home, library, pace
        self.stop = threading.Event()
        # Here: the window's process imports this module for its Starter, and may not import what that one needs.
        from tests.helpers.tiny_profile import TinyProfile

        self.profile = TinyProfile(self._search)
        self.grades: dict[str, str] = {}
        self.renderer: Any = None

    def answer(self, request: Any, cancelled: threading.Event) -> Iterator[Any]:
        events = self.profile.answer(request, cancelled)
        if events is None:
            events = getattr(self, f"_{type(request).__name__.lower()}")(request)
        yield from events

    def _gradesource(self, request: requests.GradeSource) -> Iterator[Any]:
        self.grades[request.path] = request.grade or ""
        yield from self._listsources(requests.ListSources())

    def _getstatus(self, _request: requests.GetStatus) -> Iterator[Any]:
        rows = self.library.rows()
        states = [r.state for r in rows]
        current = next((p.name for p in self.library.platforms if p.current), None)
        yield requests.Status(
            str(self.home), len(self.library.sources), len(rows), states.count("indexed"), states.count("failed"),
            states.count("pending"), 0, len(rows) * 12, len(rows) * 11, len(rows), 48_000_000, "작은 모델", current,
            "2025-03-01T10:00:00+09:00", None, "0.1.0",
        )  # fmt: skip

    def _listsources(self, _request: requests.ListSources) -> Iterator[Any]:
        rows = self.library.rows()
        yield requests.Sources(
            tuple(
                requests.SourceRow(s, "2025-02-01T09:00:00+09:00", n != 2, len(mine),
                                   sum(r.state == "indexed" for r in mine), sum(r.state == "failed" for r in mine),
                                   sum(r.size for r in mine), "2025-02-28T17:30:00+09:00" if mine else "")
                for n, s in enumerate(self.library.sources)
                for mine in [[r for r in rows if r.path.startswith(s + "/")]]
            ),
            tuple(self.library.excluded), tuple(self.grades.items()),
        )  # fmt: skip

    def _listfiles(self, request: requests.ListFiles) -> Iterator[Any]:
        rows = [
            r for r in self.library.rows()
            if request.state in (None, r.state) and request.contains in r.path
        ]  # fmt: skip
        yield requests.Files(tuple(rows[request.offset : request.offset + request.limit]), len(rows))

    def _index(self, request: requests.Index) -> Iterator[Any]:
        seen = self.library.size
        for n in range(0, seen, max(1, seen // 40)):
            yield requests.IndexProgress("reading", seen, n, n, 0, n // 40, 0, (seen - n) * self.pace,
                                         f"/home/공무원/업무문서/{n:05} {DOCUMENTS[n % 5][0]}",
                                         speed=24.0, slow="user")  # fmt: skip
            time.sleep(self.pace)
        with self.library.lock:
            self.library.sources += [p for p in request.paths if p not in self.library.sources]
        yield requests.Indexed(seen, seen, 0, 0, (), seen * 12, 0, 1.0)

    def _findnames(self, request: requests.FindNames) -> Iterator[Any]:
        words = request.query.split()
        rows = [r for r in self.library.rows() if all(w in r.path.rpartition("/")[2] for w in words)]
        yield requests.Files(tuple(rows[: request.limit]), len(rows))

    def _warm(self, request: requests.Warm) -> Iterator[Any]:
        yield from ()

    def _readagain(self, request: requests.ReadAgain) -> Iterator[Any]:
        """`1234` opens every file."""
        failed = ()
        if request.password != "1234":
            failed = (requests.FailedFile(request.paths[0], "wrong_password", "암호가 맞지 않아 읽지 못했습니다.",
                                          "한/영 상태와 대소문자를 확인하고 암호를 다시 입력하십시오."),)  # fmt: skip
        yield requests.Indexed(1, 1 - len(failed), 0, 0, failed, 12, 0, 0.1)

    def _removesource(self, request: requests.RemoveSource) -> Iterator[Any]:
        with self.library.lock:
            self.library.sources.remove(request.path)
        yield from ()

    def _excludepattern(self, request: requests.ExcludePattern) -> Iterator[Any]:
        with self.library.lock:
            if request.remove:
                self.library.excluded.remove(request.pattern)
            else:
                self.library.excluded.append(request.pattern)
        yield from ()

    def _search(self, request: requests.Search) -> Iterator[Any]:
        words = request.query.split()
        hits = []
        for n, (name, text, page, exact) in enumerate(DOCUMENTS * 4):
            terms = tuple(w for w in words if w in text or w in name)
            if terms:
                # Every second round is an older version of the same documents.
                stem, _, suffix = name.rpartition(".")
                file = name if n < len(DOCUMENTS) else f"{stem}_수정본{n // len(DOCUMENTS)}.{suffix}"
                why = {"words": dict.fromkeys(terms, 2.5), "fields": {}, "ranking": 0.12, "heading": 0.0,
                       "conditions": 0.08} if request.explain else None  # fmt: skip
                where = model.Location(page, exact, 0, n)
                hits.append(
                    model.Hit(f"/home/공무원/업무문서/2025/{file}", n + 1, name, ("제3장 복무", "제2절 휴가"), page, exact, where,
                              text * 3, 1.0 - n / 50, 1.0, 0.5, terms, "2025-03-01T10:00:00+09:00", explain=why,
                              version_of=0 if n < len(DOCUMENTS) else n % len(DOCUMENTS) + 1)
                )  # fmt: skip
        if request.query == "오류":
            raise ValueError("a fault for the tests")
        yield requests.Found(tuple(hits[: request.top]), 12.3, 40)

    def _suggestnext(self, request: requests.SuggestNext) -> Iterator[Any]:
        near = ("제4조(연가 신청)", "제5조(연가의 저축)", "제6조(연가 보상비)")
        yield requests.NextQuestions(following(request.asked, (), near) if request.passages else ())

    def _ask(self, request: requests.Ask) -> Iterator[Any]:
        if request.show_prompt:
            current = next((p for p in self.library.platforms if p.current), None)
            sources = "\n\n".join(f"[{n}] {name}\n{text}" for n, (name, text, *_) in enumerate(DOCUMENTS[:2], 1))
            yield requests.Prompt(
                current.name if current else "", "ai.example.go.kr" if current else "",
                f"[system]\n근거에 있는 것만 답하십시오.\n\n[user]\n근거\n{sources}\n\n질문: {request.question}",
            )  # fmt: skip
            return
        yield answers.StatusEvent("searching", "자료를 찾고 있습니다.")
        time.sleep(self.pace)
        if request.deep:
            for part in ("재직 5년차 공무원의 연가는 며칠인가요?", "출장 일비는 얼마인가요?"):
                yield answers.NoticeEvent("step", f"‘{part}’: 문서 2건에서 구절 5개를 찾았습니다.")
        if "없는" in request.question:
            yield answers.TokenEvent("자료에서 근거를 찾지 못해 답하지 않습니다.")
            yield answers.DoneEvent(True, "quote")
            return
        platform = next((p for p in self.library.platforms if p.current), None)
        for number in (1, 2):
            name, text, page, exact = DOCUMENTS[number - 1]
            yield answers.CitationEvent(number, f"/home/공무원/업무문서/2025/{name}", page, exact,
                                      model.Location(page, exact), text, name, ("제3장 복무", "제2절 휴가"), number)  # fmt: skip
        sentences = (
            "재직기간 5년 이상 6년 미만인 공무원의 연가일수는 20일입니다. [1]",
            "일비는 하루 30,000원을 지급합니다. [2]",
            "자세한 내용은 <b>소관 부서</b>에 확인하십시오. ![그림](http://example.com/x.png) [9]",
        )
        for sentence in sentences:
            for at in range(0, len(sentence), 3):
                yield answers.TokenEvent(sentence[at : at + 3])
                time.sleep(self.pace)
            yield answers.TokenEvent("\n")
        yield answers.CheckEvent(sentences[0], "supported", 1)
        yield answers.CheckEvent(sentences[1], "number_mismatch", 2, "근거에는 25,000원으로 적혀 있습니다.")
        yield answers.NoticeEvent("masked", "개인정보 1건을 가리고 보냈습니다.")
        by = f"{platform.name}/{platform.model}" if platform else "quote"
        yield answers.DoneEvent(False, by, {"encrypted": 3, "protected": 9})

    def _opensource(self, request: requests.OpenSource) -> Iterator[Any]:
        """Real for the first document: a sample, laid out by the code that lays out."""
        if not request.path.endswith(DOCUMENTS[0][0]):
            raise ValueError("a fault for the tests")
        yield replace(self._renderer().open(SAMPLE, request.location, SAMPLE_QUOTE), path=request.path)

    def _drawpage(self, request: requests.DrawPage) -> Iterator[Any]:
        yield replace(self._renderer().draw(SAMPLE, request.page, request.scale), path=request.path)

    def _renderer(self) -> Any:
        from indexer.rendering.renderer import Renderer

        with self.library.lock:
            if self.renderer is None:
                self.renderer = Renderer()
        return self.renderer

    def _summarise(self, request: requests.Summarise) -> Iterator[Any]:
        yield answers.StatusEvent("reading", "문서를 읽고 있습니다.")
        for number, (name, text, page, exact) in enumerate(DOCUMENTS[:3], 1):
            yield answers.TokenEvent(f"{text} [{number}]\n")
            yield answers.CitationEvent(number, request.path, page, exact, model.Location(page, exact), text, name)
        yield answers.NoticeEvent("quoting", "문서의 문장을 그대로 골라 옮긴 요약입니다.")
        yield answers.DoneEvent(False, "quote")

    def _compare(self, request: requests.Compare) -> Iterator[Any]:
        """Real: two small versions of a rule, compared by the code that compares."""
        documents = [
            model.ParsedDocument(
                "hwp5", tuple(model.Block("paragraph", line, model.Location(1, True, 0, n)) for n, line in enumerate(lines))
            )
            for lines in (RULE, tuple(line.replace("20,000원", "25,000원") for line in (*RULE, ADDED)))
        ]  # fmt: skip
        made = compare(documents[0], documents[1], (request.before, request.after))
        yield answers.TokenEvent("바뀐 곳 1, 신설 1, 삭제 0, 그대로 1입니다. 서로 다른 낱말에 밑줄을 그었습니다.")
        yield made.table
        yield from made.citations
        yield answers.DoneEvent(False, "quote")

    def _tabulate(self, request: requests.Tabulate) -> Iterator[Any]:
        rows = []
        for number, (name, text, page, exact) in enumerate(DOCUMENTS, 1):
            yield answers.CitationEvent(number, name, page, exact, model.Location(page, exact), text, name)
            value = answers.Cell((answers.Span(text[:16]),), number, "supported" if number % 2 else "number_mismatch")
            blank = answers.Cell((answers.Span("찾지 못함", "told"),))
            rows.append((answers.Cell((answers.Span(name),)), value, *(blank for _ in request.fields[1:])))
        yield answers.TokenEvent("파일 5개에서 항목을 찾아 5칸을 채웠습니다.")
        yield answers.TableEvent(("파일", *request.fields), tuple(rows))
        yield answers.CheckEvent(
            "공무원 여비 규정 해설서.pdf · 부서: 총무과", "number_mismatch", 2, "자료에 없는 수치: 3명"
        )
        yield answers.DoneEvent(False, "시험/모델")

    def _draftreport(self, _request: requests.DraftReport) -> Iterator[Any]:
        yield answers.ErrorEvent(
            "not_configured", "보고서 초안은 AI 플랫폼이 있어야 쓸 수 있습니다.", "[연결]에서 플랫폼을 등록하십시오."
        )

    def _export(self, request: requests.Export) -> Iterator[Any]:
        """Real: the file is written by the code that writes."""
        at = datetime(2025, 3, 1, 9, 0).astimezone()
        turns = request.turns
        if request.conversation is not None:
            (kept,) = self.answer(requests.GetConversation(request.conversation), threading.Event())
            turns = kept.turns
        size = save(paper(request.title, turns, at), Path(request.path), force=request.force)
        yield requests.Exported(request.path, size)

    def _listrequests(self, _request: requests.ListRequests) -> Iterator[Any]:
        began = datetime(2026, 3, 2, 9, 30).timestamp()
        name, model = "행정망 AI 플랫폼", "HCX-GOV"
        rows = [
            RequestNote(began + 60 * n, name, "/chat/completions", model, outcome, status, tries, 6_200 + 91 * n,
                        0 if status is None else 3_400 + 57 * n, first, 900 + 730 * n, tokens, tokens and tokens // 6)
            for n, (outcome, status, tries, first, tokens) in enumerate((
                ("done", 200, 1, 410, 1_820), ("done", 200, 3, 2_260, 2_041), ("busy", 429, 3, None, None),
                ("unreachable", None, 3, None, None), ("cancelled", 200, 1, 380, None), ("done", 200, 1, 395, 1_764),
            ))
        ]  # fmt: skip
        yield requests.RequestsListed(tuple(reversed(rows)))

    def _listplatforms(self, _request: requests.ListPlatforms) -> Iterator[Any]:
        yield requests.Platforms(tuple(self.library.platforms))

    def _saveplatform(self, request: requests.SavePlatform) -> Iterator[Any]:
        with self.library.lock:
            kept = [p for p in self.library.platforms if p.name != request.name]
            options = request.options or {}
            row = requests.PlatformRow(request.name, request.url, request.model, request.key is not None, False,
                                       ceiling=options.get("ceiling", "O"),
                                       requests_per_day=options.get("requests_per_day", 0),
                                       requests_per_minute=options.get("requests_per_minute", 0))  # fmt: skip
            self.library.platforms = [*kept, row]
        yield from ()

    def _removeplatform(self, request: requests.RemovePlatform) -> Iterator[Any]:
        with self.library.lock:
            self.library.platforms = [p for p in self.library.platforms if p.name != request.name]
        yield from ()

    def _useplatform(self, request: requests.UsePlatform) -> Iterator[Any]:
        with self.library.lock:
            self.library.platforms = [replace(p, current=p.name == request.name) for p in self.library.platforms]
        yield from ()

    def _testplatform(self, _request: requests.TestPlatform) -> Iterator[Any]:
        time.sleep(self.pace)
        yield requests.PlatformTested(
            (("address", True, "주소에 연결했습니다."), ("key", False, "인증키가 받아들여지지 않았습니다.")),
            ("HCX-GOV", "HCX-GOV-THINK", "LLM42"),
        )

    # ---- the wire

    def serve(self, connection: Connection) -> None:
        running: dict[int, threading.Event] = {}
        sending = threading.Lock()
        while True:
            try:
                id_, request = from_wire(connection.recv_bytes())
            except (EOFError, OSError, TypeError):
                return
            if isinstance(request, requests.Shutdown):
                os._exit(0)
            if isinstance(request, requests.Cancel):
                running.get(request.request, threading.Event()).set()
                request = None
            cancelled = running[id_] = threading.Event()
            threading.Thread(
                target=self._run, args=(connection, sending, id_, request, cancelled), daemon=True
            ).start()

    def _run(self, connection: Connection, sending: Any, id_: int, request: Any, cancelled: threading.Event) -> None:
        def send(event: Any) -> None:
            with sending:
                connection.send_bytes(to_wire(id_, event))

        try:
            for event in self.answer(request, cancelled) if request is not None else ():
                if cancelled.is_set():
                    break
                send(event)
            send(requests.Finished(cancelled.is_set()))
        except OSError:
            return  # the window is gone
        except IndexerError as error:
            send(requests.Failed(error.kind, error.message, error.next_step))
        except Exception:
            send(requests.Failed("test", "시험용 오류가 났습니다.", "다시 시도하십시오."))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    home: Path = parser.parse_args().home
    library = Library(int(os.environ.get("TINY_FILES", "2400")), os.environ.get("TINY_EMPTY") == "1")
    engine = TinyEngine(home, library, float(os.environ.get("TINY_PACE", "0.01")))
    address = new_address(home)
    with Listener(address.location, family=FAMILY, backlog=16, authkey=address.authkey) as listener:
        write_address(home, address)
        threading.Thread(target=_end_alone, daemon=True).start()
        while True:
            connection = listener.accept()
            threading.Thread(target=engine.serve, args=(connection,), daemon=True).start()


def _end_alone() -> None:
    """End when the process that started this one is gone."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


class Starter:
    """`connect` for desktop.tasks: starts the process, and again when it is gone. `stop` ends it."""

    def __init__(self, **environment: str) -> None:
        self._environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def __call__(self, home: Path) -> EngineClient:
        if self.process is None or self.process.poll() is not None:
            self.starts += 1
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.helpers.tiny_engine", "--home", str(home)], cwd=ROOT,
                env={**os.environ, **self._environment, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            )  # fmt: skip
        for _ in range(500):
            if client := EngineClient.running(home):
                return client
            time.sleep(0.02)
        raise TimeoutError("the tiny engine did not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


if __name__ == "__main__":
    main()
