"""What an object of HWPX shows beside its lists: equations, 글맵시, charts, embedded files, pictures, forms."""

from __future__ import annotations

from lxml import etree

from indexer.errors import DocumentError
from indexer.model import Location
from indexer.parsing.drawings import chart
from indexer.parsing.embedded import Objects, show_chart
from indexer.parsing.hwpx_header import integer
from indexer.parsing.hwpx_package import local
from indexer.parsing.hwpx_parts import art_text, form_text, kind_within
from indexer.parsing.safexml import parse_xml
from indexer.parsing.sinks import Sink

FORMS = frozenset(("btn", "checkBtn", "radioBtn", "edit", "comboBox", "listBox"))


def show(thing: etree._Element, objects: Objects, location: Location, sink: Sink) -> None:
    """Hand on what the object itself says; nothing for one that only holds lists."""
    name = local(thing)
    if name == "equation":
        script = " ".join("".join(map(str, c.itertext())) for c in thing if local(c) == "script")
        sink.add("equation", script, location)
    elif name == "textart":
        sink.add("textbox", art_text(thing), location)
    elif name == "chart":
        _chart(objects, thing, location, sink)
    elif name == "ole":
        objects.show(thing.get("binaryItemIDRef", ""), location, sink)
    elif name == "pic":
        _picture(objects, thing, thing, location)
    elif name in FORMS:
        sink.add(sink.own, form_text(thing), location)
    elif name == "container":  # 글맵시 words and objects in a group
        for inner in thing.iter("{*}textart", "{*}ole", "{*}pic"):
            if kind_within(inner, thing) is None:
                continue
            if local(inner) == "pic":
                _picture(objects, inner, thing, location)
            elif local(inner) == "ole":
                objects.show(inner.get("binaryItemIDRef", ""), location, sink)
            else:
                sink.add("textbox", art_text(inner), location)


def _picture(objects: Objects, picture: etree._Element, thing: etree._Element, location: Location) -> None:
    """A picture, which may stand in a group: `thing`, whose size it has at most."""
    size = next(thing.iterchildren("{*}sz"), None)
    image = next(picture.iterchildren("{*}img"), None)
    if size is not None and image is not None:
        width, height = integer(size.get("width")), integer(size.get("height"))
        objects.pictures.see(image.get("binaryItemIDRef", ""), width, height, location)


def _chart(objects: Objects, thing: etree._Element, location: Location, sink: Sink) -> None:
    """A chart in a part of its own; the object beside it, for older programs, says the same."""
    try:
        data = objects.load(thing.get("chartIDRef", ""))
        if data:
            show_chart(chart(parse_xml(data, objects.limits)), location, sink)
            return
    except DocumentError:
        pass
    switch = next(thing.iterancestors("{*}switch"), None)
    twin = next(switch.iter("{*}ole"), None) if switch is not None else None
    if twin is not None:
        objects.show(twin.get("binaryItemIDRef", ""), location, sink)
    else:
        objects.unread += 1
