"""What a platform is capable of, found by trying: its address, its models, a short answer, vectors, reranking."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from connectors.egress import Endpoint
from connectors.errors import ConnectorError
from connectors.platform_ports import PlatformProfile, TestStep
from connectors.platforms.client import PlatformClient
from connectors.platforms.embeddings import PlatformEmbedder
from connectors.platforms.rerank import PlatformReranker
from connectors.platforms.shape import OPENAI
from connectors.ports import Cancelled, ChatDelta, ChatFinished, ChatMessage, ChatRequest

EMBEDDING, RERANKING = "임베딩", "재정렬"
_NEAR, _FAR = "연가는 1년에 20일까지 쓸 수 있습니다.", "청사 주차장은 오전 7시에 엽니다."
_QUESTION = "연가는 며칠인가요?"


def try_platform(
    profile: PlatformProfile, client_of: Callable[[PlatformProfile], PlatformClient], cancel: threading.Event
) -> tuple[tuple[TestStep, ...], tuple[str, ...], tuple[str, ...]]:
    """Address, model list, one short answer, then vectors and reranking where the profile names their models.

    Returns the steps, of which those that fail say why, the models that are listed (a platform may do without a
    list), and the capabilities that were found, none where it gave no answer.
    """
    client = client_of(profile)
    steps = [TestStep("주소", True, f"{Endpoint.of(profile.url).host}에 연결합니다.")]
    models: tuple[str, ...] = ()
    found: list[str] = []
    try:
        models = client.models(cancel)
        listed = profile.model in models
        said = "설정한 모델이 목록에 있습니다." if listed else "설정한 모델이 목록에 없습니다. 이름을 확인하십시오."
        steps.append(TestStep("모델 목록", listed or not models, f"모델 {len(models)}개. {said}"))
        found.append("models")
    except ConnectorError as error:
        hint = _elsewhere(profile, client_of, cancel) if error.detail == "HTTP 404" else ""
        steps.append(TestStep("모델 목록", False, f"{error.message} {hint or error.next_step}"))
    answer, shown = _answers(client, profile, cancel)
    others = [embeds(client, profile.embedding_model, cancel)] if profile.embedding_model else []
    others += [reranks(client, profile.rerank_model, cancel)] if profile.rerank_model else []
    steps += [answer, *(step for step, _ in others)]
    if not answer.passed:
        return tuple(steps), models, ()
    guessed = (
        () if profile.embedding_model or profile.shape != OPENAI else _guessed_embeddings(client, models, cancel)
    )
    return tuple(steps), models, (*found, *shown, *guessed, *(what for _, what in others if what))


def _elsewhere(
    profile: PlatformProfile, client_of: Callable[[PlatformProfile], PlatformClient], cancel: threading.Event
) -> str:
    """Where else on the same host the platform's list is: its own pages do not agree on the path."""
    base = profile.url.rstrip("/")
    for ending, other in (("/api/v1", "/v1"), ("/v1", "/api/v1"), ("", "/v1"), ("", "/api/v1")):
        if not base.endswith(ending):
            continue
        url = base.removesuffix(ending) + other
        with contextlib.suppress(ConnectorError):
            client_of(replace(profile, url=url)).models(cancel)
            return f"{url} 주소에서는 응답합니다. 플랫폼 주소를 이것으로 바꾸어 보십시오."
    return ""


def _answers(client: PlatformClient, profile: PlatformProfile, cancel: threading.Event) -> tuple[TestStep, list[str]]:
    """The step of one short answer, and what it shows of the platform: stream, reasoning, usage."""
    messages = (ChatMessage("user", "연결 시험입니다. ‘예’라고만 답하십시오."),)
    shown = ["chat"]
    try:
        events = list(client.stream(ChatRequest(profile.model, messages, 16), cancel))
    except ConnectorError as error:
        return TestStep("답변", False, f"{error.message} {error.next_step}"), []
    deltas = [e for e in events if isinstance(e, ChatDelta)]
    text = "".join(e.text for e in deltas if not e.reasoning)
    if len(deltas) > 1:
        shown.append("stream")
    if any(e.reasoning for e in deltas):
        shown.append("reasoning")
    if any(isinstance(e, ChatFinished) and e.completion_tokens is not None for e in events):
        shown.append("usage")
    return TestStep("답변", True, "모델이 답했습니다." if text.strip() else "연결되었으나 빈 답이 왔습니다."), shown


def _guessed_embeddings(client: PlatformClient, models: Sequence[str], cancel: threading.Event) -> tuple[str, ...]:
    """The size of the vectors of the listed model that looks like one for embeddings."""
    model = next((m for m in models if any(w in m.lower() for w in ("bge", "embed", "e5-"))), None)
    if model is not None:
        with contextlib.suppress(ConnectorError):
            return (f"embeddings:{client.embed(model, ['시험'], cancel).shape[1]}",)
    return ()


def embeds(client: PlatformClient, model: str, cancel: threading.Event) -> tuple[TestStep, str]:
    """Whether the model makes vectors that tell a near sentence from a far one; what it is capable of, or ""."""
    try:
        embedder = PlatformEmbedder(client, model, cancel)
        near, far = embedder.embed_passages([_NEAR, _FAR]) @ embedder.embed_query(_QUESTION)
    except ConnectorError as error:
        return _failed(EMBEDDING, error), ""
    except Cancelled:
        return TestStep(EMBEDDING, False, "시험을 중단했습니다."), ""
    size = embedder.dimensions
    if near <= far:
        said = "뜻이 먼 문장을 더 가깝게 보았습니다. 한국어 임베딩 모델인지 확인하십시오."
        return TestStep(EMBEDDING, False, f"{size}차원 벡터를 만들지만 {said}"), ""
    return TestStep(EMBEDDING, True, f"{size}차원 벡터를 만듭니다."), f"embeddings:{size}"


def reranks(client: PlatformClient, model: str, cancel: threading.Event) -> tuple[TestStep, str]:
    """Whether the model puts the answering sentence first; what it is capable of, or ""."""
    try:
        far, near = PlatformReranker(client, model).rerank(_QUESTION, [_FAR, _NEAR], cancel)
    except ConnectorError as error:
        return _failed(RERANKING, error), ""
    except Cancelled:
        return TestStep(RERANKING, False, "시험을 중단했습니다."), ""
    if near <= far:
        said = "뜻이 먼 문장을 앞에 두었습니다. 한국어 재정렬 모델인지 확인하십시오."
        return TestStep(RERANKING, False, said), ""
    return TestStep(RERANKING, True, "답하는 문장을 앞에 두었습니다."), "rerank"


def _failed(name: str, error: ConnectorError) -> TestStep:
    return TestStep(name, False, f"{error.message} {error.next_step}")
