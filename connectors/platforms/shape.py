"""The shape of a platform: how it is asked, and what the pieces of its answer mean.

OpenAI's is built in. Another is one small class, announced by an entry point of the group "munseonaru.platforms"; the
entry point's name is what `PlatformProfile.shape` says. Such a class opens no connection: bounds, tries, limits,
proxy, certificates and the allow-list stay with the client, so that a plug-in cannot weaken them.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from connectors.errors import NotConfigured
from connectors.platforms.openai import OpenAI
from connectors.platforms.piece import Shape

GROUP = "munseonaru.platforms"
OPENAI = "openai"


@cache
def _found() -> dict[str, EntryPoint]:
    return {point.name.lower(): point for point in entry_points(group=GROUP)}


def shapes() -> tuple[str, ...]:
    """The names of the shapes that can be used here, the built-in one first."""
    return (OPENAI, *(name for name in sorted(_found()) if name != OPENAI))


def shape(name: str) -> Shape:
    """The shape called `name`. Raises NotConfigured where there is none, or where a plug-in cannot be loaded."""
    if name == OPENAI:
        return OpenAI()
    point = _found().get(name.lower())
    if point is None:
        raise NotConfigured(
            f"‘{name}’ 형태의 플랫폼을 다루는 확장이 설치되어 있지 않습니다.",
            f"확장을 설치하거나 형태를 다음에서 고르십시오: {', '.join(shapes())}",
        )
    try:
        made: Shape = point.load()()
    except Exception as error:  # a stranger's code: whatever it raises, this platform cannot be used
        raise NotConfigured(
            f"‘{name}’ 형태의 확장을 불러오지 못했습니다.",
            "확장의 버전이 맞는지 만든 곳에 확인하십시오.",
            detail=type(error).__name__,
        ) from error
    return made
