"""A platform on localhost with a real model behind it: chat, /embeddings, /rerank in the OpenAI and Jina forms.

Its vectors are this project's own encoder's under another name, turned into another basis, so that they are of no
use in the space of the PC's. It reranks by the same encoder on single sentences. Everything it is sent is kept.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from indexer.embedding.encoder import LocalEncoder

MODEL, RERANKER = "turned-e5-small", "sentence-rerank"


class EmbeddingServer:
    """Listens until closed. `gate`: while cleared, no embedding is answered. `down`: status answered instead."""

    def __init__(self, encoder: Any = None) -> None:
        self.encoder = encoder or LocalEncoder()
        size = self.encoder.dimensions
        self._turn = np.linalg.qr(np.random.default_rng(7).normal(size=(size, size)))[0].astype(np.float32)
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.down = 0
        self.scores: Any = None  # in place of the reranker's own: (query, documents) -> scores
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(200, {"data": [{"id": "chat"}, {"id": MODEL}, {"id": RERANKER}]})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                name = self.path.rsplit("/", 1)[-1]
                outer.sent.append((name, body))
                if outer.down:
                    self._answer(outer.down, {})
                elif name == "embeddings":
                    outer.gate.wait(30)
                    self._answer(200, outer.embeddings(body))
                elif name == "rerank":
                    self._answer(200, outer.rerank(body))
                else:
                    message = {"message": {"role": "assistant", "content": "예"}, "finish_reason": "stop"}
                    self._answer(200, {"choices": [message]})

            def _answer(self, status: int, value: Any) -> None:
                data = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                with contextlib.suppress(OSError):  # whoever asked has stopped waiting
                    self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def embeddings(self, body: dict[str, Any]) -> dict[str, Any]:
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        rows = (self.encoder._embed(texts) @ self._turn).astype("<f4")  # the caller says query: and passage: itself
        packed = body.get("encoding_format") == "base64"
        data = [
            {"index": i, "embedding": base64.b64encode(r.tobytes()).decode() if packed else r.tolist()}
            for i, r in enumerate(rows)
        ]
        return {"object": "list", "model": body["model"], "data": data[::-1]}

    def rerank(self, body: dict[str, Any]) -> dict[str, Any]:
        scores = (self.scores or self.by_sentence)(body["query"], body["documents"])
        rows = [{"index": i, "relevance_score": float(s)} for i, s in enumerate(scores)]
        return {"model": body["model"], "results": sorted(rows, key=lambda r: -r["relevance_score"])}

    def by_sentence(self, query: str, documents: list[str]) -> list[float]:
        """The best cosine of a sentence of each document."""
        asked = self.encoder.embed_query(query)
        out = []
        for text in documents:
            pieces = [p for p in re.split(r"(?<=[.다])\s+|\n", text) if p.strip()][:20] or [" "]
            out.append(float(np.max(self.encoder.embed_passages(pieces) @ asked)))
        return out

    def text_sent(self, *names: str) -> str:
        """All that was sent to these endpoints, as one text."""
        return "\n".join(json.dumps(b, ensure_ascii=False) for n, b in list(self.sent) if not names or n in names)

    def close(self) -> None:
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(2)
