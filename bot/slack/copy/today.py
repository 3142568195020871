"""A copy held against today's catalogue, brand book and consent: what of it does not hold any more, in words.

Its card may be days old. Nothing in the books is changed by a look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.briefs import copy_json
from bot.copywriting.editing import Edited, look_over
from bot.domain import Brief, Kept, Order, Part
from bot.slack.copy import cards
from bot.slack.copy.room import Copydesk

REMEDY = "Press *Edit* to change it or to answer for it, or have it written again."


@dataclass(frozen=True, slots=True)
class Today:
    """A copy as it stands today. With ``news`` its card said more than is so, and nobody uses it."""

    kept: Kept
    brief: Brief
    news: tuple[str, ...]

    @property
    def refusal(self) -> str:
        """What to tell whoever wants to use it, in mrkdwn; '' if they may."""
        if not self.news:
            return ""
        lines = [*map(cards.no_longer, self.news[: cards.LINES])]
        more = len(self.news) - len(lines)
        return cards.shorten_lines([*lines, *([f"… and {more} more"] if more else []), REMEDY])


def look(room: Copydesk, order: Order, kept: Kept) -> Today:
    """Look a copy over again.

    Raises:
        BadInput: its brief cannot be read any more: a product or a customer is gone, a channel closed.
    """
    assert room.writer
    brief = room.brief(order)
    parts = [Part(name, text) for name, text in kept.body["parts"].items()]
    found = look_over(brief, room.writer.brand.of(brief), parts)
    gone = news(found, kept.body)
    if not gone:
        return Today(kept, brief, ())
    body = body_of(found, kept.body) | {"built": kept.body.get("built", False)}  # nobody changed a word
    return Today(replace(kept, body=body), brief, gone)


def news(found: Edited, before: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a look finds against a text and ``before``, the copy's body, does not say of it."""
    doubts = (claim for claim in found.doubtful if claim.text not in cards.doubtful(before))
    lines = (line for line in found.copy.unsaid if line not in cards.unsaid(before))
    return (
        *found.problems.values(),
        *(f"{claim.text} ({claim.why})" for claim in doubts),
        *(f"the brand book now wants it said: {line}" for line in lines),
    )


def body_of(found: Edited, before: Mapping[str, Any]) -> dict[str, Any]:
    """Write what was looked over as the body of a copy, with the score that it began with."""
    return {**copy_json(found.copy), **{name: before[name] for name in ("score", "reasons", "seed")}}
