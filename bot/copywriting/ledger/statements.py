"""A sentence, or a fact, cut into its statements: what is said of one thing in one breath.

'It charges in 3 hours and shines for 12 hours' says two things, and 'soup, pasta and stock' is one. A
statement that leaves out its subject or its verb has that of the statement before: '2 l cold or 1.5 l hot'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from bot.claims.words import AUXILIARIES, PREPOSITIONS, group
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.reading import Word

LISTS = group("and or nor plus")
_ASIDE = group("that which who whose")
_CONTRASTS = group("but while whereas though although because since so then if when whenever where once")
_OWNERS = group("the a an its their this these both")
_SIDES = group("front rear back top bottom inside outside left right")
_IT = group("it they you")
PLACED = PREPOSITIONS | group(
    "of from within between under over above below outside inside against beyond than up off through toward "
    "towards without before after during atmost atleast front rear"
)
STATED = AUXILIARIES | group("has have had includes contains holds takes fits suits seats carries goes comes")
#: Words that make what follows them less than a plain yes -> how they do.
HEDGES = {
    "unlike": "unlike", "like": "unlike", "than": "than", "replaces": "than", "except": "except",
    "until": "until", "unless": "unless", "trace": "traces", "traces": "traces",
}  # fmt: skip
_RESERVES = frozenset(("unlike", "except", "until", "unless"))
_MAYBE = group("may might could")
_HAVING = group("contain include have")


@dataclass(slots=True)
class Statement:
    """``own`` words in order; ``shared`` are the keys of what it takes over from the statement before it."""

    own: list[Word]
    shared: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()  # of whom it speaks, as far as it says so itself
    stated: bool = False  # by a verb that is surely one
    hedges: dict[str, str] = field(default_factory=dict)  # key of a word -> how it is hedged

    @property
    def keys(self) -> frozenset[str]:
        return self.shared | {w.key for w in self.own if w.kind in ("word", "number")}

    @property
    def bare_denial(self) -> bool:
        """'The pan is not', 'the stopper may not': it denies of its subject what was said just before."""
        return self.own[-1].kind == "no" and {w.key for w in self.own if w.kind == "word"} == set(
            self.subject
        )

    @property
    def made(self) -> dict[str, frozenset[str]]:
        """Stuff -> the part made of it: 'legs of ash'."""
        found: dict[str, frozenset[str]] = {}
        for i, word in enumerate(self.own):
            if word.text.lower() == "of" and i and self.own[i - 1].kind == "word":
                for other in self.own[i + 1 : i + 4]:
                    if other.key in lexicon.words("material"):
                        found[other.key] = frozenset([self.own[i - 1].key])
        return found


def cut(words: Sequence[Word]) -> list[Statement]:
    """The statements of a sentence in order."""
    found: list[Statement] = []
    for own in _pieces(words):
        statement = Statement(own, hedges=_hedges(own))
        statement.subject, statement.stated = _subject(own)
        if found and (own[0].gap not in (".", ";") or (own[0].gap == ";" and _bare(own))):
            statement.shared = _taken_over(statement, found[-1])
        found.append(statement)
    return found


def _pieces(words: Sequence[Word]) -> Iterator[list[Word]]:
    start, listed = 0, False
    for i in range(1, len(words)):
        text, gap = words[i].text.lower(), words[i].gap
        if gap in (".", ";") or text in _CONTRASTS | _ASIDE | _RESERVES:
            begins = True
        elif gap == "," or text in LISTS:
            after = range(i + 1, len(words))
            end = next((j for j in after if words[j].gap or words[j].text.lower() in LISTS), len(words))
            ends_list = text in LISTS and (listed or (not gap and _bare(words[start:i])))
            begins = not ends_list and _complete(words[i:end], bool(gap))
            begins = begins or {words[i - 1].text.lower(), words[end - 1].text.lower()} <= _SIDES
            listed = not begins
        else:
            continue
        if begins:
            yield list(words[start:i])
            start, listed = i, False
    if words:
        yield list(words[start:])


def _bare(item: Sequence[Word]) -> bool:
    """Whether it is the name of a thing, and says nothing of it: 'springs', 'a practice sheet'."""
    measured = any(w.unit for w in item) and any(w.kind == "word" for w in item)
    return not measured and not any(w.text.lower() in PLACED | STATED or w.kind == "no" for w in item)


def _complete(item: Sequence[Word], gap: bool) -> bool:
    """Whether what follows a comma or 'and' says something, and is not the next thing of a list."""
    inner = item if gap else item[:-1]
    tied = any(w.text.lower() in PLACED | STATED or w.kind == "no" for w in inner)
    measured = any(w.unit for w in item) and any(w.kind == "word" for w in item)
    return tied or measured


def _head(own: Sequence[Word]) -> tuple[list[Word], Word | None]:
    """The words before the first preposition, number or verb that is surely one, and that word."""
    spoken = next((i + 1 for i, word in enumerate(own) if word.text.lower() in _IT), 0)
    head: list[Word] = []
    for word in own[spoken:]:
        text = word.text.lower()
        if word.kind == "number" or text in PLACED | STATED or word.kind == "no":
            return head, word
        if word.kind == "word" and text not in HEDGES:
            head.append(word)
    return head, None


def _subject(own: Sequence[Word]) -> tuple[frozenset[str], bool]:
    """'The liner' of 'the liner may be washed', 'footrests' of 'the footrests grow with the child'."""
    counted = next((i for i, w in enumerate(own) if w.kind == "word"), 0)  # 'the 500 Wh battery'
    head, end = _head(own[counted:])
    stated = end is not None and (end.text.lower() in STATED or end.kind == "no")
    verb = bool(head) and head[-1].key in lexicon.lexicon()["free"]["plain verbs"]
    return frozenset(w.key for w in (head if stated else head[:-1])), stated or verb or (
        own[0].text.lower() in _OWNERS and _agree(head)
    )


def _agree(head: Sequence[Word]) -> bool:
    """Whether the last word is a verb by its ending: 'the buckle closes', 'zips hold'."""
    if len(head) < 2 or head[-1].gap or head[-1].text[0].isupper():
        return False
    return head[-2].text.endswith("s") != head[-1].text.endswith("s") and not head[-1].text.endswith(
        ("ed", "ing")
    )


def _taken_over(now: Statement, before: Statement) -> frozenset[str]:
    """What a statement that leaves it out has from the one before: its subject, its verb, or all of it."""
    first = next((w for w in now.own if w.text.lower() not in LISTS | _CONTRASTS), now.own[0])
    text = first.text.lower()
    head, end = _head(now.own)
    stated = end is not None and (end.text.lower() in STATED or end.kind == "no")
    if text in _OWNERS and end is not None and (stated or now.own[0].gap):
        return frozenset()
    if before.own[0].text.lower() in _RESERVES:
        return before.shared
    sides = {before.own[-1].text.lower(), now.own[-1].text.lower()} <= _SIDES
    apart = sides or {w.unit for w in now.own if w.unit} & {w.unit for w in before.own if w.unit}
    whole = (
        text in _ASIDE or first.kind == "no" or _bare(now.own) or first.kind == "number" or _bare(before.own)
    )
    if whole and not apart:
        return before.keys
    if not head or text in PLACED | _RESERVES:
        lead = takewhile(lambda w: w.kind != "number" and w.text.lower() not in PLACED, before.own)
        said = frozenset(w.key for w in _head(before.own)[0])
        return before.shared | said | frozenset(w.key for w in lead if w.kind == "word")
    return before.subject | before.shared


def _hedges(own: Sequence[Word]) -> dict[str, str]:
    """The words behind a reserve, up to a subject of their own: 'until opened | it keeps'."""
    found: dict[str, str] = {}
    now = ""
    for i, word in enumerate(own):
        text = word.text.lower()
        after = own[i + 1].key if i + 1 < len(own) else ""
        if text in _MAYBE and after in _HAVING:
            now = "may"
        elif text in HEDGES:
            now = now or HEDGES[text]
        elif text in _IT:
            now = ""
        elif now and word.kind == "word":
            found[word.key] = now
    return found
