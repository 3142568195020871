"""What the facts keep together: each word with its statements, its reserves and the part it is said of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.claims.words import group
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import WHOLE, Book, per_book
from bot.copywriting.ledger.joints import names
from bot.copywriting.ledger.reading import Word, read
from bot.copywriting.ledger.statements import Statement, cut
from bot.domain.goods import Fact

_WHOLE = WHOLE | group("format packaging packing assembly")
Spot = tuple[int, int]  # a fact and one of its statements


@dataclass(slots=True)
class Kept:
    """The statements of all facts, by their words."""

    titles: frozenset[str]  # words of the product's name
    own: dict[Spot, list[Word]] = field(default_factory=dict)
    said: dict[str, set[Spot]] = field(default_factory=dict)
    hedges: dict[str, set[str]] = field(default_factory=dict)
    owners: dict[str, list[frozenset[str]]] = field(default_factory=dict)
    subjects: dict[str, list[frozenset[str]]] = field(default_factory=dict)

    def of(self, key: str) -> set[Spot]:
        return self.said.get(key, set())

    def owner(self, key: str) -> frozenset[str]:
        """The parts that a word is said of, and of nothing else."""
        found = self.owners.get(key, [])
        return frozenset().union(*found) if all(found) else frozenset()

    def subject(self, key: str) -> frozenset[str]:
        """The parts that each sentence with this word speaks of."""
        found = self.subjects.get(key, [])
        return frozenset().union(*found) if all(found) else frozenset()

    def places(self, key: str, spot: Spot) -> Iterator[int]:
        return (i for i, word in enumerate(self.own[spot]) if word.key == key)


@per_book
def kept(book: Book) -> Kept:
    """Read the facts of a book once."""
    found = Kept(book.titles & names(book))
    stuff = lexicon.words("material") | lexicon.words("colour") | found.titles
    prose = [statement for fact in book.facts if _is_prose(fact) for statement in cut(read(fact.value))]
    parts = frozenset(key for statement in prose for key in _speaks_of(statement, stuff))
    for n, fact in enumerate(book.facts):
        whole = fact.id in ("title", "category") or fact.value in ("yes", "no")
        statements = [Statement(list(read(fact.value)))] if whole else cut(read(fact.value))
        label = frozenset(p.word.key for p in book.runs[n] if p.part == 0)
        for at, statement in enumerate(statements):
            after = statements[at + 1] if at + 1 < len(statements) else None
            found.own[n, at] = statement.own
            made = statement.made
            # 'Cushion: removable' says so of the cushion, where the prose speaks of one.
            subject = _speaks_of(statement, stuff) if _is_prose(fact) else _part(fact, label & parts)
            for key in statement.keys | label:
                found.said.setdefault(key, set()).add((n, at))
                found.owners.setdefault(key, []).append(_owner(key, statement, after, made) - found.titles)
                found.subjects.setdefault(key, []).append(
                    subject - {key} if key not in subject else frozenset()
                )
                if key not in statement.shared:
                    found.hedges.setdefault(key, set()).add(statement.hedges.get(key, ""))
    return found


def _is_prose(fact: Fact) -> bool:
    return fact.id.startswith(("description", "source"))


def _speaks_of(statement: Statement, stuff: frozenset[str]) -> frozenset[str]:
    """The part that a statement surely speaks of; none where it may be the product."""
    return statement.subject if statement.stated and not statement.subject & stuff else frozenset()


def _part(fact: Fact, label: frozenset[str]) -> frozenset[str]:
    return frozenset() if fact.id in _WHOLE else label


def _owner(
    key: str, statement: Statement, after: Statement | None, made: dict[str, frozenset[str]]
) -> frozenset[str]:
    """The part that a word is said of and of nothing else; empty when it is said of the product."""
    if key in statement.subject:
        return frozenset()
    if after and after.bare_denial and statement.subject:
        return statement.subject
    return made.get(key, frozenset())
