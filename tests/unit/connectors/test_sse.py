"""The event stream decoder, cut anywhere."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import Malformed
from connectors.platforms.sse import MAX_LINE, EventDecoder
from connectors.platforms.text import DeltaFilter

STREAM = "\ufeffdata: 첫째\n\n: 살아 있음\r\n\r\nevent: x\ndata: 둘\ndata:째\n\rdata: [DONE]\r\n\r\n"


def decode(pieces: list[bytes]) -> list[str]:
    decoder = EventDecoder()
    return [e for piece in pieces for e in decoder.feed(piece)] + decoder.end()


@given(st.lists(st.integers(0, len(STREAM.encode())), max_size=8))
def test_any_cut_gives_the_same(cuts: list[int]) -> None:
    """Cut inside a Hangul syllable, a CRLF or a BOM, the events are the same; comments are none."""
    data = STREAM.encode()
    edges = [0, *sorted(cuts), len(data)]
    assert decode([data[a:b] for a, b in itertools.pairwise(edges)]) == ["첫째", "둘\n째", "[DONE]"]


def test_one_byte_at_a_time() -> None:
    """The hardest cut: every byte alone."""
    assert decode([bytes([b]) for b in STREAM.encode()]) == ["첫째", "둘\n째", "[DONE]"]


def test_last_event_without_an_empty_line() -> None:
    """A stream that simply ends still gives its last event."""
    assert decode([b"data: a"]) == ["a"]


def test_endless_line() -> None:
    """A line without end is refused before it fills the memory."""
    decoder = EventDecoder()
    with pytest.raises(Malformed):
        for _ in range(MAX_LINE // 65536 + 2):
            decoder.feed(b"x" * 65536)


@given(st.lists(st.integers(0, 60), max_size=6))
def test_thinking_is_set_apart(cuts: list[int]) -> None:
    """`<think>` parts become reasoning and stop tokens vanish, wherever the pieces are cut."""
    text = "<think>생각 중</think>답은 <20일>입니다.<|im_end|>"
    edges = [0, *sorted(min(c, len(text)) for c in cuts), len(text)]
    chosen = DeltaFilter()
    out = [d for a, b in itertools.pairwise(edges) for d in chosen.feed(text[a:b])] + list(chosen.end())
    assert "".join(d.text for d in out if d.reasoning) == "생각 중"
    assert "".join(d.text for d in out if not d.reasoning) == "답은 <20일>입니다."
