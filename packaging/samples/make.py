"""Make the sample documents from their sources: `python packaging/samples/make.py [--check]`.

The texts are our own; 한빛시 and everyone in it are invented. The sources say which format each becomes.
Bytes are the same at every run with the same versions of the writers. `--check` writes nothing and returns 1
where a document on disk differs from what its source gives.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hancom import hwp_bytes, hwpx_bytes
from office import docx_bytes
from pdf import pdf_bytes
from source import Source, read_sources

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"


def document_bytes(source: Source) -> bytes:
    """The bytes of one document. Raises ValueError for a suffix that has no writer."""
    suffix = Path(source.file).suffix
    if suffix == ".txt":  # as old systems export it
        return source.body.strip().replace("\n", "\r\n").encode("cp949")
    if suffix == ".md":
        return (source.body.strip() + "\n").encode()
    writers = {".hwp": hwp_bytes, ".hwpx": hwpx_bytes, ".docx": docx_bytes, ".pdf": pdf_bytes}
    if suffix not in writers:
        raise ValueError(f"no writer for {source.file}")
    return writers[suffix](source)


def main(arguments: list[str]) -> int:
    """Write every document, or compare with `--check`; returns the exit code."""
    folder = SAMPLES / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    stale = []
    for source in read_sources(SAMPLES / "sources"):
        data, target = document_bytes(source), folder / source.file
        if not target.exists() or target.read_bytes() != data:
            stale.append(source.file)
        if "--check" not in arguments:
            target.write_bytes(data)
        print(f"{len(data):>8,}  {source.file}")
    print(f"{len(stale)} changed: {', '.join(stale)}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
