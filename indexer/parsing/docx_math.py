"""Equations of Word documents (ECMA-376 part 1, 22.1: OMML) as one line of text: a/b, x^2, √(x)."""

from __future__ import annotations

from lxml import etree

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
W_T = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_PROPERTIES = ("Pr", "ctrlPr")


def equation_text(element: etree._Element) -> str:
    """The equation's letters in reading order, with marks for what stands over, under and beside."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in (M + "t", W_T):
        return element.text or ""
    name = tag.removeprefix(M)
    if name.endswith(_PROPERTIES):
        return ""
    if name == "f":
        return f"{_grouped(_part(element, 'num'))}/{_grouped(_part(element, 'den'))}"
    if name in ("sSup", "sSub", "sSubSup"):
        below, above = _part(element, "sub"), _part(element, "sup")
        return (
            _part(element, "e") + (f"_{_grouped(below)}" if below else "") + (f"^{_grouped(above)}" if above else "")
        )
    if name == "rad":
        degree = _part(element, "deg")
        return f"{degree}√({_part(element, 'e')})"
    if name == "nary":
        sign = element.find(f"{M}naryPr/{M}chr")
        return f"{_mark(sign, '∫')}{_limits(element)} {_part(element, 'e')}"
    if name == "d":
        first, last = element.find(f"{M}dPr/{M}begChr"), element.find(f"{M}dPr/{M}endChr")
        inside = ",".join(_inside(e) for e in element.iterchildren(M + "e"))
        return f"{_mark(first, '(')}{inside}{_mark(last, ')')}"
    if name == "mr":
        return ", ".join(_inside(e) for e in element.iterchildren(M + "e")) + "; "
    return _inside(element)


def _inside(element: etree._Element) -> str:
    return "".join(equation_text(child) for child in element)


def _part(element: etree._Element, name: str) -> str:
    part = element.find(M + name)
    return _inside(part) if part is not None else ""


def _limits(element: etree._Element) -> str:
    """What stands below and above: _i^n."""
    below, above = _part(element, "sub"), _part(element, "sup")
    return (f"_{_grouped(below)}" if below else "") + (f"^{_grouped(above)}" if above else "")


def _grouped(text: str) -> str:
    return text if len(text) < 2 or text.isalnum() else f"({text})"


def _mark(element: etree._Element | None, usual: str) -> str:
    return usual if element is None else element.get(M + "val") or ""
