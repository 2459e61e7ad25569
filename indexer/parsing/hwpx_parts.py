"""What stands in an object of HWPX: its paragraph lists and what each is, words of its own, sizes of a page."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from indexer.model import BlockKind
from indexer.parsing.hwpx_header import integer
from indexer.parsing.hwpx_package import NAMES, local
from indexer.parsing.hwpx_text import auto_number

LISTS: dict[str, BlockKind] = {
    "footNote": "footnote", "endNote": "endnote", "header": "header", "footer": "footer",
    "hiddenComment": "hidden", "fieldBegin": "memo", "memo": "memo", "caption": "caption",
    "masterPage": "header",
}  # fmt: skip
LIST_NAMES = frozenset(("subList", "paraList"))


def own_number(objects: list[tuple[int, etree._Element]]) -> str:
    """What a number control in the line shows (자동 번호); empty without one."""
    return next((auto_number(thing) for _, thing in objects if local(thing) == "autoNum"), "")


def art_text(art: etree._Element) -> str:
    """The words of a 글맵시, whose line ends are written as the pictures of control characters."""
    return (art.get("text") or "").replace("\u240d\u240a", "\n")


def form_text(form: etree._Element) -> str:
    """What a form control shows: its caption, the text typed into it, the item chosen or else the first."""
    shown = [form.get("selectedValue", ""), form.get("text", "")]
    for part in form.iter():
        shown.append(part.get("caption", ""))
        if local(part) == "text":
            shown.append(part.text or "")
    if local(form) == "comboBox" and not any(shown):
        shown += [c.get("displayText") or c.get("value") or "" for c in form if local(c) == "listItem"][:1]
    return " ".join(s for s in shown if s)


def lists(thing: etree._Element) -> Iterator[tuple[BlockKind, etree._Element]]:
    """The outermost paragraph lists in an element, in order; the nearest named parent says what they are."""
    found = False
    for part in thing.iter("{*}subList", "{*}paraList"):
        if (kind := kind_within(part, thing)) is not None:
            found = True
            yield kind, part
    if found:
        return
    last = None
    for paragraph in thing.iter("{*}p"):  # some writers leave the list out
        parent = paragraph.getparent()
        if parent is not None and parent is not last and (kind := kind_within(parent, thing)) is not None:
            last = parent
            yield kind, parent


def kind_within(part: etree._Element, thing: etree._Element) -> BlockKind | None:
    """What a list in `thing` is by its nearest named parent; None where it stands in another list."""
    kind: BlockKind | None = None
    at: etree._Element | None = part
    while at is not None:
        name = NAMES[at.tag]
        if at is not part and (name in LIST_NAMES or name == "p"):
            return None
        kind = kind or LISTS.get(name)
        if at is thing:
            break
        at = at.getparent()
    return kind or "textbox"


def page_area(section: etree._Element) -> int:
    """Area of the paper in HWPUNIT²; 0 where unknown."""
    page = next(section.iterchildren("{*}pagePr"), None)
    return integer(page.get("width")) * integer(page.get("height")) if page is not None else 0


def page_body(section: etree._Element) -> int:
    """Height of the page body in HWPUNIT; 0 where unknown. `NARROWLY` is what the format calls landscape."""
    for page in section:
        if local(page) != "pagePr":
            continue
        tall = integer(page.get("width" if page.get("landscape") == "NARROWLY" else "height"))
        for margin in page:
            if local(margin) == "margin":
                tall -= sum(integer(margin.get(side)) for side in ("top", "bottom", "header", "footer"))
        return max(0, tall)
    return 0
