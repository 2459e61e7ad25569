"""What letters, rules, press releases and notices say about themselves, whatever reader gave the blocks."""

from __future__ import annotations

import pytest

from indexer.model import Block
from indexer.parsing.facts import Lines, document_facts


def facts(text: str, name: str = "문서.hwp", title: str = "", **stated: str) -> dict[str, str]:
    """Paragraphs are separated by blank lines; a paragraph with tabs is a table."""
    blocks = [Block("table" if "\t" in part else "paragraph", part) for part in text.strip("\n").split("\n\n")]
    return document_facts(blocks, title, name, stated)


LETTERS = {
    "by the form": (
        """한 빛 시

수신  행정안전부장관(자치행정과장)

(경유)

제목  2025년 자치법규 정비 계획 제출

1. 귀 기관의 무궁한 발전을 기원합니다.

붙임  정비 계획 1부.  끝.

한 빛 시 장

기안자 주무관 홍길동    검토자 법제팀장 이몽룡    결재권자 기획예산담당관 전결 2025. 3. 4. 성춘향

협조자

시행 기획예산담당관-1234 (2025. 3. 4.)    접수 자치행정과-567 (2025. 3. 5.)

우 99911  한빛시 가온구 시청로 1 / www.hanbit.example

전화 099-000-2100    전송 099-000-2109    / plan@hanbit.example    / 부분공개(5, 6)""",
        {
            "kind": "공문", "recipient": "행정안전부장관(자치행정과장)", "subject": "2025년 자치법규 정비 계획 제출",
            "document_number": "기획예산담당관-1234", "department": "기획예산담당관", "enforced_on": "2025-03-04",
            "received_number": "자치행정과-567", "received_on": "2025-03-05", "disclosure": "부분공개",
            "disclosure_clauses": "5,6", "drafter_title": "주무관", "reviewer_title": "법제팀장",
            "approver_title": "기획예산담당관", "about_year": "2025",
        },
    ),
    "in tables": (
        """수신\t수신자 참조
(경유)\t한빛도지사
제목\t물품 정수 조사 협조

조사를 요청합니다.

수신자\t총무과장, 회계과장
주무관\t김하나\t물품팀장\t박두리\t회계과장\t07/21\n이세나
협조자
시행\t회계과-88\t(\t2024. 7. 21.\t)\t접수\t(\t)
우\t99911\t한빛시 가온구\t/\thttp://www.hanbit.example
전화\t099-000-1\t/전송\t099-000-2\t/\ta@hanbit.example\t/\t대국민 공개""",
        {
            "kind": "공문", "recipient": "총무과장, 회계과장", "via": "한빛도지사", "subject": "물품 정수 조사 협조",
            "document_number": "회계과-88", "enforced_on": "2024-07-21", "disclosure": "공개", "drafter_title": "주무관",
            "approver_title": "회계과장",
        },
    ),
    "of old": (
        """문서번호 : 산업과-45

시행일자 : 2003. 11. 2.

수 신 : 각 읍·면장

제 목 : 가을철 산불 예방 협조

내용""",
        {
            "kind": "공문", "document_number": "산업과-45", "department": "산업과", "enforced_on": "2003-11-02",
            "recipient": "각 읍·면장", "subject": "가을철 산불 예방 협조",
        },
    ),
    "not to be seen": (
        """수신  내부결재

제목  직원 징계 의결 요구

본문

시행 감사담당관-3 (2025. 1. 2.)  접수

전화 099-000-1 / b@hanbit.example / 비공개(5·6)""",
        {"disclosure": "비공개", "disclosure_clauses": "5,6", "document_number": "감사담당관-3", "recipient": "내부결재"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LETTERS)
def test_letters(name: str) -> None:
    """Head and tail of a letter, as paragraphs and as tables, in the forms of today and of old."""
    text, wanted = LETTERS[name]
    found = facts(text)
    assert {k: found.get(k) for k in wanted} == wanted
    assert not any("홍길동" in v or "이세나" in v for v in found.values())


@pytest.mark.parametrize(
    "text",
    [
        "시행 2-3\n\n수신 동의\n\n제1조",
        "□ 시행 방법\n\n시행 제도-1 (2025. 1. 1.)",
        "수신  \n\n(경유)  \n\n제목  \n\n시행   ()    접수   ()",
        "수신료 인상안\n\n제목 없음",
        "시행 총무과-12 (2025. 1. 1.) 접수\n\n본문만 있는 글",
        "시행일자와 수신 방법은 다음과 같다.\n\n제목은 쓰지 않는다.",
    ],
)
def test_what_is_no_letter(text: str) -> None:
    """Words of a letter in another document, and an empty form, make no letter."""
    found = facts(text)
    assert "document_number" not in found
    assert found.get("kind") != "공문"


RULES = [
    (
        "전자금융거래법\n\n[시행 2024. 9. 15.]\n\n[법률 제19734호, 2023. 9. 14., 일부개정]\n\n제1조(목적) 이 법은\n\n제2조(정의)",
        {"kind": "법률", "rule_number": "법률 제19734호", "enforced_on": "2024-09-15", "promulgated_on": "2023-09-14",
         "revised_on": "2023-09-14"},
    ),
    (
        "국가공무원 복무규정\n\n[시행 2026. 10. 2.] [대통령령 제36728호, 2026. 9. 29., 타법개정]\n\n제1조(목적) 가\n\n제2조(정의) 나",
        {"kind": "규정", "rule_number": "대통령령 제36728호", "enforced_on": "2026-10-02", "revised_on": "2026-09-29"},
    ),
    (
        "공공기록물 관리에 관한 법률 시행규칙\n\n[시행 2025. 9. 19.] [행정안전부령 제576호, 2025. 9. 19., 일부개정]\n\n제1조(목적)",
        {"kind": "시행규칙", "rule_number": "행정안전부령 제576호", "enforced_on": "2025-09-19"},
    ),
    (
        "전자금융감독규정\n\n[시행 2025. 2. 5.] [금융위원회고시 제2025-4호, 2025. 2. 5., 일부개정]\n\n제1조(목적)",
        {"rule_number": "고시 제2025-4호", "enforced_on": "2025-02-05", "revised_on": "2025-02-05"},
    ),
    (
        "한빛시 주차장 조례\n\n(제정) 2010. 1. 5. 조례 제100호\n\n(일부개정) 2015. 2. 3. 조례 제456호\n\n(전부개정) 2024. 12. 30. 조례 제900호"
        "\n\n제1조(목적) 가\n\n제2조(정의) 나\n\n부칙\n\n이 조례는 공포한 날부터 시행한다.",
        {"kind": "조례", "enacted_on": "2010-01-05", "revised_on": "2024-12-30", "revisions": "2015-02-03,2024-12-30",
         "rule_number": "조례 제900호"},
    ),
    (
        "당직 및 비상근무 규정\n\n제정 1999. 3. 2. 훈령 제12호\n\n개정 2005. 7. 1. 훈령 제88호\n\n제1조(목적) 가\n\n제2조(적용)"
        " 나 <개정 2005. 7. 1., 2012. 5. 6.>\n\n제3조(일직) 다 [본조신설 2012. 5. 6.]\n\n부칙 <2012. 5. 6.>\n\n이 규정은 2012년 6월 1일부터 시행한다.",
        {"kind": "규정", "enacted_on": "1999-03-02", "revised_on": "2012-05-06", "revisions": "2005-07-01,2012-05-06",
         "rule_number": "훈령 제88호", "enforced_on": "2012-06-01"},
    ),
    (
        "한빛시 보조금 관리 지침\n\n2025. 2. 3. 시행 (예산과)\n\n제1조(목적) 가\n\n부칙\n\n이 지침은 2025년 2월 3일부터 시행한다.",
        {"kind": "지침", "enforced_on": "2025-02-03", "department": "예산과"},
    ),
    (
        "한빛시 사무전결 처리 규칙\n\n[시행 2024. 1. 1.] [한빛시규칙 제77호, 2023. 12. 20., 제정]\n\n제1조(목적)\n\n제2조(정의)",
        {"kind": "규칙", "rule_number": "규칙 제77호", "enacted_on": "2023-12-20", "enforced_on": "2024-01-01"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), RULES)
def test_rules(text: str, wanted: dict[str, str]) -> None:
    """Kind, number and dates of statutes, ordinances, directives and guidelines."""
    found = facts(text)
    assert {k: found.get(k) for k in wanted} == wanted


@pytest.mark.parametrize(
    "text",
    [
        "민원 회신\n\n「한빛시 주차장 조례」(조례 제900호, 2024. 12. 30. 개정)에 따라 안내합니다.\n\n2025. 1. 2. 시행된 제도입니다.",
        "업무 보고\n\n개정 법률이 시행됨에 따라 다음과 같이 추진함\n\n제5조에 따름",
        "수강신청 방법\n\n시행 2025. 3. 1.부터 가능",
    ],
)
def test_what_only_speaks_of_rules(text: str) -> None:
    """A document that quotes a rule is none."""
    found = facts(text)
    assert not {"rule_number", "revised_on", "enacted_on", "enforced_on", "promulgated_on"} & set(found)


def test_a_bill_is_not_in_force() -> None:
    """일부개정조례안 has no history of its own and is no 조례."""
    found = facts(
        "한빛시 주차장 조례 일부개정조례안\n\n제출일: 2025. 5. 12.\n\n제1조를 다음과 같이 한다.\n\n부칙\n\n이 조례는 공포한 날부터 시행한다."
    )
    assert found.get("kind") != "조례"
    assert "revised_on" not in found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("보도자료\n\n보도시점\t2024. 6. 21.(금) 11:00\t배포\t2024. 6. 21.(금) 09:00\n담당 부서\t국제경제과\n\n‘24년 1분기 투자",
         {"kind": "보도자료", "embargo_on": "2024-06-21", "released_on": "2024-06-21", "department": "국제경제과", "about_year": "2024"}),
        ("보 도 자 료\n\n배포일\t2025. 3. 18.(화)\t보도 시점\t배포 즉시\n\n도서관 야간 개방", {"released_on": "2025-03-18", "embargo_on": None}),
        ("회의 자료\n\n보도자료 배포 일정을 2025. 1. 2.까지 정함", {"kind": None, "released_on": None}),
        ("한빛처 공고 제2025-477호\n\n규정 일부개정고시(안) 행정예고\n\n2025년 11월 21일", {"kind": "공고", "notice_number": "2025-477", "dated_on": "2025-11-21"}),
        ("2025년 제3차 위원회 회의록\n\n일시\t2025. 6. 19.(목) 14:00", {"kind": "회의록", "dated_on": "2025-06-19", "about_year": "2025"}),
        ("2023년 실적을 반영한 2022년 대비 계획입니다. 길게 쓰인 첫 문장이라서 제목이 될 수 없는 줄이며 해를 말해 주지 않습니다.", {"about_year": None}),
    ],
)  # fmt: skip
def test_press_releases_notices_and_minutes(text: str, wanted: dict[str, str | None]) -> None:
    """Dates by their labels; the word 보도자료 alone makes no press release."""
    found = facts(text)
    assert {k: found.get(k) for k in wanted} == wanted


def test_the_files_own_properties_are_kept() -> None:
    """Author and creation come from the reader as they are."""
    found = facts("글", author="홍", created="2025-07-01T00:00:00Z")
    assert (found["author"], found["created"]) == ("홍", "2025-07-01T00:00:00Z")


def test_lines_are_made_as_far_as_they_are_asked_for() -> None:
    """Any part is that of the whole list; the head alone does not touch the blocks behind it."""
    blocks = [Block("paragraph", f"{n}  가\t나\n\n{n}번 다 ") for n in range(20)]
    whole = [line for n in range(20) for line in (f"{n} 가 나", f"{n}번 다")]
    for part in (slice(5), slice(3, 9), slice(-4, None), slice(None), slice(2, -2), slice(100), slice(4, 2)):
        assert Lines(blocks)[part] == whole[part]
    assert list(Lines(blocks)) == whole and len(Lines(blocks)) == 40
    assert Lines(blocks)[3] == whole[3] and Lines(blocks)[-1] == whole[-1]
    rest = iter(blocks)
    assert Lines(rest)[:5] == whole[:5]
    assert len(list(rest)) == 17
