"""Requests and events as bytes: one JSON object a message, read back by the class it names."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import ModuleType
from typing import Any

import msgspec

from indexer import answers
from indexer.requests import (
    asking,
    control,
    conversations,
    evaluating,
    handover,
    indexing,
    ledger,
    library,
    platforms,
    profile,
    searching,
    tasks,
    viewing,
)


def _dataclasses(module: ModuleType) -> dict[str, type]:
    """Those that are defined there, by name."""
    mine = (c for c in vars(module).values() if isinstance(c, type) and c.__module__ == module.__name__)
    return {c.__name__: c for c in mine if is_dataclass(c)}


_EVENTS_OF_ANSWERS = (
    answers.StatusEvent, answers.TokenEvent, answers.CitationEvent, answers.CheckEvent, answers.NoticeEvent,
    answers.DoneEvent, answers.ErrorEvent, answers.TableEvent,
)  # fmt: skip
_TOPICS = (
    asking, control, conversations, evaluating, handover, indexing, ledger,
    library, platforms, profile, searching, tasks, viewing,
)  # fmt: skip
_TYPES: dict[str, type] = {c.__name__: c for c in _EVENTS_OF_ANSWERS}
for _topic in _TOPICS:
    _TYPES |= _dataclasses(_topic)


def to_wire(request_id: int, item: Any) -> bytes:
    """One message: the id of the request it belongs to, the class's name and its fields, as UTF-8 JSON."""
    return msgspec.json.encode({"id": request_id, "class": type(item).__name__, "body": item})


class _Envelope(msgspec.Struct, rename={"name": "class"}):
    id: int
    name: str
    body: msgspec.Raw


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {}


def from_wire(data: bytes) -> tuple[int, Any]:
    """Undo `to_wire`. Raises ValueError for anything that is not one of our messages."""
    try:
        envelope = _ENVELOPE.decode(data)
        cls = _TYPES[envelope.name]
        decoder = _DECODERS.get(envelope.name)
        if decoder is None:
            decoder = _DECODERS[envelope.name] = msgspec.json.Decoder(cls)
        return envelope.id, decoder.decode(envelope.body)
    except (msgspec.MsgspecError, KeyError) as error:
        raise ValueError("not a message of ours") from error


def as_json(item: Any) -> dict[str, Any]:
    """The dataclass as plain JSON values, for `--json` output."""
    out: dict[str, Any] = msgspec.to_builtins(item)
    return {f.name: out[f.name] for f in fields(item)}
