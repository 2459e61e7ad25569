"""In which language the commands speak: `--lang`, else MUNSEO_LANG, else Korean. One language a process."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache

from indexer.settings import resources
from indexer.strings import LANGUAGES, Strings

VARIABLE = "MUNSEO_LANG"
_chosen: list[str] = []


@cache
def strings_of(language: str) -> Strings:
    """The commands' sentences in one language."""
    return Strings.read([resources() / "strings" / "commands" / f"{language}.yaml"], language)


@cache
def faults_of(language: str) -> Strings:
    """English sentences for errors by kind. The Korean ones stand on the error classes."""
    return Strings.read([resources() / "strings" / "errors" / f"{language}.yaml"], language)


def language() -> str:
    """ko or en."""
    if _chosen:
        return _chosen[-1]
    asked = os.environ.get(VARIABLE, "").lower()[:2]
    return asked if asked in LANGUAGES else "ko"


def use(code: str) -> None:
    """Speak this language from now on."""
    _chosen[:] = [code]


def look_ahead(arguments: Sequence[str]) -> None:
    """Take `--lang` before anything is parsed: the help, and complaints about usage, speak it too."""
    for at, argument in enumerate(arguments):
        if argument == "--":
            return
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else ""
        if argument == "--lang" and at + 1 < len(arguments):
            value = arguments[at + 1]
        if value in LANGUAGES:
            use(value)


def say(name: str, /, **values: object) -> str:
    """A sentence of resources/strings/commands, its places filled."""
    return strings_of(language())(name, **values)


def english() -> bool:
    return language() == "en"
