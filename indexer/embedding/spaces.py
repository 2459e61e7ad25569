"""Which vector space serves and which is being made: another embedder takes over only once its vectors are complete.

This PC's own space (where there is an encoder) is always kept: it serves while another is being made, when the
platform is away, for passages that may not be sent, and for what was added since.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

from connectors.platform_ports import PlatformProfile
from connectors.ports import KeyValues
from indexer.privacy.masking import LABELS

_KEPT = "vector_spaces"  # {"serving": {...} or None, "complete": [names]}


@dataclass(frozen=True, slots=True)
class RemoteSpace:
    """Vectors that a platform's model made of masked texts; `masks`: which kinds were masked."""

    platform: str
    model: str
    masks: str

    @property
    def name(self) -> str:
        """The space's name in the store."""
        return f"{self.platform}/{self.model} {self.masks}"


def space_of(profile: PlatformProfile, kinds: Collection[str]) -> RemoteSpace:
    """The space that the profile's embedding model makes now. Other masks are other texts, so another space."""
    masked = sorted(set(kinds) & set(LABELS))
    said = "unmasked" if not masked else "masked" if len(masked) == len(LABELS) else f"masked:{','.join(masked)}"
    return RemoteSpace(profile.name, profile.embedding_model, said)


class Spaces:
    """What is remembered of the spaces in the profile's store."""

    def __init__(self, values: KeyValues) -> None:
        self._values = values

    def serving(self) -> RemoteSpace | None:
        """The space that is searched; None: this PC's own."""
        found = (self._values.get(_KEPT) or {}).get("serving")
        return RemoteSpace(**found) if found else None

    def settle(self, wanted: RemoteSpace | None, pending: int = 1) -> bool:
        """Let the wanted space serve if it may; whether that changed anything.

        `pending`: passages that may be sent and have no vector in it. A space that was complete once serves at once:
        what is missing since is found in this PC's own. None at once as well: whoever says local wants nothing sent.
        """
        kept = self._values.get(_KEPT) or {}
        complete: list[str] = kept.get("complete", [])
        if wanted is not None and pending == 0 and wanted.name not in complete:
            complete = [*complete, wanted.name]
        serves = kept.get("serving")
        if wanted is None or wanted.name in complete:
            serves = asdict(wanted) if wanted else None
        new = {"serving": serves, "complete": complete}
        if new == {"serving": kept.get("serving"), "complete": kept.get("complete", [])}:
            return False
        self._values.set(_KEPT, new)
        return True

    def complete(self, name: str) -> bool:
        """Whether every passage that might be sent had its vector there once."""
        return name in (self._values.get(_KEPT) or {}).get("complete", [])

    def forget(self, name: str) -> None:
        """The space was removed: it has to be completed anew."""
        kept = self._values.get(_KEPT) or {}
        serves = kept.get("serving")
        if serves and RemoteSpace(**serves).name == name:
            serves = None
        complete = [n for n in kept.get("complete", []) if n != name]
        self._values.set(_KEPT, {"serving": serves, "complete": complete})
