"""What is done with the file outside of the window: opened, shown in its folder, cited in another program."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

from desktop.views.source_view.evidence import Evidence
from desktop.views.source_view.toolbars import Strings
from indexer.requests import Mark


def open_file(path: str) -> bool:
    """Open the file in the program that the system has for it. False where there is none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def show_in_folder(path: str) -> None:
    """The folder in the system's file manager; on Windows with the file selected."""
    file = Path(path)
    if sys.platform == "win32" and file.exists():
        # explorer wants "/select," and the path as one word that Qt must not quote again
        process = QProcess()
        process.setProgram("explorer.exe")
        process.setNativeArguments(f'/select,"{file}"')
        process.startDetached()
        return
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))


def citation(evidence: Evidence, marks: Sequence[Mark], strings: Strings) -> str:
    """Quote, file and page, for the clipboard."""
    page, exact = evidence.page(tuple(marks))
    form = "source.copy_form_plain" if page is None else "source.copy_form" if exact else "source.copy_form_about"
    return strings(form, quote=" ".join(evidence.quote.split()), file=evidence.file, page=page)
