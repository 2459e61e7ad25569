"""Numbers of cards (ISO/IEC 7812-1 annex B, Luhn) and bank accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.privacy.shapes import APART, MARK, Identifier, bare, near

# ---- 카드

_CARD = re.compile(
    rf"(?<!\d)(?<!\d-)(?:\d{{4}}{APART}\d{{4}}{APART}\d{{4}}{APART}\d{{4}}|3[47]\d\d{APART}\d{{6}}{APART}\d{{5}}|\d{{16}})(?!\d)(?!-\d)"
)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        value = digit * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def cards(text: str) -> Iterator[Identifier]:
    for match in _CARD.finditer(text):
        digits = bare(match.group())
        if digits[0] in "34569" and len(set(digits)) > 1 and _luhn(digits):
            yield Identifier("card", match.start(), match.end(), digits)


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
    rf"(?<![\d.,])(?<!\d-)(?:\d{{2,6}}{MARK}(?:\d{{1,8}}{MARK}){{1,3}}\d{{1,8}}|\d{{2,8}}{MARK}\d{{6,9}}|\d{{2,6}}(?: \d{{2,8}}){{2,3}}|\d{{10,16}})(?!\d)(?![-.,]\d)"
)
_NOT_ACCOUNT = re.compile(
    r"(?:사업자|법인|문서|등록|접수|관리|예산|과제|고지|납부자?|전자납부|가상번호|승인|일련|계약|시행|우편|코드|품목|공고)\s*(?:등록)?\s*(?:번호|코드)?\s*[:：|]?\s*$"
)
_DATE = re.compile(r"(?:19|20)?\d\d[-.]\s*\d{1,2}[-.]\s*\d{1,2}\.?")


def accounts(text: str) -> Iterator[Identifier]:
    for match in _ACCOUNT.finditer(text):
        digits = bare(match.group())
        if not 10 <= len(digits) <= 16 or _DATE.fullmatch(match.group()) or near(text, match, _NOT_ACCOUNT, 14):
            continue
        beside = bool(_BANK_BESIDE.search(text, max(0, match.start() - 12), match.start()))
        if beside or near(text, match, _ACCOUNT_LABEL) or _BANK_AFTER.match(text, match.end()):
            yield Identifier("account", match.start(), match.end(), digits)
