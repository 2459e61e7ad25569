"""What we add to a platform's own time before the first word of an answer is there.

    python tests/benchmarks/first_token.py HOME QUESTIONS.jsonl [--questions 60]

HOME: a profile already indexed, which is given a platform of the name 재기. QUESTIONS: {"text"} a line. The platform is a
local server that waits 200 ms before its first piece. Overhead: from the question to the first TokenEvent, less the
time from the request's arrival at the server to its first piece. The first question, which loads the models, is
told apart. `cpu`: seconds of this process's user and system time until then, the server's included.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer import requests
from indexer.answers import TokenEvent
from indexer.compose import open_engine
from tests.helpers.profile import ROOT, Profile

WAIT = 0.2  # seconds until the platform's first piece


@contextmanager
def platform(times: list[float]) -> Iterator[str]:
    """The base URL of a server that notes when a request came and when its first piece left."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            came = time.monotonic()
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            time.sleep(WAIT)
            times[:] = [came, time.monotonic()]
            for text in ("자료에 따르면 ", "다음과 같습니다 [1]."):
                event = {"choices": [{"index": 0, "delta": {"content": text}}]}
                self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
                self.wfile.flush()
            self.wfile.write(b"data: [DONE]\n\n")
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--questions", dest="count", type=int, default=60)
    options = parser.parse_args()
    os.environ["MUNSEO_PASSPHRASE"] = Profile(ROOT).environment["MUNSEO_PASSPHRASE"]
    texts = [json.loads(line)["text"] for line in options.questions.read_text(encoding="utf-8").splitlines()]
    engine = open_engine(options.home)
    took: list[float] = []
    cpu: list[float] = []
    refused = 0
    times: list[float] = []
    with platform(times) as url:
        list(engine.handle(requests.SavePlatform("재기", url, "m", None), threading.Event()))
        for text in texts[: options.count]:
            times.clear()
            began, worked = time.monotonic(), time.process_time()
            for event in engine.handle(requests.Ask(text, platform="재기"), threading.Event()):
                if isinstance(event, TokenEvent):
                    if len(times) == 2:
                        took.append(time.monotonic() - began - (times[1] - times[0]))
                        cpu.append(time.process_time() - worked)
                    break
            refused += len(times) != 2
            while len(times) == 2 and threading.active_count() > 8:
                time.sleep(0.01)
    engine.close()
    warm, load = took[1:], took[0]
    print(
        f"{len(warm)} questions: overhead p50 {statistics.median(warm) * 1000:.0f} ms  p95 {percentile(warm, 0.95) * 1000:.0f} ms"
        f"  cpu p50 {statistics.median(cpu[1:]) * 1000:.0f} p95 {percentile(cpu[1:], 0.95) * 1000:.0f} ms"
        f"  first, with loading {load * 1000:.0f} ms  not sent {refused}"
    )


if __name__ == "__main__":
    main()
