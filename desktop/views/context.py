"""What every screen is handed."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.preferences import Preferences
from desktop.strings import Strings
from desktop.tasks import Tasks
from desktop.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Context:
    tasks: Tasks
    strings: Strings
    theme: Theme
    preferences: Preferences
