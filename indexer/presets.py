"""Forms of platforms that are shipped: resources/platforms.yaml."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from indexer.settings import resources


@dataclass(frozen=True, slots=True)
class Preset:
    """What is known of a platform before its agency has told its own address. `ko`, `en`: for whom it is."""

    url: str
    model: str
    ko: str
    en: str
    models: tuple[str, ...] = ()
    context_tokens: int = 8192
    extra_body: dict[str, Any] = field(default_factory=dict)
    embedding_model: str = ""
    rerank_model: str = ""
    name: str = ""

    def fields(self) -> dict[str, Any]:
        """Fields of connectors.platform_ports.PlatformProfile."""
        return {
            "url": self.url,
            "model": self.model,
            "models": self.models,
            "context_tokens": self.context_tokens,
            "extra_body": self.extra_body,
            "embedding_model": self.embedding_model,
            "rerank_model": self.rerank_model,
            "preset": self.name,
        }


@cache
def presets() -> dict[str, Preset]:
    """Every preset by name, in the order of the file."""
    import yaml

    table = yaml.safe_load((resources() / "platforms.yaml").read_text(encoding="utf-8"))
    return {n: Preset(**{**row, "models": tuple(row.get("models", ())), "name": n}) for n, row in table.items()}
