"""A follow-up question made whole, so that its evidence can be chosen anew; and what is kept of each turn.

Without a platform the words that are missing are carried over by rule: “그럼 병가는요?” takes the former question's
predicate, “서류는 뭐가 필요해요?” its subject, and a question that names a subject of its own takes nothing. With a
platform its model may rewrite instead; what it writes is used only where it invents no figure and drops no word.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence

from connectors.errors import PlatformError, PolicyError
from connectors.ports import ChatDelta, ChatModel, ChatRequest
from indexer.answering.prompt import fenced
from indexer.answering.templates import template
from indexer.answering.turns import TurnInTheMaking
from indexer.answering.words import bigrams, content
from indexer.answers import AnswerEvent, Turn

REMEMBERED = 3  # former questions a model is shown
_CARRIED = 5  # words that are carried over at most
_LONGEST = 200  # characters of a rewritten question

_LEAD = re.compile(r"^(?:그럼|그러면|그렇다면|그리고|그런데|근데|혹시|또는|또|아니면|만약에?|참)[,\s]+")
_POINTS = re.compile(
    r"(?:^|\s)(?:[그이저]\s?(?:것|거|건|게|걸|때|경우|기간|규정|지침|사람|금액|돈|서류|제도|조항|기준|날)|거기|그곳|여기|"
    r"그|이|해당|위의?|앞의?|방금)(?=[\s가-힣]|$)(?:은|는|이|가|을|를|에|에서|도|의)?"
)
# What may be asked of any subject: as the only nouns of a question they ask about the former one's.
_ASPECT = re.compile(
    r"^(?:서류|구비서류|증빙|양식|서식|기한|기간|대상|대상자|방법|절차|금액|비용|한도|횟수|신청|신청서|신청일|제출|제출처|승인|"
    r"허가|결재|접수|처리|문의|문의처|담당|담당자|담당부서|부서|연락처|전화|전화번호|장소|위치|시간|날짜|조건|요건|자격|예외|근거|"
    r"규정|조항|이유|사유|결과|효력|시행일|적용|차이|단위|비율|인원|순서|주기|벌칙|과태료|취소|변경|연장|반납|기준|내용|종류|"
    r"예산|가격|요금|수수료|정원|유효기간|시작일|종료일|마감일|혜택|목적|대수|좌석|시급|급여|등록|보관|보존|환수|감면)$"
)
_NO_NOUN = re.compile(
    r"(?:려면|하면|되면|으면|나요|까요|니까|는가|은가|한가|ㄴ가요|가요|어요|아요|해요|돼요|되요|에요|예요|죠|지요|세요|십시오|해야|"
    r"하려고|하려|하는|되는|되나|하나|하고|해서|하여|있는|없는|있나|없나|인지|는지|을지|할지|했을|받을|된|될|할|한다|된다|쓰는|넘기는)[?？.]?$"
    r"|^(?:전|후|뒤|이내|동안|전까지|후에|뒤에|수|더|잘|꼭|모두|다시|같은|다른|각각|최대|최소|안|못|좀)(?:에|은|는|도|까지)?$"
    r"|^(?:하|되|해|돼|받|쓰|쓸|쓴|내|낼|낸|가|갈|간|넘|넘길|쉴|쉬|볼|살|줄|줘|올|안)(?:도|야|면)?$"
)
_COUNTER = re.compile(
    r"(?:[시번명건개회일장월년곳원주]|차례)(?:까지|부터|씩|이나|이상|이하)?|[가-힣]{2,}[리지나오가]면"
)  # 몇 번까지
_ENDING = re.compile(
    r"(?:까지|부터|에서는|에서|에게는|에게|으로는|으로|에는|에|로|와|과|이나|나|보다|만|이라면|라면|의)$"
)
_MARK = re.compile(r"(?P<noun>.+?)(?P<mark>은|는|이|가|을|를|의|도)$")
_TOPIC_END = re.compile(r"(?:은|는|도)요?[?？.]*$")
_ELLIPSIS = re.compile(
    r"^(?P<x>[^?？]{1,30}?)(?:의\s?경우(?:에는|에|는)?|인\s?경우(?:에는|에|는)?|이라면|라면|은|는|도)\s?(?:요|은요|는요)?[?？.]*$"
)


def made_whole(question: str, former: Sequence[str], chance: Callable[[str], float] | None = None) -> str:
    """The question by itself, with what it leaves out taken from the last of the `former` (whole) questions.

    A question that has a subject of its own comes back as it is: the topic has changed, or nothing is missing.
    chance: that the files answer a question, 0 to 1. Asked only in doubt (“예약은 어떻게 하나요?” may go on or begin
    anew): the former subject is carried over where the files say more of both together.
    """
    question = " ".join(question.split())
    if not former or not question:
        return question
    before = former[-1]
    rest = _LEAD.sub("", question)
    elliptic = _ELLIPSIS.match(rest)
    if elliptic and not _verbal(elliptic["x"]) and not all(map(_ASPECT.match, elliptic["x"].split())):
        return _replaced(before, re.sub(r"(?<=[가-힣]{2})에서$", "", elliptic["x"].strip()))
    carried = [w for w in subject(before) if w not in rest][:_CARRIED]
    if not carried:
        return question
    about = f"{' '.join(carried)}에 관하여 {rest}"
    if _POINTS.search(rest):
        return about
    own = [w for w in _marked(rest) if not _ASPECT.match(w)]
    if len(own) >= 2 or any(w in before for w in own):
        return question
    if own and (chance is None or chance(about) <= chance(question)):
        return question
    return about


def subject(question: str) -> list[str]:
    """The nouns a question is about, in order: what a follow-up leaves unsaid."""
    out: list[str] = []
    within = False  # a compound such as 민원 처리 기한: what could be asked of anything belongs to its first noun
    for word in question.split():
        bare = word.strip(".,?？!‘’“”\"'()")
        noun = _noun(bare)
        counter = _COUNTER.fullmatch(bare)
        if (
            counter
            or bare in ("관하여", "대하여")
            or not content(noun)
            or _NO_NOUN.search(bare)
            or _NO_NOUN.search(noun)
        ):
            within = False
            continue
        if len(noun) > 1 and not noun.endswith("당") and (within or not _ASPECT.match(noun)):
            out.append(noun)
            within = noun == bare
        else:
            within = within and noun == bare
    return list(dict.fromkeys(out))


def _noun(word: str) -> str:
    """The word without its particle; a noun of one or two letters is not cut to nothing."""
    ended = _ENDING.sub("", word)
    if len(ended) >= 2 and ended != word:
        return ended
    found = _MARK.match(word)
    return found["noun"] if found and len(found["noun"]) >= 2 else word


def _marked(question: str) -> list[str]:
    """Nouns that the question itself makes its topic, subject or object, compounds word by word."""
    out: list[str] = []
    run: list[str] = []
    for word in question.split():
        bare = word.strip(".,?？!‘’“”\"'()")
        found = _MARK.match(bare)
        if not bare or _NO_NOUN.search(bare) or not content(bare):
            run = []
        elif found and len(found["noun"]) >= 2 and found["mark"] != "도":
            out += [*run, found["noun"]]
            run = []
        elif found and found["mark"] == "도":
            run = []
        elif _ENDING.search(bare) and len(bare) > 2:
            run = []
        else:
            run.append(bare)
    return out


def _verbal(phrase: str) -> bool:
    """Whether a phrase says or asks something by itself, rather than only naming a thing."""
    words = phrase.split()
    return len(words) > 4 or any(_NO_NOUN.search(w) or not content(w) for w in words)


def _replaced(before: str, new: str) -> str:
    """The former question with `new` in place of what it stands against, or of the case that `new` is."""
    words = before.split()
    wide = len(new.split())
    best: tuple[float, int, int] | None = None
    for width in {wide, 1, 2}:
        for at in range(len(words) - width + 1):
            piece = " ".join(words[at : at + width]).strip(",?？")
            noun, _ = _split_mark(piece)
            if not content(noun) or _NO_NOUN.search(piece.split()[-1]):
                continue
            alike = 0.0
            if noun.split()[-1] == new.split()[-1] and width == wide > 1:
                alike = 4  # 국내 출장, 국외 출장
            elif (figures := _figures(noun)) and figures == _figures(new):
                alike = 3  # 5년 차, 10년 차
            elif noun[-1] == new[-1]:
                alike = 2  # 연가, 병가
            score = alike + 0.3 * (width == wide) - 0.01 * at
            if alike and (best is None or score > best[0]):
                best = (score, at, width)
    if best is None:
        return f"{new}의 경우 {before}"
    _, at, width = best
    _, mark = _split_mark(" ".join(words[at : at + width]))
    return " ".join([*words[:at], new + _particle(mark, new), *words[at + width :]])


def _split_mark(piece: str) -> tuple[str, str]:
    found = _MARK.match(piece)
    if found and len(found["noun"]) >= 2:
        return found["noun"], found["mark"]
    ended = _ENDING.sub("", piece)
    return (ended, piece[len(ended) :]) if len(ended) >= 2 else (piece, "")


def _figures(text: str) -> str | None:
    """The text with its figures made alike; None without any."""
    return re.sub(r"\d+", "0", "".join(text.split())) if re.search(r"\d", text) else None


_PAIRS = {"은": "은는", "는": "은는", "이": "이가", "가": "이가", "을": "을를", "를": "을를"}


def _particle(mark: str, word: str) -> str:
    """The particle in the form that fits the word's last syllable."""
    if mark not in _PAIRS or not "가" <= word[-1] <= "힣":
        return mark
    return _PAIRS[mark][0 if (ord(word[-1]) - 0xAC00) % 28 else 1]


def rewriting(question: str, former: Sequence[str], model: str) -> ChatRequest:
    """What a model is sent to make the question whole: the last few questions, no answer and no document."""
    values = {
        "previous": "\n".join(f"- {fenced(q)}" for q in former[-REMEMBERED:]),
        "question": fenced(" ".join(question.split())),
    }
    return template("followup", "follow_up").request(model, values, max_tokens=120)


def rewritten_by(
    chat: ChatModel, model: str, question: str, former: Sequence[str], cancel: threading.Event
) -> str | None:
    """The question as the model makes it whole; None where it fails, invents a figure or loses what was asked."""
    try:
        events = chat.stream(rewriting(question, former, model), cancel)
        text = "".join(e.text for e in events if isinstance(e, ChatDelta) and not e.reasoning)
    except (PlatformError, PolicyError):
        return None
    text = " ".join(text.strip().strip("\"'“”").split())
    known = " ".join((*former[-REMEMBERED:], question))
    asked = frozenset(bigrams(content(_TOPIC_END.sub("", _LEAD.sub("", question)))))
    kept = len(asked & frozenset(bigrams(text))) / len(asked) if asked else 1.0
    invented = set(re.findall(r"\d+", text)) - set(re.findall(r"\d+", known))
    strange = frozenset(bigrams(content(text))) - frozenset(bigrams(known))
    if not text or len(text) > _LONGEST or kept < 0.5 or invented or len(strange) > 4:
        return None
    return text


def remembered(
    events: Iterator[AnswerEvent], asked: str, whole: str, at: str, keep: Callable[[Turn], object]
) -> Iterator[AnswerEvent]:
    """Pass an answer's events on, and give `keep` the turn when it is done; a broken-off answer is not kept."""
    turn = TurnInTheMaking(asked, whole, at)
    for event in events:
        if made := turn.take(event):
            keep(made)
        yield event
