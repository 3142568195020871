"""How a text is closed: with what it must tell and does not, cut to its channel, and the brand's lines.

What is added are the catalogue's own words. Where they have no room there is no text, and then
the catalogue speaks for itself (``speaking``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import sentences
from bot.copywriting import building, framing, phrasing, retelling
from bot.copywriting.channels import cut, fits
from bot.copywriting.composing import After, composed, line, worded
from bot.copywriting.facts import is_prose
from bot.copywriting.naming import core
from bot.domain import Claim, Fact, Part
from bot.joining import joined
from bot.knowledge.words import words

if TYPE_CHECKING:
    from bot.copywriting.mending import Mended, Mender


@dataclass(frozen=True, slots=True)
class Closer:
    """Closes the texts for one brief."""

    _mender: Mender

    def closed(self, kept: Sequence[Part], must: Sequence[Fact], mended: Mended) -> Mended | None:
        """Open with the customer, add what must be told, cut to the channel, close with the brand's lines.

        None if there is no room for that; before, plainer words for what is added, and a text without the
        opening are tried, too.
        """
        mended.parts = tuple(kept)
        mended.added = list(self._mender.untold(mended.text, must))
        opening = building.opening(self._mender.facts, self._mender.brief.language)
        for first in (opening[0], "") if opening else ("",):
            for added in self._worded(mended):
                if closed := self._joined(kept, first, added, mended):
                    if opening and first:
                        closed.claims.insert(0, Claim(first, True, opening[1].id))
                    return closed
        return None

    def _worded(self, mended: Mended) -> Iterator[list[Claim]]:
        """Yield what must be told and is not: of a product in sentences, then as lines of the catalogue."""
        rest = [fact for fact in mended.added if fact.id != "title"]
        if not rest or self._mender.brief.product is None or self._mender.brief.language != "en":
            yield [worded(fact, self._mender.facts, self._mender.brief.language) for fact in mended.added]
            return
        *head, body = (part.text for part in mended.parts)
        name = set(words(core(self._mender.facts[0].value)))
        named = bool(name & set(words(body)))
        first = [fact for fact in mended.added if fact.id == "title"]
        if not first and body and not name & set(words(" ".join((*head, body)))):
            first = [self._mender.facts[0]]
        title = [Claim(building.ended(fact.value), True, fact.id) for fact in first]
        units = composed(self._mender.facts, rest, 0, self._mender.brief.facts, self._after(body, named))
        known = [phrasing.of(text) for text in sentences.split(body)]
        said = [claim for unit in units for claim in unit if phrasing.of(claim.text) not in known]
        yield [*title, *said]
        if not any(is_prose(fact) for fact in rest):  # a description is no line, and may lean on another
            yield [*title, *map(line, rest)]

    def _after(self, body: str, named: bool) -> After:
        """Say what a body spoke of last: 'it' may follow only where that is the product, named before."""
        *_, last = sentences.split(body) or [""]
        clear = (
            named
            and framing.begins_with_name(last, self._mender.facts)
            and not framing.of_parts(last, self._mender.facts)
        )
        return "the product" if clear else "a part" if body else ""

    def _joined(
        self, kept: Sequence[Part], first: str, added: Sequence[Claim], mended: Mended
    ) -> Mended | None:
        """Put one together with these sentences added; none if there is no room for it."""
        *head, body = kept
        # What the text is about comes before what is said of it.
        name = next((claim.text for claim in added if claim.source == "title"), "")
        after = [claim.text for claim in added if claim.text != name]
        lines, text = self._filled(head, joined(t for t in (first, name) if t), body.text, after)
        shown = joined((*(part.text for part in head), text))
        own = [claim for claim in mended.claims if claim.text in shown]
        claims = [*own, *added, *(Claim(line, True, "brand book") for line in lines)]
        if text and self._mender.given and mended.added:
            known = {one: claim.source or "" for claim in claims for one in sentences.split(claim.text)}
            text = retelling.in_order(text, known, self._mender.given)
        if not text:
            return None
        cut_off = len(mended.claims) - len(own)
        if cut_off and after and re.match(r"(?:It|They)\b", after[0]):
            return None  # what it speaks of was cut
        sources = {source for claim in added for source in (claim.source or "").split(", ")}
        joins = [fact for fact in mended.added if fact.id in sources]  # prose may tell others on its way
        parts = (*head, Part("body", text))
        return replace(mended, parts=parts, claims=claims, added=joins, lines=lines, cut=cut_off, own=mended)

    def _filled(
        self, head: Sequence[Part], first: str, body: str, added: Sequence[str]
    ) -> tuple[tuple[str, ...], str]:
        """Return the lines that must be said and the body with all that must stand in it, cut to its channel.

        '' if that is too much.

        Cutting may take away a line that must be said, so it is looked for once more in what is left.
        """
        above = [part.text for part in head]
        lines = self._mender.missing_lines(" ".join([*above, body, *added]))
        while True:
            kept, text = self._fitted(first, body, (*added, *lines))
            if not text or (body and not kept and not added):
                return lines, ""
            forgotten = self._mender.missing_lines(" ".join([*above, text]))
            if not forgotten:
                return lines, text
            lines = (*lines, *forgotten)

    def _fitted(self, first: str, body: str, after: Sequence[str]) -> tuple[str, str]:
        """Return the first sentences of a body for which there is room, and the whole; '' without room."""

        def whole(kept: str) -> str:
            return joined(text for text in (first, kept, *after) if text)

        def fit(kept: str) -> bool:
            return fits(Part("body", whole(kept)), self._mender.brief.channel)

        kept = cut(body, fit)
        return kept, whole(kept) if fit(kept) else ""
