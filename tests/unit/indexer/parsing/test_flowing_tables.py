"""What a file says of a table that flows with the text: distances, margins, captions."""

from __future__ import annotations

import struct

from lxml import etree

from indexer.parsing import hwp5_tables, hwpx_tables
from indexer.parsing.hwp5_records import CTRL_HEADER, LIST_HEADER, PARA_HEADER, TABLE, Node

HWPX_TABLE = """<hp:tbl xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" textWrap="TOP_AND_BOTTOM"
  pageBreak="CELL" rowCnt="2"><hp:sz height="3000"/><hp:pos treatAsChar="0" vertRelTo="PARA" vertOffset="{offset}"/>
  <hp:outMargin top="140" bottom="283"/><hp:caption side="{side}" gap="850"><hp:subList><hp:p><hp:linesegarray>
  <hp:lineseg textpos="0" vertpos="0" vertsize="950" spacing="570"/></hp:linesegarray></hp:p></hp:subList>
  </hp:caption><hp:tr/></hp:tbl>"""


def test_a_caption_stands_above_or_below_a_table_of_hwpx() -> None:
    """Above, it moves the table down; below, each part needs room for it. The space below its line does not count."""
    for side, offset, below in (("TOP", 140 + 1_800, 283), ("BOTTOM", 140, 283 + 1_800), ("LEFT", 140, 283)):
        found = hwpx_tables.float_of(etree.fromstring(HWPX_TABLE.format(offset=0, side=side)), 0)
        assert found is not None
        assert (found.offset, found.above, found.below, found.height) == (offset, 140, below, 3_000 + below)


def test_a_distance_above_the_line_is_written_without_a_sign() -> None:
    """4294965296 is 2,000 above."""
    found = hwpx_tables.float_of(etree.fromstring(HWPX_TABLE.format(offset=4_294_965_296, side="LEFT")), 0)
    assert found is not None
    assert found.offset == 140 - 2_000


def test_a_caption_stands_above_or_below_a_table_of_hwp() -> None:
    """As in HWPX; table 72 of the specification."""
    line = struct.pack("<Iiiiiiii4x", 0, 0, 950, 950, 0, 570, 0, 40_000)
    for side, offset, below in ((2, 140 + 1_800, 283), (3, 140, 283 + 1_800), (0, 140, 283)):
        list_header = struct.pack("<hIxxIIHI", 1, 0, side, 8_504, 850, 40_000)
        caption = Node(LIST_HEADER, 2, list_header, children=[Node(PARA_HEADER, 2, bytes(24), lines=line)])
        table = Node(TABLE, 2, struct.pack("<IHH", 2, 2, 1))
        attributes = 1 << 21 | 2 << 3
        header = b" lbt" + struct.pack("<IiIIIiHHHH", attributes, 0, 0, 40_000, 3_000, 0, 0, 0, 140, 283)
        found = hwp5_tables.float_of(Node(CTRL_HEADER, 1, header, children=[caption, table]), 0)
        assert found is not None
        assert (found.offset, found.above, found.below, found.height) == (offset, 140, below, 3_000 + below)
