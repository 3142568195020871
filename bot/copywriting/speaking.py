"""The catalogue speaks for itself: the text that is shown where the model wrote nothing that may be.

As many of the planned facts as have room, what must be told first, with the lines that must be said.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.copywriting import building, composing, leaning, planning
from bot.copywriting.channels import NEED_HEAD, SHAPES, cramped, fits
from bot.copywriting.mending import Mended, Mender
from bot.domain import Claim, Fact, Part
from bot.joining import joined


def speak(mender: Mender, planned: Sequence[Fact], seed: int) -> Mended:
    """Return the text that the catalogue's own words make of ``planned``; empty where none may be shown.

    Where the lines that must be said have no room, the price is left out, for it may need one; where nothing
    planned has any, or says more than the name, another fact is told; and where the lines have none even so,
    the text stands without them (``Mender.unsaid``).
    """
    plain = [fact for fact in planned if fact.id != "price"]
    others = [f for f in mender.facts[1:] if not f.id.startswith(("price", *planning.UNASKED))]
    others = [fact for fact in others if not planning.unitless(fact)]
    for lined, choices in ((True, (planned, plain, others)), (False, (plain, others))):
        made = (_Speaker(mender, chosen, seed, lined).text() for chosen in choices)
        allowed = (text for text in made if text and mender.allowed(text))
        if first := next(allowed, None):
            return first if _tells(first) else next(filter(_tells, allowed), first)
    return Mended()


def _tells(made: Mended) -> bool:
    """Whether a text says more than a name; a head alone need not."""
    more = [claim for claim in made.claims if claim.source not in ("title", "brand book")]
    return bool(more) or made.parts[-1].name == "head"


class _Speaker:
    """Lays one text out. ``lined``, it must hold the brand's lines."""

    def __init__(self, mender: Mender, planned: Sequence[Fact], seed: int, lined: bool) -> None:
        self._mender, self._seed, self._lined = mender, seed, lined
        self._brief, self._shape = mender.brief, SHAPES[mender.brief.channel]
        self._planned = [
            f for f in planned if not self._refused(composing.worded(f, mender.facts, self._brief.language))
        ]
        self._head = self._headline() if self._shape.head else None

    def text(self) -> Mended | None:
        """Return the whole; none if there is no room for it."""
        if self._head is None and self._brief.channel in NEED_HEAD:
            return None
        if self._brief.kind == "help":
            return self._instructed() if self._shape.body else None  # its topic alone helps nobody
        if not self._shape.body:
            return self._closed([])
        if whole := self._closed(self._body(self._planned)):
            return whole
        return self._closed(self._body(self._fitting()))

    def _fitting(self) -> list[Fact]:
        """Choose the facts for which there is room, the first of the plan and what sets a limit first."""
        kept: list[Fact] = []
        given = bool(self._brief.source)
        for fact in sorted(self._planned, key=lambda f: given and not leaning.limits(f.value)):
            if self._closed(self._body([*kept, fact])):
                kept.append(fact)
        return [fact for fact in self._planned if fact in kept]

    def _headline(self) -> Claim | None:
        """The subject's name; a fact without one, or where a headline alone is to tell facts."""
        name, known = self._mender.name(), self._mender.facts
        stands = all(word.casefold() in name.casefold() for word in self._brief.keywords)
        asked = not self._shape.body and (self._brief.facts or not stands)
        if name and not asked:
            return Claim(name, True, known[0].id)
        if asked or self._brief.channel in NEED_HEAD:
            for fact in self._planned:
                claim = composing.worded(fact, known, self._brief.language)
                if ": " in claim.text and fact.id not in self._brief.facts:
                    continue  # a line is no headline
                bare = claim.text.rstrip(".。")
                if len(bare) <= self._shape.head and not leaning.leans(bare):
                    return Claim(bare, True, claim.source)
        return Claim(name, True, known[0].id) if name else None

    def _body(self, chosen: Sequence[Fact]) -> list[composing.Unit]:
        known, language = self._mender.facts, self._brief.language
        named = self._head is not None and self._head.source == known[0].id
        if self._brief.source:
            units = composing.passages(chosen, known)
        elif language == "zh":
            title = known[0].value
            first = (
                [] if named and self._head and self._head.text == title else [building.ended(title, language)]
            )
            units = [(Claim(text, True, known[0].id),) for text in first]
            units += [(composing.worded(fact, known, language),) for fact in chosen]
        elif named and cramped(self._brief.channel):
            units = composing.terse(known, chosen)
        else:
            units = composing.composed(known, chosen, self._seed, self._brief.facts)
            if named and self._head and units[0][0].text == building.ended(self._head.text):
                units = [unit for unit in (units[0][1:], *units[1:]) if unit]  # the head has said it
        if units and language == "en" and any(map(self._refused, units[0])) and not self._brief.source:
            return []  # without its name nothing could say 'it' of the product
        if opening := building.opening(known, language):
            units = [(Claim(opening[0], True, opening[1].id),), *units]
        return [unit for unit in units if not any(map(self._refused, unit))]

    def _closed(self, units: Sequence[composing.Unit]) -> Mended | None:
        """Return the text of these sentences with the lines that must be said; none if it has no room."""
        claims = [claim for unit in units for claim in unit]
        if self._shape.body and not claims:
            return None
        return self._laid_out(joined(claim.text for claim in claims), claims, "")

    def _instructed(self) -> Mended | None:
        """Number the marketer's own steps, of which none may be missing; the brand's lines close them."""
        claims = [composing.worded(fact, self._mender.facts) for fact in self._planned]
        steps = "\n".join(f"{n}. {claim.text}" for n, claim in enumerate(claims, 1))
        return self._laid_out(steps, claims, "\n")

    def _laid_out(self, body: str, claims: Sequence[Claim], between: str) -> Mended | None:
        head = self._head.text if self._head else ""
        lines = self._mender.missing_lines(f"{head} {body}") if self._lined else ()
        if lines and not self._shape.body:
            return None
        whole = between.join([body, *lines]) if between else joined([body, *lines] if body else lines)
        laid = [Part("head", head)] if self._shape.head else []
        laid += [Part("body", whole)] if self._shape.body else []
        if not all(fits(part, self._brief.channel) for part in laid):
            return None
        said = [
            *([self._head] if self._head else []),
            *claims,
            *(Claim(line, True, "brand book") for line in lines),
        ]
        return Mended(tuple(laid), said, lines=lines)

    def _refused(self, claim: Claim) -> bool:
        return bool(self._mender.brand.refused(claim.text))
