"""Painting laid-out pages."""

from __future__ import annotations

import base64

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.views.source_view import highlight
from desktop.views.source_view.fonts import family_for
from desktop.views.source_view.svg_painter import BrokenPage, SvgPage
from desktop.views.source_view.svg_path import painter_path

pytestmark = pytest.mark.usefixtures("qapp")


def page(body: str) -> QImage:
    """A page of 100 x 100 units at one pixel a unit."""
    return SvgPage(f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">{body}</svg>').image(1.0)


def colour(image: QImage, x: int, y: int) -> str:
    return image.pixelColor(x, y).name()


def ink(image: QImage, x0: int, x1: int) -> int:
    """Dark pixels between two columns."""
    return sum(image.pixelColor(x, y).lightness() < 128 for x in range(x0, x1) for y in range(image.height()))


def test_shapes_take_their_fill_and_stroke() -> None:
    """Rectangles, circles and paths are filled where they stand."""
    image = page(
        '<rect x="10" y="10" width="20" height="20" fill="#ff0000"/><circle cx="70" cy="20" r="10" fill="#0000ff"/>'
        '<path d="M10 60 h20 v20 h-20 Z" fill="rgb(0,255,0)"/><line x1="50" y1="90" x2="90" y2="90" stroke="#000000"'
        ' stroke-width="4"/>'
    )
    assert [colour(image, *at) for at in ((20, 20), (70, 20), (20, 70), (70, 90), (40, 40))] == [
        "#ff0000", "#0000ff", "#00ff00", "#000000", "#ffffff",
    ]  # fmt: skip


def test_a_clip_cuts_what_stands_outside() -> None:
    """A cell's clip keeps its neighbour's paper white."""
    image = page(
        '<defs><clipPath id="c"><rect x="0" y="0" width="50" height="100"/></clipPath></defs>'
        '<g clip-path="url(#c)"><rect width="100" height="100" fill="#ff0000"/></g>'
    )
    assert (colour(image, 40, 50), colour(image, 60, 50)) == ("#ff0000", "#ffffff")


def test_text_is_as_long_as_the_layout_says() -> None:
    """`textLength` squeezes or stretches a run, whatever face is used."""
    image = page('<text x="10" y="60" font-size="20" font-family="없는체,serif" textLength="30">가가가가</text>')
    assert ink(image, 10, 41) > 20 and ink(image, 44, 100) == 0


def test_gradients_and_patterns_are_filled() -> None:
    """A gradient runs from its first to its last colour; a pattern has both of its own."""
    image = page(
        '<defs><linearGradient id="g" x1="0%" y1="0%" x2="100%" y2="0%"><stop offset="0%" stop-color="#ff0000"/>'
        '<stop offset="100%" stop-color="#0000ff"/></linearGradient><pattern id="p" patternUnits="userSpaceOnUse"'
        ' width="10" height="10"><rect width="10" height="10" fill="#ffffff"/><rect width="5" height="10"'
        ' fill="#000000"/></pattern></defs><rect width="100" height="40" fill="url(#g)"/>'
        '<rect y="50" width="100" height="40" fill="url(#p)"/>'
    )
    assert image.pixelColor(2, 20).red() > 240 and image.pixelColor(97, 20).blue() > 240
    assert (colour(image, 2, 70), colour(image, 7, 70)) == ("#000000", "#ffffff")


def test_images_come_from_the_svg_only() -> None:
    """Embedded pictures are drawn with their brightness; an address is never followed."""
    picture = QImage(2, 2, QImage.Format.Format_RGB32)
    picture.fill(QColor("#000000"))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    address = "data:image/png;base64," + base64.b64encode(data.data()).decode()
    functions = "".join(f'<feFunc{c} type="linear" slope="1" intercept="0.5"/>' for c in "RGB")
    image = page(
        f'<defs><filter id="f"><feComponentTransfer>{functions}</feComponentTransfer></filter></defs>'
        f'<image x="0" y="0" width="40" height="40" preserveAspectRatio="none" href="{address}"/>'
        f'<g filter="url(#f)"><image x="50" width="40" height="40" preserveAspectRatio="none" href="{address}"/></g>'
        '<image y="50" width="40" height="40" href="file:///etc/hostname"/>'
    )
    assert colour(image, 20, 20) == "#000000"
    assert abs(image.pixelColor(70, 20).red() - 128) <= 1
    assert colour(image, 20, 70) == "#ffffff"


def test_what_is_no_xml_is_refused() -> None:
    """A broken page is an error of its own, and odd attributes are not."""
    with pytest.raises(BrokenPage):
        SvgPage("<svg")
    assert not page('<rect x="oops" width="1e" fill="no-colour"/><polygon points="1,a"/>').isNull()


def test_paths_know_curves_and_arcs() -> None:
    """Half a circle bulges as far as its radius; a broken path stops where it breaks."""
    arc = painter_path("M10 50 A40 40 0 0 1 90 50").boundingRect()
    assert abs(arc.top() - 10) < 0.5 and abs(arc.width() - 80) < 0.5
    assert painter_path("M0 0 L10 0 Q 5 5 0 10 T -10 0 C 1 1 2 2 3 3 S 5 5 9 9 l 5").currentPosition() == QPointF(
        9, 9
    )


def test_serif_documents_keep_a_serif_face() -> None:
    """A face that is not installed falls back on the bundled face of its kind."""
    assert family_for("없는바탕,'없는둘',serif") == "NanumMyeongjo"
    assert family_for("없는고딕,sans-serif") == "NanumGothic"
    assert family_for("없는체,'NanumMyeongjo',sans-serif") == "NanumMyeongjo"


def test_a_mark_leaves_letters_dark_and_paper_yellow() -> None:
    """The wash multiplies: black stays black; the edge is the primary colour."""
    image = page('<rect x="40" y="40" width="20" height="20" fill="#000000"/>')
    painter = QPainter(image)
    highlight.paint(painter, [(20.0, 30.0, 80.0, 70.0)], 1.0, QPointF(0, 0))
    painter.end()
    assert colour(image, 50, 50) == "#000000" and colour(image, 30, 50) == highlight.WASH.name()
    edge = image.pixelColor(18, 50)
    assert edge.blue() > 200 and edge.red() < 120
