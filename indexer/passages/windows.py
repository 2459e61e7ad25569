"""Windows of a passage: a few sentences each, so that what is said in one of them is not lost in the mean of all."""

from __future__ import annotations

from indexer.model import Passage
from indexer.passages.sentences import sentences

_SIZE = 140  # characters of a window; a longer sentence is one by itself
_MOST = 400  # of one sentence or table row, cut where it is longer


def windows(passage: Passage, title: str) -> list[str]:
    """The passage's text in pieces, in order, under the nearest heading (or the title); at least one."""
    pieces: list[str] = []
    for start, end in sentences(passage.text, (part.start for part in passage.parts)):
        for at in range(start, end, _MOST):
            sentence = passage.text[at : min(end, at + _MOST)].strip()
            if pieces and len(pieces[-1]) + len(sentence) <= _SIZE:
                pieces[-1] = f"{pieces[-1]} {sentence}"
            else:
                pieces.append(sentence)
    above = passage.heading_path[-1] if passage.heading_path else title
    return [f"{above}\n{piece}".strip() for piece in pieces or [""]]
