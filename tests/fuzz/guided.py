"""Coverage-guided fuzzing of one format with atheris (optional: `pip install -e .[fuzz]`; Linux).

    python -m tests.fuzz.guided .rtf [CORPUS_FOLDER] [-max_total_time=3600] [other libFuzzer options]

Everything below `indexer.parsing` is instrumented. A finding is written by libFuzzer as crash-…; anything but a
document or an error that tests/fuzz/targets.py expects of the format is one.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["indexer.parsing"]):
    from indexer.parsing import (  # noqa: F401  the readers are imported late otherwise, and not instrumented
        bundle,
        docx,
        hml,
        html,
        hwp3,
        hwp5,
        hwpx,
        mail,
        msg,
        odf,
        pdf,
        pptx,
        rtf,
        separated,
        text,
        xls,
        xlsx,
    )
    from tests.fuzz.targets import TARGETS


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0] not in TARGETS:
        raise SystemExit(f"{__doc__}\nformats: {' '.join(TARGETS)}")
    target = TARGETS[arguments[0]]
    folders = [a for a in arguments[1:] if not a.startswith("-")]
    corpus = Path(folders[0]) if folders else Path(tempfile.mkdtemp(prefix="fuzz"))
    corpus.mkdir(parents=True, exist_ok=True)
    (corpus / f"seed{target.suffix}").write_bytes(target.seed())
    options = [a for a in arguments[1:] if a.startswith("-")]
    atheris.Setup([sys.argv[0], str(corpus), "-timeout=20", "-rss_limit_mb=1024", *options], target.attempt)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
