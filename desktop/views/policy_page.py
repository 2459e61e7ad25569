"""What the agency has fixed, in words, and whom to ask."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.models.calls import named
from desktop.strings import Strings
from desktop.views.context import Context
from desktop.views.widgets import frame, label
from indexer.requests import PolicyInForce


def policy_lines(rules: dict[str, Any], strings: Strings) -> list[tuple[str, str]]:
    """(what, how it is fixed) of all that the policy says; nothing that it leaves to the user."""
    out: list[tuple[str, str]] = []

    def add(name: str, value: str) -> None:
        out.append((strings(f"policy.{name}"), value))

    if rules.get("quote_only"):
        add("quote_only", strings("policy.no_platform"))
    if rules.get("hosts") is not None:
        add("hosts", ", ".join(rules["hosts"]) or strings("policy.none_allowed"))
    if rules.get("platforms"):
        add("platforms", ", ".join(str(p.get("name", "")) for p in rules["platforms"]))
    if rules.get("only_these_platforms"):
        add("only_these", strings("policy.no_own_platform"))
    if rules.get("masking"):
        add("masking", ", ".join(named(strings, "ledger.mask", kind) for kind in rules["masking"]))
    for platform, grade in sorted((rules.get("ceilings") or {}).items()):
        who = strings("policy.every_platform") if platform == "*" else platform
        add("ceiling", strings("policy.up_to", who=who, grade=strings(f"library.grade.{grade}")))
    for folder, grade in sorted((rules.get("folders") or {}).items()):
        add("folder", f"{folder} — {strings(f'library.grade.{grade}')}")
    if rules.get("default_grade", "O") != "O":
        add("default_grade", strings(f"library.grade.{rules['default_grade']}"))
    if rules.get("ocr") is False:
        add("ocr", strings("policy.not_used"))
    for name, value in sorted((rules.get("settings") or {}).items()):
        out.append((named(strings, "settings.name", name), f"{value}"))
    return out


class PolicyPage(QWidget):
    """Empty until `set_policy`."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._strings = context.strings
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._text = label(context.strings("library.loading"), "secondary", wrap=True)
        self._column.addWidget(self._text)
        self._card: QWidget | None = None

    def set_policy(self, policy: PolicyInForce) -> None:
        strings = self._strings
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
            self._card = None
        if policy.fault:
            self._text.setText(strings("policy.fault", why=policy.fault))
            return
        lines = policy_lines(policy.rules, strings)
        if not policy.sources:
            self._text.setText(strings("policy.none"))
            return
        self._text.setText(strings("policy.text", where=", ".join(policy.sources)))
        self._card = frame("card")
        grid = QGridLayout(self._card)
        grid.setContentsMargins(16, 16, 16, 16)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for number, (what, how) in enumerate(lines):
            grid.addWidget(label(what, "secondary"), number, 0)
            grid.addWidget(label(how, wrap=True), number, 1)
        if not lines:
            grid.addWidget(label(strings("policy.nothing"), "secondary", wrap=True), 0, 0, 1, 2)
        for number, warning in enumerate(policy.warnings, len(lines) + 1):
            grid.addWidget(label(warning, "secondary", wrap=True, tone="warning"), number, 0, 1, 2)
        self._column.addWidget(self._card)
