"""Words of one fact keep their company: it charges in 3 hours and shines for 12, and not the other way round.

A statement of the copy may shorten one of the facts, or join it to another fact (``joints`` asks how). It may
not take a word of one statement and a word of another that stands in the same fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, takewhile

from bot.claims.units import MONEY
from bot.claims.words import AUXILIARIES, group
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import Book
from bot.copywriting.ledger.joints import HOLDERS, stands
from bot.copywriting.ledger.kept import Kept, Spot, kept
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.statements import LISTS, PLACED, STATED, Statement, cut
from bot.copywriting.ledger.vocabulary import is_fact

ARTICLES = group("a an the its their")
_OWN = STATED - AUXILIARIES


def objection(words: Sequence[Word], book: Book) -> str:
    """The first two words that the facts keep apart, or a word that lost its reserve; '' when all is well."""
    known = kept(book)
    told = {w.key for w in words}
    for statement in cut(words):
        facts = [w for w in statement.own if is_fact(w, book)]
        why = (
            _parted(statement, known, book)
            or _hedged(statement, known)
            or _owned(facts, told, known)
            or _subject(statement, facts, told, known, book)
            or _beside(statement, known, book)
            or _placed(statement, known, book)
        )
        if why:
            return why
    return ""


def _parted(statement: Statement, known: Kept, book: Book) -> str:
    """Two words of one fact, and of two statements of it."""
    for run in _runs(statement, known, book):
        for one, other in combinations(run, 2):
            mine, theirs = known.of(one.key), known.of(other.key)
            shared = {fact for fact, _ in mine} & {fact for fact, _ in theirs}
            if shared and not mine & theirs and not _measured(one, other, shared, book):
                return _apart(one, other)
        for one, other in pairwise(run):
            if not {one.key, other.key} & _verbs() and _in_two_sentences(one, other, known, book):
                return _apart(one, other)
    return ""


def _in_two_sentences(one: Word, other: Word, known: Kept, book: Book) -> bool:
    """Whether two words stand in prose only, and in no statement of it together.

    For what a number is of, the title is no home: 'laptops up to 3 cm thick' of a laptop's sleeve.
    """
    named = ("title", "category") if "number" in (one.kind, other.kind) else ()
    mine, theirs = (
        {spot for spot in known.of(word.key) if book.facts[spot[0]].id not in named} for word in (one, other)
    )
    prose = all("." in book.facts[fact].id for fact, _ in mine | theirs)
    return bool(mine and theirs) and not mine & theirs and prose


def _measured(one: Word, other: Word, shared: set[int], book: Book) -> bool:
    """'3.2 litres of steel': a measure, and what another fact gives as the stuff or colour of the product."""
    stuff = one if other.kind == "number" else other
    ids = {book.facts[n].id for n in book.homes(stuff.key) - shared}
    return "number" in (one.kind, other.kind) and bool(ids & {"material", "colour", "color"})


def _runs(statement: Statement, known: Kept, book: Book) -> Iterator[list[Word]]:
    """The fact words of a statement but the product's name; what is listed is not said of one another."""
    run: list[Word] = []
    for word in statement.own:
        if word.gap or word.text.lower() in LISTS:
            yield run
            run = []
        if _tells(word, book) and word.key not in known.titles:
            run.append(word)
    yield run


def _tells(word: Word, book: Book) -> bool:
    verb = word.kind == "word" and word.key in _verbs() and word.key in book.index
    return verb or is_fact(word, book)


def _verbs() -> frozenset[str]:
    return lexicon.lexicon()["free"]["plain verbs"]


def _hedged(statement: Statement, known: Kept) -> str:
    for word in statement.own:
        reserves, mine = known.hedges.get(word.key), statement.hedges.get(word.key, "")
        if reserves and mine not in reserves and (mine in ("may", "traces") or "" not in reserves):
            return f"the facts say '{word.text}' with another reserve"
    return ""


def _owned(facts: Sequence[Word], told: set[str], known: Kept) -> str:
    """What is true of one part only: the facts deny it of another, or say what the part is made of."""
    for word in facts:
        owners = known.owner(word.key)
        if owners and not owners & told:
            return f"the facts say '{word.text}' of '{min(owners)}' only"
    return ""


def _subject(statement: Statement, facts: Sequence[Word], told: set[str], known: Kept, book: Book) -> str:
    """'The basket may be washed' where the liner may, 'recycled oil' where the jar is recycled."""
    subject = [w for w in facts if w.key in statement.subject]
    mine = {w.key for w in subject}
    part = bool(subject) and not mine & known.titles
    definite = statement.stated or statement.own[0].text.lower() in ARTICLES
    predicate = _predicate(statement) if statement.stated and part and not stands(subject, book) else []
    for i, word in enumerate(facts):
        after = facts[i + 1] if i + 1 < len(facts) else None
        named = after is not None and not after.gap and after.key in known.titles
        if word.key in mine or _verb(word) or not (named or mine):
            continue
        both = {spot for key in mine for spot in known.of(key)} & known.of(word.key)
        others = known.subject(word.key)
        if (named or statement.stated) and others and not others & told and not (predicate and both):
            return f"the facts say '{word.text}' of '{min(others)}'"
        own = word in predicate and not named and word.key not in known.titles and word.unit not in MONEY
        behind = part and definite and both and all(_comes_after(mine, word.key, s, known) for s in both)
        held = word.kind == "number" and bool(mine & HOLDERS)  # 'the bottle holds 30 ml'
        if behind or (own and not both and not held):
            return f"the facts do not say '{word.text}' of '{subject[-1].text}'"
    return ""


def _predicate(statement: Statement) -> list[Word]:
    """The words up to the first comma or 'and'."""
    first, *rest = statement.own
    return [first, *takewhile(lambda w: not w.gap and w.text.lower() not in LISTS, rest)]


def _verb(word: Word) -> bool:
    return word.text.lower() in STATED or word.key in _verbs()


def _comes_after(keys: set[str], other: str, spot: Spot, known: Kept) -> bool:
    """Whether a statement names a thing only behind a preposition: 'it weighs 6.3 kg with its lid'."""
    own = known.own[spot]
    here = [i for i, word in enumerate(own) if word.key in keys]
    there = list(known.places(other, spot))
    before = [w.text.lower() for w in own[: here[0]] if w.text.lower() not in ARTICLES] if here else []
    return bool(before and there) and before[-1] in PLACED and max(there) < here[0]


def _beside(statement: Statement, known: Kept, book: Book) -> str:
    """A word right before another is said of it, and not of what stands elsewhere in the statement."""
    for one, other in _pairs(statement.own, book):
        if {one.key, other.key} & known.titles or _verb(other) or one.key == other.key:
            continue
        both = known.of(one.key) & known.of(other.key)
        if both and not any(_next(one, other, spot, known) for spot in both):
            return _apart(one, other)
    return ""


def _pairs(own: Sequence[Word], book: Book) -> Iterator[tuple[Word, Word]]:
    """Words side by side, 'beech lid', and what is said to be so: 'the lid is beech'."""
    for i, word in enumerate(own):
        if word.kind == "word" and is_fact(word, book):
            j = i + 1
            while j < len(own) and own[j].text.lower() in ("is", "are") and not own[j].gap:
                j += 1
            if j < len(own) and not own[j].gap and own[j].kind == "word" and is_fact(own[j], book):
                yield (word, own[j]) if j == i + 1 else (own[j], word)


def _next(one: Word, other: Word, spot: Spot, known: Kept) -> bool:
    own = known.own[spot]
    here, there = list(known.places(one.key, spot)), list(known.places(other.key, spot))
    if not here or not there:
        return True  # the label, or what the statement takes over
    for i in here:
        for j in there:
            between = own[min(i, j) + 1 : max(i, j)]
            tied = [w for w in between if w.text.lower() in PLACED | (STATED if i < j else _OWN)]
            told = i < j and own[j - 1].text.lower() in STATED | LISTS  # 'pins are included', 'and keeps'
            named = (
                i < j and own[i + 1].key in known.titles and own[i + 2].text == "of"
            )  # 'a warm throw of wool'
            back = (
                j < i and len(tied) == 1 and tied[0].text.lower() != "for" and i - j < 7
            )  # 'the links of steel'
            if not tied or told or named or back:
                return True
    return False


def _placed(statement: Statement, known: Kept, book: Book) -> str:
    """'Made in France' where it is made for cooks in France."""
    for one, relation, other in _triples(statement.own):
        both = known.of(one.key) & known.of(other.key)
        if (
            both
            and is_fact(other, book)
            and all(_elsewhere(one, relation, other, spot, known) for spot in both)
        ):
            return _apart(one, other)
    return ""


def _elsewhere(one: Word, relation: str, other: Word, spot: Spot, known: Kept) -> bool:
    own = known.own[spot]
    ties = [(a.key, b.key) for a, r, b in _triples(own) if r == relation]
    of_other = [a for a, b in ties if b == other.key]
    if not of_other or one.key in of_other:
        return False
    here, there = list(known.places(one.key, spot)), list(known.places(other.key, spot))
    behind = bool(here) and min(here) > max(there) + 1 and own[min(here) - 2].text.lower() != "as"
    return behind or any(a == one.key for a, _ in ties)


def _triples(words: Sequence[Word]) -> Iterator[tuple[Word, str, Word]]:
    """Each word, the preposition behind it and the next word: 'legs', 'of', 'ash'."""
    for i, word in enumerate(words):
        text = word.text.lower()
        if i and text in PLACED and not word.gap and words[i - 1].kind in ("word", "number"):
            after = next((w for w in words[i + 1 :] if w.kind in ("word", "number")), None)
            if after:
                yield words[i - 1], text, after


def _apart(one: Word, other: Word) -> str:
    return f"the facts do not say '{one.text}' and '{other.text}' of one another"
