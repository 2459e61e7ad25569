"""The same question typed otherwise finds the same; what is no mistake is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.language.analyzer import Analyzer
from indexer.model import Passage
from indexer.requests import Search
from indexer.search import spelling
from indexer.search.correcting import corrected
from indexer.search.searcher import Searcher
from indexer.store.cipher import StoreKey
from indexer.store.database import Store
from indexer.store.records import DocumentRecord, FileRecord

TEXTS = (
    "출장 식비는 하루 25,000원을 넘지 못한다. 국외 출장은 따로 정한다.",
    "연가는 전날까지 신청한다. 쓰지 못한 연가는 저축한다.",
    "재택근무는 주 2회까지 하며 부서장이 승인한다.",
    "장애아동수당은 주민센터에 신청한다.",
    "출산 휴가는 90일로 한다.",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.open(tmp_path_factory.mktemp("home"), StoreKey(passphrase="시험"))
    for number, text in enumerate(TEXTS):
        passage = Passage(text, "paragraph")
        store.commit_document(
            FileRecord(f"/자료/{number}.txt", 10, 1, digest=str(number)),
            DocumentRecord(title="", format="txt"),
            [passage],
            [ANALYZER.passage_terms(passage, "", "")],
        )
    store.lexical.fold()  # half of it in a segment, half still recent
    passage = Passage("여비 정산은 총무과에서 한다.", "paragraph")
    store.commit_document(
        FileRecord("/자료/9.txt", 10, 1, digest="9"), DocumentRecord("", "txt"), [passage],
        [ANALYZER.passage_terms(passage, "", "")],
    )  # fmt: skip
    yield store
    store.close()


ANALYZER = Analyzer()


def right(store: Store, text: str) -> tuple[str, list[tuple[str, str]]]:
    out, made = corrected(text, ANALYZER.analyze(text), ANALYZER, store.lexical)
    return out, [(c.written, c.taken) for c in made]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("국외 출잔은?", "국외 출장은?"),
        ("장애아둥수당을 신청하려면", "장애아동수당을 신청하려면"),
        ("여비 정샨은 총무과", "여비 정산은 총무과"),
        ("춛장 식비", "출장 식비"),
        ("ㅊㅜㄹㅈㅇ 식비", "출장 식비"),
        ("출장 싟비", "출장 식비"),
        ("재택근무느 부서장", "재택근무는 부서장"),
    ],
)
def test_one_jamo_is_put_right(store: Store, typed: str, taken: str) -> None:
    """By the documents' words, those in segments and those just added; the rest of the question decides."""
    assert right(store, typed)[0] == taken


@pytest.mark.parametrize(
    "text",
    [
        "연가 저축은?",
        "화성 탐사 로봇의 착륙 속도",
        "도서관 창업기업 안내",
        "식비 관련 선언된 내용",
        "연가와 몇년 근무",
        "",
        "ABC 123",
        "가",
    ],
)
def test_sound_words_are_left_alone(store: Store, text: str) -> None:
    """Words of the dictionary are sound, wherever they stand or not; so are compounds of them."""
    assert right(store, text) == (text, [])


@pytest.mark.parametrize(("typed", "taken"), [("연거", "연가"), ("여나", "연가"), ("여빙", "여비"), ("신첬", "신청")])
def test_the_only_word_of_a_question(store: Store, typed: str, taken: str) -> None:
    """What no document has is put right even where the dictionary has it: nothing else could be found."""
    assert right(store, typed)[0] == taken


def test_one_syllable_grows_to_the_word_of_the_documents(store: Store) -> None:
    """휵 → 휴가 by the vowel that was left out; 훅 has no such word."""
    assert right(store, "휵") == ("휴가", [("휵", "휴가")])
    assert right(store, "훅") == ("훅", [])


@pytest.mark.parametrize(
    ("typed", "alone"),
    [
        ("연가란?", "연가"),
        ("출장과", "출장"),
        ("휴가도", "휴가"),
        ("출장와", "출장와"),
        ("식비 란", "식비 란"),
        ("연가", "연가"),
    ],
)
def test_a_word_goes_without_its_particle(store: Store, typed: str, alone: str) -> None:
    """Where the documents have the word without it, not with it, and it is the particle that the word takes."""
    assert spelling.without_particle(typed, store.lexical) == alone


def test_a_rare_word_is_searched_for_and_the_usual_one_offered(tmp_path: Path) -> None:
    store = Store.open(tmp_path, StoreKey(passphrase="시험"))
    texts = [f"{i}번 노인 복지 사업" for i in range(30)] + ["사실 오인 사건"]
    for number, text in enumerate(texts):
        passage = Passage(text, "paragraph")
        store.commit_document(
            FileRecord(f"/자료/{number}.txt", 10, 1, digest=str(number)), DocumentRecord("", "txt"), [passage],
            [ANALYZER.passage_terms(passage, "", "")],
        )  # fmt: skip
    found = Searcher(store, ANALYZER).search(Search("오인", mode="lexical"))
    assert found.hits[0].path.endswith("30.txt")
    (told,) = [u for u in found.understood if u.key == "spelling"]
    assert (told.effect, told.value) == ("offered", "노인")
    assert told.message == "‘오인’(으)로 찾았습니다. 혹시 ‘노인’을(를) 찾으십니까?"
    assert not Searcher(store, ANALYZER).search(Search("노인", mode="lexical")).understood
    store.close()


def test_kiwi_tells_what_it_does_not_know() -> None:
    """The numbers of its guesses, which the analyser relies on."""
    known = {t.text: t.known for t in ANALYZER.analyze("탐사 로봇의 엔력과 재바우처") if t.kind == "m"}
    assert known["탐사"] and known["로봇"] and not known["엔력"]


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("연가에 대해 알려 주세요", "연가"), ("연가는?", "연가"), ("휴가 신청은 언제인가요?", "휴가 신청"),
        ("재택근무가 뭐예요", "재택근무"), ("연가를 쓰려면?", "연가를 쓰려면?"), ("", ""),
    ],
)  # fmt: skip
def test_a_word_is_a_word_however_it_is_dressed(text: str, alone: str) -> None:
    """One or two nouns stand for themselves; a verb keeps its sentence."""
    assert spelling.words_alone(text, ANALYZER.analyze(text), ANALYZER) == alone


def test_blanks(store: Store) -> None:
    """Single syllables are one word; a compound that is taken apart keeps its bigram where documents have it."""
    assert spelling.joined_syllables("연 가 일 수") == "연가일수"
    assert spelling.joined_syllables("이 법 시행") == "이 법 시행"
    text = "재택 근무 승인"
    assert spelling.bridges(ANALYZER.analyze(text), text, store.lexical) == {"b:택근": 0.75}


def test_the_reader_is_told(store: Store) -> None:
    """A correction is named, and between quotation marks nothing is corrected."""
    searcher = Searcher(store, ANALYZER)
    found = searcher.search(Search("국외 출잔", mode="lexical"))
    assert found.hits[0].path.endswith("0.txt")
    told = [u for u in found.understood if u.key == "spelling"]
    assert [(u.words, u.value, u.effect) for u in told] == [("출잔", "출장", "added")]
    assert told[0].message == "‘출잔’을(를) ‘출장’(으)로 보고 찾았습니다."
    assert not searcher.search(Search('"출잔" 식비', mode="lexical")).hits


@pytest.mark.parametrize(
    "typed",
    [
        "다문화가정에서자녀의한국어발달을돕는방법은?",
        "다문화가정에서 자녀의 한국 어발달을 돕는 방법은?",
        "다문화 가정 에서 자녀의 한국어발달을 돕는방법은?",
    ],
)
def test_a_question_has_one_meaning_however_it_is_spaced(typed: str) -> None:
    """And the morphemes stand in the mended text where its terms say."""
    text, terms, meant = ANALYZER.asked(typed)
    assert meant == "다문화 가정에서 자녀의 한국어 발달을 돕는 방법은?"
    assert all(text[t.start : t.end] == t.text for t in terms if t.kind == "b" or t.tag == "NNG")
    assert {t.text for t in terms if t.tag == "NNG"} >= {"다문화", "가정", "자녀", "발달", "방법"}


@pytest.mark.parametrize(
    "typed", ["장애인활동지원급여", "연가 일수", "니키 라우다의 경기", "", "ABC 3 개월", "이 법 시행"]
)
def test_blanks_that_may_stand_stay(typed: str) -> None:
    assert ANALYZER.asked(typed)[0] == typed.lower()
