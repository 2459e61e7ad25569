"""Two versions of a document side by side: 신구조문대비표, by rule alone."""

from __future__ import annotations
