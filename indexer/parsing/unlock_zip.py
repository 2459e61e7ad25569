"""Members of a ZIP archive behind a password, by pyzipper: ZipCrypto (APPNOTE 6.1) and WinZip AES (AE-1, AE-2)."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

from indexer.errors import Damaged, UnknownLock, WrongPassword


class LockedMembers:
    """Reads locked members of one archive, which `open_zip` has looked over before."""

    def __init__(self, data: bytes, password: str) -> None:
        self._data = data
        # Tools write the bytes of their own code page; Windows in Korea has CP949.
        codes = ("utf-8",) if password.isascii() else ("utf-8", "cp949")
        self._words = [password.encode(code, "ignore") for code in codes]
        self._archive: Any = None

    def read(self, name: str, size: int) -> Iterator[bytes]:
        """The member in pieces of at most `size` bytes. Raises WrongPassword, UnknownLock, Damaged."""
        import pyzipper

        try:
            if self._archive is None:
                self._archive = pyzipper.AESZipFile(io.BytesIO(self._data))
            with self._opened(name) as member:
                while piece := member.read(size):
                    yield piece
        except NotImplementedError as error:  # is a RuntimeError, too
            raise UnknownLock(detail="zip member") from error
        except (RuntimeError, pyzipper.BadZipFile, zlib.error) as error:
            # The check before a member is one byte (ZipCrypto) or two (AES): what passes it by chance fails later.
            raise WrongPassword(detail="zip member") from error
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise Damaged(detail="zip member") from error

    def _opened(self, name: str) -> Any:
        for words in self._words[:-1]:
            try:
                return self._archive.open(name, pwd=words)
            except RuntimeError:
                continue
        return self._archive.open(name, pwd=self._words[-1])
