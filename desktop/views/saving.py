"""Where an answer or a conversation is saved to; the ending of the name says in which format."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.strings import Strings


def target(parent: QWidget, strings: Strings, title: str) -> str:
    """Ask where to; "" where nothing was chosen."""
    name = re.sub(r'[\\/:*?"<>|\s]+', " ", title).strip()[:40] or strings("ask.title")
    kinds = ";;".join(strings(f"ask.export_kind.{kind}") for kind in ("hwpx", "docx", "md"))
    path, kind = QFileDialog.getSaveFileName(parent, strings("ask.export"), f"{name}.hwpx", kinds)
    if path and not path.lower().endswith((".hwpx", ".docx", ".md")):
        found = re.search(r"\*(\.\w+)", kind)
        path += found[1] if found else ".hwpx"
    return path
