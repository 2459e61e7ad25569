"""The screens, each made when first wanted: all of them at once kept the first frame waiting for 150 ms."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QStackedWidget, QWidget


class Screens(QStackedWidget):
    """`screens["library"]` gives the screen of that name. Raises KeyError for a name that does not exist."""

    def __init__(self, makers: Mapping[str, Callable[[], QWidget]]) -> None:
        super().__init__()
        self._makers = dict(makers)
        self._made: dict[str, QWidget] = {}

    def __getitem__(self, name: str) -> QWidget:
        if name not in self._made:
            self._made[name] = self._makers[name]()
            self.addWidget(self._made[name])
        return self._made[name]

    def in_front(self, name: str) -> bool:
        """True when this screen is the one shown; never makes it."""
        return name in self._made and self.currentWidget() is self._made[name]
