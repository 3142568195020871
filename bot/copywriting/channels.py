"""Channels: what parts a text has there, how long each may be, and how a text is cut to fit.

Limits are in characters, and a short message's in what is sent (``bot.copywriting.segments``). They are the
platforms' own where there are such (a search ad's headline and description: Google Ads, responsive search
ads; a short message: one segment), and otherwise what is shown without being cut on a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot import sentences
from bot.claims.words import group
from bot.copywriting.segments import sms
from bot.domain import Channel, Kind, Length, Part
from bot.joining import gap


class Shape(NamedTuple):
    """The longest ``head`` and ``body`` of a channel; 0 where it has none. ``words`` suit a medium length."""

    head: int
    body: int
    words: int


SHAPES: dict[Channel, Shape] = {
    "page": Shape(0, 1000, 70),
    "email": Shape(60, 1200, 80),
    "social": Shape(0, 280, 30),
    "sms": Shape(0, 160, 20),
    "search_ad": Shape(30, 90, 14),
    "poster": Shape(40, 0, 5),
    "push": Shape(40, 120, 15),
}

_STOPS = ".!?:;,…。！？：；，"
#: Words that want another after them.
WANTING = group(
    "a an the my our your their its this these and or nor but plus "
    "with of from for to at by into onto as than"
)
# Those of them that may close a sentence all the same: 'what it is made for.'
_CLOSING = group("with of from for to at by this these")

#: Where a kind of text appears when the brief does not say.
HOME: dict[Kind, Channel] = {
    "product": "page",
    "ad": "search_ad",
    "email": "email",
    "social": "social",
    "poster": "poster",
    "recommendation": "email",
    "article": "page",
    "help": "page",
    "rewrite": "page",
}

#: Channels on which nothing appears without a head.
NEED_HEAD: frozenset[Channel] = frozenset(("search_ad", "poster"))

# The longest body, in characters, that goes without a subject below a head.
_LITTLE = 120

LENGTHS: dict[Length, float] = {"short": 0.6, "medium": 1.0, "long": 1.5}


def parts(text: str, channel: Channel) -> tuple[Part, ...]:
    """Read what the model wrote: the first line is the head, where the channel has one, the rest the body.

    A model that forgot the line break meant its first sentence for the head, if that fits.
    """
    shape = SHAPES[channel]
    lines = [" ".join(line.split()) for line in text.strip().splitlines() if line.strip()] or [""]
    if not shape.head:
        return (Part("body", _run_on(lines)),)
    head, *rest = lines
    if not shape.body:
        return (Part("head", head),)
    if not rest and len(said := sentences.split(head)) > 1:
        head, *rest = said
    return (Part("head", head), Part("body", _run_on(rest)))


def _run_on(lines: Sequence[str]) -> str:
    """Put lines into one paragraph; a line without a stop gets one, unless its sentence goes on below."""
    ended = [
        line if line[-1] in _STOPS or below[:1].islower() else f"{line}." for line, below in pairwise(lines)
    ]
    return " ".join([*ended, *lines[-1:]])


def written(head: str, body: str) -> str:
    """Lay a text out as the model learns to write it; ``parts`` reads it back."""
    return "\n".join(text for text in (head, body) if text)


def cramped(channel: Channel) -> bool:
    """Say whether a channel has so little room below a head that its text need not name the product again."""
    return 0 < SHAPES[channel].body <= _LITTLE


def words_wanted(channel: Channel, length: Length) -> float:
    """Return how many words suit a channel at this length."""
    return SHAPES[channel].words * LENGTHS[length]


def limit(channel: Channel, part: str) -> int:
    """Return the longest that a part may be, in characters; a short message's may be shorter (``fits``)."""
    shape = SHAPES[channel]
    return shape.head if part == "head" else shape.body


def fits(part: Part, channel: Channel) -> bool:
    """Say whether a part is within its channel's limit."""
    if channel == "sms":
        return sms(part.text).segments <= 1
    return len(part.text) <= limit(channel, part.name)


def measured(part: Part, channel: Channel) -> str:
    """Say how long a part is and how long it may be, in what its channel counts."""
    if channel == "sms":
        sent = sms(part.text)
        unit, many = "septets" if sent.alphabet == "GSM-7" else "characters", sent.segments != 1
        segments = f"{sent.segments} {sent.alphabet} segment{'s' if many else ''}"
        return f"{sent.units} of {sent.room} {unit}, {segments}"
    return f"{len(part.text):,} of {limit(channel, part.name):,} characters"


def cut(text: str, fit: Callable[[str], bool]) -> str:
    """Return the first sentences of ``text`` that ``fit``; '' if not even one does. Never cuts within one."""
    kept = ""
    for sentence in sentences.split(text):
        longer = kept + gap(kept, sentence) + sentence
        if not fit(longer):
            break
        kept = longer
    return kept


def broken_off(text: str) -> bool:
    """Say whether a text ends on a small word that wants another: 'A pan with', 'Made of steel and.'"""
    *_, last = text.lower().rstrip(f"{_STOPS} ").split(" ")
    ended = text.rstrip()[-1:] in _STOPS
    return last in WANTING and not (ended and last in _CLOSING)
