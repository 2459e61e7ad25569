"""Where the list of conversations stands in 묻기: beside the conversation, or in its place where it is narrow.

Its place is there at once; the list itself is made after the first frame, which would wait 30 ms for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.presenters.history import HistoryPresenter
from desktop.views.context import Context
from desktop.views.widgets import Button, frame, restyle

if TYPE_CHECKING:
    from desktop.views.history_panel import HistoryPanel

WIDTH = 272  # of the list at the side, at 100 %
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
        self.holder = frame("side")
        self._place = QHBoxLayout(self.holder)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._panel: HistoryPanel | None = None
        self._may_make = False

    @property
    def panel(self) -> HistoryPanel:
        """The list; made when first wanted."""
        return self._panel or self._make()

    def make(self) -> None:
        """The first frame is there: make the list now, or as soon as it is to be seen."""
        self._may_make = True
        self.arrange()

    @property
    def narrow(self) -> bool:
        return self._screen.width() < self._context.theme.px(BESIDE)

    def show(self) -> None:
        """Show it and go to its field; once more: put it away."""
        if self._panel is not None and self.panel.isVisible() and self.panel.edit.hasFocus():
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
        if shown and self._panel is None and self._may_make:
            self._make()
        if self._panel is not None:
            self._panel.set_whole(self.narrow)
        self.holder.setMinimumWidth(self._context.theme.px(WIDTH) if self._panel is None else 0)
        self.holder.setVisible(shown)
        self._middle.setVisible(not (shown and self.narrow))

    def _toggled(self, on: bool) -> None:
        if self.narrow:
            self._for_now = on
        else:
            self._context.preferences.history = on
        inside = self.holder.isAncestorOf(self._screen.focusWidget() or self._screen)
        if on:
            self._may_make = True
        self.arrange()
        if not on and inside:  # the focus does not fall into nothing
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self) -> HistoryPanel:
        from desktop.views.history_panel import HistoryPanel

        made = self._panel = HistoryPanel(self._context, self.presenter)
        made.closed.connect(lambda: self.button.setChecked(False))
        made.opened.connect(self._opened)
        restyle(self.holder, role="")  # the list has a frame of its own
        self._place.addWidget(made)
        self.arrange()
        return made

    def _opened(self) -> None:
        if self.narrow:
            self.button.setChecked(False)
