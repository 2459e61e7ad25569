"""Personal data found, missed and imagined, in sentences written by hand after the finders and not from them.

    python tests/benchmarks/masking.py [--verbose]

tests/benchmarks/said/personal.txt holds letters, tables, mails and badly recognised scans with `<kind|value>` where
personal data stands (personal_unseen.txt: written later, looked at once); impersonal.txt holds what looks like it. A value is found where all of it is masked, of whatever
kind; what is masked elsewhere is a false alarm. Nobody's data: all of it is made up.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.privacy.identifiers import KINDS, identifiers

SAID = Path(__file__).resolve().parent / "said"
SETS, UNSEEN = ("personal.txt", "impersonal.txt"), "personal_unseen.txt"
_MARK = re.compile(rf"<({'|'.join(KINDS)})\|([^>]*)>")


def marked(line: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The sentence without marks, and (kind, start, end) of each value."""
    out, spans, at, length = [], [], 0, 0
    for match in _MARK.finditer(line):
        before = line[at : match.start()].replace("\\n", "\n")
        value = match[2].replace("\\n", "\n")
        length += len(before)
        spans.append((match[1], length, length + len(value)))
        length += len(value)
        out += [before, value]
        at = match.end()
    return "".join([*out, line[at:].replace("\\n", "\n")]), spans


def measured(
    names: Sequence[str], verbose: bool = False
) -> tuple[Counter[str], Counter[str], Counter[str], Counter[str]]:
    """By kind: values that are there, found, masks that are right, masks where nothing is."""
    there, found, right, alarms = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for line in (line for name in names for line in (SAID / name).read_text(encoding="utf-8").splitlines()):
        text, spans = marked(line)
        taken = identifiers(text)
        hidden = {i for t in taken for i in range(t.start, t.end)}
        for kind, start, end in spans:
            good = all(i in hidden or text[i].isspace() for i in range(start, end))
            there[kind] += 1
            found[kind] += good
            if verbose and not good:
                print(f"  missed {kind}: {text[start:end]!r} in {text!r}")
        for each in taken:
            real = any(each.start < end and start < each.end for _, start, end in spans)
            (right if real else alarms)[each.kind] += 1
            if verbose and not real:
                print(f"  imagined {each.kind}: {text[each.start : each.end]!r} in {text!r}")
    return there, found, right, alarms


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", default=[*SETS, UNSEEN], help="of tests/benchmarks/said")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    there, found, right, alarms = measured(options.files, options.verbose)
    for kind in KINDS:
        print(f"{kind:10} found {found[kind]} of {there[kind]}   imagined {alarms[kind]}")
    print(f"recall {found.total() / there.total():.3f}  precision {right.total() / (right + alarms).total():.3f}")


if __name__ == "__main__":
    main()
