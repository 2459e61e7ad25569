"""What a question asks for: its content words without the asking, and the kind of thing that would answer it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log

# The analyser is handed in; `bigrams` stands in where none is.
Terms = Callable[[str], list[str]]

_RUN = re.compile(r"[가-힣]+|[一-鿿]+|[A-Za-z]+|\d+(?:[.,]\d+)*")
_ASKING = re.compile(
    r"^(?:무엇|무슨|뭐|뭔|뭘|어떤|어떻게|어떠|어찌|어느|어디|언제|누구|누가|누굴|왜|얼마|얼만|몇|며칠|어떨|"
    r"알려|알고|말해|말하|설명|궁금|가르쳐|찾아|보여|정리|싶|있나|있는|있을|있습|있었|있어|있으|없나|없는|하나요|하나|하는|한|할|하면|해야|"
    r"했|되나|되는|된|될|되면|되어|됐|되었|됩니|받을|수|것|건|거|게|지|이|그|저|및|등|대해|대한|관해|관한|대하여|관하여|"
    r"경우|때|때는|인가|입니|일까|이란|란|은|는|가|를|을|의|에|와|과|도|만|로|으로|부터|까지|위해|위한|따라|따른|통해|통한|"
    r"저는|제가|제|나는|내가|우리|가능|필요|해당|주세요|주시|줘|좀|이름|사람|인물|곳|날|해|년도|연도|시기|이유|방법)"
    r"(?:은|는|이|가|을|를|의|에|요|죠|까|인가|인가요|한가요|할까요|나요|가요|니까|습니까|입니까|주세요|다|지|"
    r"된|되는|었던|었나|었는가|엇|무엇|던|란|라|과|와|도|만|로|으로|에서|에게|부터|까지)*[?？]?$"
)
_JOSA = re.compile(
    r"(?<=[가-힣]{2})(?:으로부터|에서부터|으로서|으로써|에게서|이라는|이라고|에서는|에서의|에서도|에게는|까지의|부터는|인가요|이란|라는|라고|에서|에게|"
    r"으로|까지|부터|처럼|보다|이나|이며|하고|한테|은|는|이|가|을|를|의|에|와|과|도|만|로|란)$"
)

# Words of offices that stand in every second document: they tell little of what a question is about.
_COMMON = re.compile(
    r"^(?:지원|신청|대상|방법|내용|혜택|기준|서비스|이용|사용|제공|자격|조건|절차|받|하|되|문의|확인|관련|정보|있|없)"
)

_WANTS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    ("phone", re.compile(r"전화|연락처|문의처|어디.{0,6}문의"), re.compile(r"☎|\d{2,4}[-)]\s?\d{3,4}(?:-\d{4})?")),
    (
        "date",
        re.compile(r"언제|날짜|며칠날|몇\s?월|몇\s?년(?!간|\s?동안)|연도|년도|시기|기한|[날해]은\s?\?|[날해]는\s?\?|시행일"),
        re.compile(r"\d{2,4}\s?년|\d{1,2}\s?월|\d{1,2}\s?일|\d{4}\.\s?\d|이내|까지|매[년월]|세기"),
    ),
    (
        "duration",
        re.compile(r"며칠|몇\s?일|기간|몇\s?(?:개월|달|주|시간|년간|년\s?동안)|얼마\s?동안|얼마나\s?오래"),
        re.compile(r"\d+\s?(?:일|개월|년|주|시간|분|박)|이내|동안"),
    ),
    (
        "amount",
        re.compile(r"얼마|금액|비용|액수|단가|한도|요금|수당은|지원금은"),
        re.compile(r"\d[\d,.]*\s?(?:십|백|천|만|억|조)*\s?(?:원|%|달러|퍼센트)|\d[\d,]{3,}|무료|전액"),
    ),
    ("count", re.compile(r"몇|얼마나|비율|나이|연령|횟수|인원|순위"), re.compile(r"\d|한\s?번|두\s?번")),
    (
        "who",
        re.compile(r"누구|누가|사람은|인물은|대상|자격"),
        re.compile(r"대상|자격|사람|가구|[가-힣](?:자|인|원|생|민)[은는이가에을를(,]"),
    ),
    (
        "where",
        re.compile(r"어디|장소|곳은|어느\s?(?:기관|부서|지역|나라|도시)"),
        re.compile(r"센터|기관|주민|청에|공단|홈페이지|누리집|사무소|[시군구도동읍면]\s?에|에서|지역"),
    ),
    (
        "outcome",
        re.compile(r"결론|결과|어떻게\s?(?:됐|되었|났|처리|결정)|의결|판정|처분은"),
        re.compile(r"의결|가결|부결|보류|결정|승인|반려|합격|채택|권고|기각|인용"),
    ),
    (
        "whether",
        re.compile(
            r"^(?!.*(?:몇|얼마|언제|누구|누가|어디|어느|무엇|무슨|뭐|어떤|어떻게|왜|며칠))"
            r".*(?:수\s?있|되나|됩니까|되는지|될까|가능|해도|[나까요]\?)"
        ),
        re.compile(r"수\s?(?:있|없)|제외|아니[하한다되]|못[하한]|않|가능|불가|금지|허용|면제|인정|포함|다만|된다|됩니다"),
    ),
    (
        "why",
        re.compile(r"왜|이유|까닭|목적|무엇\s?때문"),
        re.compile(r"위하여|위해|위한|때문|따라|목적|이유|하고자|고자|하도록"),
    ),
    (
        "named",
        re.compile(r"(?:무슨|어떤)\s?이름|이름은|명칭|뭐라고|무엇이라고"),
        re.compile(r"[‘’“”「」『』\"']|명칭|이름|라고\s?한다"),
    ),
    (
        "how",
        re.compile(r"어떻게|방법|절차|신청하|하려면|어떤\s?서류"),
        re.compile(r"신청|방문|제출|온라인|접수|방법|절차|문의|서류"),
    ),
    ("what", re.compile(r"지원|혜택|내용|무엇|무슨"), re.compile(r"지원|지급|제공|내용|감면|면제")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """`terms`: the content words, each once; `wants`: patterns of what an answer looks like, by kind."""

    text: str
    terms: tuple[str, ...]
    wants: tuple[tuple[str, re.Pattern[str]], ...]


_COUNTED = (
    (r"몇\s?(명|사람|인)", r"명|인|사람"),
    (r"몇\s?(미터|m)\b|길이|높이|거리", r"m|미터|km|㎞|킬로미터|cm"),
    (r"몇\s?(퍼센트|프로|%)|비율", r"%|퍼센트|%p"),
    (r"며칠|몇\s?일", r"일"),
    (r"몇\s?(개월|달)", r"개월|달"),
    (r"몇\s?시간", r"시간"),
    (r"몇\s?시(?!간)", r"시|:\d\d"),
    (r"얼마", r"원|천원|만원|억\s?원|달러|%|억"),
    (r"언제|몇\s?월|기한", r"월|일|시(?!간)|\.\s?\d{1,2}\.|:\d\d"),
    (r"몇\s?([가-힣])(?=[^가-힣]|[이가을를은는까나동안])", r"\1"),
)  # fmt: skip


def counted(question: str) -> re.Pattern[str] | None:
    """What an answering figure looks like: a number with the unit asked for; None where the question asks none."""
    for asked, unit in _COUNTED:
        if found := re.search(asked, question):
            written = found.group(1) if unit == r"\1" else unit
            return re.compile(rf"\d[\d,.]*\s?(?:여|천|만|백)?\s?(?:{written})")
    return None


def bigrams(text: str) -> list[str]:
    """Hangul and Hanja by twos, Latin words and numbers whole. The stand-in for an analyser."""
    out: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if run[0].isascii() or len(run) < 3:
            out.append(run)
        else:
            out.extend(run[i : i + 2] for i in range(len(run) - 1))
    return out


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """The word without its particle, "" for a word that only asks."""
    if _ASKING.match(word):
        return ""
    return _JOSA.sub("", word)


def content(text: str) -> str:
    """The words of a question that say what it is about, without particles."""
    words = re.findall(r"[\w.,%·ㆍ'-]+", unicodedata.normalize("NFKC", text))
    return " ".join(filter(None, (_stem(w.strip(".,'")) for w in words)))


def telling_words(text: str) -> list[str]:
    """The content words that are not common to all offices' documents."""
    return [w for w in content(text).split() if not _COMMON.match(w)]


def understand(question: str, terms: Terms = bigrams) -> Question:
    """The question's content and the kinds of answer it expects; falls back on all its words."""
    found = tuple(dict.fromkeys(terms(content(question)))) or tuple(dict.fromkeys(terms(question)))
    wants = tuple((kind, sign) for kind, asked, sign in _WANTS if asked.search(question))
    return Question(question, found, wants[:2])


def rarity(terms: Iterable[str], texts: Iterable[frozenset[str]]) -> dict[str, float]:
    """For each term, how rare it is among the texts: 0 for one in all of them, above 1 for one in none."""
    sets = list(texts)
    scale = log(len(sets) + 1.5)
    return {t: log((len(sets) + 1.5) / (sum(t in s for s in sets) + 0.5)) / scale for t in terms}


def coverage(weights: dict[str, float], found: frozenset[str]) -> float:
    """The share of the weight whose terms are found, 0 to 1."""
    total = sum(weights.values())
    return sum(w for t, w in weights.items() if t in found) / total if total else 0.0
