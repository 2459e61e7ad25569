"""Numbers the state gives a person: 주민등록번호, 외국인등록번호, 여권, 운전면허 (개인정보 보호법 제24조, 시행령 제19조).

Resident and foreigner numbers issued since October 2020 end in random digits (주민등록법 시행규칙 제2조), so no checksum
is asked for: the form and the date part decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.privacy.shapes import BETWEEN, GAP, Identifier, bare, near, spaced_digits

# ---- 주민등록번호, 외국인등록번호

_RESIDENT = re.compile(
    rf"(?<!\d)(?<!\d[-.])(?P<date>{spaced_digits(6)})(?P<sep>{BETWEEN})(?P<rest>\d(?:{GAP}\d){{6}}|[0-9]{GAP}[*xX●○]{{6}})(?!\d)(?!-\d)"
)
_RESIDENT_LABEL = re.compile(r"주민|등록\s*번호|외국인|거소|생년월일|식별번호")
_COMPANY_LABEL = re.compile(r"법인\s*등록|법인\s*번호|등기\s*번호")
_WARE_LABEL = re.compile(r"바코드|상품|물품|품목|자재|도서|코드")
_BEGINNING = re.compile(r"(?<![\d-])\d{6}-[1-8](?![\d*xX●○-])")  # as far as the sex: 620805-1
_BEGINNING_LABEL = re.compile(r"주민|생년월일|성별")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _dated(digits: str) -> bool:
    month, day = int(digits[2:4]), int(digits[4:6])
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def _company(digits: str) -> bool:
    """법인등록번호: of the same form, with a checksum of its own (상업등기규칙; weights 1 and 2 by turns)."""
    if (
        digits[6] not in "012"
        or digits[:2] > "20"
        or digits[4:6] not in ("11", "12", "13", "14", "15", "21", "22", "31")
    ):
        return False
    total = sum(int(d) * (1 + i % 2) for i, d in enumerate(digits[:12]))
    person = (
        11 - sum(int(d) * w for d, w in zip(digits, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=False)) % 11
    ) % 10
    return (10 - total % 10) % 10 == int(digits[12]) and person != int(digits[12])


def residents(text: str) -> Iterator[Identifier]:
    for begun in _BEGINNING.finditer(text):
        if _dated(begun.group()[:6]) and near(text, begun, _BEGINNING_LABEL, 24):
            kind = "foreigner" if begun.group()[7] in "5678" else "resident"
            yield Identifier(kind, begun.start(), begun.end(), bare(begun.group()))
    at = 0
    while match := _RESIDENT.search(text, at):
        at = match.start() + 1
        first, rest = bare(match["date"]), bare(match["rest"])
        if not _dated(first):
            continue
        whole, joined = match.group(), "".join(match.group().split())
        hyphen = any(c in "-.·~_" for c in match["sep"])
        solid = joined.isdigit() and len(whole) == 13
        spaced = len(re.findall(r"\d(?=[ \n|])", whole)) >= 12
        if not (hyphen or solid or spaced or near(text, match, _RESIDENT_LABEL)):
            continue
        labelled = near(text, match, _RESIDENT_LABEL, 12)
        if near(text, match, _WARE_LABEL, 10) and not labelled:
            continue
        if near(text, match, _COMPANY_LABEL, 16) or (len(rest) == 7 and not labelled and _company(first + rest)):
            continue
        yield Identifier("foreigner" if rest[0] in "5678" else "resident", match.start(), match.end(), first + rest)
        at = match.end()


# ---- 여권, 운전면허

_PASSPORT = re.compile(
    rf"(?<![A-Za-z0-9])(?P<letter>[MSRODGPmsrodgp]){GAP}(?P<body>\d{{3}}[A-Za-z]\d{{4}}|{spaced_digits(8)})(?![A-Za-z0-9])"
)
_PASSPORT_LABEL = re.compile(r"여권|[Pp]assport|PASSPORT")
_DATE8 = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def passports(text: str) -> Iterator[Identifier]:
    for match in _PASSPORT.finditer(text):
        body = "".join(match["body"].split()).replace("|", "")
        new = not body.isdigit()
        loose = match["letter"] == "M" and body.isdigit() and " " not in match.group() and not _DATE8.fullmatch(body)
        if new or loose or near(text, match, _PASSPORT_LABEL):
            yield Identifier("passport", match.start(), match.end(), (match["letter"] + body).upper())


_REGIONS = "서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주"
_DRIVER = re.compile(
    rf"(?<!\d)(?<!\d-)(?:(?P<code>1[1-9]|2[0-8])|(?P<region>{_REGIONS})){BETWEEN}{spaced_digits(2)}{BETWEEN}{spaced_digits(6)}{BETWEEN}{spaced_digits(2)}(?!\d)(?!-\d)"
)
_DRIVER_LABEL = re.compile(r"면허")


def drivers(text: str) -> Iterator[Identifier]:
    for match in _DRIVER.finditer(text):
        hyphens = sum(match.group().count(c) for c in "-.·")
        if hyphens >= 2 + bool(match["code"]) or near(text, match, _DRIVER_LABEL):
            yield Identifier("driver", match.start(), match.end(), (match["region"] or "") + bare(match.group()))
