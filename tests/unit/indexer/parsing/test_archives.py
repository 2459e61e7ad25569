"""Zip containers and XML from strangers."""

import io
import struct
import warnings
import zipfile
import zlib

import pytest

from indexer.errors import Damaged, Encrypted, TooLarge
from indexer.parsing.archives import open_zip
from indexer.parsing.limits import MB, Limits
from indexer.parsing.safexml import parse_xml

LIMITS = Limits()


def zipped(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of the doubled names that one test is about
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_member_without_a_name():
    """zipfile itself stumbles over an empty name in the directory."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a", b"text")
    data = bytearray(buffer.getvalue())
    directory = data.rfind(b"PK\x01\x02")
    data[directory + 28 : directory + 30] = b"\0\0"  # no name,
    data[directory + 30 : directory + 32] = b"\1\0"  # its one byte an extra field
    try:
        assert open_zip(bytes(data), Limits()).names() in ([], [""])
    except Damaged:
        pass


def test_members_come_out_as_they_went_in():
    """Names keep their order, deflated and stored members their bytes."""
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        archive = open_zip(zipped([("b.xml", b"<b/>"), ("가/a.xml", b"x" * 5000)], method), LIMITS)
        assert archive.names() == ["b.xml", "가/a.xml"]
        assert archive.read("가/a.xml") == b"x" * 5000
        assert "b.xml" in archive and "c.xml" not in archive


def test_a_bomb_is_stopped_by_its_ratio():
    """Past the floor, more than `ratio` bytes for one compressed byte is refused."""
    data = zipped([("bomb", bytes(20 * MB))])
    with pytest.raises(TooLarge):
        open_zip(data, LIMITS).read("bomb")
    assert len(open_zip(data, Limits(ratio=10_000)).read("bomb")) == 20 * MB


def test_members_together_are_counted():
    """The limit on inflated bytes is for the whole archive, and reading a member twice counts once."""
    archive = open_zip(zipped([(str(n), bytes(range(256)) * 400) for n in range(3)]), Limits(inflated=250_000))
    archive.read("0")
    archive.read("0")
    archive.read("1")
    with pytest.raises(TooLarge):
        archive.read("2")


def test_a_lying_size_does_not_stop_the_count():
    """A directory that declares one byte for a bomb is not believed."""
    data = bytearray(zipped([("bomb", bytes(20 * MB))]))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 1)
    with pytest.raises(TooLarge):
        open_zip(bytes(data), LIMITS).read("bomb")


def test_too_many_members_are_refused():
    """More entries than the limit are not even looked at."""
    with pytest.raises(TooLarge):
        open_zip(zipped([(str(n), b"") for n in range(12)]), Limits(zip_entries=10))


def test_a_name_twice_is_refused():
    """Two members of one name are two truths about one part."""
    with pytest.raises(Damaged):
        open_zip(zipped([("a", b"1"), ("a", b"2")]), LIMITS)


def test_overlapping_members_are_refused():
    """Two directory entries may not point at the same compressed bytes."""
    data = bytearray(zipped([("a", b"1" * 100), ("b", b"2" * 100)]))
    second = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 0)
    with pytest.raises(Damaged):
        open_zip(bytes(data), LIMITS)


def test_password_members_are_told_as_such():
    """The encryption flag of a member is Encrypted, not Damaged."""
    data = bytearray(zipped([("a", b"1")]))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    with pytest.raises(Encrypted):
        open_zip(bytes(data), LIMITS)


@pytest.mark.parametrize("cut", [10, 40, 60, 200])
def test_cut_archives_are_damaged(cut):
    """An archive without its end has no directory."""
    with pytest.raises(Damaged):
        open_zip(zipped([("a", bytes(range(256)))])[:cut], LIMITS)


def test_flipped_bytes_inside_a_member_are_damaged():
    """The checksum of a member is verified."""
    data = bytearray(zipped([("a", b"Z" * 50)], zipfile.ZIP_STORED))
    data[data.index(b"ZZZZ")] = 0
    with pytest.raises(Damaged):
        open_zip(bytes(data), LIMITS).read("a")


def test_truncated_deflate_is_damaged():
    """A stream that ends before its end marker is not taken for the whole."""
    whole = zlib.compress(bytes(range(256)) * 40)[2:-4]
    data = bytearray(zipped([("a", whole)], zipfile.ZIP_STORED))
    for at, field in ((data.index(b"PK\x03\x04"), 8), (data.rfind(b"PK\x01\x02"), 10)):
        struct.pack_into("<H", data, at + field, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", data, at + field + 10, len(whole) - 20)
    with pytest.raises(Damaged):
        open_zip(bytes(data), LIMITS).read("a")


# ---- XML


def test_xml_in_the_encodings_of_korean_files():
    """UTF-8, UTF-16 with and without mark and EUC-KR all give the same text."""
    body = "<a>한글 &amp; 문서</a>"
    for data in (
        body.encode(),
        b"\xef\xbb\xbf" + body.encode(),
        ('<?xml version="1.0" encoding="UTF-16"?>' + body).encode("utf-16"),
        ('<?xml version="1.0"?>' + body).encode("utf-16-le"),
        ('<?xml version="1.0" encoding="euc-kr"?>' + body).encode("cp949"),
    ):
        assert parse_xml(data, LIMITS).text == "한글 & 문서"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "euc-kr"])
def test_documents_with_a_dtd_are_refused(encoding, tmp_path):
    """No entity is expanded and no file fetched, whatever the encoding."""
    canary = tmp_path / "canary.txt"
    canary.write_text("CANARY")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    for subset in (f'<!ENTITY l0 "ha">{laughs}', f'<!ENTITY l9 SYSTEM "{canary.as_uri()}">'):
        document = f'<?xml version="1.0" encoding="{encoding}"?><!-- x --><!DOCTYPE a [{subset}]><a>&l9;</a>'
        with pytest.raises(Damaged):
            parse_xml(document.encode(encoding), LIMITS)


def test_an_encoding_that_could_hide_a_dtd_is_refused():
    """UTF-7 spells "<" in other bytes."""
    with pytest.raises(Damaged):
        parse_xml(b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/+AD4-', LIMITS)


def test_a_doctype_in_text_is_text():
    """Only a document type before the root counts."""
    assert parse_xml(b"<a><![CDATA[<!DOCTYPE html>]]></a>", LIMITS).text == "<!DOCTYPE html>"


@pytest.mark.parametrize("depth", [101, 3000, 100_000])
def test_deep_nesting_is_refused(depth):
    """Elements deeper than the limit are TooLarge, however deep."""
    with pytest.raises(TooLarge):
        parse_xml(b"<a>" * depth + b"</a>" * depth, LIMITS)


def test_the_limit_itself_is_allowed():
    """A hundred levels are read."""
    assert parse_xml(b"<a>" * 100 + b"</a>" * 100, LIMITS).tag == "a"


def test_control_characters_cost_only_themselves():
    """XML 1.0 forbids them, some writers write them."""
    assert parse_xml("<a>가\x02나</a>".encode(), LIMITS).text == "가나"


@pytest.mark.parametrize("data", [b"", b"\0\0", b"<a>", b"<a></b>", b"<a>&x;</a>", b"plain", b"<?xml"])
def test_broken_xml_is_damaged(data):
    """Anything not well-formed is Damaged."""
    with pytest.raises(Damaged):
        parse_xml(data, LIMITS)
