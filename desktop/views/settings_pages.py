"""The pages of 설정 that need nothing of the engine but counts: looks, data, keys, about."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from desktop import formats
from desktop.preferences import LANGUAGES, SCALES, THEMES
from desktop.resources import resource
from desktop.views.context import Context
from desktop.views.widgets import Button, Elided, frame, label, line
from indexer.requests import Status
from indexer.version import __version__

LANGUAGE_NAMES = {"ko": "한국어", "en": "English"}  # each in its own
RESTART = {
    "ko": "문서나루를 다시 시작하면 한국어로 나옵니다.",
    "en": "Munseonaru speaks English when it is started again.",
}
SHORTCUTS = (
    "screens", "question", "send", "preview", "new", "history", "find", "commands", "back", "undo", "row", "close",
    "help",
)  # fmt: skip


def card(title: str = "") -> tuple[QWidget, QVBoxLayout]:
    """A card with its heading, and where its contents go."""
    made = frame("card")
    inner = QVBoxLayout(made)
    inner.setContentsMargins(16, 16, 16, 16)
    inner.setSpacing(12)
    if title:
        inner.addWidget(label(title, "section"))
    return made, inner


class LooksPage(QWidget):
    """Changes take effect at once and are remembered."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        strings, preferences = context.strings, context.preferences
        looks, inner = card()
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(label(strings("settings.theme")), 1)
        group = QButtonGroup(self)
        self.themes: dict[str, QRadioButton] = {}
        for mode in THEMES:
            button = QRadioButton(strings(f"settings.theme_{mode}"))
            button.setChecked(preferences.theme == mode)
            button.toggled.connect(lambda on, m=mode: self._set_theme(m) if on else None)
            group.addButton(button)
            row.addWidget(button)
            self.themes[mode] = button
        inner.addLayout(row)
        inner.addWidget(line())
        row = QHBoxLayout()
        row.addWidget(label(strings("settings.scale")), 1)
        self.scale = QComboBox()
        self.scale.setAccessibleName(strings("settings.scale"))
        for per_cent in SCALES:
            self.scale.addItem(strings("settings.per_cent", n=per_cent), per_cent)
        self.scale.setCurrentIndex(max(0, self.scale.findData(preferences.scale)))
        self.scale.activated.connect(lambda _index: self._set_scale(int(self.scale.currentData())))
        self.scale.setMinimumWidth(120)
        row.addWidget(self.scale)
        inner.addLayout(row)
        inner.addWidget(label(strings("settings.scale_text"), "small", wrap=True))
        inner.addWidget(line())
        row = QHBoxLayout()
        row.addWidget(label("언어 · Language"), 1)
        self.language = QComboBox()
        self.language.setAccessibleName("언어 · Language")
        for code in LANGUAGES:
            self.language.addItem(LANGUAGE_NAMES[code], code)
        self.language.setCurrentIndex(max(0, self.language.findData(preferences.language)))
        self.language.activated.connect(lambda _index: self._set_language(str(self.language.currentData())))
        self.language.setMinimumWidth(120)
        row.addWidget(self.language)
        inner.addLayout(row)
        self.told = label("", "small", wrap=True)
        self.told.hide()
        inner.addWidget(self.told)
        _fill(self, looks)

    def _set_language(self, code: str) -> None:
        """Said in the language that was chosen."""
        self._context.preferences.language = code
        self.told.setText(RESTART[code])
        self.told.setVisible(code != self._context.strings.language)

    def _set_theme(self, mode: str) -> None:
        self._context.preferences.theme = mode
        self._context.theme.set(mode=mode)

    def _set_scale(self, per_cent: int) -> None:
        self._context.preferences.scale = per_cent
        self._context.theme.set(scale=per_cent)


class DataPage(QWidget):
    """Where the profile is and how large."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        strings = context.strings
        data, inner = card()
        self._facts = label(strings("settings.data_loading"), "secondary", wrap=True)
        inner.addWidget(self._facts)
        row = QHBoxLayout()
        row.addWidget(Elided(str(context.tasks.home), "secondary"), 1)
        row.addWidget(Button(context.theme, strings("settings.open_home"), "folder-open", clicked=self._open))
        inner.addLayout(row)
        inner.addWidget(label(strings("settings.data_text"), "small", wrap=True))
        _fill(self, data)

    def set_status(self, status: Status) -> None:
        strings = self._context.strings
        self._facts.setText(
            strings(
                "settings.data_facts", files=formats.count(status.files), passages=formats.count(status.passages),
                size=formats.size(status.database_bytes),
                when=formats.when(status.last_indexed, strings) if status.last_indexed else strings("settings.never"),
            )
        )  # fmt: skip

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._context.tasks.home)))


def keys_page(context: Context, *above: QWidget) -> QWidget:
    """Every shortcut, below cards of what else has to do with keys."""
    strings = context.strings
    keys, inner = card()
    for name in SHORTCUTS:
        row = QHBoxLayout()
        row.addWidget(label(strings(f"settings.key.{name}")), 1)
        row.addWidget(label(strings(f"settings.key_of.{name}"), "secondary"))
        inner.addLayout(row)
    return _fill(QWidget(), *above, keys)


def about_page(context: Context) -> QWidget:
    """What this program is."""
    strings = context.strings
    about, inner = card()
    inner.addWidget(label(strings("settings.version", version=__version__), "strong"))
    inner.addWidget(label(strings("settings.about_text"), "secondary", wrap=True))
    inner.addWidget(label(strings("settings.licences"), "small", wrap=True))
    row = QHBoxLayout()
    row.addWidget(
        Button(
            context.theme, strings("settings.open_licences"), "file-text",
            clicked=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(resource("fonts")))),
        )
    )  # fmt: skip
    row.addStretch(1)
    inner.addLayout(row)
    return _fill(QWidget(), about)


def _fill(page: QWidget, *cards: QWidget) -> QWidget:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    for one in cards:
        column.addWidget(one)
    return page
