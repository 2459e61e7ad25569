"""The shape of OpenAI's chat completions, as the central platforms, vLLM, Ollama and llama.cpp speak it."""

from __future__ import annotations

from typing import Any

from connectors.platforms.faults import error_words
from connectors.platforms.piece import Piece
from connectors.ports import ChatRequest


class OpenAI:
    """`connectors.platforms.shape.Shape` of `POST {base}/chat/completions`; also inside a {"result": …} envelope."""

    models_path = "/models"

    def headers(self, key: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"} if key else {}

    def question(self, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        body = {
            "model": request.model,
            "messages": [{"role": m.role, "content": m.content} for m in request.messages],
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "stream": True,
            **({"stop": list(request.stop)} if request.stop else {}),
        }
        return "/chat/completions", body

    def piece(self, data: dict[str, Any]) -> Piece:
        inner = data.get("result")
        if "choices" not in data and isinstance(inner, dict) and "choices" in inner:
            data = inner
        if "choices" not in data:
            return Piece(fault=error_words(data))
        usage = data.get("usage")
        counts = usage if isinstance(usage, dict) else {}
        choices = data["choices"]
        if not isinstance(choices, list):
            raise TypeError("choices")
        choice = choices[0] if choices and isinstance(choices[0], dict) else {}
        said = choice.get("delta") or choice.get("message") or {}
        thinking = said.get("reasoning_content") or said.get("reasoning")
        text = said.get("content")
        return Piece(
            text if isinstance(text, str) else "",
            thinking if isinstance(thinking, str) else "",
            choice.get("finish_reason") or "",
            counts.get("prompt_tokens"),
            counts.get("completion_tokens"),
        )

    def models(self, body: dict[str, Any]) -> tuple[str, ...]:
        inner = body.get("result")
        listed = inner if "data" not in body and isinstance(inner, dict) else body
        return tuple(str(item["id"]) for item in listed["data"])
