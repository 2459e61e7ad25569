"""The words that are sent to a model: the template of resources/prompts, the numbered evidence, the question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.ports import ChatRequest
from indexer.answering.evidence import Source
from indexer.answering.settings import REFUSAL, AnswerSettings
from indexer.answering.templates import template

# Tags that could close the fence around the evidence, and characters that hide text from the reader of a preview:
# zero-width and joiners, directions, variation selectors, tags, fillers (Unicode 16, section 23.2 to 23.9).
_FENCE = re.compile(
    r"<\s*(/?)\s*(자료|질문|지시|system|user|assistant|tool|instructions?)\b([^>\n]*)>", re.IGNORECASE
)
_HIDDEN = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(r"<\|[^|\n]{0,40}\|>|\[/?INST\]|<</?SYS>>|</?s>|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPEAKER = re.compile(r"^(\s*)(system|assistant|user|시스템|사용자|도우미)(\s*[:：])", re.IGNORECASE | re.MULTILINE)
_FORGED = re.compile(
    r"[\[［]\s*(\d{1,3}(?:\s*[,·]\s*\d{1,3})*)\s*[\]］]"
)  # an own [1] would pass for a source's number


def fenced(text: str) -> str:
    """Document text as data: it cannot close its fence, speak as another role, number itself as a source, or hide."""
    text = _CONTROL.sub(" ", _HIDDEN.sub("", text))
    text = _SPEAKER.sub(r"\1‘\2’\3", text)
    text = _FORGED.sub(lambda m: f"({m.group(1)})", text)
    return _FENCE.sub(lambda m: f"‹{m.group(1)}{m.group(2)}{m.group(3)}›", text)


def source_text(source: Source) -> str:
    """One numbered source as the model reads it."""
    hit = source.hit
    page = f" {'' if hit.page_exact else '약 '}{hit.page}쪽" if hit.page else ""
    head = " > ".join(filter(None, (hit.title, *hit.heading_path)))
    body = "\n".join(filter(None, (source.before, hit.context, hit.text, source.after)))
    return f'<자료 번호="{source.number}">\n[{source.number}] {fenced(head)}{page}\n{fenced(body)}\n</자료>'


def build(question: str, evidence: Sequence[Source], model: str, settings: AnswerSettings) -> ChatRequest:
    """The request for an answer from the evidence."""
    values = {
        "refusal": REFUSAL,
        "evidence": "\n".join(map(source_text, evidence)),
        "question": fenced(" ".join(question.split())),
    }
    return template("answer", "answer").request(
        model,
        values,
        paths=tuple(dict.fromkeys(s.hit.path for s in evidence)),
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
    )


def preview(request: ChatRequest) -> str:
    """Exactly what would be sent, for the user's eyes: every message under its role, nothing shortened."""
    head = f"모델: {request.model}"
    return "\n\n".join([head, *(f"[{m.role}]\n{m.content}" for m in request.messages)])
