"""Files behind a password: read with it, refused without it or with another; nothing of it is shown."""

from __future__ import annotations

import base64
import hashlib
import io
import pickle
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import msoffcrypto
import pymupdf
import pytest
import pyzipper
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from pptx import Presentation

from indexer.errors import DocumentError, Encrypted, UnknownLock, WrongPassword
from indexer.model import ParsedDocument
from indexer.parsing import unlock_hwp5
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import Limits
from indexer.parsing.password import Password, using
from indexer.parsing.pool import ParserPool
from tests.helpers.hwp5_file import COMPRESSED, hwp5, paragraph

WORDS = "비밀자료의 연가 이월은 7일입니다."
RIGHT = "Canary-열쇠-7391"


def saved(make: Callable[[io.BytesIO], None]) -> bytes:
    out = io.BytesIO()
    make(out)
    return out.getvalue()


def docx() -> bytes:
    document = Document()
    document.add_paragraph(WORDS)
    return saved(document.save)


def xlsx() -> bytes:
    book = Workbook()
    book.active.append([WORDS])
    return saved(book.save)


def pptx() -> bytes:
    show = Presentation()
    show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = WORDS
    return saved(show.save)


def office(plain: bytes, password: str = RIGHT) -> bytes:
    """Agile encryption, by the library that is not the one under test only in its other half."""
    out = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(plain)).encrypt(password, out)
    return out.getvalue()


def pdf(password: str = "Canary-7391") -> bytes:
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), WORDS, fontname="korea", fontsize=11)
    return bytes(document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw=password, owner_pw="owner"))


def zipped(method: str | None, password: str = RIGHT, name: str = "안내.txt") -> bytes:
    """WinZip's AES by pyzipper; ZipCrypto (APPNOTE 6.1) by hand, since no library writes it."""
    if method == "aes":
        out = io.BytesIO()
        with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
            archive.setpassword(password.encode())
            archive.writestr(name, WORDS.encode())
        return out.getvalue()
    return zipcrypto(name, WORDS.encode(), password.encode())


def zipcrypto(name: str, plain: bytes, password: bytes) -> bytes:
    table = [0] * 256
    for n in range(256):
        c = n
        for _ in range(8):
            c = c >> 1 ^ (0xEDB88320 if c & 1 else 0)
        table[n] = c
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = keys[0] >> 8 ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = keys[2] >> 8 ^ table[(keys[2] ^ keys[1] >> 24) & 0xFF]

    for byte in password:
        update(byte)
    crc = zlib.crc32(plain)
    out = bytearray()
    for byte in bytes(range(11)) + bytes([crc >> 24]) + plain:
        mask = keys[2] | 2
        out.append(byte ^ (mask * (mask ^ 1) >> 8) & 0xFF)
        update(byte)
    raw = name.encode()
    head = struct.pack("<5H3I2H", 20, 0x801, 0, 0, 0x21, crc, len(out), len(plain), len(raw), 0)
    local = b"PK\3\4" + head + raw + bytes(out)
    central = b"PK\1\2" + struct.pack("<H", 20) + head + struct.pack("<3H2I", 0, 0, 0, 0, 0) + raw
    return local + central + b"PK\5\6" + struct.pack("<4H2IH", 0, 0, 1, 1, len(central), len(local), 0)


def hwpx(password: str = RIGHT) -> bytes:
    """A package whose section is locked as Hancom does it: zeros after the deflated text, checksum of the plain."""
    section = (
        '<hs:sec xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'
        ' xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph">'
        f"<hp:p><hp:run><hp:t>{WORDS}</hp:t></hp:run></hp:p></hs:sec>"
    ).encode()
    salt, vector = bytes(range(16)), bytes(range(16, 32))
    key = hashlib.pbkdf2_hmac("sha1", hashlib.sha256(password.encode()).digest(), salt, 1024, 32)
    packed = zlib.compress(section, wbits=-15)
    packed += bytes(-len(packed) % 16)
    engine = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    names = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"

    def b64(data: bytes) -> str:
        return base64.b64encode(data).decode()

    manifest = (
        f'<odf:manifest xmlns:odf="{names}"><odf:file-entry full-path="Contents/section0.xml" size="{len(section)}">'
        f'<odf:encryption-data checksum-type="{names}#sha256-1k"'
        f' checksum="{b64(hashlib.sha256(section[:1024]).digest())}">'
        f'<odf:algorithm algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc"'
        f' initialisation-vector="{b64(vector)}"/><odf:key-derivation key-derivation-name="{names}#pbkdf2"'
        f' key-size="32" iteration-count="1024" salt="{b64(salt)}"/><odf:start-key-generation'
        ' start-key-generation-name="http://www.w3.org/2000/09/xmldsig#sha256" key-size="32"/>'
        "</odf:encryption-data></odf:file-entry></odf:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/hwp+zip")
        archive.writestr("Contents/section0.xml", engine.update(packed) + engine.finalize())
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def encrypted(plain: bytes, key: bytes) -> bytes:
    """CFB of one bit, bit by bit, as it is defined (NIST SP 800-38A, 6.3)."""
    engine = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    register, out = 0, bytearray()
    for byte in plain:
        made = 0
        for bit in range(7, -1, -1):
            here = (byte >> bit & 1) ^ engine.update(register.to_bytes(16, "big"))[0] >> 7
            register = (register << 1 | here) & (1 << 128) - 1
            made = made << 1 | here
        out.append(made)
    return bytes(out)


def hwp(password: str = "Canary-7391", version: int = 4) -> bytes:
    key = unlock_hwp5.key_of(password)
    docinfo = [(0x10, 0, bytes(26))]
    return hwp5(
        paragraph(WORDS), docinfo=docinfo, flags=COMPRESSED | 2, lock=lambda d: encrypted(d, key), method=version
    )


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "안내.pdf": (pdf, "Canary-7391"),
    "안내.docx": (lambda: office(docx()), RIGHT),
    "안내.xlsx": (lambda: office(xlsx()), RIGHT),
    "안내.pptx": (lambda: office(pptx()), RIGHT),
    "안내.zip": (lambda: zipped("aes"), RIGHT),
    "옛.zip": (lambda: zipped(None), RIGHT),
    "안내.hwpx": (hwpx, RIGHT),
    "안내.hwp": (hwp, "Canary-7391"),
}


def read(data: bytes, name: str, password: str | None) -> ParsedDocument:
    with using(Password(password) if password is not None else None):
        return parse_bytes(data, name, Limits())


def text(document: ParsedDocument) -> str:
    return "\n".join(b.text for b in document.blocks)


@pytest.mark.parametrize("name", FILES)
def test_read_with_its_password_only(name: str) -> None:
    make, password = FILES[name]
    data = make()
    with pytest.raises(Encrypted) as without:
        read(data, name, None)
    assert without.value.kind == "encrypted"
    with pytest.raises(WrongPassword):
        read(data, name, password + "1")
    assert "이월은 7일" in text(read(data, name, password))


def test_a_locked_file_in_an_archive_is_opened_with_the_same_password() -> None:
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(RIGHT.encode())
        archive.writestr("안.docx", office(docx()))
    assert "이월은 7일" in text(read(out.getvalue(), "묶음.zip", RIGHT))


def test_a_password_does_no_harm_to_files_without_one() -> None:
    assert "이월은 7일" in text(read(docx(), "안내.docx", RIGHT))
    assert "이월은 7일" in text(read(WORDS.encode(), "안내.txt", RIGHT))


def test_an_unknown_method_says_where_to_unlock_it() -> None:
    with pytest.raises(UnknownLock) as told:
        read(hwp(version=2), "안내.hwp", "Canary-7391")
    assert told.value.kind == "encrypted" and "한글" in told.value.next_step


def test_zip_passwords_in_the_code_page_of_korean_windows() -> None:
    data = zipcrypto("a.txt", WORDS.encode(), "열쇠".encode("cp949"))
    assert "이월은 7일" in text(read(data, "a.zip", "열쇠"))


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=300))
def test_streams_of_hwp5_by_their_definition(plain: bytes) -> None:
    """All registers at once decrypt what bit by bit encrypted, over the border of two pieces, too."""
    key = unlock_hwp5.key_of("1234")
    before = unlock_hwp5._PIECE
    unlock_hwp5._PIECE = 64
    try:
        assert unlock_hwp5.decrypt(encrypted(plain, key), key) == plain
    finally:
        unlock_hwp5._PIECE = before


def test_the_key_of_hwp5() -> None:
    """The vector that hwp-extract publishes for its method."""
    assert unlock_hwp5.key_of("helloworld").hex() == "207ae2ca4cd87fcf0d01569d8c14715a"


def test_damage_behind_a_password_is_no_bug() -> None:
    """Cut and flipped files: an error of ours or text, nothing else."""
    for name, (make, password) in FILES.items():
        data = make()
        for cut in (len(data) // 3, len(data) // 2, len(data) - 40):
            for broken in (data[:cut], data[:cut] + bytes([data[cut] ^ 0xFF]) + data[cut + 1 :]):
                try:
                    read(broken, name, password)
                except DocumentError:
                    pass


def test_a_password_shows_nothing_of_itself() -> None:
    password = Password(RIGHT)
    assert RIGHT not in f"{password!r} {password} {[password]} {vars}" and password.reveal() == RIGHT
    with pytest.raises(TypeError):
        pickle.dumps(password)


def test_through_the_pool(tmp_path: Path) -> None:
    """The child gets the password through its pipe, and forgets it with the job."""
    path = tmp_path / "안내.docx"
    path.write_bytes(office(docx()))
    with ParserPool(workers=1) as pool:
        (found,) = [r for _, r in pool.parse_many([path], password=Password(RIGHT))]
        assert isinstance(found, ParsedDocument)
        lines = [Path(f"/proc/{pid}/cmdline") for pid in pool.pids()]
        environ = [Path(f"/proc/{pid}/environ") for pid in pool.pids()]
        assert not any(RIGHT.encode() in p.read_bytes() for p in (*lines, *environ) if p.exists())
        (after,) = [r for _, r in pool.parse_many([path])]
        assert isinstance(after, Encrypted)


CORPUS = Path(__file__).resolve().parents[5] / "shared" / "corpus"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the shared corpus")
@pytest.mark.parametrize(
    ("name", "password", "words"),
    [
        ("hwpx/1d54f5dd_password-12345.hwpx", "12345", "암호로 보호되는 파일"),
        ("hwpx/93e7a625_HWP5-password-123456.hwpx", "123456", "글 97 안내문"),
    ],
)
def test_files_that_hancom_locked(name: str, password: str, words: str) -> None:
    data = (CORPUS / name).read_bytes()
    assert words in text(read(data, name, password))
    with pytest.raises(WrongPassword):
        read(data, name, password[:-1])
