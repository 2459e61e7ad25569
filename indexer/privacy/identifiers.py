"""Personal data in running text: numbers by their form, addresses and names by what stands beside them.

Kinds and forms: 개인정보 보호법 제24조, 시행령 제19조 (resident, passport, driver, foreigner: 고유식별정보). Resident and
foreigner numbers issued since October 2020 end in random digits (주민등록법 시행규칙 제2조), so no checksum is asked
for: the form and the date part decide. Cards: ISO/IEC 7812-1 annex B (Luhn).

Full-width digits, spaces between digits, breaks over lines and table cells are seen through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from indexer.privacy.people import addresses, names

KINDS = ("resident", "foreigner", "passport", "driver", "card", "phone", "account", "email", "address", "name")


@dataclass(frozen=True, slots=True)
class Identifier:
    """`text[start:end]` is personal data of this kind. `value`: the same without spaces and marks, for comparing."""

    kind: str
    start: int
    end: int
    value: str


# One character to one: places in the flattened text are places in the text.
_FLAT = {
    **{0xFF10 + n: str(n) for n in range(10)},
    **dict.fromkeys(map(ord, "－‐‑‒–—―−﹣ー㈀"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t\u200b\u200c\u200d\u2060\ufeff"), " "),
    0xFF20: "@",
    0xFF0E: ".",
    0xFF08: "(",
    0xFF09: ")",
    0xFF1A: ":",
    0xFF5C: "|",
    0x2502: "|",
    0x0D: "\n",
    **{0xFF21 + n: chr(0x41 + n) for n in range(26)},
    **{0xFF41 + n: chr(0x61 + n) for n in range(26)},
}

_G = r"[ \n|]{0,3}"  # between the digits of one number: spaced out, broken over a line, one digit a cell
_S = rf"{_G}[-.·~_]?{_G}"  # between its groups
_S1 = rf"{_G}[-.·~_]{_G}"
_S2 = rf"(?:{_S1}|[ \n|]{{1,3}})"


def _digits(low: int, high: int | None = None) -> str:
    """So many digits, gaps allowed between them."""
    more = f"{low - 1}" if high is None else f"{low - 1},{high - 1}"
    return rf"\d(?:{_G}\d){{{more}}}"


def _near(text: str, match: re.Match[str], label: re.Pattern[str], before: int = 40, after: int = 0) -> bool:
    """Whether a label stands within so many characters before or after the match."""
    if label.search(text, max(0, match.start() - before), match.start()):
        return True
    return bool(after and label.search(text, match.end(), match.end() + after))


def bare(text: str) -> str:
    return re.sub(r"\D", "", text)


# ---- 주민등록번호, 외국인등록번호

_RESIDENT = re.compile(
    rf"(?<!\d)(?<!\d[-.])(?P<date>{_digits(6)})(?P<sep>{_S})(?P<rest>\d(?:{_G}\d){{6}}|[0-9]{_G}[*xX●○]{{6}})(?!\d)(?!-\d)"
)
_RESIDENT_LABEL = re.compile(r"주민|등록\s*번호|외국인|거소|생년월일|식별번호")
_COMPANY_LABEL = re.compile(r"법인\s*등록|법인\s*번호|등기\s*번호")
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


def _resident(text: str) -> Iterator[Identifier]:
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
        if not (hyphen or solid or spaced or _near(text, match, _RESIDENT_LABEL)):
            continue
        labelled = _near(text, match, _RESIDENT_LABEL, 12)
        if _near(text, match, _COMPANY_LABEL, 16) or (len(rest) == 7 and not labelled and _company(first + rest)):
            continue
        yield Identifier("foreigner" if rest[0] in "5678" else "resident", match.start(), match.end(), first + rest)
        at = match.end()


# ---- 여권, 운전면허

_PASSPORT = re.compile(
    rf"(?<![A-Za-z0-9])(?P<letter>[MSRODGPmsrodgp]){_G}(?P<body>\d{{3}}[A-Za-z]\d{{4}}|{_digits(8)})(?![A-Za-z0-9])"
)
_PASSPORT_LABEL = re.compile(r"여권|[Pp]assport|PASSPORT")
_DATE8 = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def _passport(text: str) -> Iterator[Identifier]:
    for match in _PASSPORT.finditer(text):
        body = "".join(match["body"].split()).replace("|", "")
        new = not body.isdigit()
        loose = match["letter"] == "M" and body.isdigit() and " " not in match.group() and not _DATE8.fullmatch(body)
        if new or loose or _near(text, match, _PASSPORT_LABEL):
            yield Identifier("passport", match.start(), match.end(), (match["letter"] + body).upper())


_REGIONS = "서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주"
_DRIVER = re.compile(
    rf"(?<!\d)(?<!\d-)(?:(?P<code>1[1-9]|2[0-8])|(?P<region>{_REGIONS})){_S}{_digits(2)}{_S}{_digits(6)}{_S}{_digits(2)}(?!\d)(?!-\d)"
)
_DRIVER_LABEL = re.compile(r"면허")


def _driver(text: str) -> Iterator[Identifier]:
    for match in _DRIVER.finditer(text):
        hyphens = sum(match.group().count(c) for c in "-.·")
        if hyphens >= 2 + bool(match["code"]) or _near(text, match, _DRIVER_LABEL):
            yield Identifier("driver", match.start(), match.end(), (match["region"] or "") + bare(match.group()))


# ---- 카드

_CARD = re.compile(
    rf"(?<!\d)(?<!\d-)(?:\d{{4}}{_S2}\d{{4}}{_S2}\d{{4}}{_S2}\d{{4}}|3[47]\d\d{_S2}\d{{6}}{_S2}\d{{5}}|\d{{16}})(?!\d)(?!-\d)"
)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        value = digit * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def _card(text: str) -> Iterator[Identifier]:
    for match in _CARD.finditer(text):
        digits = bare(match.group())
        if digits[0] in "34569" and len(set(digits)) > 1 and _luhn(digits):
            yield Identifier("card", match.start(), match.end(), digits)


# ---- 전화

_PHONE_LABEL = re.compile(
    r"전화|연락처|휴대|핸드폰|휴대폰|모바일|팩스|문의|내선|☎|☏|✆|[Tt](?:el|EL)|TEL|FAX|[Ff]ax|H\.?P|C\.?P|[Mm]obile|번호"
)
_AREA = r"0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4])"
_PHONE = re.compile(
    rf"(?<![\d.])(?<!\d[-~])(?:"
    rf"(?P<mobile>(?:\(?\+{_G}82\)?{_S}\(?0?\)?|\(?0){_G}1{_G}[016789]\)?(?P<m1>{_S}){_digits(3, 4)}(?P<m2>{_S}){_digits(4)})"
    rf"|(?P<land>(?:\(?{_AREA}|\(?\+{_G}82\)?{_S}(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4])|\(?0(?:70|80|50\d|60))\)?(?P<l1>{_S}){_digits(3, 4)}(?P<l2>{_S}){_digits(4)})"
    rf"|(?P<agency>1[568]\d\d(?P<a1>{_S1}){_digits(4)})"
    rf")(?!\d)(?![-.]\d)"
)
_CODE_LABEL = re.compile(
    r"(?:문서|등록|관리|사업자|예산|접수|시행|과제|품목|코드|일련|계약|고시|공고)\s*(?:번호|코드)?\s*[:：]?\s*$"
)


def _phone(text: str) -> Iterator[Identifier]:
    for match in _PHONE.finditer(text):
        whole = match.group()
        labelled = _near(text, match, _PHONE_LABEL, 24)
        marks = sum(c in "-.·~_)" for c in whole)
        if _near(text, match, _CODE_LABEL, 12) and not match["mobile"]:
            continue
        if match["mobile"]:
            solid = re.fullmatch(r"\+?\d+", whole) is not None
            good = (
                marks >= 1 or solid or labelled or whole.count(" ") <= 3 or len(re.findall(r"\d[ \n|]", whole)) >= 8
            )
        elif match["land"]:
            good = marks >= 2 or labelled or (marks == 1 and ")" in whole)
            # 02 1234 5678 in prose, never in a row of figures
            good = good or (re.fullmatch(r"0\d{1,2} \d{3,4} \d{4}", whole) is not None)
        else:
            good = labelled
        if good:
            opened = whole.startswith("(") and ")" not in whole  # the bracket belongs to the sentence
            yield Identifier("phone", match.start() + opened, match.end(), re.sub(r"^820?", "0", bare(whole)))


# ---- 계좌

_BANK = (
    r"(?:국민|신한|우리|하나|농협|기업|제일|씨티|한국씨티|수협|대구|부산|광주|제주|전북|경남|산업|외환|한국|아이엠|i[Mm])\s*은행|KB|NH|IBK|KDB|"
    r"SC제일|농협|수협|축협|신협|우체국|새마을\s*금고|MG|카카오\s*뱅크|카뱅|케이\s*뱅크|[Kk]\s*뱅크|토스\s*뱅크|저축\s*은행|산림\s*조합|상호금융|은행|뱅크"
)
_ACCOUNT_LABEL = re.compile(rf"계좌|입금|예금주|송금|이체|환급\s*받|통장|지급처|{_BANK}")
_BANK_BESIDE = re.compile(
    r"(?:국민|신한|우리|하나|농협|기업|제일|씨티|수협|대구|부산|광주|제주|전북|경남|산업)\s*[:(|]?\s*$"
)
_BANK_AFTER = re.compile(
    rf"\s*[(/|,]?\s*(?:{_BANK}|(?:국민|신한|우리|하나|기업|대구|부산|광주|전북|경남)\s*[,)|])|\s*[(/|,]?\s*예금주"
)
_ACCOUNT = re.compile(
    rf"(?<![\d.,])(?<!\d-)(?:\d{{2,6}}{_S1}(?:\d{{1,8}}{_S1}){{1,3}}\d{{1,8}}|\d{{2,8}}{_S1}\d{{6,9}}|\d{{2,6}}(?: \d{{2,8}}){{2,3}}|\d{{10,16}})(?!\d)(?![-.,]\d)"
)
_NOT_ACCOUNT = re.compile(
    r"(?:사업자|법인|문서|등록|접수|관리|예산|과제|고지|납부자?|전자납부|가상번호|승인|일련|계약|시행|우편|코드|품목|공고)\s*(?:등록)?\s*(?:번호|코드)?\s*[:：|]?\s*$"
)
_DATE = re.compile(r"(?:19|20)?\d\d[-.]\s*\d{1,2}[-.]\s*\d{1,2}\.?")


def _account(text: str) -> Iterator[Identifier]:
    for match in _ACCOUNT.finditer(text):
        digits = bare(match.group())
        if not 10 <= len(digits) <= 16 or _DATE.fullmatch(match.group()) or _near(text, match, _NOT_ACCOUNT, 14):
            continue
        beside = bool(_BANK_BESIDE.search(text, max(0, match.start() - 12), match.start()))
        if beside or _near(text, match, _ACCOUNT_LABEL) or _BANK_AFTER.match(text, match.end()):
            yield Identifier("account", match.start(), match.end(), digits)


# ---- 전자우편

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[A-Za-z0-9-]{1,63}(?:\s?\.\s?[A-Za-z0-9-]{1,63}){0,4}\s?\.\s?[A-Za-z]{2,12}(?![A-Za-z0-9])"
)


def _email(text: str) -> Iterator[Identifier]:
    for match in _EMAIL.finditer(text):
        yield Identifier("email", match.start(), match.end(), "".join(match.group().split()).lower())


def _by(kind: str, spans: Callable[[str], Iterator[tuple[int, int]]]) -> Callable[[str], Iterator[Identifier]]:
    def find(text: str) -> Iterator[Identifier]:
        for start, end in spans(text):
            yield Identifier(kind, start, end, "".join(text[start:end].split()))

    return find


_FINDERS: tuple[Callable[[str], Iterator[Identifier]], ...] = (
    _resident,
    _email,
    _card,
    _driver,
    _passport,
    _phone,
    _account,
    _by("address", addresses),
    _by("name", names),
)


_SPACED = re.compile(r"(?<![^\s|:(=])[0-9A-Z+](?: {1,2}[0-9A-Z.@)-]){8,}")


def _joined(text: str) -> tuple[str, list[int] | None]:
    """The text with numbers written letter by letter joined, and where each of its characters was; None: as before."""
    if not _SPACED.search(text):
        return text, None
    places: list[int] = []
    at = 0
    for match in _SPACED.finditer(text):
        places += range(at, match.start())
        places += (i for i in range(*match.span()) if text[i] != " ")
        at = match.end()
    places += range(at, len(text))
    return "".join(text[i] for i in places), places


def identifiers(text: str, kinds: Collection[str] = KINDS) -> list[Identifier]:
    """The personal data of these kinds in the text, in order, none overlapping another."""
    flat, places = _joined(text.translate(_FLAT))
    # All are looked for: a number of a kind that is not asked for is still that number, and no account. Of those that
    # overlap the longest counts, so that no part of it is left; of equal ones the first kind.
    found = [each for finder in _FINDERS for each in finder(flat)]
    taken: list[Identifier] = []
    for each in sorted(found, key=lambda f: f.start - f.end):
        if all(each.end <= t.start or t.end <= each.start for t in taken):
            taken.append(each)
    if places is not None:
        taken = [Identifier(t.kind, places[t.start], places[t.end - 1] + 1, t.value) for t in taken]
    return sorted((t for t in taken if t.kind in kinds), key=lambda t: t.start)
