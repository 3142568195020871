"""Phrases and what ties them: a sentence, or a fact, read by its prepositions and plain verbs.

'A wok with a beech handle for meat' is 'wok', with 'beech handle', for 'meat'. What a fact ties so
a sentence may tie so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.claims.words import group
from bot.copywriting.ledger.book import Book, Place
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.vocabulary import is_fact

#: Relation -> the words that say it. What a thing fits, suits or serves it is for.
_WORDS = {
    "of": group("of"),
    "with": group("with has have includes include contains contain without carries carry"),
    "for": group("for fits fit suits suit"),
    "in": group("in into inside on onto at under over"),
    "from": group("from"),
    "by": group("by"),
    "hold": group("holds hold takes take seats serves"),
    "is": group("is are was were be"),
}
RELATION = {text: name for name, texts in _WORDS.items() for text in texts}
_LISTS = group("and or plus nor")
_ARTICLES = group("a an the its")
ASIDE = group("that which who")
STARTS = group("to you we there while when")
_INVERTS = group("there so")  # 'there is a map', 'so are the feet'
_MADE = group("made built woven turned produced")
_ITSELF = group("it they them this these each")


@dataclass(slots=True)
class Phrase:
    """Fact words side by side and the ``relation`` that ties them to what stands ``before``."""

    words: list[Word]
    relation: str = ""
    said: str = ""  # the word of the relation
    made: bool = False  # 'made in', 'made of'
    listed: bool = False  # it follows 'and' or 'or'
    opens: bool = False  # something is said of it, so that it may begin anew
    before: list[Phrase] = field(default_factory=list)

    @property
    def head(self) -> Word:
        return next((w for w in reversed(self.words) if w.kind == "word"), self.words[-1])


def phrases(words: Sequence[Word], book: Book) -> Iterator[Phrase]:
    """The phrases of a sentence in order."""
    before: list[Phrase] = []
    now = Phrase([])
    for i, word in enumerate(words):
        text = word.text.lower()
        tied = RELATION.get(text, "")
        fresh = word.gap in (".", ";") or (word.gap and not tied and text not in _LISTS) or text in STARTS
        plain = is_fact(word, book) and not tied and text not in _MADE
        if now.words and (word.gap or not plain):
            now.opens = _opens(words[i:], book)
            yield now
            again = word.gap == "," and tied == now.relation  # 'on fish, on meat'
            before = before if again else [*before, now]
            now = Phrase([], now.relation, now.said, now.made, now.listed, False, before)
        if text == "to" and now.said in ("has", "have"):
            now.relation, now.said = "is", "has to be"
        elif fresh:
            labels = word.gap == ";" and len(before) == 1 and len(before[0].words) == i  # 'Lid: included'
            before = before if text in ASIDE or labels else []
            now = Phrase([], "is" if labels else "", ":" if labels else "", before=before)
        if text in _ITSELF:
            before = []
            now = Phrase([])
        elif text in _MADE:
            now.made = True
        elif tied and not (i and words[i - 1].text.lower() in _INVERTS):
            now.relation, now.said, now.listed = tied, text, False
            now.made = now.made and text in ("in", "of", "from", "for")
        elif text in _LISTS:
            now.listed = True
        elif plain:
            now.words.append(word)
        elif now.listed and words[i - 1].text.lower() in _LISTS and text not in _ARTICLES:  # 'and may go'
            before = before[:1] if before and not before[0].relation else []
            now = Phrase([], before=before)
    if now.words:
        yield now


def _opens(rest: Sequence[Word], book: Book) -> bool:
    """Whether more is said of what stands before ``rest``, or of the list that goes on there."""
    for word in rest:
        text = word.text.lower()
        if word.gap or text == "of":
            return False
        if text not in _LISTS | _ARTICLES and (text in RELATION or not is_fact(word, book)):
            return True
    return False


def governor(place: Place, book: Book) -> str:
    """The relation that ties this place of a fact to what stands before it; '' at the head."""
    run = (p.word.text.lower() for p in book.runs[place.fact][: place.at] if p.part)
    tied = [RELATION[text] for text in run if text in RELATION]
    return tied[-1] if tied else ""


def is_made(place: Place, book: Book) -> bool:
    return any(p.word.text.lower() in _MADE for p in book.runs[place.fact][: place.at])


def bound(one: Word, relation: str, other: Word, book: Book) -> bool:
    """Whether some fact ties two words so."""
    for here in book.of(one.key):
        for there in book.of(other.key):
            if (
                here.fact == there.fact
                and book.facts[here.fact].id != "title"
                and _ties(here, relation, there, book)
            ):
                return True
    return False


def _ties(here: Place, relation: str, there: Place, book: Book) -> bool:
    if book.facts[here.fact].id.startswith(("bought", "viewed")):
        return True  # deeds.py asks whether it is one deed
    low, high = sorted((here.at, there.at))
    between = [p.word for p in book.runs[here.fact][low + 1 : high]]
    path = [RELATION[w.text.lower()] for w in between if w.text.lower() in RELATION]
    attribute = "." not in book.facts[here.fact].id
    if 0 in (here.part, there.part) or (here.at < there.at and path and path[-1] == relation):
        return True
    if here.part != there.part:
        return attribute and (relation == "with" or there.word.key == "includ")
    # 'The board of oak' is an 'oak board'; 'buttons close the cover' makes no 'cover of buttons'.
    near = sum(w.kind in ("word", "number") for w in between) < (1 if relation == "of" else 2)
    return attribute or (not path and near) or {"with", "in"} == {relation, *path}
