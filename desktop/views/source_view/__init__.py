"""The source of a quote: the document's own page with the quote marked, or its text."""

from __future__ import annotations

from desktop.views.source_view.evidence import Evidence
from desktop.views.source_view.source_view import SourceView

__all__ = ["Evidence", "SourceView"]
