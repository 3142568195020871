"""What the model wrote becomes a copy that may be shown: checked, mended, within its limits, or nothing.

Sentence by sentence: what no fact says and what the brand book never allows is dropped. Then what must be
told and is not joins from the catalogue's own words, the text is cut to its channel, and the lines that
must be said close it. Where they have no room the catalogue speaks without them, and the marketer is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot import sentences
from bot.copywriting import building
from bot.copywriting.brand import BrandBook
from bot.copywriting.channels import SHAPES, broken_off, cut, fits, parts
from bot.copywriting.ledger import check, check_against_source, told
from bot.copywriting.naming import shortened
from bot.domain import Brief, Claim, Fact, Part
from bot.joining import joined

# A sentence that begins so speaks of the one before it.
_LEANING = {"it", "its", "they", "their", "this", "these", "that"}
_ENDED = re.compile(r"""[.!?…。！？]["'”’»)\]]*$""")
_MONEY = re.compile(
    r"[€£$¥]|\b(?:EUR|GBP|USD|CNY|euros?|pounds?|dollars?|yuan)\b|[欧美]元|英镑", re.IGNORECASE
)


@dataclass(slots=True)
class Mended:
    """A text on its way: its parts, what may be shown of it and what was refused.

    ``built`` of the catalogue's words it may leave any of them out; ``lined`` it must hold the brand's lines.
    """

    parts: tuple[Part, ...] = ()
    claims: list[Claim] = field(default_factory=list)
    rejected: list[Claim] = field(default_factory=list)
    added: list[Fact] = field(default_factory=list)
    lines: tuple[str, ...] = ()
    built: bool = False
    lined: bool = True

    @property
    def text(self) -> str:
        return "\n\n".join(part.text for part in self.parts if part.text)


@dataclass(frozen=True, slots=True)
class Mender:
    """Mends the texts for one brief. ``facts`` is everything that may be said, the title first."""

    brief: Brief
    facts: tuple[Fact, ...]
    brand: BrandBook

    def mend(self, text: str, must: Sequence[Fact]) -> Mended | None:
        """Return what may be shown of a raw text, every fact of ``must`` in it; none if that is nothing."""
        mended = Mended()
        kept = [self._kept(part, mended) for part in parts(text, self.brief.channel)]
        if not any(part.text for part in kept):
            return None
        kept = self._headed(kept, mended)
        if SHAPES[self.brief.channel].body:
            closed = self._closed(kept, must, mended)
        else:  # a headline alone has no room for what it lacks
            mended.parts = tuple(kept)
            closed = mended
            if self.untold(mended.text, must) or self.missing_lines(mended.text):
                return None
        return closed if closed and self._allowed(closed) else None

    def built(self, facts: Sequence[Fact]) -> Mended:
        """Return the text that the catalogue's own words make of ``facts``; empty where none may be shown.

        Where the lines that must be said have no room, the price is left out, for it may need one; where they
        have none even so, the text stands without them (``unsaid``).
        """
        plain = [fact for fact in facts if fact.id != "price"]
        for chosen, lined in ((facts, True), (plain, True), (plain, False)):
            made = self._of_catalogue(chosen, lined)
            if made and self._allowed(made):
                return made
        return Mended()

    def _of_catalogue(self, facts: Sequence[Fact], lined: bool) -> Mended | None:
        """Build a text of ``facts``, with or without the lines that must be said; none if it has no room."""
        language, title = self.brief.language, self.facts[0]
        said = [Claim(building.sentence(fact, language), True, fact.id) for fact in facts]
        said = [claim for claim in said if not self.brand.refused(claim.text)]
        mended = Mended(claims=[Claim(title.value, True, title.id), *said], built=True, lined=lined)
        mended.parts = tuple(building.laid_out(self.brief, title.value, [claim.text for claim in said]))
        if self.brief.kind == "help" and SHAPES[self.brief.channel].body:
            return self._instructed(mended)
        if SHAPES[self.brief.channel].body:
            return self._closed(mended.parts, (), mended)
        mended.claims = [claim for claim in mended.claims if claim.text.rstrip(".。") in mended.text]
        return None if lined and self.missing_lines(mended.text) else mended

    def _instructed(self, mended: Mended) -> Mended | None:
        """Close the marketer's own steps, which nobody shortens, with the lines that must be said."""
        mended.lines = self.missing_lines(mended.text) if mended.lined else ()
        *head, body = mended.parts
        mended.parts = (*head, Part("body", "\n".join([body.text, *mended.lines])))
        mended.claims += [Claim(line, True, "brand book") for line in mended.lines]
        return mended if all(fits(part, self.brief.channel) for part in mended.parts) else None

    def _allowed(self, mended: Mended) -> bool:
        """Whether the brand book allows every sentence, the product's own name and the closing lines too."""
        said = (text for part in mended.parts for text in sentences.split(part.text))
        return not any(self.brand.refused(text) for text in said)

    def _kept(self, part: Part, mended: Mended) -> Part:
        """Return the sentences that may be shown, each once, without what leans on a dropped one."""
        shown: list[str] = []
        dropped = False
        for text in sentences.split(part.text):
            claim = self.judge(text) if part.name == "head" else self._whole(text)
            first = re.match(r"[a-z]+", text, re.IGNORECASE)
            leans = dropped and first is not None and first[0].lower() in _LEANING
            if not claim.supported or leans:
                mended.rejected.append(claim)
                dropped = True
            elif claim.text not in shown:
                shown.append(claim.text)
                mended.claims.append(claim)
                dropped = False
        return Part(part.name, joined(shown))

    def _whole(self, text: str) -> Claim:
        """Judge a sentence of a body; without its end it was broken off, and may say half a thing."""
        if self._price and text.endswith(self._price):
            text += "."  # ads may stop at the price
        return self.judge(text) if _ENDED.search(text) else Claim(text, False, None, "it has no end")

    def judge(self, text: str) -> Claim:
        """Say whether one sentence may be shown, and why not."""
        if why := self.brand.refused(text):
            return Claim(text, False, None, why)
        if broken_off(text) and text != self.facts[0].value:
            return Claim(text, False, None, "it ends in the middle")
        if self.brief.source:
            return check_against_source(text, self.facts)
        return check(text, self.facts, self.brief.language)

    def _headed(self, kept: list[Part], mended: Mended) -> list[Part]:
        """Give a head that was dropped or is too long the product's name instead."""
        longest = SHAPES[self.brief.channel].head
        title = self.facts[0]
        if kept[0].name != "head" or 0 < len(kept[0].text) <= longest:
            return kept
        below = " ".join(part.text for part in kept[1:])
        mended.claims = [claim for claim in mended.claims if claim.text in below]
        mended.claims.insert(0, Claim(shortened(title.value, longest), True, title.id))
        return [Part("head", mended.claims[0].text), *kept[1:]]

    def _closed(self, kept: Sequence[Part], must: Sequence[Fact], mended: Mended) -> Mended | None:
        """Open with the customer, add what must be told, cut to the channel, close with the brand's lines.

        None if there is no room for that; before, a text without the opening is tried, too.
        """
        *head, body = mended.parts = tuple(kept)
        mended.added = list(self.untold(mended.text, must))
        said = {fact.id: building.sentence(fact, self.brief.language) for fact in mended.added}
        name = said.get("title", "")  # what the text is about comes before what is said of it
        added = [text for text in said.values() if text != name]
        opening = building.opening(self.facts, self.brief.language)
        for first in (opening[0], "") if opening else ("",):
            text = self._filled(head, joined(t for t in (first, name) if t), body.text, added, mended)
            if not text:
                continue
            mended.parts = (*head, Part("body", text))
            mended.claims = [claim for claim in mended.claims if claim.text in mended.text]
            mended.claims += [Claim(text, True, source) for source, text in said.items()]
            mended.claims += [Claim(line, True, "brand book") for line in mended.lines]
            if opening and first:
                mended.claims.insert(0, Claim(first, True, opening[1].id))
            return mended
        return None

    def _filled(
        self, head: Sequence[Part], first: str, body: str, added: Sequence[str], mended: Mended
    ) -> str:
        """Return the body with all that must stand in it, cut to its channel; '' if that is too much.

        Cutting may take away a line that must be said, so it is looked for once more in what is left.
        """
        above = [part.text for part in head]
        mended.lines = self.missing_lines(" ".join([*above, body, *added])) if mended.lined else ()
        skip = mended.built and bool(head)  # without a head the name of the product comes first
        while True:
            kept, text = self._fitted(first, body, (*added, *mended.lines), skip)
            if not text or (body and not kept and not added):
                return ""
            forgotten = self.missing_lines(" ".join([*above, text])) if mended.lined else ()
            if not forgotten:
                return text
            mended.lines = (*mended.lines, *forgotten)

    def _fitted(self, first: str, body: str, after: Sequence[str], skip: bool) -> tuple[str, str]:
        """Return the first sentences of a body for which there is room, and the whole; '' without room."""

        def whole(kept: str) -> str:
            return joined(text for text in (first, kept, *after) if text)

        def fit(kept: str) -> bool:
            return fits(Part("body", whole(kept)), self.brief.channel)

        kept = cut(body, fit, skip)
        return kept, whole(kept) if fit(kept) else ""

    def untold(self, text: str, must: Sequence[Fact]) -> tuple[Fact, ...]:
        """Return what of ``must`` a text does not tell; what the brief names is to be told whole."""
        if not must:
            return ()
        already, whole = told(text, self.facts), told(text, self.facts, whole=True)
        return tuple(f for f in must if f not in (whole if f.id in self.brief.facts else already))

    def missing_lines(self, text: str) -> tuple[str, ...]:
        """Return the lines of the brand book that a text must contain and does not."""
        return self.brand.lines(self.brief, text, self.priced(text))

    def unsaid(self, text: str) -> dict[str, str]:
        """Return all lines that must be said and are not in a text, each with a warning for the marketer."""
        return self.brand.unsaid(self.brief, text, self.priced(text))

    @property
    def _price(self) -> str:
        return next((fact.value for fact in self.facts if fact.id == "price"), "")

    def priced(self, text: str) -> bool:
        """Whether a text gives a price, in any form."""
        return bool(_MONEY.search(text)) or any(piece in text for piece in self._price.split())
