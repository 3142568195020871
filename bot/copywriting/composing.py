"""The catalogue's own text on a product: its facts in sentences that have the product for their subject.

'The Stillwater pan is made in Italy of steel and weighs 1.2 kg. It is dishwasher safe.' Descriptions are
quoted. Whatever is put together passes the ledger, or it falls back to a plainer form of the same facts,
down to the catalogue's own line, 'Label: value'.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from bot import sentences
from bot.copywriting import building, leaning, wording
from bot.copywriting.facts import is_prose
from bot.copywriting.ledger import check, lexicon
from bot.copywriting.naming import core, head
from bot.copywriting.wording import Said
from bot.domain import Claim, Fact

#: One or more sentences that stay together.
Unit = tuple[Claim, ...]
#: Facts, and how they are said of the product.
Thing = tuple[tuple[Fact, ...], Said]
# So many things are told in one sentence.
_AT_ONCE = 3


def worded(fact: Fact, known: Sequence[Fact], language: str = "en") -> Claim:
    """Return the sentence that tells one fact alone; its line where the ledger wants it plainer."""
    text = building.sentence(fact, language)
    if fact.id == "title" or is_prose(fact) or check(text, known, language).supported:
        return Claim(text, True, fact.id)
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
    known: Sequence[Fact], chosen: Sequence[Fact], seed: int, asked: Sequence[str] = ()
) -> list[Unit]:
    """Return what is told of a product in English; ``known`` begins with its title, ``seed`` varies it.

    The first unit names the product. A figure that stands in its name is not told again, unless it is
    ``asked`` for by the id of its fact.
    """
    title = known[0].value
    new = [fact for fact in chosen if fact.id in asked or not _in_name(fact, title)]
    return list(_Teller(known, new, random.Random(seed)).told())


class _Teller:
    """Tells ``chosen``. Pronouns follow a sentence of ours only: after prose they could mean a part."""

    def __init__(self, known: Sequence[Fact], chosen: Sequence[Fact], draw: random.Random) -> None:
        self._known, self._draw = known, draw
        self._chosen = [fact for fact in chosen if not is_prose(fact)]
        self._prose = passages(chosen, known)
        self._title = known[0].value
        name = core(self._title)
        self._many = _many(head(name), known)
        self._subject, self._short = _with_article(name, known), _short(head(name), known)
        self._named = self._fresh = False

    def told(self) -> Iterator[Unit]:
        said = [((fact,), way) for fact in self._chosen if (way := wording.said(fact))]
        price = [one for one in said if one[1].verb == "costs"]
        worth = [one for one in said if one[1].verb != "costs"]
        self._draw.shuffle(worth)
        plain = _made([one for one in worth if not one[1].quality])
        qualities = [one for one in worth if one[1].quality]
        # A set is named whole before it is spoken of.
        whole = core(self._title) != self._title and _ends(self._title)
        if whole or not plain or (self._prose and _ends(self._title) and self._draw.random() < 0.4):
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
        for fact in self._chosen:
            if wording.said(fact) is None:
                yield self._lined(fact)

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
            yield (way and self._sentence([((fact,), way)])) or self._lined(fact)

    def _sentence(self, row: Sequence[Thing]) -> Unit:
        """Return one sentence of a row with the best subject that the ledger takes; () if it takes none."""
        rests: dict[tuple[str, str], list[str]] = {}
        for _, way in row:
            rests.setdefault((way.verb, way.sort), []).append(way.rest)
        phrases = [Said(verb, listed(rest)).phrase(self._many) for (verb, _), rest in rests.items()]
        ids = [fact.id for facts, _ in row for fact in facts]
        for subject in self._subjects():
            text = f"{subject} {listed(phrases)}."
            if check(text, self._known).supported:
                self._named = self._fresh = True
                named = [] if subject in ("It", "They") else [self._known[0].id]
                return (Claim(text, True, ", ".join([*named, *ids])),)
        return ()

    def _subjects(self) -> tuple[str, ...]:
        if not self._named:
            return (self._subject,)
        if self._fresh:
            return ("They" if self._many else "It",)
        return (self._short, self._subject) if self._short else (self._subject,)

    def _lined(self, fact: Fact) -> Unit:
        """Tell what has no wording: as the state of a part, or as a line of the catalogue."""
        opened = () if self._named else self._opened()
        state = wording.state(fact)
        self._fresh = False
        if state and check(f"{state}.", self._known).supported:
            return (*opened, Claim(f"{state}.", True, fact.id))
        return (*opened, worded(fact, self._known))


def listed(texts: Sequence[str]) -> str:
    """Return texts as a list in a sentence: 'a, b and c'."""
    *first, last = texts
    comma = "," if any(" and " in text for text in texts) else ""
    return f"{', '.join(first)}{comma} and {last}" if first else last


def _made(things: Sequence[Thing]) -> list[Thing]:
    """Put 'made in France' and 'made of oak' into one: 'made in France of oak'."""
    made = [thing for thing in things if thing[1].rest.startswith("made ")]
    if len(made) != 2:
        return list(things)
    (first, one), (second, other) = made
    whole = ((*first, *second), Said("is", f"{one.rest} {other.rest.removeprefix('made ')}"))
    return [whole if thing is made[0] else thing for thing in things if thing is not made[1]]


def _is_work(known: Sequence[Fact]) -> bool:
    """Whether the product is a book or the like, whose title is a name: 'Letters from Lantern Street'."""
    return bool({"author", "narrator", "genre", "isbn"} & {fact.id for fact in known})


def _with_article(name: str, known: Sequence[Fact]) -> str:
    own = re.match(r"(?:the|an?|my|your|our)\b|\S+['’]s?\b", name, re.I)
    return name if own or _is_work(known) else f"The {name}"


def _short(thing: str, known: Sequence[Fact]) -> str:
    """Return what the product may be called the second time, as the catalogue's prose calls it: 'The pan'."""
    called = re.compile(
        rf"\b{re.escape(thing.lower())}(?=[,.;:]| (?:with|for|of|in|that|which|from|and|to|on)\b|$)"
    )
    odd = lexicon.key(thing) in lexicon.words("colour") | lexicon.words("material") or _is_work(known)
    return f"The {thing.lower()}" if not odd and any(called.search(text) for text in _texts(known)) else ""


def _many(thing: str, known: Sequence[Fact]) -> bool:
    """Whether a name is said of several things; 'Kids 16' is 'a first bike', as the prose says."""
    texts = _texts(known)
    one = (
        bool(texts)
        and bool(re.match(r"An? ", texts[0]))
        and thing.lower() not in " ".join(texts).lower().split()
    )
    return wording.is_plural(thing) and not one and not _is_work(known)


def _texts(known: Sequence[Fact]) -> list[str]:
    return [fact.value for fact in known if is_prose(fact)]


def _in_name(fact: Fact, title: str) -> bool:
    return (
        fact.value[:1].isdigit()
        and fact.id != "price"
        and re.search(rf"\b{re.escape(fact.value)}\b", title) is not None
    )


def _ends(title: str) -> bool:
    """Whether a title can be a sentence of its own: 'Haul E. A bike' reads as one."""
    return len(sentences.split(f"{building.ended(title)} A")) > 1
