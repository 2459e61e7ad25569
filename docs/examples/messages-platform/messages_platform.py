"""A platform of another shape for Munseonaru: the "messages" form of Anthropic, which llama.cpp's server speaks too.

All that a plug-in is: one class with the four members of `connectors.platforms.piece.Shape`. See README.md beside it.
Form: Anthropic API reference, "Messages" and "Streaming Messages" (version 2023-06-01).
"""

from __future__ import annotations

from typing import Any

from connectors.platforms.piece import Piece
from connectors.ports import ChatRequest

_FINISH = {"max_tokens": "length", "refusal": "content_filter"}  # anything else is an ordinary end


class Messages:
    """`POST {base}/messages`, streamed as server-sent events that each name their type."""

    models_path = "/models"

    def headers(self, key: str | None) -> dict[str, str]:
        return {"anthropic-version": "2023-06-01", **({"x-api-key": key} if key else {})}

    def question(self, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        # Instructions stand beside the conversation here, not in it.
        system = "\n\n".join(m.content for m in request.messages if m.role == "system")
        body: dict[str, Any] = {
            "model": request.model,
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "stream": True,
            "messages": [{"role": m.role, "content": m.content} for m in request.messages if m.role != "system"],
        }
        if system:
            body["system"] = system
        if request.stop:
            body["stop_sequences"] = list(request.stop)
        return "/messages", body

    def piece(self, data: dict[str, Any]) -> Piece:
        kind = data.get("type")
        if kind == "content_block_delta":
            delta = data["delta"]
            return Piece(text=delta.get("text") or "", thinking=delta.get("thinking") or "")
        if kind == "message_start":
            return Piece(prompt_tokens=data["message"]["usage"]["input_tokens"])
        if kind == "message_delta":
            return Piece(
                finish=_finish(data["delta"].get("stop_reason")), completion_tokens=data["usage"]["output_tokens"]
            )
        if kind == "message_stop":
            return Piece(last=True)
        if kind == "error":
            return Piece(
                fault=f"{data['error'].get('type', '')} {data['error'].get('message', '')}".strip() or "error"
            )
        if kind == "message":  # a server that does not stream
            blocks = data["content"]
            return Piece(
                "".join(b.get("text") or "" for b in blocks),
                "".join(b.get("thinking") or "" for b in blocks),
                _finish(data.get("stop_reason")),
                data["usage"]["input_tokens"],
                data["usage"]["output_tokens"],
            )
        return Piece()  # ping, the beginning and end of a block, and what is yet to be invented

    def models(self, body: dict[str, Any]) -> tuple[str, ...]:
        return tuple(str(item["id"]) for item in body["data"])


def _finish(reason: str | None) -> str:
    return _FINISH.get(reason, "stop") if reason else ""
