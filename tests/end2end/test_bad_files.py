"""A folder of everything that cannot be read, indexed by the real command: each its own reason and next step."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path

import docx
import pymupdf
import pytest

from tests.helpers import office_files as made
from tests.helpers.profile import Profile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("여비는 실비로 지급한다.")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf(**options: object) -> bytes:
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "travel expenses")
        return bytes(document.tobytes(**options))


def compound(*names: str) -> bytes:
    """A compound file with these directory entries, as `formats` looks for them."""
    out = OLE + bytes(504)
    for name in names:
        raw = name.encode("utf-16-le") + b"\0\0"
        out += raw.ljust(64, b"\0") + struct.pack("<H", len(raw)) + bytes(62)
    return out


def locked_odt() -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(made.odt())) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts["META-INF/manifest.xml"] = parts["META-INF/manifest.xml"].replace(
        b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
    )
    return made.archive(parts)


BAD = {
    "빈 파일.hwp": ("empty", b""),
    "영으로 채운 파일.pdf": ("empty", bytes(4096)),
    "내용 없는 문서.xlsx": ("empty", None),
    "쪽 없는 문서.pdf": ("empty", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"),
    "잘린 문서.docx": ("damaged", word()[:-900]),
    "잘린 표.xlsx": ("damaged", made.xlsx()[:-700]),
    "깨진 한글.hwp": ("damaged", OLE + bytes(600)),
    "쓰레기.pptx": ("damaged", bytes(range(256)) * 20),
    "암호 엑셀.xlsx": ("encrypted", compound("EncryptedPackage", "EncryptionInfo")),
    "암호 압축.zip": ("encrypted", made.locked(made.archive({"a.txt": b"text"}))),
    "암호 개방형.odt": ("encrypted", locked_odt()),
    "암호 피디에프.pdf": ("encrypted", pdf(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="x", owner_pw="y")),
    "권한 관리.docx": ("protected", compound("EncryptedPackage", "\x06DataSpaces", "DRMEncryptedDataSpace")),
    "보안 문서.hwp": ("protected", b"\x9b DRMONE  This Document is encrypted" + bytes(300)),
    "다른 형식.xls": ("unsupported", b"7z\xbc\xaf\x27\x1c" + bytes(100)),
    "문서 없는 압축.zip": ("unsupported", made.archive({"a.exe": b"MZ"})),
    "아주 큰 파일.hwp": ("too_large", None),
    "겹겹이.zip": ("too_large", None),
}  # fmt: skip
GOOD = {
    "여비.hwp": word(),  # a Word document under a wrong name
    "여비.docx": made.rtf(),
    "여비.pdf": made.html(),
    "여비.xls": made.html(),
    "여비.odt": made.xlsx(),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import openpyxl

    folder = tmp_path_factory.mktemp("읽지 못할 파일")
    for name, (_, data) in BAD.items():
        if data is not None:
            (folder / name).write_bytes(data)
    for name, data in GOOD.items():
        (folder / name).write_bytes(data)
    (folder / "내용 없는 문서.xlsx").write_bytes(made.saved(openpyxl.Workbook().save))
    with (folder / "아주 큰 파일.hwp").open("wb") as file:
        file.truncate(4 * 1024**3)  # sparse: takes no room on the disk
    deep, name = b"text", "a.txt"
    for _ in range(6):
        deep, name = made.archive({name: deep}), "a.zip"
    (folder / "겹겹이.zip").write_bytes(deep)
    return folder


def test_every_bad_file_has_its_reason(tmp_path: Path, folder: Path) -> None:
    """`munseo failures --json` names each by kind, cause and next step; renamed files are read by their content."""
    profile = Profile(tmp_path / "profile")
    done = profile.run("index", str(folder), "--no-vectors", "--json")
    assert done.returncode == 3, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["seconds"] < 30  # four gigabytes are not read
    rows = profile.json("failures")
    assert {Path(r["path"]).name: r["kind"] for r in rows} == {name: kind for name, (kind, _) in BAD.items()}
    assert all(r["message"].endswith("다.") and r["next_step"].endswith("오.") for r in rows)
    (status,) = profile.json("status")
    assert (status["indexed"], status["failed"]) == (len(GOOD), len(BAD))
