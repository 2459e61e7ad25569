"""Every space of vectors as it is shown: how many vectors, what is lacking, what serves."""

from __future__ import annotations

from collections.abc import Callable, Collection

from connectors.platform_ports import PlatformProfile
from connectors.ports import Embedder
from indexer import requests
from indexer.embedding.spaces import RemoteSpace
from indexer.store.database import Store


def rows_of(
    store: Store,
    local: Embedder | None,
    wanted: tuple[RemoteSpace, PlatformProfile] | None,
    serving: RemoteSpace | None,
    withheld_of: Callable[[PlatformProfile], Collection[int]],
    left: float | None,
    note: str,
) -> tuple[requests.SpaceRow, ...]:
    """This PC's first. withheld_of: documents not to be sent; left: seconds; note: why the making stands still."""
    names = store.vectors.spaces()
    own = local.name if local else ""
    ahead = [own] if own else []
    if wanted is not None and wanted[0].name not in names:
        ahead.append(wanted[0].name)
    out = []
    for name in dict.fromkeys([*ahead, *names]):
        lacking = store.vectors.count_pending(name)
        withheld, state = 0, "unused"
        if wanted is not None and name == wanted[0].name:
            documents = withheld_of(wanted[1])
            withheld = store.vectors.count_lacking(name, documents) if documents else 0
            state = "making"
        if serving is not None and name == serving.name:
            state = "serving"
        elif name == own:
            state = "serving" if serving is None else "kept"
        made = wanted is not None and name == wanted[0].name
        out.append(
            requests.SpaceRow(
                name,
                store.vectors.count(name),
                max(0, lacking - withheld),
                withheld,
                state,
                left if made else None,
                note if made and lacking > withheld else "",
            )
        )
    return tuple(out)
