"""What the tasks make of documents whose content is known: summary, comparison, table across files, report.

    python tests/benchmarks/tasks.py [--count 12] [--seed 1]

Everything is written here from a seed: rules whose versions differ in known articles, and letters that hold known
values as a label with a colon, as a table's row, or in a sentence. They are indexed without vectors in a profile of
their own. The platform is a local server that copies sentences out of the evidence it is sent with their numbers,
alters the figure of every fourth, and cites none for every ninth. Counted: sentences with a citation; citations whose
words stand in the cited file; changed articles found, missed and invented; table cells right, wrong and left empty
where the file says nothing; altered and uncited sentences that were marked, and true ones that were.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer import requests
from indexer.answers import CheckEvent, CitationEvent, TableEvent, TokenEvent
from indexer.compose import OwnedEngine, open_engine
from indexer.search.query import bare
from tests.helpers.profile import ROOT, Profile

SUBJECTS = ("여비", "휴가", "당직", "물품", "기록물", "교육", "주차장", "보조금", "회의실", "차량", "민원", "청사")
OFFICES = ("총무과", "회계과", "교통과", "복지정책과", "민원과", "도시계획과")
SAID = (
    "{s} 신청자는 사용일 {n}일 전까지 신청서를 내야 한다.",
    "{s} 담당 부서는 접수한 날부터 {n}일 이내에 결과를 알린다.",
    "{s}에 드는 비용은 한 건에 {n}만원을 넘지 못한다.",
    "{s} 사용 기록은 {n}년 동안 보관한다.",
    "{s} 점검은 한 해 {n}회 이상 실시한다.",
    "{s} 심의위원회는 위원장을 포함하여 {n}명으로 구성한다.",
    "{s} 사용 허가는 {n}개월마다 갱신하여야 한다.",
    "{s} 사용자가 {n}회 이상 규정을 어기면 사용을 제한한다.",
    "{s} 현황은 분기마다 {n}일까지 시장에게 보고한다.",
    "{s} 시설의 사용 시간은 하루 {n}시간으로 한다.",
)
TITLES = ("신청", "통지", "비용", "기록", "점검", "위원회", "갱신", "제한", "보고", "시간")
FIELDS = ("시행일", "담당부서", "문의전화", "지원금액", "신청기한")


@dataclass(frozen=True)
class Pair:
    """Two versions of a rule, and the articles (제3조) that differ between them."""

    before: str
    after: str
    changed: frozenset[str]


def rule(subject: str, chosen: random.Random) -> list[tuple[str, str]]:
    """(title, text) of each article."""
    order = chosen.sample(range(len(SAID)), len(SAID))
    return [(TITLES[i], SAID[i].format(s=subject, n=chosen.randint(2, 28))) for i in order]


def written(subject: str, articles: Sequence[tuple[str, str]], year: int) -> str:
    lines = [f"{subject} 관리 규정", ""]
    lines += [f"제{n}조({title}) {text}" for n, (title, text) in enumerate(articles, 1)]
    return "\n".join([*lines, "부칙", f"이 규정은 {year}년 1월 1일부터 시행한다."]) + "\n"


def pair(subject: str, chosen: random.Random) -> Pair:
    """One to four articles altered in their figure, their words, or struck at the end, and perhaps one added."""
    old = rule(subject, chosen)
    new = list(old)
    changed = set()
    for at in chosen.sample(range(len(old) - 1), chosen.randint(1, 3)):
        title, text = new[at]
        if chosen.random() < 0.6:
            text = re.sub(r"\d+", lambda m: str(int(m.group()) + chosen.randint(1, 9)), text, count=1)
        else:
            text = text.rstrip(".") + ". 다만, 시장이 인정하는 경우에는 그러하지 아니하다."
        new[at] = (title, text)
        changed.add(f"제{at + 1}조")
    fate = chosen.random()
    if fate < 0.35:
        new.append(("준용", f"이 규정에 없는 사항은 {subject}에 관한 조례를 따른다."))
        changed.add(f"제{len(new)}조")
    elif fate < 0.6:
        new.pop()
        changed.add(f"제{len(old)}조")
    return Pair(written(subject, old, 2024), written(subject, new, 2024), frozenset(changed))


def letter(number: int, chosen: random.Random) -> tuple[str, dict[str, str]]:
    """A notice, and the value of each field, "" where it says nothing of it."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    values = {
        "시행일": f"2025. {chosen.randint(1, 12)}. {chosen.randint(1, 28)}.",
        "담당부서": chosen.choice(OFFICES),
        "문의전화": f"099-{chosen.randint(100, 999)}-{chosen.randint(1000, 9999)}",
        "지원금액": f"{chosen.randint(2, 90)}만원",
        "신청기한": f"2025. {chosen.randint(1, 12)}. {chosen.randint(1, 28)}.까지",
    }
    silent = chosen.choice(FIELDS)
    values[silent] = ""
    told = [(k, v) for k, v in values.items() if v]
    layout = number % 3
    if layout == 0:
        body = "\n".join(f"○ {k}: {v}" for k, v in told)
    elif layout == 1:
        body = "| 구분 | 내용 |\n| --- | --- |\n" + "\n".join(f"| {k} | {v} |" for k, v in told)
    else:
        endings = {"시행일": "{}입니다", "신청기한": "{}입니다"}
        body = " ".join(f"{k}은 {endings.get(k, '{}입니다').format(v)}." for k, v in told)
    filler = " ".join(SAID[i].format(s=subject, n=chosen.randint(2, 28)) for i in chosen.sample(range(10), 3))
    return f"# {subject} 안내 {number}\n\n{filler}\n\n{body}\n", values


@dataclass
class Script:
    """What the platform has said: sentence → what was done to it, each time it was said (versions share sentences)."""

    said: dict[str, list[str]] = field(default_factory=dict)
    count: int = 0


_SOURCE = re.compile(r'<자료 번호="(\d+)">\n[^\n]*\n(.*?)\n</자료>', re.DOTALL)


def reply(prompt: str, script: Script) -> str:
    """A JSON of fields for the table's prompt; else a sentence a source, some altered, some uncited."""
    sources = [(int(n), text) for n, text in _SOURCE.findall(prompt)]
    if asked := re.search(r"항목: (.+)", prompt):
        return json.dumps(
            {"값": [_value(name.strip(), sources) for name in asked.group(1).split(",")]}, ensure_ascii=False
        )
    out = []
    for number, text in sources:
        for sentence in re.findall(r"(?:제\d+조\([^)]*\) )?([^\n.]*\d+[^\n.]*다)\.", text)[:4]:
            script.count += 1
            fate, told = "true", sentence.strip()
            if script.count % 4 == 0:
                fate, told = "altered", re.sub(r"\d+", lambda m: str(int(m.group()) * 3 + 1), told, count=1)
            cite = f" [{number}]"
            if script.count % 9 == 0:
                fate, cite = "uncited", ""
            script.said.setdefault(bare(told), []).append(fate)
            out.append(f"{told}{cite}.")
    return "\n".join(out)


def _value(name: str, sources: Sequence[tuple[int, str]]) -> dict[str, object]:
    for number, text in sources:
        if found := re.search(rf"{name}(?:은 |: | \| )([^\n|]+?)(?:입니다|\n|\||$)", text):
            return {"항목": name, "내용": found.group(1).strip(), "번호": number}
    return {"항목": name, "내용": "", "번호": 0}


@contextmanager
def platform(script: Script) -> Iterator[str]:
    """The base URL of a local server that answers by `reply`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            text = reply(body["messages"][-1]["content"], script)
            event = {"choices": [{"index": 0, "delta": {"content": text}}]}
            data = f"data: {json.dumps(event)}\n\ndata: [DONE]\n\n".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


def run(engine: OwnedEngine, request: Any) -> list[Any]:
    return list(engine.handle(request, threading.Event()))


def quoted(events: Sequence[Any], files: dict[str, str], counts: Counter[str]) -> None:
    """Sentences with a number, and numbers whose quote stands in its file."""
    text = "".join(e.text for e in events if isinstance(e, TokenEvent))
    for line in filter(None, (x.strip() for x in text.splitlines())):
        if not line.startswith("□"):
            counts["sentences"] += 1
            counts["sentences cited"] += bool(re.search(r"\[\d+\]", line))
    for c in events:
        if isinstance(c, CitationEvent):
            counts["citations"] += 1
            counts["citations right"] += bare(c.quote) in bare(files[Path(c.path).name].replace("# ", ""))


def checked(events: Sequence[Any], script: Script, counts: Counter[str]) -> None:
    """What became of the sentences that the platform altered, left uncited, or copied."""
    for c in events:
        if isinstance(c, CheckEvent):
            said = bare(re.sub(r"^[□○\-\s]+", "", c.sentence).rstrip("."))
            if fates := script.said.get(said):
                fate = fates.pop(0)
                counts[fate] += 1
                if fate == "true" and c.verdict != "supported":
                    print("true, marked:", c.verdict, c.sentence, c.detail, file=sys.stderr)
                if fate == "uncited" and c.verdict == "supported":
                    print("uncited, not marked:", c.sentence, file=sys.stderr)
                counts[f"{fate} marked"] += c.verdict != "supported"


def changed(table: TableEvent) -> set[str]:
    """The articles in rows that differ."""
    out = set()
    for row in table.rows:
        sides = ["".join(s.text for s in cell.spans) for cell in row]
        marks = {s.mark for cell in row for s in cell.spans}
        told = any(x in side for side in sides for x in ("<신설>", "<삭제>"))
        if "changed" in marks or told:
            out.update(m.group() for side in sides for m in re.finditer(r"^제\d+조", side))
    return out


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chosen = random.Random(options.seed)
    os.environ["MUNSEO_PASSPHRASE"] = Profile(ROOT).environment["MUNSEO_PASSPHRASE"]
    counts: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "자료"
        folder.mkdir()
        files: dict[str, str] = {}
        pairs = {}
        truth = {}
        for number in range(options.count):
            subject = SUBJECTS[number % len(SUBJECTS)]
            made = pair(subject, chosen)
            names = (f"{subject} 규정 {number} 현행.txt", f"{subject} 규정 {number} 개정안.txt")
            pairs[names] = made.changed
            files |= {names[0]: made.before, names[1]: made.after}
            name = f"{subject} 안내 {number}.md"
            files[name], truth[name] = letter(number, chosen)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        home = Path(temporary) / "profile"
        Profile(home).json("index", str(folder), "--no-vectors")
        engine = open_engine(home)
        script = Script()
        rules = [n for names in pairs for n in names]
        with platform(script) as url:
            run(engine, requests.SavePlatform("재기", url, "m", None))
            for name in rules:
                path = str(folder / name)
                quoted(
                    run(engine, requests.Summarise(path, quote=True)),
                    files,
                    counts.setdefault("summary by quoting", Counter()),
                )
                script.said.clear()
                events = run(engine, requests.Summarise(path, platform="재기"))
                quoted(events, files, counts.setdefault("summary by a platform", Counter()))
                checked(events, script, counts["summary by a platform"])
            for (before, after), expected in pairs.items():
                c = counts.setdefault("comparison", Counter())
                events = run(engine, requests.Compare(str(folder / before), str(folder / after)))
                found = {a for e in events if isinstance(e, TableEvent) for a in changed(e)}
                c["changed articles"] += len(expected)
                c["found"] += len(expected & found)
                c["invented"] += len(found - expected)
            for label, more in (("table by quoting", {"quote": True}), ("table by a platform", {"platform": "재기"})):
                c = counts.setdefault(label, Counter())
                paths = tuple(str(folder / n) for n in truth)
                events = run(engine, requests.Tabulate(paths, FIELDS, **more))
                table = next(e for e in events if isinstance(e, TableEvent))
                for row in table.rows:
                    cells = ["".join(s.text for s in cell.spans) for cell in row]
                    for name, cell in zip(FIELDS, cells[1:], strict=True):
                        value = truth[cells[0]][name]
                        if not value:
                            c["silent"] += 1
                            c["silent left empty"] += cell == "찾지 못함"
                            continue
                        c["cells"] += 1
                        c["cells right"] += bare(value).rstrip(".") in bare(cell)
                        c["cells empty"] += cell == "찾지 못함"
            for subject in SUBJECTS[: options.count]:
                c = counts.setdefault("report by a platform", Counter())
                script.said.clear()
                events = run(engine, requests.DraftReport(f"{subject} 관리 현황", platform="재기"))
                quoted(events, files, c)
                checked(events, script, c)
        engine.close()
    for label, c in counts.items():
        print(f"{label:24}", "  ".join(f"{k} {v}" for k, v in c.items()), flush=True)


if __name__ == "__main__":
    main()
