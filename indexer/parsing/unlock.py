"""A whole file without its password, where one was given: what comes out is read like any other.

PDF, ZIP and HWP 5 are unlocked by their own readers, piece by piece.
"""

from __future__ import annotations

from indexer.parsing import password
from indexer.parsing.archives import open_zip
from indexer.parsing.formats import is_office_ole
from indexer.parsing.limits import Limits


def opened(data: bytes, limits: Limits) -> bytes:
    """The file without its password, in memory; as it is where none was given or none is needed.

    Raises WrongPassword, UnknownLock, Damaged, TooLarge.
    """
    words = password.given()
    if words is None:
        return data
    if is_office_ole(data):
        from indexer.parsing import unlock_office

        return unlock_office.unlocked(data, words, limits)
    if data.startswith(b"PK\x03\x04"):
        from indexer.parsing import unlock_odf

        archive = open_zip(data, limits, allow_locked=True)
        if unlock_odf.is_locked(archive):
            return unlock_odf.unlocked(archive, words, limits)
    return data
