"""Showing a document as its reader knows it: pages laid out in a child process, a quote found on them."""

from __future__ import annotations

from indexer.rendering.renderer import Renderer

__all__ = ["Renderer"]
