"""The words that are sent to a model: the template of resources/prompts, the numbered evidence, the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from connectors.ports import ChatMessage, ChatRequest
from indexer.answering.evidence import Source
from indexer.answering.settings import REFUSAL, AnswerSettings

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


@cache
def template() -> tuple[str, str, str]:
    """(version, system, user) of the answer's template."""
    text = (resources.files("resources") / "prompts" / "answer.ko.txt").read_text(encoding="utf-8")
    version = re.search(r"^# version: (\S+)", text, re.MULTILINE)
    head, system, user = re.split(r"^\[\[(?:system|user)\]\]\n", text, maxsplit=2, flags=re.MULTILINE)
    if version is None or not head.startswith("#"):
        raise ValueError("resources/prompts/answer.ko.txt has no version")
    return version.group(1), system.strip(), user.strip()


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
    _, system, user = template()
    values = {
        "refusal": REFUSAL,
        "evidence": "\n".join(map(source_text, evidence)),
        "question": fenced(" ".join(question.split())),
    }

    def fill(text: str) -> str:
        # One pass: a document that says "{question}" stays as it is.
        return re.sub(r"\{(refusal|evidence|question)\}", lambda m: values[m.group(1)], text)

    return ChatRequest(
        model,
        (ChatMessage("system", fill(system)), ChatMessage("user", fill(user))),
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
    )


def preview(request: ChatRequest) -> str:
    """Exactly what would be sent, for the user's eyes: every message under its role, nothing shortened."""
    head = f"모델: {request.model}"
    return "\n\n".join([head, *(f"[{m.role}]\n{m.content}" for m in request.messages)])
