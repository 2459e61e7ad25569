# llama-index is not type-checked with us (see pyproject.toml): its classes and decorators are Any here.
# mypy: disable-error-code="misc,untyped-decorator"
"""Our pieces in llama-index's terms, for those who build on us, and theirs in ours.

A `BaseReader` of others feeds our splitter (`document_of`, `MunseoNodeParser`), our search is a retriever for their
query engines (`MunseoRetriever`), our chat models are an LLM for them (`MunseoLLM`). Importing this module imports
llama-index, which takes 2 to 4 s: it is the only one that does, and it is loaded only by who needs it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from llama_index.core.base.llms.types import ChatMessage as LlamaMessage
from llama_index.core.base.llms.types import (
    ChatResponse,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.llms import CustomLLM
from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback
from llama_index.core.node_parser import NodeParser
from llama_index.core.readers.base import BaseReader
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import (
    BaseNode,
    MetadataMode,
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    TextNode,
)

from connectors.ports import ChatDelta, ChatMessage, ChatModel, ChatRequest
from indexer.model import Block, Hit, Location, ParsedDocument
from indexer.passages import PassageSettings, split
from indexer.requests import Found, Search, SearchMode

_BY_US = ["path", "passage_id", "page", "page_exact", "section", "paragraph", "kind", "start", "end"]


def document_of(documents: Sequence[BaseNode], form: str = "llama-index") -> ParsedDocument:
    """What a reader gave for one file as a document of ours.

    Each of its documents is a page where its metadata says so (`page_label` or `page`), else a run of paragraphs;
    paragraphs are what blank lines part.
    """
    blocks: list[Block] = []
    pages: list[int] = []
    title = ""
    for section, document in enumerate(documents):
        label = str(document.metadata.get("page_label", document.metadata.get("page", "")))
        page = int(label) if label.isascii() and label.isdigit() else None
        if page is not None:
            pages.append(page)
        title = title or str(document.metadata.get("title", ""))
        text = document.get_content(metadata_mode=MetadataMode.NONE)
        for number, paragraph in enumerate(p for p in text.replace("\r\n", "\n").split("\n\n") if p.strip()):
            blocks.append(Block("paragraph", paragraph, Location(page, page is not None, section, number)))
    return ParsedDocument(form, tuple(blocks), title, max(pages, default=None))


def read(reader: BaseReader, *args: Any, **kwargs: Any) -> ParsedDocument:
    """The one file that `reader.load_data(*args, **kwargs)` reads, as a document of ours."""
    return document_of(reader.load_data(*args, **kwargs), type(reader).__name__)


class MunseoNodeParser(NodeParser):
    """Splits along the structure of Korean documents; a node's metadata has heading_path, context, kind and place."""

    minimum: int = PassageSettings().minimum
    target: int = PassageSettings().target
    maximum: int = PassageSettings().maximum
    article: int = PassageSettings().article

    @classmethod
    def class_name(cls) -> str:
        return "MunseoNodeParser"

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any) -> list[BaseNode]:
        settings = PassageSettings(self.minimum, self.target, self.maximum, self.article)
        out: list[BaseNode] = []
        for node in nodes:
            for passage in split(document_of([node]), settings):
                at = passage.location
                metadata = {
                    **node.metadata,
                    "heading_path": " > ".join(passage.heading_path),
                    "context": passage.context,
                    "kind": passage.kind,
                    "page": at.page,
                    "page_exact": at.page_exact,
                    "section": at.section,
                    "paragraph": at.paragraph,
                }
                out.append(
                    TextNode(
                        text=passage.text,
                        metadata=metadata,
                        excluded_embed_metadata_keys=_BY_US,
                        excluded_llm_metadata_keys=_BY_US,
                        relationships={NodeRelationship.SOURCE: node.as_related_node_info()},
                    )
                )
        return out


def node_of(hit: Hit) -> NodeWithScore:
    """A hit as a scored node; its id is stable from one question to the next."""
    node = TextNode(
        id_=f"{hit.path}#{hit.passage_id}",
        text=hit.text,
        metadata={
            "path": hit.path,
            "passage_id": hit.passage_id,
            "title": hit.title,
            "heading_path": " > ".join(hit.heading_path),
            "context": hit.context,
            "kind": hit.kind,
            "page": hit.page,
            "page_exact": hit.page_exact,
        },
        excluded_embed_metadata_keys=_BY_US,
        excluded_llm_metadata_keys=_BY_US,
    )
    return NodeWithScore(node=node, score=hit.score)


class MunseoRetriever(BaseRetriever):
    """Our search as a retriever: `search` is the engine's, or any searcher's, function."""

    def __init__(
        self,
        search: Callable[[Search], Found],
        *,
        top: int = 10,
        mode: SearchMode = "hybrid",
        filters: dict[str, str] | None = None,
    ) -> None:
        self._search, self._top, self._mode, self._filters = search, top, mode, filters
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._search(Search(query_bundle.query_str, self._top, self._mode, self._filters))
        return [node_of(hit) for hit in found.hits]


_ROLES = {MessageRole.SYSTEM: "system", MessageRole.DEVELOPER: "system", MessageRole.ASSISTANT: "assistant"}


class MunseoLLM(CustomLLM):
    """A chat model of ours as an LLM. Errors are the model's own: PlatformError or PolicyError."""

    chat_model: Any
    model: str
    context_window: int = 32_768
    max_tokens: int = 1024

    @classmethod
    def class_name(cls) -> str:
        return "MunseoLLM"

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(
            context_window=self.context_window,
            num_output=self.max_tokens,
            is_chat_model=True,
            model_name=self.model,
        )

    def _deltas(self, messages: Sequence[ChatMessage]) -> Iterator[str]:
        model: ChatModel = self.chat_model
        request = ChatRequest(self.model, tuple(messages), max_tokens=self.max_tokens)
        for event in model.stream(request, threading.Event()):
            if isinstance(event, ChatDelta) and not event.reasoning:
                yield event.text

    @staticmethod
    def _ours(messages: Sequence[LlamaMessage]) -> list[ChatMessage]:
        return [ChatMessage(_ROLES.get(m.role, "user"), m.content or "") for m in messages]  # type: ignore[arg-type]

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        return CompletionResponse(text="".join(self._deltas([ChatMessage("user", prompt)])))

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        text = ""
        for delta in self._deltas([ChatMessage("user", prompt)]):
            text += delta
            yield CompletionResponse(text=text, delta=delta)

    @llm_chat_callback()
    def chat(self, messages: Sequence[LlamaMessage], **kwargs: Any) -> ChatResponse:
        text = "".join(self._deltas(self._ours(messages)))
        return ChatResponse(message=LlamaMessage(role=MessageRole.ASSISTANT, content=text))

    @llm_chat_callback()
    def stream_chat(self, messages: Sequence[LlamaMessage], **kwargs: Any) -> ChatResponseGen:
        text = ""
        for delta in self._deltas(self._ours(messages)):
            text += delta
            yield ChatResponse(message=LlamaMessage(role=MessageRole.ASSISTANT, content=text), delta=delta)
