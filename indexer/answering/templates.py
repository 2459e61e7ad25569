"""The prompts of resources/prompts: a version, what the system says, what the user says, with places to fill."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from connectors.ports import CallNote, ChatMessage, ChatRequest

# Those that a person may edit, each with what the record calls it.
NAMES = {
    "answer": "answer",
    "followup": "follow_up",
    "plan": "plan",
    "summary": "summary",
    "summary_part": "summary",
    "summary_join": "summary",
    "table": "table",
    "report": "report",
}
_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """One prompt. `purpose` is what the record of AI use calls it."""

    purpose: str
    version: str
    system: str
    user: str

    def request(
        self,
        model: str,
        values: Mapping[str, str],
        *,
        paths: tuple[str, ...] = (),
        max_tokens: int = 1024,
        temperature: float = 0.0,
    ) -> ChatRequest:
        """What is sent. One pass: a document that says “{question}” stays as it is."""

        def fill(text: str) -> str:
            return _PLACE.sub(lambda m: values.get(m[1], m[0]), text)

        return ChatRequest(
            model,
            (ChatMessage("system", fill(self.system)), ChatMessage("user", fill(self.user))),
            max_tokens=max_tokens,
            temperature=temperature,
            note=CallNote(self.purpose, self.version, paths),
        )


def read(name: str, text: str) -> tuple[str, str, str]:
    """(version, system, user) of a prompt's text.

    Raises ValueError for one without version, [[system]] or [[user]].
    """
    version = re.search(r"^# version: (\S+)", text, re.MULTILINE)
    pieces = re.split(r"^\[\[(?:system|user)\]\]\r?\n", text, maxsplit=2, flags=re.MULTILINE)
    if version is None or len(pieces) != 3 or not pieces[0].startswith("#"):
        raise ValueError(f"{name} has no version, [[system]] or [[user]]")
    return version[1], pieces[1].strip(), pieces[2].strip()


def shipped(name: str) -> str:
    """The text of resources/prompts/NAME.ko.txt."""
    return (resources.files("resources") / "prompts" / f"{name}.ko.txt").read_text(encoding="utf-8")


def places(text: str) -> frozenset[str]:
    """The places that are filled in: {evidence}, {question}."""
    return frozenset(_PLACE.findall(text))


_edited: dict[str, str] = {}  # of the profile that this process has opened; one engine a process


def use(edited: Mapping[str, str]) -> None:
    """Take these texts in place of the shipped ones from now on."""
    _edited.clear()
    _edited.update(edited)
    template.cache_clear()


@cache
def template(name: str, purpose: str) -> Template:
    """The prompt NAME: the user's text where there is one, else resources/prompts/NAME.ko.txt.

    The version of an edited one names the shipped version and the text's digest: 2+1f0c9a3b.
    """
    version, system, user = read(name, shipped(name))
    if name in _edited:
        _, system, user = read(name, _edited[name])
        version = f"{version}+{hashlib.sha256(_edited[name].encode()).hexdigest()[:8]}"
    return Template(purpose, version, system, user)
