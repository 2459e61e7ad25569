"""The one style sheet over Fusion. Widgets say what they are (`role`, `kind`); only this file says how it looks."""

from __future__ import annotations

from pathlib import Path

from desktop.resources import resource
from desktop.theme.tokens import BODY, CARD_RADIUS, RADIUS, SECONDARY, SECTION, SMALL, TITLE, Colours


def stylesheet(c: Colours, scale: float, arrow: Path | None = None, tick: Path | None = None) -> str:
    """`scale`: 0.9 to 1.5, of text and of the controls that hold it. `arrow`, `tick`: images of lists and boxes."""

    def px(size: float) -> str:
        return f"{round(size * scale)}px"

    def text(size: float) -> str:
        return f"{max(SMALL, round(size * scale))}px"

    down = f'image: url("{(arrow or resource("icons", "chevron-down.svg")).as_posix()}");'
    ticked = f'image: url("{(tick or resource("icons", "check.svg")).as_posix()}");'
    return f"""
* {{ font-size: {text(BODY)}; color: {c.text}; }}
QWidget {{ background: transparent; }}
QPushButton, QToolButton, QCheckBox, QRadioButton {{ outline: none; }}
QMainWindow, QDialog, QWidget[role="screen"] {{ background: {c.window}; }}
QToolTip {{ background: {c.card}; color: {c.text}; border: 1px solid {c.line_strong}; padding: 4px 8px;
  font-size: {text(SECONDARY)}; }}

QLabel[role="title"] {{ font-size: {text(TITLE)}; font-weight: 700; color: {c.text_strong};
  min-height: {px(32)}; }}
QLabel[role="section"] {{ font-size: {text(SECTION)}; font-weight: 600; color: {c.text_strong}; }}
QLabel[role="strong"] {{ font-weight: 600; color: {c.text_strong}; }}
QLabel[role="secondary"] {{ font-size: {text(SECONDARY)}; color: {c.text_subtle}; }}
QLabel[role="small"] {{ font-size: {text(SMALL)}; color: {c.text_subtle}; }}
QLabel[role="empty-title"] {{ font-size: {text(18)}; font-weight: 600; color: {c.text_strong}; }}
QLabel[tone="danger"] {{ color: {c.danger}; }}
QLabel[tone="warning"] {{ color: {c.warning}; }}
QLabel[tone="success"] {{ color: {c.success}; }}
QLabel[tone="primary"] {{ color: {c.primary}; }}
QLabel:focus {{ border: 1px dotted {c.focus}; }}

QFrame[role="rail"] {{ background: {c.rail}; border-right: 1px solid {c.line}; }}
QToolButton[role="rail"] {{ border: 2px solid transparent; border-radius: {RADIUS}px; padding: 6px 0;
  font-size: {text(SMALL)}; color: {c.text_subtle}; }}
QToolButton[role="rail"]:hover {{ background: {c.hover}; }}
QToolButton[role="rail"]:checked {{ background: {c.primary_wash_strong}; color: {c.primary}; font-weight: 600; }}
QToolButton[role="rail"]:focus {{ border-color: {c.focus}; }}

QFrame[role="card"] {{ background: {c.card}; border: 1px solid {c.line}; border-radius: {CARD_RADIUS}px; }}
QFrame[role="question"] {{ background: {c.primary_wash}; border: none; border-radius: {CARD_RADIUS}px; }}
QFrame[role="input"] {{ background: {c.input}; border: 1px solid {c.input_line}; border-radius: {CARD_RADIUS}px; }}
QFrame[role="input"][active="true"] {{ border: 2px solid {c.focus}; }}
QTableView QLineEdit {{ border-radius: 0; padding: 0 9px; min-height: 0; border: 2px solid {c.focus}; }}
QFrame[role="line"] {{ background: {c.line}; border: none; max-height: 1px; min-height: 1px; }}
QFrame[role="panel"] {{ background: {c.rail}; border-left: 1px solid {c.line}; }}
QFrame[role="page"] {{ background: {c.card}; border: 1px solid {c.line}; border-radius: {RADIUS}px; }}
QFrame[role="status"] {{ background: {c.rail}; border-top: 1px solid {c.line}; }}
QFrame[role="status"] QLabel, QFrame[role="status"] QToolButton {{ font-size: {text(SMALL)};
  color: {c.text_subtle}; }}
QFrame[role="banner"] {{ background: {c.information_wash}; border-radius: {RADIUS}px; border: 1px solid {c.line}; }}
QFrame[role="banner"][tone="warning"] {{ background: {c.warning_wash}; }}
QFrame[role="banner"][tone="danger"] {{ background: {c.danger_wash}; }}
QFrame[role="banner"][tone="success"] {{ background: {c.success_wash}; }}
QFrame[role="drop"] {{ border: 2px dashed {c.focus}; border-radius: {CARD_RADIUS}px; background: {c.primary_wash}; }}

QPushButton {{ border: 1px solid {c.input_line}; border-radius: {RADIUS}px; background: {c.card};
  padding: 0 12px; min-height: {px(30)}; }}
QPushButton:hover {{ background: {c.hover}; }}
QPushButton:pressed {{ background: {c.pressed}; }}
QPushButton:focus {{ border: 2px solid {c.focus}; padding: 0 11px; min-height: {round(30 * scale) - 2}px; }}
QPushButton:disabled {{ color: {c.text_disabled}; background: {c.disabled_fill}; border-color: {c.line}; }}
QPushButton[kind="primary"] {{ background: {c.primary_fill}; border-color: {c.primary_fill}; color: {c.on_primary};
  font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {c.primary_hover}; border-color: {c.primary_hover}; }}
QPushButton[kind="primary"]:pressed {{ background: {c.primary_pressed}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {c.text_strong}; }}
QPushButton[kind="primary"]:disabled {{ background: {c.disabled_fill}; border-color: {c.line};
  color: {c.text_disabled}; }}
QPushButton[kind="quiet"], QToolButton[kind="quiet"] {{ border: 2px solid transparent; background: transparent;
  border-radius: {RADIUS}px; padding: 0 8px; min-height: {px(26)}; font-size: {text(SECONDARY)};
  color: {c.text_subtle}; }}
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover {{ background: {c.hover}; color: {c.text}; }}
QPushButton[kind="quiet"]:pressed, QToolButton[kind="quiet"]:pressed {{ background: {c.pressed}; }}
QPushButton[kind="quiet"]:checked {{ background: {c.primary_wash_strong}; color: {c.primary}; }}
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus {{ border-color: {c.focus}; }}
QPushButton[kind="quiet"]:disabled, QToolButton[kind="quiet"]:disabled {{ color: {c.text_disabled}; }}
QPushButton[kind="chip"] {{ border: 1px solid {c.line_strong}; border-radius: {int(13 * scale)}px; padding: 0 12px;
  min-height: {px(26)}; font-size: {text(SECONDARY)}; background: transparent; }}
QPushButton[kind="chip"]:hover {{ background: {c.hover}; }}
QPushButton[kind="chip"]:checked {{ background: {c.primary_wash_strong}; border-color: {c.focus}; color: {c.primary};
  font-weight: 600; }}
QPushButton[kind="chip"]:focus {{ border: 2px solid {c.focus}; padding: 0 11px;
  min-height: {round(26 * scale) - 2}px; }}
QPushButton[kind="citation"] {{ text-align: left; border: 2px solid transparent; background: transparent;
  border-radius: {RADIUS}px; padding: 0 8px; min-height: {px(26)}; font-size: {text(SECONDARY)};
  color: {c.primary}; }}
QPushButton[kind="citation"]:hover {{ background: {c.primary_wash}; }}
QPushButton[kind="citation"]:focus {{ border-color: {c.focus}; }}
QPushButton::menu-indicator, QToolButton::menu-indicator {{ image: none; width: 0; }}

QLineEdit, QComboBox, QAbstractSpinBox {{ background: {c.input}; border: 1px solid {c.input_line};
  border-radius: {RADIUS}px; padding: 0 8px; min-height: {px(30)}; selection-background-color: {c.primary_fill};
  selection-color: {c.on_primary}; }}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{ border: 2px solid {c.focus}; padding: 0 7px;
  min-height: {round(30 * scale) - 2}px; }}
QLineEdit, QPlainTextEdit {{ placeholder-text-color: {c.text_hint}; }}
QAbstractSpinBox {{ min-height: {px(27)}; }}
QAbstractSpinBox QLineEdit {{ border: none; min-height: 0; padding: 0; background: transparent; }}
QLineEdit[tone="danger"] {{ border-color: {c.danger}; }}
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {{ background: {c.disabled_fill};
  color: {c.text_disabled}; }}
QLineEdit[role="search"] {{ min-height: {px(38)}; font-size: {text(SECTION)}; border-radius: {CARD_RADIUS}px;
  padding: 0 12px; }}
QLineEdit[role="search"]:focus {{ padding: 0 11px; min-height: {round(38 * scale) - 2}px; }}
QComboBox::drop-down {{ border: none; width: 28px; }}
QComboBox::down-arrow {{ {down} width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{ background: {c.card}; border: 1px solid {c.line_strong}; padding: 4px;
  selection-background-color: {c.primary_wash_strong}; selection-color: {c.text}; outline: none; }}
QPlainTextEdit {{ background: transparent; border: none; selection-background-color: {c.primary_fill};
  selection-color: {c.on_primary}; }}

QTableView, QListView, QTreeView, QListWidget {{ background: {c.window}; border: none; outline: none;
  alternate-background-color: {c.rail}; selection-background-color: {c.primary_wash_strong};
  selection-color: {c.text}; gridline-color: {c.line}; }}
QTableView::item {{ padding: 0 8px; border-bottom: 1px solid {c.line}; }}
QTableView::item:selected {{ background: {c.primary_wash_strong}; color: {c.text}; }}
QListWidget::item {{ padding: 4px 8px; border-radius: {RADIUS}px; min-height: {px(28)}; }}
QListWidget::item:hover {{ background: {c.hover}; }}
QListWidget::item:selected {{ background: {c.primary_wash_strong}; color: {c.text}; }}
QTableView:focus, QListView:focus, QListWidget:focus {{ border: 1px solid {c.focus}; }}
QListWidget[role="nav"]:focus {{ border: none; }}
QListWidget[role="nav"]::item {{ border: 2px solid transparent; padding: 2px 6px; }}
QListWidget[role="nav"]::item:selected {{ color: {c.primary}; }}
QListWidget[role="nav"]:focus::item:selected {{ border-color: {c.focus}; }}
QHeaderView {{ background: {c.window}; }}
QHeaderView::section {{ background: {c.rail}; color: {c.text_subtle}; border: none;
  border-bottom: 1px solid {c.line_strong}; padding: 0 11px; min-height: {px(32)}; font-size: {text(SECONDARY)};
  font-weight: 600; }}
QScrollArea {{ border: none; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {c.line_strong}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {c.text_disabled}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QSplitter::handle {{ background: {c.line}; }}
QSplitter[role="gap"]::handle {{ background: transparent; }}
QSplitter::handle:hover, QSplitter[role="gap"]::handle:hover {{ background: {c.focus}; }}
QProgressBar {{ background: {c.pressed}; border: none; border-radius: 4px; min-height: 8px; max-height: 8px; }}
QProgressBar::chunk {{ background: {c.primary_fill}; border-radius: 4px; }}
QProgressBar[tone="danger"]::chunk {{ background: {c.danger}; }}
QProgressBar[tone="warning"]::chunk {{ background: {c.warning}; }}
QProgressBar[tone="success"]::chunk {{ background: {c.success}; }}
QTreeView {{ background: transparent; }}
QTreeView::item {{ min-height: {px(28)}; border: 2px solid transparent; padding: 0 4px; }}
QTreeView::item:hover {{ background: {c.hover}; }}
QTreeView::item:focus {{ border-color: {c.focus}; border-radius: {RADIUS}px; }}
QMenu {{ background: {c.card}; border: 1px solid {c.line_strong}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.primary_wash_strong}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 8px; }}
QRadioButton, QCheckBox {{ spacing: 8px; min-height: {px(28)}; padding: 0 4px; border: 2px solid transparent;
  border-radius: {RADIUS}px; }}
QRadioButton:focus, QCheckBox:focus {{ border-color: {c.focus}; }}
QRadioButton::indicator {{ width: 12px; height: 12px; border: 2px solid {c.input_line}; border-radius: 8px;
  background: {c.input}; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {c.primary_fill};
  background: {c.on_primary}; }}
QCheckBox::indicator, QTreeView::indicator {{ width: 16px; height: 16px; border: 2px solid {c.input_line};
  border-radius: 4px; background: {c.input}; }}
QCheckBox::indicator:checked, QTreeView::indicator:checked {{ border-color: {c.primary_fill};
  background: {c.primary_fill}; {ticked} }}
QCheckBox:disabled {{ color: {c.text_disabled}; }}
QCheckBox::indicator:disabled {{ border-color: {c.line_strong}; background: {c.disabled_fill}; }}
QCheckBox::indicator:checked:disabled {{ border-color: {c.text_disabled}; background: {c.text_disabled}; }}
QFrame[role="palette"] {{ background: {c.card}; border: 1px solid {c.line_strong};
  border-radius: {CARD_RADIUS}px; }}
"""
