"""Bytes of an RTF run → text: by the character set of its font, which tells Korean more surely than the file does."""

from __future__ import annotations

import codecs

_CHARSETS = {129: "cp949", 130: "johab", 128: "cp932", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
             177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
             77: "mac_roman"}  # fmt: skip


class Fonts:
    """The font table, as it is read, and the file's own code page."""

    def __init__(self) -> None:
        self.reading = -1  # the font whose entry is being read
        self._page = "cp1252"
        self._charsets: dict[int, int] = {}

    def charset(self, number: int) -> None:
        """`fcharset` of the font that is being read."""
        self._charsets[self.reading] = number

    def code_page(self, number: int) -> None:
        """`ansicpg`: a code page that Python does not know changes nothing."""
        try:
            self._page = codecs.lookup(f"cp{number}").name or self._page
        except LookupError:
            return

    def decoded(self, raw: bytes, font: int) -> str:
        """The text of a run in this font; what no code page reads is replaced."""
        if raw.isascii():
            return raw.decode("ascii")
        own = _CHARSETS.get(self._charsets.get(font, 0), "")
        for codec in (own, self._page, "cp949"):
            try:
                return raw.decode(codec) if codec else raw.decode("ascii")
            except UnicodeDecodeError:
                continue
        return raw.decode(own or self._page, "replace")
