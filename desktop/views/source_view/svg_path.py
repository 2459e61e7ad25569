"""SVG path data to a QPainterPath (SVG 1.1, 8.3): all commands, absolute and relative."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QTransform

_TOKEN = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}


def painter_path(data: str) -> QPainterPath:
    """The path; drawing stops at the first error, as the specification asks (8.3, error handling)."""
    path = QPainterPath()
    control: tuple[str, QPointF] | None = None  # the last curve's kind and control point, for S and T
    for command, values in _segments(data):
        at = path.currentPosition()
        upper = command.upper()
        if command.islower():
            values = _absolute(upper, values, at)
        before, control = control, None
        if upper == "M":
            path.moveTo(values[0], values[1])
        elif upper == "Z":
            path.closeSubpath()
        elif upper in "LHV":
            x = at.x() if upper == "V" else values[0]
            y = values[-1] if upper != "H" else at.y()
            path.lineTo(x, y)
        elif upper in "CS":
            if upper == "S":
                mirror = _mirrored(at, before, "C")
                values = [mirror.x(), mirror.y(), *values]
            path.cubicTo(*values)
            control = ("C", QPointF(values[2], values[3]))
        elif upper in "QT":
            if upper == "T":
                mirror = _mirrored(at, before, "Q")
                values = [mirror.x(), mirror.y(), *values]
            path.quadTo(*values)
            control = ("Q", QPointF(values[0], values[1]))
        elif upper == "A":
            _arc(path, at, values)
    return path


def _segments(data: str) -> list[tuple[str, list[float]]]:
    out: list[tuple[str, list[float]]] = []
    command = ""
    values: list[float] = []
    for letter, number in _TOKEN.findall(data):
        if letter:
            if values:
                return out  # a segment was cut short
            command = letter
            if letter in "Zz":
                out.append((letter, []))
            continue
        if not command or command in "Zz":
            return out
        values.append(float(number))
        if len(values) == _ARGUMENTS[command.upper()]:
            out.append((command, values))
            values = []
            command = {"M": "L", "m": "l"}.get(command, command)
    return out


def _absolute(upper: str, values: list[float], at: QPointF) -> list[float]:
    if upper == "H":
        return [values[0] + at.x()]
    if upper == "V":
        return [values[0] + at.y()]
    if upper == "A":
        return [*values[:5], values[5] + at.x(), values[6] + at.y()]
    return [v + (at.x() if i % 2 == 0 else at.y()) for i, v in enumerate(values)]


def _mirrored(at: QPointF, before: tuple[str, QPointF] | None, kind: str) -> QPointF:
    return at * 2 - before[1] if before is not None and before[0] == kind else at


def _arc(path: QPainterPath, start: QPointF, values: list[float]) -> None:
    """An elliptical arc, from end points to centre (SVG 1.1, F.6.5 and F.6.6)."""
    rx, ry, turn = abs(values[0]), abs(values[1]), values[2]
    large, sweep, end = values[3] != 0, values[4] != 0, QPointF(values[5], values[6])
    if start == end:
        return
    if not rx or not ry:
        path.lineTo(end)
        return
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    half = (start - end) * 0.5
    x, y = cos * half.x() + sin * half.y(), -sin * half.x() + cos * half.y()
    grow = (x / rx) ** 2 + (y / ry) ** 2
    if grow > 1:
        rx, ry = rx * math.sqrt(grow), ry * math.sqrt(grow)
    under = (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2
    factor = math.sqrt(max(0.0, under / ((rx * y) ** 2 + (ry * x) ** 2)))
    if large == sweep:
        factor = -factor
    cx, cy = factor * rx * y / ry, -factor * ry * x / rx
    middle = (start + end) * 0.5
    first = math.degrees(math.atan2((y - cy) / ry, (x - cx) / rx))
    last = math.degrees(math.atan2((-y - cy) / ry, (-x - cx) / rx))
    sweep_by = (last - first) % 360 if sweep else -((first - last) % 360)
    box = QRectF(cx - rx, cy - ry, 2 * rx, 2 * ry)
    part = QPainterPath()
    part.arcMoveTo(box, -first)  # Qt counts angles against the clock
    part.arcTo(box, -first, -sweep_by)
    place = QTransform(cos, sin, -sin, cos, middle.x(), middle.y())
    path.connectPath(place.map(part))
