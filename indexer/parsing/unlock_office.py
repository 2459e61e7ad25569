"""Office files with a password: the same file without it, in memory, by msoffcrypto-tool.

[MS-OFFCRYPTO]: agile and standard encryption of DOCX, XLSX and PPTX, RC4 and XOR of DOC, XLS and PPT.
"""

from __future__ import annotations

import io
from typing import Any

from indexer.errors import TooLarge, UnknownLock, WrongPassword
from indexer.parsing.limits import Limits


def unlocked(data: bytes, password: str, limits: Limits) -> bytes:
    """The file as it was before it was encrypted; as it is where it needs no password.

    Raises WrongPassword, TooLarge, UnknownLock (a method that the library does not know, or a broken header).
    """
    from msoffcrypto.exceptions import InvalidKeyError

    file = _opened(data)
    if file is None:
        return data
    out = io.BytesIO()
    try:
        # The older formats are always checked, and know no such parameter.
        checked = {"verify_password": True} if type(file).__name__ == "OOXMLFile" else {}
        file.load_key(password=password, **checked)
        file.decrypt(out)
    except InvalidKeyError as error:
        raise WrongPassword from error
    except MemoryError:
        raise
    except Exception as error:  # the library raises whatever a crafted header makes it stumble over
        raise UnknownLock(detail=f"office: {type(error).__name__}") from error
    if out.tell() > limits.file_size:
        raise TooLarge(detail="file size")
    return out.getvalue()


def _opened(data: bytes) -> Any:
    """The library's file, None where it is not encrypted or the library cannot tell: then our reader does."""
    import msoffcrypto

    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        return file if file.is_encrypted() else None
    except MemoryError:
        raise
    except Exception:
        return None
