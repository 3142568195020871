"""Which sentences of a raw text may be shown: each once, each clear, each put together of facts.

A sentence of the model may be true by itself and false where it stands: 'The walnut handle needs washing by
hand. It weighs 215 g.' gives the handle the weight of the knife. Such an 'it' becomes the product's name.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import sentences
from bot.claims.words import group
from bot.copywriting import building, bundles, framing, leaning, phrasing, retelling, subjects
from bot.copywriting.channels import SHAPES, cramped
from bot.copywriting.facts import NAMES, is_prose
from bot.copywriting.naming import core, head
from bot.copywriting.phrasing import Keys
from bot.domain import Claim, Part
from bot.joining import joined

if TYPE_CHECKING:
    from bot.copywriting.mending import Mended, Mender

_ENDED = re.compile(r"""[.!?…。！？]["'”’»)\]]*$""")
_PRONOUN = re.compile(r"(It|They)(?= \w)")
_ANY = re.compile(r"\b(?:it|its|itself|they|them|their|theirs|this|these|each|both)\b", re.I)
_LEANS = re.compile(r"[A-Z][a-z]+(?: (?:it|them)|, (?:it|they))\b")  # 'Wipe them dry.', 'Empty, it weighs'
_LINKING = group("on at in from to by with until of for and or")
_UNCLEAR = "what it speaks of does not stand before it"


def sifted(part: Part, mender: Mender, mended: Mended) -> Part:
    """Return the sentences that may be shown; ``mended`` keeps their claims, and those that were refused."""
    return _Sieve(part, mender, mended).part()


class _Sieve:
    """Takes the sentences of one part in turn."""

    def __init__(self, part: Part, mender: Mender, mended: Mended) -> None:
        self._part, self._mender, self._mended = part, mender, mended
        self._facts = {fact.id: fact for fact in mender.facts}
        # The frames know the English of products; other texts have their source's own sentences.
        self._framed = mender.brief.product is not None and mender.brief.language == "en"
        self._prose = [fact for fact in mender.facts if is_prose(fact)]
        self._title = mender.facts[0].value
        self._name = core(self._title)
        self._many = self._framed and subjects.many(head(self._name), mender.facts)
        self._shown: list[Claim] = []
        self._said: list[Keys] = []
        self._after_part = False  # what was shown last speaks of a part
        self._dropped = False  # what came last is gone

    def part(self) -> Part:
        """Return the part with what may be shown of it."""
        for text in sentences.split(self._part.text):
            claim = self._judged(self._clear(self._opened(text)))
            if not claim.supported:
                self._mended.rejected.append(replace(claim, text=text))
                self._dropped = True
            elif not self._again(claim):
                self._shown.append(claim)
                self._said.append(phrasing.of(claim.text))
                self._after_part = self._framed and framing.of_parts(claim.text, self._mender.facts)
                self._mended.claims.append(claim)
                self._mended.passed += 1
                self._dropped = False
        if self._part.name == "head" and len(self._shown) == 1 and self._shown[0].text != self._title:
            bare = _headline(self._shown[0].text, self._title)
            self._shown[0] = self._mended.claims[-1] = replace(self._shown[0], text=bare)
        if self._shown and self._unnamed(self._shown[0].text):
            named = Claim(building.ended(self._title), True, self._mender.facts[0].id)
            self._mended.claims.insert(len(self._mended.claims) - len(self._shown), named)
            self._shown.insert(0, named)
        return Part(self._part.name, joined(claim.text for claim in self._shown))

    def _unnamed(self, text: str) -> bool:
        """Whether a text that has no head opens with an 'it' of the description."""
        alone = self._part.name == "body" and not SHAPES[self._mender.brief.channel].head
        return self._framed and alone and re.match(r"(?:It|They)(?:['’]\w+|s)?\b|Their\b", text) is not None

    def _opened(self, text: str) -> str:
        """Begin a sentence on a product with a capital, unless its name begins with that very word, small.

        A sentence of the description goes without its label, and a name alone without an article.
        """
        if self._framed and _same(text, f"The {self._title}"):
            return text.removeprefix("The ")
        label, _, rest = text.partition(": ")
        if any(label.lower() == fact.label and _same(fact.value, rest) for fact in self._prose):
            return rest
        first = text.split(" ", 1)[0]
        if self._framed and first.islower() and first != self._title.split(" ", 1)[0]:
            return text[0].upper() + text[1:]
        return text

    def _judged(self, text: str) -> Claim:
        """Judge a sentence by itself, then where it stands."""
        if self._part.name == "body" and not _ENDED.search(text):
            if not (self._mender.price and text.endswith(self._mender.price)):
                return Claim(text, False, None, "it has no end")  # it may say half a thing
            text += "."  # ads may stop at the price
        claim = self._mender.judge(text)
        if not claim.supported:
            return claim
        if any(fact.id == claim.source and _is_scrap(text, fact.value) for fact in self._mender.given):
            return Claim(text, False, None, "it is a scrap of its sentence")
        if self._framed and (why := self._odd(text)):
            return Claim(text, False, None, why)
        return Claim(text, False, None, _UNCLEAR) if self._torn(claim) or self._blurred(text) else claim

    def _torn(self, claim: Claim) -> bool:
        """Whether a sentence of the source stands without the one that it leans on."""
        last = self._shown[-1].source or "" if self._shown else ""
        if not self._framed:
            lost = self._dropped and leaning.leans(claim.text)
            return lost or not retelling.follows(claim, last, self._mender.given)
        home = next((i for i, fact in enumerate(self._prose) if _same(fact.value, claim.text)), 0)
        if not home or not (leaning.leans(claim.text) or _LEANS.match(claim.text)):
            return bool(not home and self._dropped and leaning.leans(claim.text))
        before = self._prose[home - 1].value
        if self._shown and _same(self._shown[-1].text, before):
            return False
        # 'Its blade' may follow the name, but only where the catalogue speaks of the product, too.
        ours = framing.begins_with_name(before, self._mender.facts)
        return not ours or self._after_part

    def _clear(self, text: str) -> str:
        """Put the product's name for an 'it' that opens a text, or that could mean a part or what is gone.

        So is a price alone told as the product's where it opens a text or stands behind a part. A sentence of
        the catalogue stays as it is.
        """
        if not self._framed or self._part.name != "body" or self._quotes(text):
            return text
        known, many = self._mender.facts, self._many
        first = not self._shown and not cramped(self._mender.brief.channel)
        found = _PRONOUN.match(text)
        if found and (first or self._dropped or self._after_part) and (found[1] == "They") == many:
            rest = text[found.end() :]
        elif self._mender.price and text.rstrip(".") == self._mender.price and (first or self._after_part):
            rest = f" {'cost' if many else 'costs'} {self._mender.price}."
        else:
            return text
        # Shorter names first, but none that the ledger would take for something else.
        short = "" if first else subjects.short(self._name, known)
        names = (short, *(subjects.with_article(name, known) for name in (self._name, self._title)))
        whole = [f"{name}{rest}" for name in names if name]
        return next((one for one in whole if self._stands(one)), text)

    def _stands(self, text: str) -> bool:
        """Whether a sentence is true and well said by itself."""
        return not self._odd(text) and self._mender.judge(text).supported

    def _odd(self, text: str) -> str:
        """Why a sentence on a product is not put together of its facts, or gives a set what is a piece's."""
        known = self._mender.facts
        return framing.objection(text, known) or bundles.objection(text, known)

    def _blurred(self, text: str) -> bool:
        """Whether a pronoun has the wrong number, or no subject stands behind a sentence on a part."""
        if not self._framed or self._quotes(text):
            return False
        if (found := _PRONOUN.match(text)) and (found[1] == "They") != self._many:
            return True
        if not self._after_part:
            return False
        return bool(_ANY.search(text)) or not framing.has_subject(text, self._mender.facts)

    def _quotes(self, text: str) -> bool:
        """Whether a sentence is one of the catalogue's own."""
        return any(_same(fact.value, text) for fact in self._prose)

    def _again(self, claim: Claim) -> bool:
        """Whether a sentence says only what stands before it: the same words, or the same plain facts."""
        if not self._framed:
            return any(claim.text == other.text for other in self._shown)
        words = phrasing.of(claim.text)
        if any(_within(words, other) for other in self._said):
            return True
        said = {fact for other in self._shown for fact in _plain(other)}
        told = _plain(claim)
        whole = [self._facts[name] for name in told if name in self._facts]
        lists = any(is_prose(fact) or "," in fact.value for fact in whole)
        return bool(told) and not lists and told <= said


def _headline(text: str, title: str) -> str:
    """A headline without its stop, which stays where it is part of a word: 'Acme Co.', '5 p.m.'"""
    last = text.split()[-1]
    return text if "." in last[:-1] or last in title.split() else text.removesuffix(".")


def _is_scrap(text: str, source: str) -> bool:
    """Whether a text is cut out of a sentence and says nothing without it: '9:00 on Tuesday.'"""
    part, whole = phrasing.of(text), phrasing.of(source)
    cut = 0 < len(part) < len(whole) and part != whole[: len(part)] and _within(part, whole)
    return cut and (len(part) == 1 or not part[0].isalpha() or part[0] in _LINKING)


def _same(one: str, other: str) -> bool:
    return one.strip().rstrip(".") == other.strip().rstrip(".")


def _within(words: Keys, other: Keys) -> bool:
    """Whether words stand in this order in others, next to each other."""
    return any(other[at : at + len(words)] == words for at in range(len(other) - len(words) + 1))


def _plain(claim: Claim) -> set[str]:
    """The sources of a sentence beside the product's name."""
    return {name for name in (claim.source or "").split(", ") if name} - NAMES
