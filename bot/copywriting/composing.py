"""The catalogue's own text on a product: its facts in sentences that have the product for their subject.

'The Stillwater pan is made in Italy of steel and weighs 1.2 kg. It is dishwasher safe.' Descriptions are
quoted. Whatever is put together passes the ledger, or it falls back to a plainer form of the same facts,
down to the catalogue's own line, 'Label: value'.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from bot import sentences
from bot.copywriting import building, bundles, leaning, parts, subjects, wording
from bot.copywriting.facts import is_prose
from bot.copywriting.ledger import check, told
from bot.copywriting.naming import core, head
from bot.copywriting.wording import Said
from bot.domain import Claim, Fact

#: One or more sentences that stay together.
Unit = tuple[Claim, ...]
#: Facts, and how they are said of the product.
Thing = tuple[tuple[Fact, ...], Said]
#: What the text before has named, if any, and what it spoke of last.
After = Literal["", "the product", "a part"]
# So many things are told in one sentence.
_AT_ONCE = 3


def worded(fact: Fact, known: Sequence[Fact], language: str = "en") -> Claim:
    """Return the sentence that tells one fact alone; its line where the ledger wants it plainer."""
    text = building.sentence(fact, language)
    if language == "en" and not is_prose(fact) and wording.said(fact) is None:
        part = _capital(parts.order(fact) or parts.clause(fact))
        text = f"{part}." if part else text
    if fact.id == "title" or is_prose(fact) or check(text, known, language).supported:
        return Claim(text, True, fact.id)
    return line(fact, language)


def line(fact: Fact, language: str = "en") -> Claim:
    """Return a fact as its line of the catalogue: 'Weight: 310 g.'"""
    return Claim(building.ended(building.line(fact, language), language), True, fact.id)


def passages(chosen: Sequence[Fact], known: Sequence[Fact]) -> list[Unit]:
    """Return the prose of ``chosen`` in its order, each sentence with those that it leans on."""
    prose = [fact for fact in known if is_prose(fact)]
    texts = [fact.value for fact in prose]
    wanted = {
        i for at, fact in enumerate(prose) if fact in chosen for i in range(leaning.before(texts, at), at + 1)
    }
    units: list[list[Claim]] = []
    for at in sorted(wanted):
        claim = Claim(building.ended(prose[at].value.strip()), True, prose[at].id)
        if units and leaning.leans(texts[at]) and at - 1 in wanted:
            units[-1].append(claim)
        else:
            units.append([claim])
    return list(map(tuple, units))


def terse(known: Sequence[Fact], chosen: Sequence[Fact]) -> list[Unit]:
    """Return the facts without a subject, for the little room below a head that names the product."""
    ours = [(worded(fact, known),) for fact in chosen if not is_prose(fact)]
    return [*ours, *passages(chosen, known)]


def composed(
    known: Sequence[Fact], chosen: Sequence[Fact], seed: int, asked: Sequence[str] = (), after: After = ""
) -> list[Unit]:
    """Return what is told of a product in English; ``known`` begins with its title, ``seed`` varies it.

    The first unit names the product, unless a text before has, and ``after`` says so. What stands in its
    name, or in a sentence that is quoted, is not told again, unless it is ``asked`` for by its fact's id.
    """
    title = known[0].value
    quoted = " ".join(claim.text for unit in passages(chosen, known) for claim in unit)
    before = _told(quoted, known) if quoted else frozenset()
    new = [fact for fact in chosen if fact.id in asked or not (_in_name(fact, title) or fact.id in before)]
    return list(_Teller(known, new, random.Random(seed), after).told())


class _Teller:
    """Tells ``chosen``. Pronouns follow a sentence of ours only: after prose they could mean a part."""

    def __init__(
        self, known: Sequence[Fact], chosen: Sequence[Fact], draw: random.Random, after: After
    ) -> None:
        self._known, self._draw = known, draw
        self._chosen = [fact for fact in chosen if not is_prose(fact)]
        self._prose = passages(chosen, known)
        self._title = known[0].value
        name = core(self._title)
        self._many = subjects.many(head(name), known)
        self._subject, self._short = (
            subjects.with_article(name, known),
            subjects.short(name, known),
        )
        self._named, self._fresh = bool(after), after == "the product"

    def told(self) -> Iterator[Unit]:
        said = [((fact,), way) for fact in self._chosen if (way := wording.said(fact))]
        price = [one for one in said if one[1].verb == "costs"]
        worth = [one for one in said if one[1].verb != "costs"]
        self._draw.shuffle(worth)
        plain = _made([one for one in worth if not one[1].quality])
        qualities = [one for one in worth if one[1].quality]
        # A set is named whole before it is spoken of.
        whole = core(self._title) != self._title and _ends(self._title)
        if self._named:
            yield from self._rows(plain)
            yield from self._quoted()
        elif whole or not plain or (self._prose and _ends(self._title) and self._draw.random() < 0.4):
            yield self._opened()
            yield from self._quoted()
            yield from self._rows(plain)
        else:
            yield from self._rows(plain[:_AT_ONCE])
            yield from self._quoted()
            yield from self._rows(plain[_AT_ONCE:])
        yield from self._rows([one for one in qualities if not one[1].rest.startswith("not ")])
        yield from self._rows([one for one in qualities if one[1].rest.startswith("not ")])
        yield from self._rows(price)
        yield from self._others([fact for fact in self._chosen if wording.said(fact) is None])

    def _opened(self) -> Unit:
        self._named = self._fresh = True
        return (Claim(building.ended(self._title), True, self._known[0].id),)

    def _quoted(self) -> Iterator[Unit]:
        if self._prose:
            self._fresh = False
            yield from self._prose

    def _rows(self, things: Sequence[Thing]) -> Iterator[Unit]:
        """Tell plain things together, so many at once, and each of the others alone."""
        plain = [thing for thing in things if thing[1].plain]
        rows = [plain[at : at + _AT_ONCE] for at in range(0, len(plain), _AT_ONCE)]
        for row in (*rows, *([thing] for thing in things if not thing[1].plain)):
            if unit := self._sentence(row):
                yield unit
            else:
                yield from self._apart([fact for facts, _ in row for fact in facts])

    def _apart(self, facts: Sequence[Fact]) -> Iterator[Unit]:
        """Tell each fact of a sentence that the ledger did not take."""
        for fact in facts:
            way = wording.said(fact)
            yield (way and self._sentence([((fact,), way)])) or self._lined(fact, plain=True)

    def _sentence(self, row: Sequence[Thing]) -> Unit:
        """Return one sentence of a row with the best subject that the ledger takes; () if it takes none."""
        rests: dict[tuple[str, str], list[str]] = {}
        for _, way in row:
            rests.setdefault((way.verb, way.sort), []).append(way.rest)
        phrases = [Said(verb, listed(rest)).phrase(self._many) for (verb, _), rest in rests.items()]
        ids = [fact.id for facts, _ in row for fact in facts]
        for subject in self._subjects():
            text = f"{subject} {listed(phrases)}."
            if check(text, self._known).supported and not bundles.objection(text, self._known):
                self._named = self._fresh = True
                named = [] if subject in ("It", "They") else [self._known[0].id]
                return (Claim(text, True, ", ".join([*named, *ids])),)
        return ()

    def _subjects(self) -> tuple[str, ...]:
        """What may stand for the product here, the shortest first; a set's price is that of the set."""
        whole = f"The {bundle}" if (bundle := bundles.word(self._known)) else self._subject
        if not self._named:
            return (self._subject, whole)
        pronoun = ("They" if self._many else "It") if self._fresh else ""
        return tuple(name for name in (pronoun, self._short, self._subject, whole) if name)

    def _others(self, facts: Sequence[Fact]) -> Iterator[Unit]:
        """Tell what has no wording: parts, so many at once, then how to care for it; the rest as lines."""
        parted = [fact for fact in facts if self._holds(_capital(parts.clause(fact)))]
        for at in range(0, len(parted), _AT_ONCE):
            yield from self._parted(parted[at : at + _AT_ONCE])
        rest = [fact for fact in facts if fact not in parted]
        for fact in sorted(rest, key=lambda fact: not parts.order(fact)):
            yield self._lined(fact)

    def _parted(self, facts: Sequence[Fact]) -> Iterator[Unit]:
        """Tell what parts are in one sentence, or in one each where the ledger does not take that."""
        whole = _capital(listed([parts.clause(fact) for fact in facts]))
        if not self._holds(whole) and len(facts) > 1:
            for fact in facts:
                yield from self._parted([fact])
            return
        opened = () if self._named else self._opened()
        self._fresh = False
        yield (*opened, Claim(f"{whole}.", True, ", ".join(fact.id for fact in facts)))

    def _lined(self, fact: Fact, plain: bool = False) -> Unit:
        """Tell what has no wording as the advice that it is, or as a line of the catalogue.

        ``plain``: as its line in any case, because 'Weighs 310 g.' behind a part would be the part's.
        """
        opened = () if self._named else self._opened()
        self._fresh = False
        return (*opened, line(fact) if plain else worded(fact, self._known))

    def _holds(self, text: str) -> bool:
        return bool(text) and check(f"{text}.", self._known).supported


def listed(texts: Sequence[str]) -> str:
    """Return texts as a list in a sentence: 'a, b and c'."""
    *first, last = texts
    comma = "," if any(" and " in text for text in texts) else ""
    return f"{', '.join(first)}{comma} and {last}" if first else last


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _made(things: Sequence[Thing]) -> list[Thing]:
    """Put 'made in France' and 'made of oak' into one: 'made in France of oak'."""
    made = [thing for thing in things if thing[1].rest.startswith("made ")]
    if len(made) != 2:
        return list(things)
    (first, one), (second, other) = made
    whole = ((*first, *second), Said("is", f"{one.rest} {other.rest.removeprefix('made ')}"))
    return [whole if thing is made[0] else thing for thing in things if thing is not made[1]]


def _told(quoted: str, known: Sequence[Fact]) -> frozenset[str]:
    """Return the ids of what quoted sentences tell whole; of yes and no, most of the words are enough."""
    whole = {fact.id for fact in told(quoted, known, whole=True) if not is_prose(fact)}
    return frozenset(whole | {fact.id for fact in told(quoted, known) if fact.value in ("yes", "no")})


def _in_name(fact: Fact, title: str) -> bool:
    if fact.id == "pieces" and fact.value == "2" and re.search(r"\bpair\b", title, re.I):
        return True
    return (
        fact.value[:1].isdigit()
        and fact.id != "price"
        and re.search(rf"\b{re.escape(fact.value)}\b", title) is not None
    )


def _ends(title: str) -> bool:
    """Whether a title can be a sentence of its own: 'Haul E. A bike' reads as one."""
    return len(sentences.split(f"{building.ended(title)} A")) > 1
