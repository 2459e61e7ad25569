"""Telephone numbers and addresses of electronic mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.privacy.shapes import BETWEEN, GAP, MARK, Identifier, bare, near, spaced_digits

# ---- 전화

_PHONE_LABEL = re.compile(
    r"전화|연락처|휴대|핸드폰|휴대폰|모바일|팩스|문의|내선|☎|☏|✆|[Tt](?:el|EL)|TEL|FAX|[Ff]ax|H\.?P|C\.?P|[Mm]obile|번호"
)
_AREA = r"0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4])"
_PHONE = re.compile(
    rf"(?<![\d.])(?<!\d[-~])(?:"
    rf"(?P<mobile>(?:\(?\+{GAP}82\)?{BETWEEN}\(?0?\)?|\(?0){GAP}1{GAP}[016789]\)?(?P<m1>{BETWEEN}|/){spaced_digits(3, 4)}(?P<m2>{BETWEEN}|/){spaced_digits(4)})"
    rf"|(?P<land>(?:\(?{_AREA}|\(?\+{GAP}82\)?{BETWEEN}(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4])|\(?0(?:70|80|50\d|60))\)?(?P<l1>{BETWEEN}){spaced_digits(3, 4)}(?P<l2>{BETWEEN}){spaced_digits(4)})"
    rf"|(?P<other>0\d{{2}}(?P<o1>{MARK}){spaced_digits(3, 4)}(?P<o2>{MARK}){spaced_digits(4)})"
    rf"|(?P<agency>1[568]\d\d(?P<a1>{MARK}){spaced_digits(4)})"
    rf")(?!\d)(?![-.]\d)"
)
_CODE_LABEL = re.compile(
    r"(?:문서|등록|관리|사업자|예산|접수|시행|과제|품목|코드|일련|계약|고시|공고)\s*(?:번호|코드)?\s*[:：]?\s*$"
)


def phones(text: str) -> Iterator[Identifier]:
    for match in _PHONE.finditer(text):
        whole = match.group()
        labelled = near(text, match, _PHONE_LABEL, 24)
        marks = sum(c in "-.·~_)" for c in whole)
        if near(text, match, _CODE_LABEL, 12) and not match["mobile"]:
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


# ---- 전자우편

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[A-Za-z0-9-]{1,63}(?:\s?\.\s?[A-Za-z0-9-]{1,63}){0,4}\s?\.\s?[A-Za-z]{2,12}(?![A-Za-z0-9])"
)


def emails(text: str) -> Iterator[Identifier]:
    for match in _EMAIL.finditer(text):
        yield Identifier("email", match.start(), match.end(), "".join(match.group().split()).lower())
