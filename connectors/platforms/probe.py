"""The steps of a platform's test beyond its answer: vectors, and reranking."""

from __future__ import annotations

import threading

from connectors.errors import ConnectorError
from connectors.platforms.client import OpenAICompatible
from connectors.platforms.embeddings import PlatformEmbedder
from connectors.platforms.rerank import PlatformReranker
from connectors.ports import Cancelled, TestStep

EMBEDDING, RERANKING = "임베딩", "재정렬"
_NEAR, _FAR = "연가는 1년에 20일까지 쓸 수 있습니다.", "청사 주차장은 오전 7시에 엽니다."
_QUESTION = "연가는 며칠인가요?"


def embeds(client: OpenAICompatible, model: str, cancel: threading.Event) -> tuple[TestStep, str]:
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


def reranks(client: OpenAICompatible, model: str, cancel: threading.Event) -> tuple[TestStep, str]:
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
