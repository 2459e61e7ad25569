"""Text in pictures, recognised by Tesseract where it is installed: words with boxes and confidence → blocks.

The program is run as a process of its own that gets a picture on stdin and gives words on stdout; it runs only in
the child of `ocr_child`. Pictures are decoded by MuPDF first, so that Tesseract sees nothing but our own PNG.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from indexer.errors import Damaged, TimedOut
from indexer.model import Block, Box, Location

VARIABLE = "MUNSEO_TESSERACT"  # the program's path, where it is not on PATH
LANGUAGE = "kor"
NOTHING = "그림에서 글자를 알아보지 못했습니다."
PAGE_SECONDS = 60.0  # for one page
_CPU_SECONDS = 120  # a recogniser that outlives its parent ends by itself
_SURE = 0.75  # mean confidence of a page
_LEAST = 50.0  # mean confidence of a paragraph, per cent; below, it is garbage
_WORD_LEAST = 20.0
_REACH = 200  # characters of the plain text in which a word is looked for
_SENSIBLE = re.compile(r"[가-힣A-Za-z0-9]")
_STANDALONE_JAMO = re.compile(r"[ㄱ-ㅎㅏ-ㅣ]")
_WINDOWS = (r"C:\Program Files\Tesseract-OCR\tesseract.exe", r"C:\Program Files (x86)\Tesseract-OCR\tesseract.exe")


@cache
def program() -> Path | None:
    """Tesseract with Korean data, or None. Nothing is started to find out."""
    named = os.environ.get(VARIABLE) or shutil.which("tesseract")
    candidates = [named] if named else list(_WINDOWS) if sys.platform == "win32" else []
    for candidate in candidates:
        found = Path(candidate)
        if found.is_file() and any((folder / f"{LANGUAGE}.traineddata").is_file() for folder in _data(found)):
            return found.resolve()
    return None


def languages() -> tuple[str, ...]:
    """The languages whose data the program finds, sorted; none without a program."""
    found = program()
    return tuple(sorted({f.stem for d in _data(found) for f in d.glob("*.traineddata")})) if found else ()


def _data(found: Path) -> list[Path]:
    """Folders in which Tesseract looks for its data."""
    prefix = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(prefix), Path(prefix) / "tessdata"] if prefix else []
    folders.append(found.resolve().parent / "tessdata")
    for share in (Path("/usr/share"), Path("/usr/local/share")):
        folders += [share / "tessdata", *sorted(share.glob("tesseract-ocr/*/tessdata"))]
    return folders


def next_step() -> str:
    """What the user can do about a document without text."""
    if program() is None:
        return (
            "글자 인식(OCR) 프로그램이 설치되어 있지 않습니다. Tesseract와 한국어 자료(kor)를 설치하고"
            " `munseo ocr on`으로 켜거나, 글자를 인식한 PDF로 저장한 뒤 다시 추가하십시오."
        )
    return "`munseo ocr on`으로 글자 인식(OCR)을 켜면 색인이 끝난 뒤 차례로 읽습니다. 켠 뒤 다시 색인하십시오."


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a PNG. `points`: points a pixel; page: from 1."""

    png: bytes
    points: float
    page: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """What one picture gave: blocks of kind image_text, how many paragraphs were garbage, mean confidence 0 to 1."""

    blocks: tuple[Block, ...]
    garbage: int
    confidence: float


def recognise(picture: Picture) -> Recognised:
    """The text of one picture. Raises TimedOut, Damaged (the program failed)."""
    found = program()
    if found is None:
        raise Damaged(detail="no tesseract")
    best = blocks_of(_run(found, picture.png, LANGUAGE), picture)
    # Korean data alone reads Korean best, and Latin letters badly: where it was unsure both are tried.
    if best.confidence < _SURE and any((folder / "eng.traineddata").is_file() for folder in _data(found)):
        best = max(best, blocks_of(_run(found, picture.png, LANGUAGE + "+eng"), picture), key=_worth)
    return best


def _worth(result: Recognised) -> float:
    return result.confidence * sum(len(b.text) for b in result.blocks)


def _run(found: Path, png: bytes, language: str) -> str:
    """Tesseract's table of words (tab-separated) and its plain text, one after the other."""
    # Mode 4 (one column of text of various sizes): mode 3 looks for vertical lines in Korean and loses whole pages.
    command = [str(found), "stdin", "stdout", "-l", language, "--psm", "4", "txt", "tsv"]
    flags = 0x08000000 if sys.platform == "win32" else 0  # CREATE_NO_WINDOW
    environment = {k: v for k, v in os.environ.items() if k in ("PATH", "TESSDATA_PREFIX", "SYSTEMROOT", "LANG")}
    process = subprocess.Popen(
        command, executable=str(found), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**environment, "OMP_THREAD_LIMIT": "1"}, creationflags=flags,
    )  # fmt: skip
    _bound(process.pid)
    try:
        out, _ = process.communicate(png, timeout=PAGE_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise TimedOut(detail="ocr page") from error
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode:
        raise Damaged(detail=f"ocr ended with {process.returncode}")
    return out.decode("utf-8", "replace")


def _bound(pid: int) -> None:
    if sys.platform == "linux":
        import resource

        try:
            resource.prlimit(pid, resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        except (OSError, ValueError):
            pass


@dataclass(slots=True)
class _Word:
    text: str
    confidence: float
    line: int
    box: tuple[int, int, int, int]
    apart: bool = True  # a space stands before it


def blocks_of(output: str, picture: Picture) -> Recognised:
    """Tesseract's text and words → paragraphs. Words of no confidence and paragraphs of garbage are left out."""
    lines = output.split("\n")
    plain = "\n".join(line for line in lines if line.count("\t") < 11)
    paragraphs: dict[tuple[int, int], list[_Word]] = {}
    at = 0
    for row in lines:
        fields = row.rstrip("\r").split("\t", 11)
        if len(fields) != 12 or fields[0] != "5" or not fields[11].strip():
            continue
        try:
            block, paragraph, line = int(fields[2]), int(fields[3]), int(fields[4])
            left, top, width, height = (int(f) for f in fields[6:10])
            confidence = float(fields[10])
        except ValueError:
            continue
        word = _Word(fields[11].strip(), confidence, line, (left, top, left + width, top + height))
        # The table makes words of syllables; whether a space stands between, only the plain text tells.
        found = plain.find(word.text, at, at + _REACH + len(word.text))
        if found >= 0:
            word.apart = not found or plain[found - 1].isspace()
            at = found + len(word.text)
        paragraphs.setdefault((block, paragraph), []).append(word)
    blocks: list[Block] = []
    garbage, weighed, letters = 0, 0.0, 0
    for words in paragraphs.values():
        mean = _mean(words)
        text = _text([w for w in words if w.confidence >= _WORD_LEAST])
        if mean < _LEAST or is_garbage(text):
            garbage += bool(text.strip())
            continue
        weighed += mean * len(text)
        letters += len(text)
        place = Location(picture.page, True, 0, len(blocks), box=_box(words, picture.points))
        blocks.append(Block("image_text", text, place, confidence=round(mean / 100, 3)))
    return Recognised(tuple(blocks), garbage, round(weighed / letters / 100, 3) if letters else 0.0)


def is_garbage(text: str) -> bool:
    """Whether the text is specks and lines taken for letters: few letters, or jamo that stand alone."""
    letters = "".join(text.split())
    if not letters:
        return True
    sensible = len(_SENSIBLE.findall(letters)) / len(letters)
    return sensible < 0.6 or len(_STANDALONE_JAMO.findall(letters)) > len(letters) / 3


def _mean(words: list[_Word]) -> float:
    """Confidence of a paragraph: its words' mean, longer words counting more."""
    letters = sum(len(w.text) for w in words)
    return sum(w.confidence * len(w.text) for w in words) / letters if letters else 0.0


def _text(words: list[_Word]) -> str:
    lines: dict[int, str] = {}
    for word in words:
        before = lines.get(word.line, "")
        lines[word.line] = f"{before}{' ' if before and word.apart else ''}{word.text}"
    return "\n".join(lines.values())


def _box(words: list[_Word], points: float) -> Box:
    boxes = [w.box for w in words]
    return (
        min(b[0] for b in boxes) * points, min(b[1] for b in boxes) * points,
        max(b[2] for b in boxes) * points, max(b[3] for b in boxes) * points,
    )  # fmt: skip
