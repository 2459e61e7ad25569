"""Names of people, offices, places and rules in a sentence: what a model must not change."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from indexer.search.query import bare

# A text → the names in it, as it writes them.
NamesOf = Callable[[str], Sequence[str]]

_RULE = re.compile(r"[「『]([^」』]{2,40})[」』]")
_OFFICE = re.compile(
    r"(?<![가-힣])([가-힣]{2,12}(?:위원회|센터|공단|공사|협회|재단|시청|구청|군청|도청|교육청|사업소|보건소|법원|대학교|"
    r"특별시|광역시|담당관|정책과|관리과|총무과|회계과|지원과|행정과|복지과|시행령|시행규칙|조례))"
)
_PERSON = re.compile(
    r"(?<![가-힣])([가-힣]{2,3})\s(?=(?:[가-힣]{2,10})?(?:과장|국장|팀장|실장|센터장|본부장|위원장?|의원|교수|주무관|사무관|장관|시장|군수)"
    r"(?:[이은는가을를의에과와도]|으로|에게|입니다|이며|이고|이다)?(?![가-힣]))"
)
_TITLED = re.compile(
    r"(?<![가-힣])(?:위원장?|의원|과장|국장|팀장|실장|교수|주무관|사무관|장관|시장|군수|의장|간사|대표)\s([가-힣]{3})"
    r"(?=[:,)\s은는이가]|$)"
    r"|(?:과장|국장|팀장|실장|센터장|본부장|위원장|간사|대표|담당자|책임자)(?:은|는)\s(?P<said>[가-힣]{3})(?=입니다|이다|이며|이고)"
)


_PLAIN = re.compile(
    r"^(?:담당|해당|소속|관할|소관|모든|다른|관련|이상|이하|각|현재|주관|이상의|이하의|다음|우리|외부|전임|신임|[가-힣]{1,2}[과국실팀부처청원회의은는을를한된할])$"
)


def written_names(text: str) -> list[str]:
    """Names that their written form gives away: rules in brackets, offices, people beside their title."""
    found = [
        m.group(m.lastindex or 1) for pattern in (_RULE, _OFFICE, _PERSON, _TITLED) for m in pattern.finditer(text)
    ]
    found = [name for name in found if not _PLAIN.search(name)]
    return list(dict.fromkeys(found))


# 지나면 and 쓰려면 end like a township; one stands after its county or before what belongs to it.
_ENDING = re.compile(
    r"(?<![가-힣\d])(?<!\d\s)(?![십백천만억조]+원)([가-힣]{2,8})(시|군|구|동|읍|(?<=[시군]\s[가-힣]{2})면|(?<=[시군]\s[가-힣]{3})면|과|국|실|청|처|팀|원|부|법|센터|위원회|공단|대학교?)(?![가-힣]*[다요])"
)


_LATIN = re.compile(r"[A-Za-z]+")
_UNIT = re.compile(r"[kcm]?m|k?g|mg|ha|t|L|k?Wh?|[십백천만억조]+원", re.IGNORECASE)


def _whole(name: str, sentence: str) -> str:
    """The Latin word that a name is, without what an analyser took along or left behind: example for "ample."."""
    letters = _LATIN.search(name)
    if letters is None or not name.isascii():
        return name
    words = (m.group() for m in _LATIN.finditer(sentence))
    return next((w for w in words if letters.group().lower() in w.lower()), letters.group())


def is_name(name: str) -> bool:
    """Whether what an analyser took for a name is none of the units it takes for one."""
    return not _UNIT.fullmatch(name.strip())


def strange_names(names: Sequence[str], sentence: str, known: str) -> list[str]:
    """The names that `known` (`bare` text of the sources) does not hold.

    Besides `names`: words with the ending of a place or an office (한빛시, 총무과) whose beginning the sources never
    write, while they do write that ending. 신청시 and 결과 are thereby no names.
    """
    found = [n for n in names if bare(_whole(n, sentence)) not in known]
    for match in _ENDING.finditer(sentence):
        stem, ending = match.groups()
        if bare(stem) not in known and bare(stem[:2]) not in known and re.search(rf"[가-힣]{{2}}{ending}", known):
            found.append(stem + ending)
    return list(dict.fromkeys(found))
