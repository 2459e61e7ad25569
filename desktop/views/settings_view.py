"""설정: every setting with its explanation, by kind; what the agency has fixed; what this program is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QScrollArea, QVBoxLayout, QWidget

from desktop.presenters.library import LibraryPresenter
from desktop.presenters.recognition import RecognitionPresenter
from desktop.presenters.settings import SettingsPresenter
from desktop.views.context import Context
from desktop.views.policy_page import PolicyPage
from desktop.views.recognition_card import RecognitionCard
from desktop.views.setting_page import SettingPage
from desktop.views.settings_pages import DataPage, LooksPage, about_page, card, keys_page
from desktop.views.widgets import Banner, Button, label
from indexer.requests import SettingRow

PAGES = ("looks", "search", "answering", "privacy", "reading", "policy", "data", "keys", "help", "about")
SECTIONS = {"search": "search", "answering": "answering", "privacy": "privacy", "reading": "passages",
            "data": "engine"}  # fmt: skip


class SettingsView(QWidget):
    """The kinds at the left; a page is made when it is first looked at."""

    def __init__(
        self, context: Context, presenter: SettingsPresenter, recognition: RecognitionPresenter,
        library: LibraryPresenter, background: Callable[[], QWidget],
    ) -> None:  # fmt: skip
        """background: makes the card of the quick question and the notification area."""
        super().__init__()
        strings, theme = context.strings, context.theme
        self._context, self._strings = context, strings
        self.presenter, self._recognition, self._library = presenter, recognition, library
        self.setProperty("role", "screen")
        self.list = QListWidget()
        self.list.setAccessibleName(strings("settings.kinds"))
        self.list.setProperty("role", "nav")
        self.list.addItems([strings(f"settings.page.{name}") for name in PAGES])
        self._looks = LooksPage(context)
        self.themes = self._looks.themes
        self.pages: dict[str, QWidget] = {"looks": self._looks}
        self._makers: dict[str, Callable[[], QWidget]] = {
            "policy": self._make_policy, "keys": lambda: keys_page(context, background()),
            "help": self._make_help, "about": lambda: about_page(context),
        }  # fmt: skip
        self._heading = label("", "section")
        self._text = label("", "secondary", wrap=True)
        self._reset = Button(theme, strings("settings.reset"), "rotate-ccw", "", strings("settings.reset_tip"),
                             presenter.reset)  # fmt: skip
        head = QHBoxLayout()
        head.addWidget(label(strings("settings.title"), "title"))
        head.addStretch(1)
        head.addWidget(self._reset)
        self.banner = Banner(theme, strings("close"))
        self._inside = inside = QWidget()
        theme.changed.connect(self._fit)
        self._fit()
        self._place = QVBoxLayout(inside)
        self._place.setContentsMargins(4, 0, 16, 16)
        self._place.setSpacing(12)
        self._place.addWidget(self._heading)
        self._place.addWidget(self._text)
        self._place.addWidget(self._looks)
        self._place.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAccessibleName(strings("settings.title"))
        self._scroll.setWidget(inside)
        across = QHBoxLayout()
        across.setSpacing(24)
        across.addWidget(self.list)
        across.addWidget(self._scroll, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addLayout(across, 1)
        self.list.currentRowChanged.connect(lambda row: self.show_page(PAGES[row]))
        presenter.rows_changed.connect(self._rows)
        presenter.failed.connect(lambda told: self.banner.say(told.whole, "danger"))
        presenter.undo_offered.connect(
            lambda sentence, undo: self.banner.say(sentence, "information", strings("undo"), undo)
        )
        recognition.failed.connect(lambda told: self.banner.say(told.whole, "danger"))
        self.list.setCurrentRow(0)

    def _fit(self) -> None:
        px = self._context.theme.px
        self.list.setFixedWidth(px(160))
        self._inside.setMaximumWidth(px(760))

    def focus(self) -> None:
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def shown(self) -> None:
        """The screen came to the front."""
        self.presenter.refresh()
        self._recognition.refresh()

    def show_page(self, name: str) -> None:
        """The page of one kind, made now if it was not looked at before."""
        if PAGES[self.list.currentRow()] != name:
            self.list.setCurrentRow(PAGES.index(name))  # comes back here
            return
        if name not in self.pages:
            maker = self._makers.get(name)
            self.pages[name] = made = maker() if maker else self._make_section(name)
            self._place.insertWidget(self._place.count() - 1, made)
        for other, page in self.pages.items():
            page.setVisible(other == name)
        self._heading.setText(self._strings(f"settings.page.{name}"))
        about = f"settings.page_text.{name}"
        self._text.setText(self._strings(about) if self._strings.has(about) else "")
        self._text.setVisible(bool(self._text.text()))
        self._reset.setVisible(name in SECTIONS)
        self._scroll.verticalScrollBar().setValue(0)

    # ---- inside

    def _make_section(self, name: str) -> QWidget:
        above = []
        if name == "reading":
            made, inner = card(self._strings("ocr.title"))
            inner.addWidget(RecognitionCard(self._context, self._recognition))
            above.append(made)
        elif name == "data":
            above.append(self._make_data())
        page = SettingPage(self._context, SECTIONS[name], *above)
        page.changed.connect(self.presenter.change)
        if self.presenter.rows:
            page.set_rows(self.presenter.rows)
        return page

    def _make_policy(self) -> QWidget:
        page = PolicyPage(self._context)
        self.presenter.policy_changed.connect(page.set_policy)
        if self.presenter.policy is not None:
            page.set_policy(self.presenter.policy)
        return page

    def _make_help(self) -> QWidget:
        from desktop.views.help_page import HelpPage

        page = HelpPage(self._context)
        page.turned.connect(lambda: self._scroll.verticalScrollBar().setValue(0))
        return page

    def _make_data(self) -> QWidget:
        page = DataPage(self._context)
        self._library.status_changed.connect(page.set_status)
        if self._library.status is not None:
            page.set_status(self._library.status)
        return page

    def _rows(self, rows: tuple[SettingRow, ...]) -> None:
        for page in self.pages.values():
            if isinstance(page, SettingPage):
                page.set_rows(rows)
        self._reset.setEnabled(any(r.value != r.default and not r.locked for r in rows))
