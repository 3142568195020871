"""A sentence of the model stands in a frame: a subject, and phrases that have one fact each.

The ledger asks whether words may stand together; a small model finds word orders that nobody thought of ('the
wash is dishwasher safe'). What a machine wrote is therefore also taken apart: it must be put together of the
product's name and of ``phrasing`` alone. People may write more freely; their words meet the ledger only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from bot.claims.words import group
from bot.copywriting import building, idiom, wordforms
from bot.copywriting.calling import names
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import Book, book_of
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.vocabulary import is_fact
from bot.copywriting.phrasing import Keys, keys, of, phrases, worded
from bot.domain import Fact

_PRONOUNS = frozenset(("it", "they"))
# How a sentence on a part begins.
_NAMES = group("the a an each both one two three four five six our your")
_JOINTS = group("and but")
_HOLDS = {of(verb) for verb in ("has", "comes with", "includes", "contains", "features", "offers")}


def objection(sentence: str, known: tuple[Fact, ...]) -> str:
    """Why what a model wrote is not put together of facts; '' when it is, or tells none."""
    words, book = worded(sentence), book_of(known)
    told = [word for word in words if is_fact(word, book)]
    invites = bool(words) and words[0].key in lexicon.lexicon()["free"]["invitations"]
    if not told and any(word.key in lexicon.lexicon()["cue"]["material"] for word in words):
        return "it says what something is made of, and no fact does"  # 'Cuts of lemon.'
    if not told or (invites and all(word.key in book.titles for word in told)) or _is_line(sentence, book):
        return ""  # the ledger knows what may be said without a fact
    if any(sentence.lower().startswith(f"{fact.label.lower()}: ") for fact in book.facts):
        return "a line of the catalogue stands alone"  # 'Suits: espresso machines, 3 Sachets.'
    if why := idiom.objection(words, book) or wordforms.objection(sentence, words, book):
        return why
    return "" if _Frame(words, book).fits() else "it is not put together of facts as they are"


def of_parts(sentence: str, known: tuple[Fact, ...]) -> bool:
    """Whether a sentence that fits speaks of a part, too, so that 'it' in the next one could mean that."""
    words, book = worded(sentence), book_of(known)
    if all(word.key in book.titles for word in words if is_fact(word, book)):
        return False  # nothing but the name, if anything
    if _is_line(sentence, book):
        return True
    return not _Frame(words, book, parts=False).fits()


def has_subject(sentence: str, known: tuple[Fact, ...]) -> bool:
    """Whether a sentence says itself of what it speaks: it begins with a name, or names a part."""
    words, book = worded(sentence), book_of(known)
    if not any(is_fact(word, book) for word in words) or _is_line(sentence, book):
        return True
    named = words[0].text.lower() in _NAMES or words[0].kind == "number"
    frame = _Frame(words, book)
    return frame.begins_with_name() or (named and frame.begins_with_clause())


def begins_with_name(sentence: str, known: tuple[Fact, ...]) -> bool:
    """Whether a sentence has the product for its subject: its name, or 'it'."""
    words = worded(sentence)
    its = bool(words) and words[0].text.lower() in _PRONOUNS
    return its or _Frame(words, book_of(known)).begins_with_name()


def _is_line(sentence: str, book: Book) -> bool:
    """Whether a sentence is a line of the catalogue: 'Coating: none.'"""
    return any(sentence.rstrip(".") == building.line(fact) for fact in book.facts)


def _gaps(words: Sequence[Word]) -> Iterator[bool]:
    """Before which of the words that count a comma or the like stands; that of an article is its noun's."""
    gap = False
    for word in words:
        gap = gap or bool(word.gap)
        if keys([word]):
            yield gap
            gap = False


class _Frame:
    """Takes one sentence apart; without ``parts`` it knows nothing that is said of a part of the product."""

    def __init__(self, words: Sequence[Word], book: Book, parts: bool = True) -> None:
        self._told, self._gaps = keys(words), tuple(_gaps(words))
        self._said, self._names = phrases(book), names(book)
        self._clauses: Set[Keys] = self._said.clauses if parts else set()

    def fits(self) -> bool:
        return self._clause(0, False, "")

    def begins_with_name(self) -> bool:
        return bool(self._told) and self._told[0] not in _PRONOUNS and bool(self._named(0, ""))

    def begins_with_clause(self) -> bool:
        return bool(self._ends(0, self._clauses))

    def _clause(self, at: int, subject: bool, last: str) -> bool:
        """Whether the rest is a clause, or several. ``subject``: the product was named before; ``last``: how
        what stands before ended."""
        if at == len(self._told):
            return True
        if any(self._next(end, False, "clause") for end in self._ends(at, self._clauses)):
            return True
        for end in self._named(at, last):
            if self._next(end, True, "name") or self._predicate(end):
                return True
        if subject and self._predicate(at):
            return True
        # What is said of a part ends with it: 'the lid is glass, 2 kg' is no weight of the product.
        return last in ("", "name", "bare", "noun") and self._bare(at, subject, last)

    def _predicate(self, at: int) -> bool:
        """What is said of the product from here."""
        if self._told[at : at + 1] == ("is",):
            for end in self._ends(at + 1, self._said.adjectives):
                if self._next(end, True, "not" if "not" in self._told[at + 1 : end] else "is"):
                    return True
        for verb in _HOLDS:
            if self._told[at : at + len(verb)] == verb:
                for end in self._ends(at + len(verb), self._said.nouns):
                    if self._next(end, True, "has"):
                        return True
        return any(self._next(end, True, "verb") for end in self._ends(at, self._said.verbs))

    def _bare(self, at: int, subject: bool, last: str) -> bool:
        """A fragment without a verb: 'Made of oak', 'Brushed steel, 1.2 kg'; after a thing only things."""
        for end in self._ends(at, self._said.nouns):
            if self._next(end, subject, "noun"):
                return True
        if last == "noun":
            return False
        for kind in (self._said.values, self._said.adjectives, self._said.verbs):
            for end in self._ends(at, kind):
                if self._next(end, subject, "verb" if "not" in self._told[at:end] else "bare"):
                    return True
        return False

    def _next(self, at: int, subject: bool, last: str) -> bool:
        """Whether the sentence ends here or goes on with a joint; ``last`` is what stands before."""
        if at == len(self._told):
            return True
        joint = self._told[at] in _JOINTS
        if self._told[at] == "with" and last not in ("clause", "has", "noun"):
            return any(self._next(end, subject, "has") for end in self._ends(at + 1, self._said.nouns))
        if (last == "name" or not joint) and not self._gaps[at]:
            return False
        start = at + joint
        lists: Set[Keys] = {"is": self._said.adjectives, "has": self._said.nouns}.get(last, set())
        if any(self._next(end, subject, last) for end in self._ends(start, lists)):
            return True
        return self._clause(start, subject, last)

    def _ends(self, at: int, kind: Set[Keys]) -> list[int]:
        """Where the phrases of a kind that begin here end, the longest first."""
        most = len(self._told) - at
        return [at + n for n in range(most, 0, -1) if self._told[at : at + n] in kind]

    def _named(self, at: int, last: str) -> list[int]:
        """Where a name of the product that begins here ends; 'it' may mean a part."""
        if self._told[at] in _PRONOUNS:
            return [] if last in ("clause", "has", "noun") else [at + 1]
        ends = self._names.ends(self._told, at)
        # 'Brown leather, watch' is no name of a 'Brown Leather Watch'.
        return [
            end
            for end in ends
            if not any(self._gaps[at + 1 : end]) or self._told[at:end] in self._names.whole
        ]
