"""The prompts as the user wants them, kept in the profile, with the shipped ones to go back to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from connectors.ports import KeyValues
from indexer import requests
from indexer.answering import templates
from indexer.errors import QueryError

KEPT = "prompts"  # in the store: {name: text}


class PromptRequests:
    """Handlers for the engine."""

    def __init__(self, values: KeyValues) -> None:
        self._values = values
        templates.use(self._edited())
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.ListPrompts: self._list,
            requests.SavePrompt: self._save,
        }

    def _edited(self) -> dict[str, str]:
        kept: dict[str, str] = self._values.get(KEPT) or {}
        return {name: text for name, text in kept.items() if name in templates.NAMES}

    def _list(self, request: object, cancel: threading.Event) -> Iterator[Any]:
        edited = self._edited()
        yield requests.Prompts(
            tuple(
                requests.PromptRow(
                    name,
                    templates.template(name, purpose).version,
                    name in edited,
                    edited.get(name) or templates.shipped(name),
                )
                for name, purpose in templates.NAMES.items()
            )
        )

    def _save(self, request: requests.SavePrompt, cancel: threading.Event) -> Iterator[Any]:
        if request.name not in templates.NAMES:
            raise QueryError(
                f"‘{request.name}’이라는 지시문이 없습니다.", "`munseo prompts list`로 이름을 확인하십시오."
            )
        self.keep(request.name, request.text)
        yield from self._list(request, cancel)

    def own(self, name: str) -> str | None:
        """The user's text of a prompt; None where it is the shipped one."""
        return self._edited().get(name)

    def keep(self, name: str, text: str | None) -> None:
        """Take this text from now on; None puts the shipped one back. Raises QueryError for one that cannot work."""
        edited = self._edited()
        edited.pop(name, None)
        if text is not None:
            self._check(name, text)
            edited[name] = text
        self._values.set(KEPT, edited)
        templates.use(edited)

    def _check(self, name: str, text: str) -> None:
        """Raises QueryError for a text that would not work: a place lost, and evidence or question is not sent."""
        try:
            _, system, user = templates.read(name, text)
        except ValueError as error:
            raise QueryError(
                "지시문의 형식이 맞지 않습니다.",
                "‘# version: 1’로 시작하고 [[system]]과 [[user]]가 한 줄씩 있게 고치십시오.",
            ) from error
        _, *shipped = templates.read(name, templates.shipped(name))
        lost = templates.places("".join(shipped)) - templates.places(system + user)
        if lost:
            raise QueryError(
                f"지시문에 {', '.join(f'{{{place}}}' for place in sorted(lost))} 자리가 없습니다.",
                "원래 지시문에 있는 {이름} 자리를 모두 남기십시오.",
            )
