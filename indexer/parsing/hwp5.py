"""HWP 5 (.hwp, Hancom Office 2002 and later) → blocks, from the storage and record layers.

Text of every list is read: body, tables in tables, text boxes, captions, notes, headers, memos, hidden comments.
Distribution documents (배포용) are read from ViewText. Errors: Encrypted, Protected, Damaged, Empty, TooLarge.
"""

from __future__ import annotations

from functools import partial

from indexer.errors import Damaged, Protected
from indexer.model import ParsedDocument, ParseWarning
from indexer.parsing.embedded import Objects, attach
from indexer.parsing.flow import TRACKED, Flow
from indexer.parsing.garbage import uncollected
from indexer.parsing.hwp5_docinfo import DocInfo, read_docinfo
from indexer.parsing.hwp5_records import read_tree
from indexer.parsing.hwp5_section import Reader
from indexer.parsing.hwp5_storage import Storage, open_storage
from indexer.parsing.hwp5_summary import read_summary
from indexer.parsing.limits import Limits
from indexer.parsing.numbering import Counters
from indexer.parsing.pages import PageCounter

FORMAT = "hwp5"
STUB = "이 문서는 상위 버전의 배포용 문서입니다"
SUMMARY = "\x05HwpSummaryInformation"


@uncollected
def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """Read a whole file. Raises DocumentError; anything else is a bug."""
    storage = open_storage(data, limits)
    paths = storage.sections("ViewText") if storage.distributed else []
    paths = paths or storage.sections("BodyText")
    if not paths:
        raise Damaged(detail="no BodyText")
    info = _docinfo(storage)
    flow, pages = Flow(limits), PageCounter()
    objects = Objects(partial(_binary, storage, info), limits)
    reader = Reader(info, flow, pages, Counters(info.numberings, info.bullets), objects)
    for path in paths:
        root, whole = read_tree(storage.records(path))
        if not whole:
            storage.faults.append(path)
        reader.read(root)
    reader.finish()
    if any(block.text.startswith(STUB) for block in flow.blocks[:3]) and len(flow.blocks) < 6:
        raise Protected("배포용 문서의 본문이 잠겨 있어 읽지 못했습니다.")
    if storage.faults and not flow.blocks:
        raise Damaged(detail=", ".join(storage.faults))
    fields = _summary(storage)
    title = fields.pop("title", "")
    warnings = _warnings(storage)
    if reader.left_out:
        warnings.append(TRACKED)
    document = flow.finish(FORMAT, pages, fields, title, warnings, more=objects.more)
    return attach(document, objects)


def _docinfo(storage: Storage) -> DocInfo:
    """DocInfo, or defaults where it is missing or broken: the text does not need it."""
    try:
        return read_docinfo(storage.records("DocInfo"))
    except Damaged:
        storage.faults.append("DocInfo")
        return DocInfo()


def _binary(storage: Storage, info: DocInfo, number: str) -> bytes | None:
    """An embedded file by its number in DocInfo, from 1."""
    place = int(number) - 1
    path, packing = info.binaries[place] if 0 <= place < len(info.binaries) else ("", 0)
    return storage.binary(path, packing) if path and storage.exists(path) else None


def _warnings(storage: Storage) -> list[ParseWarning]:
    if not storage.faults:
        return []
    return [ParseWarning("damaged_part", "파일의 일부가 손상되어 읽은 데까지만 담았습니다.")]


def _summary(storage: Storage) -> dict[str, str]:
    """Title, author and the like. A broken property set loses them and nothing else."""
    if not storage.exists(SUMMARY):
        return {}
    try:
        return read_summary(storage.raw(SUMMARY))
    except Damaged:
        return {}
