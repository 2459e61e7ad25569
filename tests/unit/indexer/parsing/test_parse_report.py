"""The shown form of a parsed file."""

import json
from pathlib import Path

from indexer.errors import Encrypted
from indexer.model import Block, Location, ParsedDocument, ParseWarning
from indexer.parsing.report import to_json, to_text

DOCUMENT = ParsedDocument(
    "pdf",
    (
        Block("heading", "제목", Location(3, True, 0, 17, box=(72.0, 90.512, 520.1, 110.2)), 2),
        Block("table", "구분\t금액", Location(), rows=(("구분", "금액"),)),
        Block("list_item", "항목", Location(cell=(1, 2)), marker="1."),
    ),
    "제목", 12, {"author": "가"}, (ParseWarning("page_estimated", "어림입니다."),),
)  # fmt: skip


def test_json_has_the_shape_of_the_contract():
    """Keys as docs/cli.md shows them; rows, level and marker only where there are any."""
    shown = to_json(Path("/a/b.pdf"), DOCUMENT)
    assert shown["file"] == str(Path("/a/b.pdf")) and "error" not in shown
    assert list(shown) == ["file", "format", "title", "pages", "metadata", "blocks", "warnings"]
    assert shown["blocks"][0] == {
        "kind": "heading", "level": 2, "text": "제목",
        "location": {"page": 3, "page_exact": True, "section": 0, "paragraph": 17, "cell": None,
                     "box": [72.0, 90.51, 520.1, 110.2]},
    }  # fmt: skip
    assert shown["blocks"][1]["rows"] == [["구분", "금액"]]
    assert shown["blocks"][2]["marker"] == "1." and shown["blocks"][2]["location"]["cell"] == [1, 2]
    assert shown["warnings"] == [{"kind": "page_estimated", "message": "어림입니다."}]
    assert json.loads(json.dumps(shown)) == shown


def test_errors_say_what_and_what_next():
    """A file that could not be read has no content, only its error."""
    shown = to_json(Path("a.hwp"), Encrypted())
    assert set(shown) == {"file", "error"} and shown["error"]["kind"] == "encrypted"
    assert shown["error"]["message"] and shown["error"]["next_step"]
    assert "암호" in to_text(Path("a.hwp"), Encrypted())


def test_text_reads_like_the_document():
    """Tables as rows, automatic numbers before their items."""
    assert to_text(Path("b.pdf"), DOCUMENT).splitlines()[1:] == ["제목", "구분 | 금액", "1. 항목"]
