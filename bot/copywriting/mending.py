"""What the model wrote becomes a copy that may be shown: checked, mended, within its limits, or nothing.

Sentence by sentence: what no fact says and what the brand book never allows is dropped. Then what must be
told and is not joins from the catalogue's own words, the text is cut to its channel, and the lines that
must be said close it. Where they have no room the catalogue speaks without them, and the marketer is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot import sentences
from bot.copywriting import building, phrasing, wording
from bot.copywriting.brand import BrandBook
from bot.copywriting.channels import NEED_HEAD, SHAPES, broken_off, parts, words_wanted
from bot.copywriting.closing import Closer
from bot.copywriting.ledger import check, check_against_source, told
from bot.copywriting.ledger.book import Book, book_of
from bot.copywriting.naming import shortened
from bot.copywriting.sifting import sifted
from bot.domain import Brief, Claim, Fact, Part
from bot.joining import joined

# 'No waterproof.' stands for a quality as if it were a thing.
_DENIED = re.compile(rf"no (?:{wording.ADJECTIVE.pattern})[.!]?", re.I)
# What may not open an English body below a head: "It", and a price alone.
_LEANING = re.compile(r"(?:It|They|Its|Their)\b|[^a-z]*$")
_MONEY = re.compile(
    r"[€£$¥]|\b(?:EUR|GBP|USD|CNY|euros?|pounds?|dollars?|yuan)\b|[欧美]元|英镑", re.IGNORECASE
)


@dataclass(slots=True)
class Mended:
    """A text on its way: its parts, what may be shown of it and what was refused; nothing is without parts.

    ``passed`` counts the sentences that were not refused, also those for which there was no room; ``cut``
    those of them that had none. ``own`` is what the model wrote of it, before it was closed.
    """

    parts: tuple[Part, ...] = ()
    claims: list[Claim] = field(default_factory=list)
    rejected: list[Claim] = field(default_factory=list)
    added: list[Fact] = field(default_factory=list)
    lines: tuple[str, ...] = ()
    passed: int = 0
    cut: int = 0
    own: Mended | None = None

    @property
    def text(self) -> str:
        return "\n\n".join(part.text for part in self.parts if part.text)

    @property
    def words(self) -> int:
        return own_words(self.claims)


def _once(kept: list[Part], mended: Mended) -> list[Part]:
    """Leave out a name that opens a body and is its head, unless the next sentence leans on it."""
    *head, body = kept
    first, *rest = sentences.split(body.text) or [""]
    if not head or not rest or phrasing.of(first) != phrasing.of(head[0].text) or _LEANING.match(rest[0]):
        return kept
    # A headline has such a claim, too; the body's comes after it.
    same = [claim for claim in mended.claims if phrasing.of(claim.text) == phrasing.of(first)]
    mended.claims = [claim for claim in mended.claims if not any(claim is other for other in same[1:])]
    return [*head, Part(body.name, joined(rest))]


def own_words(claims: Iterable[Claim]) -> int:
    """How many words a text has beside the brand's lines."""
    return sum(len(claim.text.split()) for claim in claims if claim.source != "brand book")


@dataclass(frozen=True, slots=True)
class Mender:
    """Mends the texts for one brief. ``facts`` is everything that may be said, the title first."""

    brief: Brief
    facts: tuple[Fact, ...]
    brand: BrandBook
    _book: Book = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "_book", book_of(self.facts)
        )  # the ledger reads the facts once for all texts

    def mend(self, text: str, must: Sequence[Fact]) -> Mended:
        """Return what may be shown of a raw text, all of ``must`` in it, and what was refused of it."""
        mended = Mended()
        kept = [sifted(part, self, mended) for part in parts(text, self.brief.channel)]
        none = Mended(rejected=mended.rejected, passed=mended.passed)
        if not any(part.text for part in kept):
            return none
        kept = _once(self._headed(kept, mended), mended)
        if not kept[0].text and self.brief.channel in NEED_HEAD:
            return none
        closed: Mended | None = mended
        if SHAPES[self.brief.channel].body:
            closed = Closer(self).closed(kept, must, mended)
        else:  # a headline alone has no room for what it lacks
            mended.parts = tuple(kept)
            if self.untold(mended.text, must) or self.missing_lines(mended.text):
                return none
        if not closed or not self.allowed(closed):
            return none
        return closed

    def complete(self, closed: Mended, must: Sequence[Fact], wished: Sequence[Fact]) -> Mended:
        """Let ``wished`` facts join a mended text that tells all of ``must``, one by one.

        While it is shorter than its channel wants, and where they take no room from the text itself. A
        headline alone has no room.
        """
        own, closer = closed.own, Closer(self)
        if own is None:
            return closed
        for fact in wished:
            if closed.words >= words_wanted(self.brief.channel, self.brief.length):
                break
            fuller = closer.closed(own.parts, (*must, fact), own)
            if fuller and not fuller.cut and self.allowed(fuller) and not self._avoided(fuller, closed):
                closed, must = fuller, (*must, fact)
        return closed

    def _avoided(self, fuller: Mended, closed: Mended) -> bool:
        """Whether a fuller text has words that the brand would rather not use, and the other has not."""
        return len(self.brand.lint(fuller.text)) > len(self.brand.lint(closed.text))

    def allowed(self, mended: Mended) -> bool:
        """Whether the brand book allows every sentence, the product's own name and the closing lines too."""
        said = (text for part in mended.parts for text in sentences.split(part.text))
        return not any(self.brand.refused(text) for text in said)

    def judge(self, text: str) -> Claim:
        """Say whether one sentence may be shown, and why not."""
        if why := self.brand.refused(text):
            return Claim(text, False, None, why)
        if broken_off(text) and text != self.facts[0].value:
            return Claim(text, False, None, "it ends in the middle")
        if _DENIED.fullmatch(text.strip()):
            return Claim(text, False, None, "a quality is no thing that there could be none of")
        if self.brief.source:
            return check_against_source(text, self.given)
        return check(text, self.facts, self.brief.language)

    def name(self) -> str:
        """Return what a head may call the text's subject; '' where no true name is short enough.

        The topic of an article stands only if its source says so.
        """
        longest, title = SHAPES[self.brief.channel].head, self.facts[0].value
        if self.brief.source:
            return title if 0 < len(title) <= longest and self.judge(title).supported else ""
        product = self.brief.product
        return shortened(title, longest, product.short_title if product else "")

    def _headed(self, kept: list[Part], mended: Mended) -> list[Part]:
        """Give a head that was dropped or is too long the product's name instead, if it has one so short."""
        if kept[0].name != "head" or 0 < len(kept[0].text) <= SHAPES[self.brief.channel].head:
            return kept
        below = " ".join(part.text for part in kept[1:])
        mended.claims = [claim for claim in mended.claims if claim.text in below]
        if name := self.name():
            mended.claims.insert(0, Claim(name, True, self.facts[0].id))
        return [Part("head", name), *kept[1:]]

    def untold(self, text: str, must: Sequence[Fact]) -> tuple[Fact, ...]:
        """Return what of ``must`` a text does not tell; what the brief names is to be told whole."""
        if not must:
            return ()
        already = told(text, self.facts)
        whole = told(text, self.facts, whole=True) if self.brief.facts else ()
        open_ = [f for f in must if f not in (whole if f.id in self.brief.facts else already)]
        # The catalogue's own sentence tells it however the text is cut: 'USB port: no. 2 HDMI ports.'
        return tuple(f for f in open_ if building.sentence(f, self.brief.language) not in text)

    def missing_lines(self, text: str) -> tuple[str, ...]:
        """Return the lines of the brand book that a text must contain and does not."""
        return self.brand.lines(self.brief, text, self.priced(text))

    def unsaid(self, text: str) -> dict[str, str]:
        """Return all lines that must be said and are not in a text, each with a warning for the marketer."""
        return self.brand.unsaid(self.brief, text, self.priced(text))

    @property
    def given(self) -> tuple[Fact, ...]:
        """The sentences of the text that came with the brief; a topic is no source."""
        return self.facts[1:] if self.brief.source else ()

    @property
    def price(self) -> str:
        return next((fact.value for fact in self.facts if fact.id == "price"), "")

    def priced(self, text: str) -> bool:
        """Whether a text gives a price, in any form."""
        return bool(_MONEY.search(text)) or any(piece in text for piece in self.price.split())
