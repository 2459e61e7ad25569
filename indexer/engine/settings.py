"""How the engine's process behaves when nobody asks it for anything."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """rest: seconds without a request and without work, after which all that can be made again is given back.

    gentle: indexing goes slower on battery and while somebody works at the computer.
    """

    rest: int = 300
    gentle: bool = True
