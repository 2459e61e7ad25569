"""Where the list of conversations stands in 묻기: beside the conversation, or in its place where it is narrow."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.presenters.history import HistoryPresenter
from desktop.views.context import Context
from desktop.views.history_panel import WIDTH, HistoryPanel
from desktop.views.widgets import Button

BESIDE = WIDTH + 480  # the screen is at least so wide, at 100 %, where both stand side by side


class HistorySide:
    """`button` shows and hides it, `holder` is its place in the screen, `middle` what gives way where it is narrow.

    Shown or not is remembered; in a narrow screen it is shown for one choice only.
    """

    def __init__(self, screen: QWidget, context: Context, presenter: HistoryPresenter, middle: QWidget) -> None:
        strings = context.strings
        self.presenter = presenter
        self._screen, self._context, self._middle = screen, context, middle
        self._wanted = True
        self._for_now = False  # shown in the place of the conversation
        self.button = Button(context.theme, "", "history", "quiet", strings("history.show_tip"))
        self.button.setAccessibleName(strings("history.title"))
        self.button.setCheckable(True)
        self.button.toggled.connect(self._toggled)
        self.holder = QWidget()
        place = QHBoxLayout(self.holder)
        place.setContentsMargins(0, 0, 0, 0)
        self.panel = HistoryPanel(context, presenter)
        self.panel.closed.connect(lambda: self.button.setChecked(False))
        self.panel.opened.connect(self._opened)
        place.addWidget(self.panel)

    @property
    def narrow(self) -> bool:
        return self._screen.width() < self._context.theme.px(BESIDE)

    def show(self) -> None:
        """Show it and go to its field; once more: put it away."""
        if self.panel.isVisible() and self.panel.edit.hasFocus():
            self.button.setChecked(False)
            return
        self.button.setChecked(True)
        self.panel.focus()

    def set_wanted(self, on: bool) -> None:
        """Off while there is nothing to ask of yet."""
        self._wanted = on
        self.button.setVisible(on)
        self.arrange()

    def arrange(self) -> None:
        if not self.narrow:
            self._for_now = False
        shown = self._wanted and (self._for_now if self.narrow else self._context.preferences.history)
        with QSignalBlocker(self.button):
            self.button.setChecked(shown)
        self.panel.set_whole(self.narrow)
        self.holder.setVisible(shown)
        self._middle.setVisible(not (shown and self.narrow))

    def _toggled(self, on: bool) -> None:
        if self.narrow:
            self._for_now = on
        else:
            self._context.preferences.history = on
        inside = self.panel.isAncestorOf(self._screen.focusWidget() or self._screen)
        self.arrange()
        if not on and inside:  # the focus does not fall into nothing
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _opened(self) -> None:
        if self.narrow:
            self.button.setChecked(False)
