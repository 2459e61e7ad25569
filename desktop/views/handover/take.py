"""Take a bundle in: open it, see what is inside and what clashes, then add it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit

from desktop import formats
from desktop.presenters.handover import HandoverPresenter
from desktop.views.context import Context
from desktop.views.handover.choice import ChoiceList, Line
from desktop.views.handover.page import HandoverPage
from desktop.views.handover.passphrase import secret_field
from desktop.views.widgets import Button, label
from indexer.requests import BundleContents, BundledSource, TakenOver

KINDS = ("sources", "conversations", "questions")
TOLD = 5  # names of files that clash


class TakePage(HandoverPage):
    """taken(TakenOver)."""

    taken = Signal(object)

    def __init__(self, context: Context, presenter: HandoverPresenter) -> None:
        strings, theme = context.strings, context.theme
        super().__init__(context, presenter, strings("handover.take_title"), strings("handover.take_text"))
        self.contents: BundleContents | None = None
        self._looked = ""  # the folder that what clashes was told of
        self._first, inner = self.card(strings("handover.received"))
        self.path = QLineEdit()
        self.path.setPlaceholderText(strings("handover.bundle_hint"))
        self.secret = secret_field(strings("handover.passphrase"))
        choose = Button(theme, strings("handover.choose"), "folder-open", clicked=self._choose)
        self.look = Button(theme, strings("handover.open"), "search", clicked=self._open)
        choose.setAccessibleName(f"{choose.words}: {strings('handover.bundle')}")
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setColumnMinimumWidth(0, theme.px(64))
        grid.setVerticalSpacing(8)
        for row, (name, field, button) in enumerate(
            (("bundle", self.path, choose), ("passphrase", self.secret, self.look))
        ):
            title = label(strings(f"handover.{name}"), "secondary")
            title.setBuddy(field)
            field.setAccessibleName(title.text())
            for at, part in enumerate((title, field, button)):
                grid.addWidget(part, row, at)
        grid.setColumnStretch(1, 1)
        inner.addLayout(grid)

        self._second, inner = self.card(strings("handover.inside"))
        self.lists = {kind: ChoiceList(context, strings(f"handover.{kind}"), ticks=False) for kind in KINDS}
        for one in self.lists.values():
            inner.addWidget(one)
        self.notes = label("", "secondary", wrap=True)
        inner.addWidget(self.notes)

        self._third, inner = self.card(strings("handover.into"))
        self.into = QLineEdit(str(self._suggested()))
        folder = Button(theme, strings("handover.choose"), "folder-open", clicked=self._choose_folder)
        inner.addWidget(label(strings("handover.into_text"), "small", wrap=True))
        inner.addLayout(self.path_row(self.into, strings("handover.into"), folder))
        self.clashes = label("", "secondary", wrap=True, tone="warning")
        inner.addWidget(self.clashes)
        self.start = Button(theme, strings("handover.take"), "download", "primary", clicked=self._take)
        end = QHBoxLayout()
        end.addStretch(1)
        end.addWidget(self.start)
        self.column.addLayout(end)
        self.column.addStretch(1)
        self.path.textChanged.connect(lambda _text: self._forget())
        self.secret.textChanged.connect(lambda _text: self._forget())
        self.secret.returnPressed.connect(self._open)
        self.into.editingFinished.connect(self._into_changed)
        presenter.opened.connect(self._opened)
        presenter.running_changed.connect(self._running)
        presenter.taken.connect(self._taken)
        self._forget()

    def choose_file(self, path: str) -> None:
        """This bundle; its passphrase comes next."""
        self.path.setText(path)
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def shown(self) -> None:
        """The page came to the front."""
        (self.secret if self.path.text() else self.path).setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- inside

    @staticmethod
    def _suggested() -> Path:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(place) / f"인수받은 자료 {date.today():%Y%m%d}"

    @property
    def _unpacks(self) -> bool:
        """Whether there are files of folders that this PC does not have."""
        return self.contents is not None and any(s.files and not s.here for s in self.contents.sources)

    def _forget(self) -> None:
        """Another file or passphrase: what is inside is not known any more."""
        self.contents = None
        for part in (self._second, self._third):
            part.hide()
        self._allow()

    def _allow(self) -> None:
        idle = not self._presenter.running
        self.look.setEnabled(idle and bool(self.path.text().strip()) and bool(self.secret.text()))
        self.start.setVisible(self.contents is not None)
        self.start.setEnabled(idle and self.contents is not None)

    def _choose(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, self._strings("handover.bundle"), "", self._strings("handover.file_filter")
        )
        if path:
            self.choose_file(path)

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self._strings("handover.into"), self.into.text())
        if folder:
            self.into.setText(folder)
            self._into_changed()

    def _target(self) -> str | None:
        return self.into.text().strip() or None if self._unpacks else None

    def _open(self) -> None:
        if self.look.isEnabled():
            self.banner.hide()
            self._looked = self.into.text().strip()
            self._presenter.open(self.path.text().strip(), self.secret.text(), self._looked or None)

    def _into_changed(self) -> None:
        """Other files may clash in another folder."""
        if self._unpacks and self.into.text().strip() != self._looked:
            self._open()

    def _take(self) -> None:
        self.banner.hide()
        self._presenter.take(self.path.text().strip(), self.secret.text(), self._target())

    def _running(self, on: bool) -> None:
        self.show_running(on, self._strings("handover.working"), (self._first, self._second, self._third))
        self._allow()
        if not on:
            self.give_back_focus()

    def _opened(self, found: BundleContents) -> None:
        strings, self.contents = self._strings, found
        self.lists["sources"].set_lines([Line(s.path, s.path, self._source(s)) for s in found.sources])
        for kind, rows in (("conversations", found.conversations), ("questions", found.questions)):
            self.lists[kind].set_lines(
                [
                    Line(r.name, r.name, " · ".join(
                        (strings("handover.asked", n=formats.count(r.count)), strings(f"handover.is_{r.standing}"))
                    ))
                    for r in rows
                ]
            )  # fmt: skip
        notes = []
        if found.exclusions or found.grades:
            notes.append(strings("handover.also", exclusions=found.exclusions, grades=found.grades))
        if any(not s.here and not s.files for s in found.sources):
            notes.append(strings("handover.away"))
        if not (found.sources or found.conversations or found.questions):
            notes.append(strings("handover.bundle_empty"))
        self.notes.setText(" ".join(notes))
        self.notes.setVisible(bool(notes))
        names = ", ".join(found.clashes[:TOLD])
        self.clashes.setText(strings("handover.clashes", n=formats.count(len(found.clashes)), names=names))
        self.clashes.setVisible(bool(found.clashes))
        self._second.show()
        self._third.setVisible(self._unpacks)
        self._allow()
        if not self.into.hasFocus():
            self.give_back_focus(self.start)

    def _source(self, row: BundledSource) -> str:
        """Where its documents are, or will be."""
        strings = self._strings
        parts = []
        if row.files:
            parts.append(strings("first.size", files=formats.count(row.files), size=formats.size(row.size)))
        parts.append(strings(f"handover.source_{'known' if row.known else 'here' if row.here else 'away'}"))
        return " · ".join(parts)

    def _taken(self, done: TakenOver) -> None:
        self.secret.clear()
        self.path.clear()
        self.taken.emit(done)
