"""Pack a bundle: what goes in, under which passphrase, where to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit

from desktop import formats
from desktop.presenters.handover import HandoverPresenter
from desktop.views.context import Context
from desktop.views.handover.choice import ChoiceList, Line
from desktop.views.handover.page import SUFFIX, HandoverPage, counts
from desktop.views.handover.passphrase import NewPassphrase
from desktop.views.source_view.outside import show_in_folder
from desktop.views.widgets import Button, label
from indexer.requests import HandedOver, HandOver, HandoverOffer

KINDS = ("sources", "conversations", "questions")
TOLD = 8  # names of files that could not be packed


class GivePage(HandoverPage):
    """Everything is ticked at first, but for the documents themselves."""

    def __init__(self, context: Context, presenter: HandoverPresenter) -> None:
        strings, theme = context.strings, context.theme
        super().__init__(context, presenter, strings("handover.give_title"), strings("handover.give_text"))
        self._offer: HandoverOffer | None = None
        self._replaced = ""  # a file that the user has said may be replaced
        self._written = ""
        self.result, inner = self.card(strings("handover.given_title"))
        self.told = label("", "secondary", wrap=True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.folder = Button(theme, strings("handover.open_folder"), "folder-open",
                             clicked=lambda: show_in_folder(self._written))  # fmt: skip
        row = QHBoxLayout()
        row.addWidget(self.folder)
        row.addStretch(1)
        inner.addWidget(self.told)
        inner.addLayout(row)
        self.result.hide()

        self._what, inner = self.card(strings("handover.what"))
        self.lists = {kind: ChoiceList(context, strings(f"handover.{kind}")) for kind in KINDS}
        for one in self.lists.values():
            one.changed.connect(self._sum)
            inner.addWidget(one)
        self.nothing = label(strings("handover.nothing"), "secondary", wrap=True)
        inner.addWidget(self.nothing)
        self.files = QCheckBox(strings("handover.files"))
        self.files.toggled.connect(lambda _on: self._sum())
        inner.addWidget(self.files)
        inner.addWidget(label(strings("handover.files_text"), "small", wrap=True))

        self._locked, inner = self.card(strings("handover.lock"))
        self.passphrase = NewPassphrase(context)
        self.passphrase.changed.connect(self._sum)
        inner.addWidget(self.passphrase)

        self._where, inner = self.card(strings("handover.where"))
        self.target = QLineEdit(str(self._suggested()))
        self.target.textChanged.connect(lambda _text: self._sum())
        choose = Button(theme, strings("handover.choose"), "folder-open", clicked=self._choose)
        inner.addLayout(self.path_row(self.target, strings("handover.where"), choose))

        self.sum = label("", "secondary", wrap=True)
        self.start = Button(theme, strings("handover.give"), "lock", "primary", clicked=self._start)
        end = QHBoxLayout()
        end.setSpacing(16)
        end.addWidget(self.sum, 1)
        end.addWidget(self.start)
        self.column.addLayout(end)
        self.column.addStretch(1)
        presenter.offered.connect(self._offered)
        presenter.running_changed.connect(self._running)
        presenter.given.connect(self._given)
        self._sum()

    def shown(self) -> None:
        """The page came to the front: what there is may have changed."""
        if not self._presenter.running:
            self._presenter.read_offer()
        self.lists["sources"].list.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- inside

    @staticmethod
    def _suggested() -> Path:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(place) / f"인수인계_{date.today():%Y%m%d}{SUFFIX}"

    def _offered(self, offer: HandoverOffer) -> None:
        if offer == self._offer:
            return
        strings, self._offer = self._strings, offer
        self.lists["sources"].set_lines(
            [
                Line(s.path, s.path, strings("first.size", files=formats.count(s.files), size=formats.size(s.size)))
                for s in offer.sources
            ]
        )
        for kind, rows in (("conversations", offer.conversations), ("questions", offer.questions)):
            self.lists[kind].set_lines(
                [Line(r.name, r.name, strings("handover.asked", n=formats.count(r.count))) for r in rows]
            )
        self._sum()

    def _sum(self) -> None:
        """What would be packed now, or what is still missing."""
        strings = self._strings
        chosen = {kind: self.lists[kind].chosen() for kind in KINDS}
        offer = self._offer
        self.nothing.setVisible(offer is not None and not any((offer.sources, offer.conversations, offer.questions)))
        target = self.target.text().strip()
        missing = (
            "nothing_chosen" if not any(chosen.values())
            else "no_target" if not target or not Path(target).is_absolute()
            else "exists" if target != self._replaced and Path(target).exists()
            else "no_passphrase" if not self.passphrase.usable
            else ""
        )  # fmt: skip
        self.start.setEnabled(not missing and not self._presenter.running)
        self.sum.setText(
            " ".join(filter(None, (self._counts(chosen), strings(f"handover.{missing}") if missing else "")))
        )

    def _counts(self, chosen: dict[str, tuple[str, ...]]) -> str:
        if self._offer is None or not any(chosen.values()):
            return ""
        strings = self._strings
        parts = [strings(f"handover.sum_{k}", n=formats.count(len(v))) for k, v in chosen.items() if v]
        if self.files.isChecked():
            rows = [s for s in self._offer.sources if s.path in chosen["sources"]]
            files, size = formats.count(sum(r.files for r in rows)), formats.size(sum(r.size for r in rows))
            parts.append(strings("first.size", files=files, size=size))
        return strings("handover.sum", parts=", ".join(parts))

    def _choose(self) -> None:
        path, _filter = QFileDialog.getSaveFileName(
            self, self._strings("handover.where"), self.target.text(), self._strings("handover.file_filter")
        )
        if path:
            path = path if path.endswith(SUFFIX) else path + SUFFIX
            self._replaced = path
            self.target.setText(path)

    def _start(self) -> None:
        target = self.target.text().strip()
        target = target if target.endswith(SUFFIX) else target + SUFFIX
        self.result.hide()
        self.banner.hide()
        self._presenter.give(
            HandOver(
                target, self.passphrase.text, self.lists["sources"].chosen(), self.lists["conversations"].chosen(),
                self.files.isChecked(), self.lists["questions"].chosen(),
            )
        )  # fmt: skip

    def _running(self, on: bool) -> None:
        self.show_running(on, self._strings("handover.packing"), (self._what, self._locked, self._where))
        self._sum()
        if not on:
            self.give_back_focus()

    def _given(self, done: HandedOver) -> None:
        strings = self._strings
        self._written = done.path
        self.passphrase.forget()
        words = [
            strings("handover.given", path=done.path, size=formats.size(done.size)),
            strings("handover.given_counts", parts=counts(strings, done.sources, done)),
            strings("handover.given_next"),
        ]
        if done.missing:
            names = ", ".join(formats.name(p) for p in done.missing[:TOLD])
            name = "handover.missing" if len(done.missing) <= TOLD else "handover.missing_more"
            words.append(strings(name, n=formats.count(len(done.missing)), names=names))
        self.told.setText("\n".join(words))
        self.result.show()
        self._scroll.verticalScrollBar().setValue(0)
        self.give_back_focus(self.folder)
