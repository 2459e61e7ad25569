"""ZIP archives of documents: every member that we read, in the order of its name, each under its name."""

from __future__ import annotations

import unicodedata
from functools import partial
from pathlib import PurePosixPath

from indexer.errors import Empty, Encrypted, Unsupported
from indexer.model import ParsedDocument
from indexer.parsing.archives import open_zip
from indexer.parsing.collect import Collector
from indexer.parsing.formats import IMAGE_SUFFIXES
from indexer.parsing.limits import Limits
from indexer.parsing.nested import Part, add_parts
from indexer.scanning import is_noise


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """The documents of the archive as one, see `nested`. Raises DocumentError.

    Members of other kinds are passed over, as they are in a folder. Where no member could be read, the first
    one's error is the archive's; Encrypted where all ask for a password.
    """
    from indexer.parsing.dispatch import supported_suffixes

    archive = open_zip(data, limits, allow_locked=True)
    known = supported_suffixes() | IMAGE_SUFFIXES
    parts: list[Part] = []
    for raw in archive.names():
        name = member_name(raw, archive.is_utf8(raw))
        path = PurePosixPath(name)
        noise = is_noise(path.name, False) or any(is_noise(folder, True) for folder in path.parts[:-1])
        if not noise and path.suffix.lower() in known:
            parts.append(Part(name, partial(archive.read, raw)))
    if not parts:
        raise (Unsupported("압축 파일에 읽을 수 있는 문서가 없습니다.") if archive.names() else Empty())
    out = Collector(limits)
    failed = add_parts(out, sorted(parts, key=lambda p: p.name), limits)
    if not out.blocks and failed:
        locked = [e for e in failed if isinstance(e, Encrypted)]
        raise locked[0] if locked else failed[0]
    return out.document("zip", named_by_file=True)


def member_name(raw: str, utf8: bool) -> str:
    """The name as it was meant: zipfile reads names without the UTF-8 flag as cp437, Korean tools write CP949.

    A Mac's decomposed Hangul is put together.
    """
    name = raw
    if not utf8:
        try:
            plain = raw.encode("cp437")
        except UnicodeEncodeError:
            plain = b""
        for codec in ("utf-8", "cp949"):
            try:
                name = plain.decode(codec) if plain else raw
                break
            except UnicodeDecodeError:
                continue
    return unicodedata.normalize("NFC", name.replace("\\", "/"))
