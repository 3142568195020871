"""What the model wrote becomes a copy that may be shown: checked, mended, within its limits, or nothing.

Sentence by sentence: what no fact says and what the brand book never allows is dropped. Then what must be
told and is not joins from the catalogue's own words, the text is cut to its channel, and the lines that
must be said close it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot import sentences
from bot.copywriting import building
from bot.copywriting.brand import BrandBook
from bot.copywriting.channels import SHAPES, cut, limit, parts
from bot.copywriting.ledger import check, check_against_source, told
from bot.domain import Brief, Claim, Fact, Part

# A sentence that begins so speaks of the one before it.
_LEANING = {"it", "its", "they", "their", "this", "these", "that"}
_ENDED = re.compile(r"""[.!?…。！？]["'”’»)\]]*$""")
_MONEY = re.compile(
    r"[€£$¥]|\b(?:EUR|GBP|USD|CNY|euros?|pounds?|dollars?|yuan)\b|[欧美]元|英镑", re.IGNORECASE
)


@dataclass(slots=True)
class Mended:
    """A text on its way: its parts, what may be shown of it and what was refused."""

    parts: tuple[Part, ...] = ()
    claims: list[Claim] = field(default_factory=list)
    rejected: list[Claim] = field(default_factory=list)
    added: list[Fact] = field(default_factory=list)
    lines: tuple[str, ...] = ()

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
        closed = self._closed(self._headed(kept), must, mended)
        return closed if closed and self._allowed(closed) else None

    def built(self, facts: Sequence[Fact]) -> Mended:
        """Return the text that the catalogue's own words make of ``facts``; empty where none may be shown."""
        language, title = self.brief.language, self.facts[0]
        if not SHAPES[self.brief.channel].body:  # a price may need a line for which a headline has no room
            facts = [fact for fact in facts if fact.id != "price"]
        said = [Claim(building.sentence(fact, language), True, fact.id) for fact in facts]
        said = [claim for claim in said if not self.brand.refused(claim.text)]
        mended = Mended(claims=[Claim(title.value, True, title.id), *said])
        plain = building.laid_out(self.brief, title.value, [claim.text for claim in said])
        if self.brief.kind == "help":  # the marketer's own steps, which nobody shortens
            fit = all(len(part.text) <= limit(self.brief.channel, part.name) for part in plain)
            mended.parts = tuple(plain) if fit else ()
            return mended
        closed = self._closed(plain, (), mended)
        return closed if closed and self._allowed(closed) else Mended(rejected=mended.rejected)

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
            leans = dropped and text.split()[0].lower() in _LEANING
            if not claim.supported or leans:
                mended.rejected.append(claim)
                dropped = True
            elif claim.text not in shown:
                shown.append(claim.text)
                mended.claims.append(claim)
                dropped = False
        return Part(part.name, _joined(shown, self.brief.language))

    def _whole(self, text: str) -> Claim:
        """Judge a sentence of a body; without its end it was broken off, and may say half a thing."""
        if self._price and text.endswith(self._price):
            text += "."  # ads may stop at the price
        return self.judge(text) if _ENDED.search(text) else Claim(text, False, None, "it has no end")

    def judge(self, text: str) -> Claim:
        """Say whether one sentence may be shown, and why not."""
        if why := self.brand.refused(text):
            return Claim(text, False, None, why)
        if self.brief.source:
            return check_against_source(text, self.facts)
        return check(text, self.facts, self.brief.language)

    def _headed(self, kept: list[Part]) -> list[Part]:
        """Give a head that was dropped or is too long the product's name instead."""
        longest = SHAPES[self.brief.channel].head
        title = building.shortened(self.facts[0].value, longest)
        return [
            Part("head", title) if part.name == "head" and not 0 < len(part.text) <= longest else part
            for part in kept
        ]

    def _closed(self, kept: list[Part], must: Sequence[Fact], mended: Mended) -> Mended | None:
        """Open with the customer, add what must be told, cut to the channel, close with the brand's lines."""
        space = "" if self.brief.language == "zh" else " "
        mended.parts = tuple(kept)
        already = told(mended.text, self.facts)
        mended.added = [fact for fact in must if fact not in already]
        added = space.join(building.sentence(fact, self.brief.language) for fact in mended.added)
        whole = f"{mended.text} {added}"
        mended.lines = self.brand.lines(self.brief, whole, self.priced(whole))
        if not SHAPES[self.brief.channel].body:
            return None if mended.added or mended.lines else mended
        opening = building.opening(self.facts, self.brief.language)
        first = opening[0] if opening else ""
        closing = space.join(text for text in (added, *mended.lines) if text)
        longest = limit(self.brief.channel, "body")
        room = longest - sum(len(text) + len(space) for text in (first, closing) if text)
        *head, body = mended.parts
        text = space.join(t for t in (first, cut(body.text, room) if room > 0 else "", closing) if t)
        if not text or len(text) > longest:
            return None
        mended.parts = (*head, Part("body", text))
        mended.claims = [claim for claim in mended.claims if claim.text in mended.text]
        mended.claims += [Claim(building.sentence(f, self.brief.language), True, f.id) for f in mended.added]
        mended.claims += [Claim(line, True, "brand book") for line in mended.lines]
        if opening:
            mended.claims.insert(0, Claim(first, True, opening[1].id))
        return mended

    @property
    def _price(self) -> str:
        return next((fact.value for fact in self.facts if fact.id == "price"), "")

    def priced(self, text: str) -> bool:
        """Whether a text gives a price, in any form."""
        return bool(_MONEY.search(text)) or any(piece in text for piece in self._price.split())


def _joined(texts: Sequence[str], language: str) -> str:
    return ("" if language == "zh" else " ").join(texts)
