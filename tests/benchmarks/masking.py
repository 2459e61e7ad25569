"""Personal data found, missed and imagined, in sentences written by hand after the finders and not from them.

    python tests/benchmarks/masking.py [--verbose]

tests/benchmarks/said/personal.txt holds letters, tables, mails and badly recognised scans with `<kind|value>` where
personal data stands; impersonal.txt holds what looks like it. A value is found where all of it is masked, of whatever
kind; what is masked elsewhere is a false alarm. Nobody's data: all of it is made up.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.privacy.identifiers import KINDS, identifiers

SAID = Path(__file__).resolve().parent / "said"
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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    there, found, alarms, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    lines = 0
    for name in ("personal.txt", "impersonal.txt"):
        for line in (SAID / name).read_text(encoding="utf-8").splitlines():
            lines += 1
            text, spans = marked(line)
            taken = identifiers(text)
            for kind, start, end in spans:
                hidden = {i for t in taken for i in range(t.start, t.end)}
                good = all(i in hidden or text[i].isspace() for i in range(start, end))
                there[kind] += 1
                found[kind] += good
                if options.verbose and not good:
                    print(f"  missed {kind}: {text[start:end]!r} in {text!r}")
            for each in taken:
                if any(each.start < end and start < each.end for _, start, end in spans):
                    right[each.kind] += 1
                else:
                    alarms[each.kind] += 1
                    if options.verbose:
                        print(f"  imagined {each.kind}: {text[each.start:each.end]!r} in {text!r}")
    for kind in KINDS:
        print(f"{kind:10} found {found[kind]} of {there[kind]}   imagined {alarms[kind]}")
    total = sum(right.values()) + sum(alarms.values())
    print(f"{lines} lines: recall {sum(found.values()) / sum(there.values()):.3f}  precision {sum(right.values()) / total:.3f}")


if __name__ == "__main__":
    main()
