"""What a file is, told by its content."""

import io
import struct
import zipfile

import pymupdf
import pytest

from indexer.errors import Damaged, Empty, Encrypted, Protected, Unsupported
from indexer.parsing.formats import detect

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def ole(*names):
    """A compound file's signature with directory entries where they must stand."""
    out = OLE + bytes(512 - len(OLE))
    for name in names:
        raw = name.encode("utf-16-le") + b"\0\0"
        out += raw.ljust(64, b"\0") + struct.pack("<H", len(raw)) + bytes(62)
    return out


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return buffer.getvalue()


def pdf():
    with pymupdf.open() as document:
        document.new_page()
        return document.tobytes()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (ole("Root Entry", "FileHeader"), "hwp5"),
        (b"HWP Document File V3.00 \x1a\1\2\3\4\5" + bytes(100), "hwp3"),
        (zipped(mimetype="application/hwp+zip", Contents__content_dot_hpf="x"), "hwpx"),
        (zipped(Contents__content_dot_hpf="x"), "hwpx"),
        (zipped(word__document_dot_xml="x"), "docx"),
        (b"\n\n%PDF-1.4\n", "pdf"),
        (b'<?xml version="1.0"?>\n<HWPML Version="2.8"></HWPML>', "hml"),
        ('<?xml version="1.0"?><HWPML/>'.encode("utf-16"), "hml"),
        (ole("__nameid_version1.0", "__properties_version1.0", "FileHeader", "EncryptedPackage"), "msg"),
        (ole("Root Entry", "Workbook"), "xls"),
        (zipped(xl__workbook_dot_xml="x"), "xlsx"),
        (zipped(ppt__presentation_dot_xml="x"), "pptx"),
        (zipped(mimetype="application/vnd.oasis.opendocument.text", content_dot_xml="x"), "odf"),
        (zipped(규정_dot_hwp="x"), "zip"),
        (b"{\\rtf1 a}", "rtf"),
        (b"\xef\xbb\xbf<!-- a --><!doctype HTML><p>a", "html"),
        ("<html><p>여비</p></html>".encode("utf-16"), "html"),
        (b"Received: x\r\nMIME-Version: 1.0\r\nSubject: a\r\n\r\ntext", "eml"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "image"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), "image"),
        ("여비는 실비로 지급한다.".encode("cp949"), "text"),
    ],
)
@pytest.mark.parametrize("name", ["문서.hwp", "a.pdf", "b.DOCX", "c.hwpx", "d.txt"])
def test_content_decides_not_the_name(data, found, name):
    """A spoofed extension changes nothing."""
    assert detect(data, name) == found


def test_the_name_tells_kinds_of_plain_text():
    """Markdown, separated values and a letter's header are plain text."""
    assert detect(b"a,b", "a.csv") == "csv"
    assert detect(b"From: a\nTo: b\n\ntext", "a.txt") == "text"
    assert detect(b"From: a\nTo: b\n\ntext", "a.eml") == "eml"
    assert detect(b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/related\n\ntext", "a.mht") == "mhtml"
    assert detect(b"plain words", "a.html") == "html"
    assert detect(b"# a", "a.md") == "markdown"
    assert detect(b"# a", "a.txt") == "text"


@pytest.mark.parametrize(
    "start",
    [
        b"\x9b DRMONE  This Document is encrypted and protected by Fasoo DRM",
        b"<!-- FasooSecureContainer 1.0 -->",
        b"SCDSA004",
        b"<DOCUMENT SAFER V=2>",
        b"<## NASCA DRM FILE - VER1.00 ##>",
    ],
)
def test_drm_wrappers_are_protected(start):
    """The wrappers of document-security products are named as what they are."""
    with pytest.raises(Protected):
        detect(start + bytes(200), "예산.hwp")


def test_office_passwords_and_rights_management():
    """An encrypted package is Encrypted; with a rights-management data space it is Protected."""
    with pytest.raises(Encrypted):
        detect(ole("Root Entry", "EncryptedPackage", "EncryptionInfo"), "a.docx")
    with pytest.raises(Protected):
        detect(ole("EncryptedPackage", "DRMEncryptedDataSpace"), "a.docx")


@pytest.mark.parametrize("data", [b"", bytes(4096), b" \r\n\t"])
def test_nothing_is_empty(data):
    """No bytes, zeros (a download that never came) and white space are Empty."""
    with pytest.raises(Empty):
        detect(data, "a.hwp")


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (ole("Root Entry"), "a.hwp", Damaged),
        (ole("Root Entry"), "a.doc", Damaged),
        (ole("Root Entry"), "a.ppt", Damaged),
        (ole("Root Entry"), "a.xls", Damaged),
        (ole("Root Entry"), "a.bin", Unsupported),
        (zipped(**{"xl__workbook_dot_bin": "x", "[Content_Types]_dot_xml": "x"}), "a.xlsx", Unsupported),
        (zipped(mimetype="application/epub+zip"), "a.zip", Unsupported),
        (b"7z\xbc\xaf\x27\x1c" + bytes(100), "a.7z", Unsupported),
        (b"Rar!\x1a\x07\x01\0" + bytes(100), "a.hwp", Unsupported),
        (zipped(a="x"), "a.docx", Damaged),
        (b"PK\x03\x04" + bytes(range(200)), "a.docx", Damaged),
        (bytes(range(256)) * 8, "a.pdf", Damaged),
        (bytes(range(256)) * 8, "a.txt", Unsupported),
        (b"print()", "a.py", Unsupported),
    ],
)
def test_what_is_not_read_says_why(data, name, error):
    """Rubbish under a document's name is Damaged, other kinds of file are Unsupported."""
    with pytest.raises(error):
        detect(data, name)


def test_a_stream_name_inside_text_is_not_a_directory():
    """Only a directory entry makes a compound file an HWP document."""
    data = OLE + bytes(600) + "FileHeader".encode("utf-16-le") + bytes(300)
    with pytest.raises(Damaged):
        detect(data, "a.hwp")


def test_real_pdf():
    """What MuPDF writes is a PDF."""
    assert detect(pdf(), "x") == "pdf"
