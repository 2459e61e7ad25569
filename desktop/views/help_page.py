"""도움말: the user guide (docs/user), read inside the window. Nothing but its pages and pictures is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QImage, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from desktop.resources import ROOT, resource
from desktop.views.context import Context

INDEX = {"ko": "README.md", "en": "en.md"}


def guide_folder() -> Path:
    """The guide as it was packed, or, in a work tree, as it is written."""
    packed = resource("guide")
    return packed if packed.is_dir() else ROOT.parent / "docs" / "user"


class HelpPage(QTextBrowser):
    """As high as its text, so that the screen scrolls it. turned(): another page is shown, from its top."""

    turned = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._folder = guide_folder().resolve()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(context.strings("settings.page.help"))
        self.setOpenExternalLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self.sourceChanged.connect(lambda _url: self.turned.emit())
        self.show_page(INDEX[context.strings.language])

    def show_page(self, name: str) -> None:
        """A page by its file's name."""
        self.setSource(QUrl.fromLocalFile(str(self._folder / name)), QTextDocument.ResourceType.MarkdownResource)

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        """A file of the guide; nothing else, wherever a link leads."""
        url = QUrl(url)
        # Its pages lie in one folder: what is relative is relative to that, from whichever page.
        path = (self._folder / (url.path() if url.isRelative() else url.toLocalFile() or "..")).resolve()
        if not path.is_relative_to(self._folder) or not path.is_file():
            return None
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, url)
        picture = QImage(str(path))
        width = self.viewport().width() - 16
        if 0 < width < picture.width():
            picture = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        return picture

    def doSetSource(
        self, url: QUrl | str, kind: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource
    ) -> None:
        """Links to other pages are Markdown too."""
        if QUrl(url).path().endswith(".md"):
            kind = QTextDocument.ResourceType.MarkdownResource
        super().doSetSource(url, kind)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.reload()  # its pictures are as wide as there is room

    def _fit(self) -> None:
        self.setFixedHeight(round(self.document().size().height()) + 8)
