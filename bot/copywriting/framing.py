"""A sentence of the model stands in a frame: a subject, and phrases that have one fact each.

The ledger asks whether words may stand together; a small model finds word orders that nobody thought of ('the
wash is dishwasher safe'). What a machine wrote is therefore also taken apart: it must be put together of the
product's name and of ``phrasing`` alone. People may write more freely; their words meet the ledger only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.claims.words import group
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import Book, book_of
from bot.copywriting.ledger.reading import Word, read
from bot.copywriting.ledger.vocabulary import is_fact
from bot.copywriting.naming import core, head
from bot.copywriting.phrasing import Keys, keys, of, phrases
from bot.domain import Fact

_PRONOUNS = frozenset(("it", "they", "this", "these", "each", "both", "set", "pair", "pack"))
_JOINTS = group("and but")
_HOLDS = {("has",), ("comes", "with"), ("includ",), ("contain",), ("featur",), ("offer",)}


def objection(sentence: str, known: tuple[Fact, ...]) -> str:
    """Why what a model wrote is not put together of facts; '' when it is, or tells none."""
    words = read(sentence.replace("-", " "))
    book = book_of(known)
    told = [word for word in words if is_fact(word, book)]
    invites = bool(words) and words[0].key in lexicon.lexicon()["free"]["invitations"]
    if not told or (invites and all(word.key in book.titles for word in told)):
        return ""  # the ledger knows what may be said without a fact
    frame = _Frame(keys(words), tuple(_gaps(words)), book)
    return "" if frame.fits() else "it is not put together of facts as they are"


def _gaps(words: Sequence[Word]) -> Iterator[bool]:
    """Before which of the words that count a comma or the like stands; that of an article is its noun's."""
    gap = False
    for word in words:
        gap = gap or bool(word.gap)
        if keys([word]):
            yield gap
            gap = False


class _Frame:
    """Takes one sentence apart. ``gaps`` says before which word a comma or the like stands."""

    def __init__(self, told: Keys, gaps: Sequence[bool], book: Book) -> None:
        self._told, self._gaps, self._said = told, gaps, phrases(book)
        titles = [fact.value for fact in book.facts if fact.id in ("title", "short_title")]
        self._titles = [of(title) for title in titles]
        self._heads = {of(head(core(title)))[-1:] for title in titles}

    def fits(self) -> bool:
        return self._clause(0, subject=False)

    def _clause(self, at: int, subject: bool) -> bool:
        """Whether the rest is a clause, or several. ``subject``: one has been named before."""
        if at == len(self._told):
            return True
        for end in self._ends(at, self._said.clauses):
            if self._next(end, subject, "clause"):
                return True
        for end in self._named(at):
            if self._next(end, True, "name") or self._predicate(end):
                return True
        if subject and self._predicate(at):
            return True
        return self._bare(at, subject)

    def _predicate(self, at: int) -> bool:
        """What is said of the subject from here."""
        if self._told[at : at + 1] == ("is",):
            for end in self._ends(at + 1, self._said.adjectives):
                if self._next(end, True, "is"):
                    return True
        for verb in _HOLDS:
            if self._told[at : at + len(verb)] == verb:
                for end in self._ends(at + len(verb), self._said.nouns):
                    if self._next(end, True, "has"):
                        return True
        return any(self._next(end, True, "verb") for end in self._ends(at, self._said.verbs))

    def _bare(self, at: int, subject: bool) -> bool:
        """A fragment without a verb: 'Made of oak', 'Brushed steel, 1.2 kg'."""
        for kind in (self._said.adjectives, self._said.nouns, self._said.verbs):
            for end in self._ends(at, kind):
                if self._next(end, subject, "bare"):
                    return True
        return False

    def _next(self, at: int, subject: bool, last: str) -> bool:
        """Whether the sentence ends here or goes on with a joint; ``last`` is what stands before."""
        if at == len(self._told):
            return True
        joint = self._told[at] in _JOINTS
        if self._told[at] == "with" and last != "clause":
            return any(self._next(end, subject, "has") for end in self._ends(at + 1, self._said.nouns))
        if last == "name" and not self._gaps[at]:
            return False
        if not joint and not self._gaps[at]:
            return False
        start = at + joint
        lists = {"is": self._said.adjectives, "has": self._said.nouns}.get(last, set())
        if any(self._next(end, subject, last) for end in self._ends(start, lists)):
            return True
        return self._clause(start, subject)

    def _ends(self, at: int, kind: set[Keys]) -> list[int]:
        """Where the phrases of a kind that begin here end, the longest first."""
        most = len(self._told) - at
        return [at + n for n in range(most, 0, -1) if self._told[at : at + n] in kind]

    def _named(self, at: int) -> list[int]:
        """Where a name of the product that begins here ends, the longest first."""
        if self._told[at] in _PRONOUNS:
            return [at + 1]
        found = []
        for end in range(len(self._told), at, -1):
            name = self._told[at:end]
            if any(
                _within(name, title) and (name[0] == title[0] or name[-1:] in self._heads)
                for title in self._titles
            ):
                found.append(end)
        return found


def _within(name: Keys, title: Keys) -> bool:
    """Whether a name leaves out words of the title at most: 'the Sill kettle'."""
    rest = iter(title)
    return all(key in rest for key in name)
