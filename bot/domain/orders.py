"""Briefs that marketers hand in, and what they decide about the copies that come of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from bot.domain.talk import Place

#: What somebody does with a copy, or with a picture (chosen).
Act = Literal["used", "edited", "again", "dismissed", "chosen"]


@dataclass(frozen=True, slots=True)
class Order:
    """A brief that somebody handed in, and where its copies shall stand.

    ``brief`` is JSON as ``bot.briefs`` reads it, or as ``bot.slack.pictures`` writes it. ``changes`` are how
    it is to be written anew, in turn ("shorter", "bolder"). A ``place`` without a thread begins one, without
    a channel the person's own.
    """

    id: str
    place: Place
    user: str
    brief: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    count: int = 1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """What was shown: a copy, as ``bot.briefs.copy_json`` writes it, or a picture's seed and weights.

    ``version`` counts its edits from 0.
    """

    order: str
    number: int
    body: Mapping[str, Any]
    version: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody did with a copy: a row to learn from.

    ``key`` names the act, so that it counts once. ``before`` and ``after`` are whole texts; ``confirmed`` are
    the sentences that the catalogue does not hold and that this person answers for. ``change`` is what
    ``again`` asks for. A person who was forgotten has no name and left no words.
    """

    key: str
    order: str
    number: int
    user: str
    deed: Act
    before: str = ""
    after: str = ""
    change: str = ""
    confirmed: tuple[str, ...] = ()


class Decision(NamedTuple):
    """A choice with what it was made on: the brief, and the texts that were shown for it, by number.

    ``at`` is Unix time.
    """

    choice: Choice
    order: Order
    shown: Mapping[int, str]
    at: float
