"""Whatever went wrong, as a Korean sentence and a next step."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from desktop.protocol import answers, requests
from desktop.strings import Strings
from indexer.errors import IndexerError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What is shown: what happened and why, and what to do now."""

    message: str
    next_step: str
    kind: str = ""

    @property
    def whole(self) -> str:
        return f"{self.message} {self.next_step}".strip()


def tell(fault: object, strings: Strings) -> Told:
    """The world's faults carry their own sentences; anything else is a bug of ours and is called one."""
    told_by_engine = requests.Failed | answers.ErrorEvent | requests.FailedFile | requests.FileRow | IndexerError
    if isinstance(fault, told_by_engine):
        message = fault.message or strings("error.unknown")
        return Told(message, fault.next_step, fault.kind)
    if isinstance(fault, BaseException):
        log.error("a bug of ours: %s", type(fault).__name__)
    return Told(strings("error.bug"), strings("error.bug_next"), "bug")


def tell_file(row: requests.FileRow | requests.FailedFile, name: str, strings: Strings) -> Told:
    """A file's failure, naming the file."""
    told = tell(row, strings)
    return Told(strings("error.file", name=name, message=told.message), told.next_step, told.kind)
