"""A number to be typed, as every screen has it."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox


class Number(QDoubleSpinBox):
    """Arrow keys change it too. The wheel scrolls the page instead of changing what lies under it."""

    def __init__(self, whole: bool = False) -> None:
        super().__init__()
        self.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.setKeyboardTracking(False)
        self.setGroupSeparatorShown(True)
        self.set_whole(whole)

    def set_whole(self, whole: bool) -> None:
        """Whether it has no decimals."""
        self.setDecimals(0 if whole else 2)
        self.setSingleStep(1 if whole else 0.05)

    def setAccessibleName(self, name: str) -> None:
        """Of the field inside as well, which is where the focus is."""
        super().setAccessibleName(name)
        self.lineEdit().setAccessibleName(name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
