"""Articles that a passage refers to, found where they stand: 제14조에 따라, 같은 조, 전조, 「주차장 조례」 제6조.

For evidence, not for the list of hits: nearly every article of a rule refers to others, and a list in which each
brings them along would have fewer answers. After the forms of reference of the Ministry of Government Legislation's
법령 입안·심사 기준 (인용 방식).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from indexer.model import Hit
from indexer.search.fuse import Scores
from indexer.search.hits import hit_of
from indexer.search.query import bare
from indexer.store.database import Store
from indexer.store.passages import StoredPassage

_BEST = 3  # of the best hits are read for references
_EACH = 2  # articles brought for one of them
_ALL = 3  # and for all
_LONGEST = 3_000  # passages of a document that is looked through
_FILES = 5  # of the name of a rule that are looked at
_ARTICLE = re.compile(
    r"(?:「(?P<law>[^」\n]{2,60})」\s?|(?P<same>같은|동|이)\s?(?P<kind>법|영|령|규칙|조례|규정|훈령|지침)\s?(?:의\s?)?)?"
    r"(?:(?P<here>같은\s?조|동조|전조)|제\s?(?P<number>\d{1,4})\s?조(?:\s?의\s?(?P<sub>\d{1,3}))?)(?!\d)"
)
# 법 제12조, 시행령 제3조: of a rule that the passage does not name in full.
_OTHERS = re.compile(r"(?:법|법률|영|령|규칙|조례|규정|훈령|예규|지침|기준)\s?$")
# What follows where the article holds what is spoken of, its paragraphs and items skipped; not a mere mention.
_INSIDE = re.compile(
    r"(?:\s?제\s?\d{1,3}\s?(?:항|호)(?:의\s?\d+)?|\s?(?:각|[가-하])\s?(?:호|목)|\s?(?:본문|단서|전단|후단)"
    r"|\s?(?:및|또는|부터|까지|와|과|[,·ㆍ])|\s?제\s?\d{1,4}\s?조(?:의\s?\d{1,3})?|\s?\([^)\n]{1,60}\))*"
)
_REFERS = re.compile(
    r"\s?(?:의|에서|에도|에|을|를|은|는|이|가|으?로)?\s?"
    r"(?:따르|따른|따라|의하|의한|의해|정하|정한|규정|준용|적용|불구|해당|위반|근거|관련|같|요건|기준|사유)"
)
_HEAD = re.compile(r"\s*제\s?(?P<number>\d{1,4})\s?조(?:\s?의\s?(?P<sub>\d{1,3}))?\s*(?:\(|【|\[|$|\s)")


@dataclass(frozen=True, slots=True)
class Reference:
    """An article, 제14조 or 제14조의2, of the rule called `law`; of the passage's own document where that is ""."""

    article: str
    law: str = ""


def references(text: str, own: str = "") -> list[Reference]:
    """The articles that a text leans on, in order, each once. own: the article that the text itself is of."""
    out: list[Reference] = []
    last: Reference | None = None
    for match in _ARTICLE.finditer(text):
        begins = text.rfind("\n", 0, match.start()) + 1
        if not text[begins : match.start()].strip() and _HEAD.match(text, begins):
            continue  # here an article begins
        if not match["law"] and not match["same"] and _OTHERS.search(text, max(0, match.start() - 8), match.start()):
            last = None
            continue
        if match["here"]:
            found = last if match["here"] != "전조" else _before(own)
        else:
            law = match["law"] or (last.law if last and match["same"] in ("같은", "동") else "")
            found = Reference(_name(match), " ".join(law.split()))
        if found is None:
            continue
        last = found
        end = _INSIDE.match(text, match.end())
        if _REFERS.match(text, end.end() if end else match.end()) and (found.law or found.article != own):
            out.append(found)
    return list(dict.fromkeys(out))


def _name(match: re.Match[str]) -> str:
    return f"제{int(match['number'])}조" + (f"의{int(match['sub'])}" if match["sub"] else "")


def _before(own: str) -> Reference | None:
    number = re.fullmatch(r"제(\d+)조", own)
    return Reference(f"제{int(number[1]) - 1}조") if number and int(number[1]) > 1 else None


def heads(headings: Sequence[str], text: str) -> list[str]:
    """The articles that begin in a passage or that it stands under, in order."""
    found = (_HEAD.match(line) for line in (*headings, *text.split("\n")))
    return list(dict.fromkeys(_name(match) for match in found if match))


class References:
    """Reads the store; safe from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def followed(self, hits: Sequence[Hit], paths: Collection[str] = ()) -> list[Hit]:
        """The hits, and right after the first three of them the articles that these lean on.

        An article that was found further down moves up. paths: where there are any, nothing is brought from
        elsewhere.
        """
        brought: dict[int, Hit] = {}
        best = {hit.passage_id for hit in hits[:_BEST]}
        known = {hit.passage_id: hit for hit in hits}
        for hit in hits[:_BEST]:
            count = 0
            for stored in self._articles(hit):
                if count == _EACH or len(brought) == _ALL:
                    break
                if stored.id in best or stored.id in brought or (paths and stored.path not in paths):
                    continue
                behind = hit_of(stored, None, hit.score, Scores(0.0), ())
                brought[stored.id] = known.get(stored.id, behind)
                count += 1
        rest = [hit for hit in hits[_BEST:] if hit.passage_id not in brought]
        return [*hits[:_BEST], *brought.values(), *rest]

    def _articles(self, hit: Hit) -> Iterator[StoredPassage]:
        """The passages that hold what the hit refers to, a passage an article."""
        own = heads(hit.heading_path, hit.text)
        for reference in references(hit.text, own[-1] if own else ""):
            if not reference.law and reference.article in own:
                continue
            documents = self._rules(reference.law) if reference.law else [hit.document_id]
            for document in documents:
                there = self._beginning(document, reference.article)
                if there is not None:
                    yield there
                    break

    def _beginning(self, document: int, article: str) -> StoredPassage | None:
        """The passage of the document in which the article begins."""
        if len(self._store.passages.ids_of_document(document)) > _LONGEST:
            return None
        for stored in self._store.passages.of_document(document):
            if article in heads(stored.passage.heading_path, stored.passage.text):
                return stored
        return None

    def _rules(self, law: str) -> Iterator[int]:
        """The documents that are the rule of this name, the shortest name first: not its 시행령."""
        rows, _ = self._store.catalog.named(law, 50)
        wanted = bare(law)
        named = sorted((len(bare(r.path)), r.path) for r in rows if _is(bare(r.path), wanted))
        for _, path in named[:_FILES]:
            for _, document in self._store.catalog.documents(above=(path,)):
                yield document
                break


def _is(path: str, law: str) -> bool:
    """Whether the file's name is that of the rule, and not of a decree or rule under it."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("_", "").replace("ㆍ", "·")
    at = name.find(law.replace("ㆍ", "·"))
    return at >= 0 and not re.match(r"시행령|시행규칙|시행세칙", name[at + len(law) :])
