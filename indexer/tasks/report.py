"""A 개조식 report (□ ○ -) that a model drafts from the evidence, each line with its source."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.ports import ChatModel
from indexer.answering import conditions
from indexer.answering.generated import written
from indexer.answering.prompt import fenced, source_text
from indexer.answering.quoted import quoted, refuse
from indexer.answering.run import Run, look
from indexer.answering.settings import REFUSAL
from indexer.answering.templates import template
from indexer.answers import AnswerEvent, NoticeEvent, StatusEvent

PASSAGES = 16  # of evidence: a report says more than an answer


def drafted(run: Run, chat: ChatModel, model: str) -> Iterator[AnswerEvent]:
    """The report on the run's question, which is its topic. What may not go to the model is left out and told."""
    yield StatusEvent("searching", "자료를 찾고 있습니다.")
    hits, understood = look(run.question, run.search, run.scope, run.settings, PASSAGES)
    run.lap("search")
    if run.cancel.is_set():
        return
    yield from conditions.told(understood)
    sent = run.sent(hits)
    if len(sent) < len(hits):
        kept = len({h.path for h in hits} - {h.path for h in sent})
        yield NoticeEvent("grade", f"자료 등급이 높은 문서 {kept}건은 AI 플랫폼에 보내지 않았습니다.")
    if not sent:
        yield from refuse(run, hits)
        return
    sources = run.evidence(sent, PASSAGES)
    request = template("report", "report").request(
        model,
        {
            "evidence": "\n".join(map(source_text, sources)),
            "topic": fenced(" ".join(run.question.split())),
            "refusal": REFUSAL,
        },
        paths=tuple(dict.fromkeys(s.hit.path for s in sources)),
        max_tokens=run.settings.max_tokens,
    )
    yield from written(run, request, sources, sent, chat, lambda: quoted(run, sent))
