"""Made-up personal data and what looks like it, in the sentences, tables and letters in which officials meet it.

Written from the forms that the laws and the issuers publish, not from the recogniser. Nobody's data: random.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
PLAIN = ("신청인의 {label} {x}을 확인하였습니다.", "□ {label}: {x}", "{label} {x}", "| {label} | {x} |", "가. {label} : {x}\n나. 비고: 없음",
         "{label}({x}) 확인 후 처리", "붙임의 {label}은 {x}입니다.", "구분 | {label} | 비고\n1 | {x} | -", "○ {label} - {x}")  # fmt: skip
SURNAMES = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허남심노하곽성차주우구민나진"
GIVEN = "민서준지현영수진경희은주혜성호철우재훈동욱승규태윤아린솔빈하나연정미선옥순자"


@dataclass(frozen=True)
class Case:
    """`value` stands in `text` as written; `kind` None: nothing in it is personal data."""

    kind: str | None
    text: str
    value: str = ""


def digits(rng: random.Random, n: int) -> str:
    return "".join(str(rng.randrange(10)) for _ in range(n))


def written(rng: random.Random, value: str) -> str:
    """The value as people write it: as it is, full-width, spaced, broken over a line or over cells."""
    how = rng.randrange(12)
    if how == 0:
        return value.translate(FULL)
    if how == 1:
        return " ".join(value)
    if how == 2 and "-" in value:
        return value.replace("-", " - ")
    if how == 3 and "-" in value:
        return value.replace("-", "-\n", 1)
    if how == 4 and "-" in value:
        return value.replace("-", " | - | ", 1)
    if how == 5:
        return value.translate(FULL).replace("－", "-")
    if how == 6 and "-" in value:
        return value.replace("-", "–")
    return value


def resident(rng: random.Random, foreigner: bool = False) -> str:
    year = rng.randrange(1925, 2025)
    gender = (5 if year < 2000 else 7) if foreigner else (1 if year < 2000 else 3)
    day = f"{year % 100:02}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
    rest = f"{gender + rng.randrange(2)}{digits(rng, 6)}"
    return f"{day}-{rest}" if rng.random() < 0.85 else day + rest


def phone(rng: random.Random) -> str:
    mark = rng.choice(["-", "-", "-", "-", ".", " "])
    kind = rng.random()
    if kind < 0.6:
        parts = ["010", digits(rng, 4), digits(rng, 4)]
    elif kind < 0.65:
        parts = [rng.choice(["011", "016", "017", "018", "019"]), str(rng.randrange(200, 999)), digits(rng, 4)]
    else:
        area = rng.choice(
            [
                "02",
                "031",
                "032",
                "033",
                "041",
                "042",
                "043",
                "044",
                "051",
                "052",
                "053",
                "054",
                "055",
                "061",
                "062",
                "063",
                "064",
                "070",
            ]
        )
        parts = [area, str(rng.randrange(200, 9999)), digits(rng, 4)]
        if rng.random() < 0.2:
            return f"{area}){parts[1]}-{parts[2]}"
    if kind < 0.6 and rng.random() < 0.12:
        return "".join(parts)
    if kind < 0.6 and rng.random() < 0.1:
        return f"+82-10-{parts[1]}-{parts[2]}"
    return mark.join(parts)


# The forms that the banks publish for their customers' accounts.
BANKS = {
    "국민은행": ("6-2-6",), "신한은행": ("3-3-6",), "우리은행": ("4-3-6",), "하나은행": ("3-6-5",), "농협은행": ("3-4-4-2", "3-2-6"),
    "IBK기업은행": ("3-6-2-3",), "카카오뱅크": ("4-2-7",), "토스뱅크": ("4-4-4",), "새마을금고": ("4-4-4-1",), "우체국": ("6-2-6",),
    "수협": ("3-2-6-1",), "부산은행": ("3-4-4-2",), "아이엠뱅크": ("3-2-6-1",), "SC제일은행": ("3-2-6",), "케이뱅크": ("3-3-6",),
}  # fmt: skip


def account(rng: random.Random) -> tuple[str, str]:
    bank = rng.choice(list(BANKS))
    value = "-".join(digits(rng, int(n)) for n in rng.choice(BANKS[bank]).split("-"))
    value = str(rng.randrange(1, 10)) + value[1:]
    return bank, value if rng.random() < 0.85 else value.replace("-", "")


def card(rng: random.Random) -> str:
    body = rng.choice("4569") + digits(rng, 14)
    total = sum(d - 9 if (d := int(c) * (2 if i % 2 == 0 else 1)) > 9 else d for i, c in enumerate(body))
    body += str(-total % 10)
    return "-".join(body[i : i + 4] for i in range(0, 16, 4)) if rng.random() < 0.8 else body


def name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN)


def address(rng: random.Random) -> str:
    place = rng.choice(
        [
            "서울특별시 종로구",
            "세종특별자치시",
            "경기도 수원시 팔달구",
            "전북특별자치도 전주시 완산구",
            "강원특별자치도 춘천시",
            "부산광역시 해운대구",
            "충남 천안시 동남구",
        ]
    )
    road = rng.choice(["세종대로", "한누리대로", "효원로", "새싹길", "중앙로 12번길", "달맞이길", "충절로"])
    inside = rng.choice(
        ["", f", {rng.randrange(101, 120)}동 {rng.randrange(101, 1999)}호", f" {rng.randrange(2, 20)}층", " (어진동)"]
    )
    if rng.random() < 0.25:
        lot = rng.choice(["신부동", "효자동 3가".replace(" 3가", "3가"), "우동", "산정리"])
        return f"{place} {lot} {rng.randrange(1, 999)}-{rng.randrange(1, 30)}번지"
    return f"{place} {road} {rng.randrange(1, 500)}{inside}"


def positive(rng: random.Random, kind: str) -> Case:
    """One piece of personal data in a sentence."""

    def put(label: str, value: str) -> Case:
        return Case(kind, rng.choice(PLAIN).format(label=label, x=value), value)

    if kind == "resident":
        return put(rng.choice(["주민등록번호", "주민번호", "주민등록번호(앞·뒤)"]), written(rng, resident(rng)))
    if kind == "foreigner":
        return put(rng.choice(["외국인등록번호", "등록번호"]), written(rng, resident(rng, True)))
    if kind == "phone":
        value = phone(rng)
        return put(
            rng.choice(["전화", "연락처", "휴대전화", "☎", "담당자 연락처", "팩스"]),
            written(rng, value) if "-" in value else value,
        )
    if kind == "account":
        bank, value = account(rng)
        value = written(rng, value)
        return Case(
            kind,
            rng.choice(
                [
                    f"계좌번호: {bank} {value} (예금주 시청)",
                    f"입금계좌 | {bank} | {value}",
                    f"{bank} {value}으로 입금",
                    f"환급계좌({bank}): {value}",
                    f"계좌번호\n{value}\n({bank})",
                ]
            ),
            value,
        )
    if kind == "card":
        return put(rng.choice(["카드번호", "법인카드", "신용카드 번호"]), written(rng, card(rng)))
    if kind == "passport":
        value = (
            rng.choice(["M", "S", "R"]) + digits(rng, 8)
            if rng.random() < 0.5
            else f"M{digits(rng, 3)}{rng.choice('ABCDEFGH')}{digits(rng, 4)}"
        )
        return put("여권번호", value)
    if kind == "driver":
        return put(
            rng.choice(["운전면허번호", "면허번호"]),
            written(rng, f"{rng.randrange(11, 29)}-{digits(rng, 2)}-{digits(rng, 6)}-{digits(rng, 2)}"),
        )
    if kind == "email":
        return put(
            rng.choice(["전자우편", "이메일", "e-mail"]),
            f"{rng.choice(['kim', 'lee.js', 'park_99', 'minwon1'])}{rng.randrange(99)}@{rng.choice(['korea.kr', 'example.go.kr', 'naver.com'])}",
        )
    if kind == "address":
        return put(rng.choice(["주소", "소재지", "거주지"]), address(rng))
    value = name(rng)
    return Case(
        kind,
        rng.choice(
            [
                f"성명: {value}",
                f"담당자 | {value}",
                f"신청인: {value} (서명)",
                f"{value} 과장이 보고하였다.",
                f"담당: 총무과 {value} 주무관",
                f"예금주: {value}",
                f"{value} 팀장에게 문의",
            ]
        ),
        value,
    )


ORGANS = ["총무과", "복지정책과", "행정안전부 디지털기반안전과", "기획예산실", "도로과", "민원여권과"]


def negative(rng: random.Random) -> Case:
    """Text without personal data that has numbers of like forms."""
    r = rng.randrange
    year, month, day = r(2005, 2027), r(1, 13), r(1, 29)
    texts = (
        f"문서번호: {rng.choice(ORGANS)}-{r(1, 99999)} ({year}. {month}. {day}.)",
        f"시행 {rng.choice(ORGANS)}-{r(1, 9999)}({year}.{month}.{day}.) 접수 {r(1, 9999)}",
        f"사업자등록번호: {r(101, 899)}-{r(10, 99)}-{r(10000, 99999)}",
        f"사업자등록번호 | {r(101, 899)}-{r(10, 99)}-{r(10000, 99999)} | 상호 | 가나상사",
        f"예산과목 {r(100, 999)}-{r(10, 99)} 사무관리비, 세부사업코드 {r(1000, 9999)}-{r(100, 999)}-{r(100, 999)}",
        f"예산코드: {r(10**11, 10**12)} 편성액 {r(1, 999)},{r(100, 999)},000원",
        f"기간: {year}. {month}. {day}. ~ {year + 1}. {month}. {day}.",
        f"{year}-{month:02}-{day:02} {r(24):02}:{r(60):02} 접수, {year}{month:02}{day:02} 처리",
        f"법인등록번호 {rng.choice(['110111', '131111', '204111'])}-{r(10**6, 10**7)}",
        f"고시 제{year}-{r(1, 999)}호, 공고번호 {year}{month:02}{day:02}{r(100, 999)}-00",
        f"제{r(1, 99)}조제{r(1, 9)}항에 따라 {r(1, 99)}일 이내에 {r(1, 9)}부를 제출한다.",
        f"우편번호 {r(10000, 63999)}, 관리번호 {year}-{r(1000, 9999)}-{r(10000, 99999)}",
        f"물품식별번호 {r(10**7, 10**8)}-{r(10**7, 10**8)} 수량 {r(1, 99)}",
        f"계약번호 {year}{r(10**7, 10**8)}-00, 계약금액 {r(10, 999)},{r(100, 999)},{r(100, 999)}원",
        f"총사업비 {r(1, 99)},{r(100, 999)},{r(100, 999)}천원 (국비 {r(10, 90)}%, 지방비 {r(10, 90)}%)",
        f"위도 {r(33, 38)}.{r(10**6, 10**7)} 경도 {r(124, 131)}.{r(10**6, 10**7)}",
        f"접수번호 {year}{month:02}{day:02}-{r(1000, 9999)}-{r(100, 999)}",
        f"ISBN 979-11-{r(10000, 99999)}-{r(10, 99)}-{r(10)}, 쪽수 {r(50, 900)}쪽",
        f"인구 {r(1, 9)},{r(100, 999)},{r(100, 999)}명, 전년 대비 {r(1, 9)}.{r(10)}% 증가",
        f"법률 제{r(10000, 21000)}호, {year}. {month}. {day}. 일부개정, {year}. {month}. {day}. 시행",
        f"담당자 지정은 {month}월까지, 담당자 변경 시 재지정한다. 성명란에 서명을 받는다.",
        f"총무과장, 예산팀장, 기획조정실장은 {day}일 회의에 참석한다. 해당 과장이 보고한다.",
        f"이 규정으로 정하는 바에 따라 {r(1, 30)}일, 별도로 {r(1, 9)}회 실시한다.",
        f"과제코드 RS-{year}-{r(10**7, 10**8)}, 버전 {r(1, 9)}.{r(10)}.{r(10)}.{r(100)}",
        f"전년도 {r(1000, 9999)} 금년도 {r(1000, 9999)} 증감 {r(1000, 9999)} 비율 {r(10, 99)}.{r(10)}",
        f"{year} | {r(1000, 9999)} | {r(1000, 9999)} | {r(1000, 9999)}\n{year + 1} | {r(1000, 9999)} | {r(1000, 9999)}",
        f"개인정보 보호법 제{r(1, 76)}조, 주민등록번호는 적지 않는다. 전화번호는 대표번호만 안내한다.",
        f"입금 기한 {year}. {month}. {day}.까지, 납부번호 {r(10**9, 10**10)} 금액 {r(1, 900)},000원",
    )
    return Case(None, rng.choice(texts))


def positives(seed: int, n: int = 2000) -> list[Case]:
    rng = random.Random(seed)
    shares = ["resident"] * 30 + ["phone"] * 22 + ["account"] * 18 + ["foreigner"] * 6 + ["card"] * 6 + ["driver"] * 4
    shares += ["passport"] * 3 + ["email"] * 4 + ["address"] * 3 + ["name"] * 4
    return [positive(rng, shares[i % 100]) for i in range(n)]


def negatives(seed: int, n: int = 5000) -> list[Case]:
    rng = random.Random(seed)
    return [negative(rng) for _ in range(n)]
