"""Mail (.eml) and web archives (.mht), by the standard library's parser, with what Korean mailers get wrong mended.

The mail is the document: subject as its heading, sender and receivers, body, then each attachment under its name.
"""

from __future__ import annotations

import email
import email.message
import email.policy
import email.utils
import re
from collections.abc import Iterable, Iterator
from email.errors import MessageError
from email.header import decode_header
from functools import partial
from pathlib import PurePath

from indexer.errors import Damaged
from indexer.model import ParsedDocument
from indexer.parsing import html
from indexer.parsing.collect import Collector
from indexer.parsing.formats import IMAGE_SUFFIXES
from indexer.parsing.limits import Limits
from indexer.parsing.nested import LEAST_PICTURE, Part, add_parts
from indexer.parsing.text import decode, sniff

_PEOPLE = (("From", "보낸 사람"), ("To", "받는 사람"), ("Cc", "참조"), ("Date", "보낸 날짜"))
_FAULTS = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
_PICTURES = IMAGE_SUFFIXES
_MAX_PARTS = 5_000  # MIME parts, containers included
_LINE = re.compile(r"\r\n|\r|\n")


class _AsSent(email.policy.Compat32):
    """Headers as they lie in the file, bytes over 127 as surrogates: what they mean is for `decoded` to say."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """A mail as RFC 5322 and MIME have it. Raises Damaged, Empty, TooLarge."""
    message, leaves = _opened(data)
    out = Collector(limits)
    subject = header(message, "Subject")
    out.add("heading", subject, level=1)
    for name, marker in _PEOPLE:
        out.add("paragraph", header(message, name), marker=marker)
    bodies, parts = _sorted(leaves)
    for body in bodies:
        _body(out, body)
    add_parts(out, parts, limits)
    return out.document("eml", subject, None, facts(header(message, "From"), header(message, "Date")))


def parse_page(data: bytes, limits: Limits) -> ParsedDocument:
    """A web page saved with its pictures (RFC 2557): its first HTML part. Raises Damaged, Empty, TooLarge."""
    message, leaves = _opened(data)
    out = Collector(limits)
    pages = [leaf for leaf in leaves if leaf.get_content_type() in ("text/html", "application/xhtml+xml")]
    titles = [_body(out, page) for page in pages or leaves[:1]]
    return out.document("mhtml", next(filter(None, titles), "") or header(message, "Subject"))


def facts(author: str, sent: str) -> dict[str, str]:
    """Metadata: author, and created as an ISO date and time where `sent` is an RFC 5322 date."""
    out = {"author": author} if author else {}
    try:
        out["created"] = email.utils.parsedate_to_datetime(sent).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    return out


def _opened(data: bytes) -> tuple[email.message.Message, list[email.message.Message]]:
    """The message and its leaves: parts that hold content, a whole mail that is attached among them."""
    try:
        message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=_AsSent())
        leaves = list(_leaves(message))
    except (*_FAULTS, RecursionError) as error:
        raise Damaged(detail=f"mail: {type(error).__name__}") from error
    if not message.keys():
        raise Damaged(detail="mail without headers")
    return message, leaves


def _leaves(message: email.message.Message) -> Iterator[email.message.Message]:
    waiting, seen = [message], 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > _MAX_PARTS:
            raise Damaged(detail="mime parts")
        if one.get_content_maintype() == "multipart" and one.is_multipart():
            parts = [p for p in one.get_payload() if isinstance(p, email.message.Message)]
            if one.get_content_type() == "multipart/alternative":
                parts = _best(parts)
            waiting.extend(reversed(parts))
        else:
            yield one


def _best(parts: list[email.message.Message]) -> list[email.message.Message]:
    """Of the ways to say the same: HTML, which keeps tables, else the last one, as MIME has it."""
    rich = [p for p in parts if p.get_content_type() in ("text/html", "multipart/related", "multipart/mixed")]
    filled = [p for p in rich if p.is_multipart() or p.get_payload()]
    others = [p for p in parts if p.get_content_maintype() not in ("text", "multipart")]
    return [*(filled[-1:] or [p for p in parts if p not in others][-1:]), *others]


def _sorted(leaves: Iterable[email.message.Message]) -> tuple[list[email.message.Message], list[Part]]:
    """What is read as the mail's own text, and what is attached."""
    bodies: list[email.message.Message] = []
    parts: list[Part] = []
    for leaf in leaves:
        name = file_name(leaf)
        if leaf.get_content_maintype() == "message" and leaf.is_multipart():
            inner = leaf.get_payload(0)
            assert isinstance(inner, email.message.Message)
            parts.append(Part(name or (header(inner, "Subject") or "메일") + ".eml", partial(_whole, inner)))
        elif leaf.get_content_maintype() == "text" and not name and leaf.get_content_disposition() != "attachment":
            bodies.append(leaf)
        elif name and (PurePath(name).suffix.lower() not in _PICTURES or len(_content(leaf)) >= LEAST_PICTURE):
            parts.append(Part(name, partial(_content, leaf)))
    return bodies, parts


def _body(out: Collector, leaf: email.message.Message) -> str:
    """Read one text part; returns the title that a page states."""
    data = _content(leaf)
    if not data.strip():
        return ""
    charset = str(leaf.get_content_charset() or "")
    if leaf.get_content_subtype() in ("html", "xhtml+xml"):
        return html.into(out, html.text_of(data, charset))[0]
    text = text_in(data, charset)
    held: list[str] = []
    for line in [*_LINE.split(text), ""]:
        if line.strip():
            held.append(line.rstrip())
        elif held:
            out.paragraph("\n".join(held))
            held = []
    return ""


def text_in(data: bytes, charset: str) -> str:
    """Text of a stated charset, which Korean mailers often state wrongly."""
    codec = html.codec_of(charset)
    for one in (codec, sniff(data) or ""):
        try:
            if one:
                return data.decode(one)
        except (UnicodeError, LookupError):
            continue
    return data.decode(codec or "cp949", "replace")


def _content(leaf: email.message.Message) -> bytes:
    try:
        payload = leaf.get_payload(decode=True)
    except _FAULTS as error:
        raise Damaged(detail=f"mail part: {type(error).__name__}") from error
    return payload if isinstance(payload, bytes) else b""


def _whole(message: email.message.Message) -> bytes:
    try:
        return message.as_bytes()
    except (*_FAULTS, RecursionError) as error:
        raise Damaged(detail=f"mail part: {type(error).__name__}") from error


def file_name(leaf: email.message.Message) -> str:
    """The attachment's name: RFC 2231, an encoded word where none is allowed, or raw bytes. "" where it has none."""
    try:
        raw = leaf.get_filename() or ""
    except _FAULTS:
        return ""
    return " ".join(decoded(raw).replace("/", "_").replace("\\", "_").split())[:255]


def header(message: email.message.Message, name: str) -> str:
    """A header as its reader sees it."""
    try:
        raw = message.get(name)
    except _FAULTS:
        return ""
    return " ".join(decoded(str(raw)).split())[:2000] if raw is not None else ""


def decoded(raw: str) -> str:
    """Encoded words (RFC 2047) and raw 8-bit text as Unicode; Korean charset names mean CP949."""
    plain = raw.encode("utf-8", "surrogateescape")
    if not plain.isascii():
        raw = decode(plain) if sniff(plain) else plain.decode("cp949", "replace")
    if "=?" not in raw:
        return raw
    out: list[str] = []
    try:
        # Mailers split a word inside one character: neighbours of one charset are joined as bytes first.
        held, charset_before = b"", ""
        for piece, charset in decode_header(raw):
            if isinstance(piece, str):
                piece, charset = piece.encode("utf-8", "surrogateescape"), "utf-8"
            charset = charset or "utf-8"
            if held and charset != charset_before:
                out.append(text_in(held, charset_before))
                held = b""
            held, charset_before = held + piece, charset
        if held:
            out.append(text_in(held, charset_before))
    except _FAULTS:
        return raw
    return "".join(out)
