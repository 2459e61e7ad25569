"""The prompts of resources/prompts: a version, what the system says, what the user says, with places to fill."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from connectors.ports import CallNote, ChatMessage, ChatRequest

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


@cache
def template(name: str, purpose: str) -> Template:
    """The prompt of `resources/prompts/NAME.ko.txt`. Raises ValueError for one without a version."""
    text = (resources.files("resources") / "prompts" / f"{name}.ko.txt").read_text(encoding="utf-8")
    version = re.search(r"^# version: (\S+)", text, re.MULTILINE)
    head, system, user = re.split(r"^\[\[(?:system|user)\]\]\n", text, maxsplit=2, flags=re.MULTILINE)
    if version is None or not head.startswith("#"):
        raise ValueError(f"resources/prompts/{name}.ko.txt has no version")
    return Template(purpose, version[1], system.strip(), user.strip())
