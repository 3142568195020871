"""Briefs for marketing text, and the copies that come of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from bot.domain.goods import Customer, Fact, Product
from bot.domain.talk import Claim

Kind = Literal["product", "ad", "email", "social", "poster", "recommendation", "article", "help", "rewrite"]
Channel = Literal["page", "email", "social", "sms", "search_ad", "poster", "push"]
Tone = Literal["plain", "warm", "bold", "playful", "formal"]
Length = Literal["short", "medium", "long"]
#: How a text is to be written again.
Change = Literal["", "shorter", "bolder", "warmer", "formal"]
#: The tone that a change asks for.
TONE_OF: Mapping[Change, Tone] = {"bolder": "bold", "warmer": "warm", "formal": "formal"}


@dataclass(frozen=True, slots=True)
class Brief:
    """What a marketer asks for.

    ``product`` is what it is about; an article has ``topic`` and ``source`` instead, help has ``steps``, a
    rewrite has ``source`` and ``change``, which sets the ``tone`` too. What holds ``keywords`` is told first.
    ``facts`` are the ids of the facts that must be told; empty, the copywriter chooses.
    """

    kind: Kind = "product"
    channel: Channel = "page"
    product: Product | None = None
    tone: Tone = "plain"
    audience: str = ""
    language: str = "en"
    length: Length = "medium"
    keywords: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    customer: Customer | None = None
    topic: str = ""
    source: str = ""
    steps: tuple[str, ...] = ()
    change: Change = ""


class Part(NamedTuple):
    """A named piece of a text: ``head`` (subject, headline, title) or ``body``."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Copy:
    """One variant that may be shown.

    ``claims`` holds each assertion with the fact it stands on; all are supported. ``told`` are the facts
    it tells. ``warnings`` are for the marketer (brand, length, repairs); ``score`` (0..1) orders the
    variants and ``reasons`` say in words why. ``seed`` writes it again. ``built`` says that it was put
    together from the catalogue's own words because the model's did not hold. ``unsaid`` are lines that
    must be said with it and are not in it: while there are any, it is not ready to be posted.
    """

    parts: tuple[Part, ...]
    claims: tuple[Claim, ...] = ()
    told: tuple[Fact, ...] = ()
    warnings: tuple[str, ...] = ()
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    seed: int = 0
    built: bool = False
    unsaid: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole text, ready to paste: head and body, an empty line between them."""
        return "\n\n".join(part.text for part in self.parts if part.text)


@dataclass(frozen=True, slots=True)
class Copies:
    """The variants for one brief, best first, and what the catalogue would have to say for more.

    ``rejected`` are the model's sentences that were not let out, ``passed`` counts those that were, of
    all that it wrote; ``merged`` counts variants that said the same.
    """

    brief: Brief
    copies: tuple[Copy, ...]
    missing: tuple[str, ...] = ()
    rejected: tuple[Claim, ...] = field(default=())
    passed: int = 0
    merged: int = 0
    engine: str = ""
    adapter: str | None = None
    seed: int = 0
    seconds: float = 0.0
