"""The window in which a copy is edited: what is written there is checked again before it counts.

What the brand book never allows cannot be taken. What its sources do not say is named, and taken only
once the marketer has said that they answer for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
)
from slack_sdk.models.views import View

from bot.copywriting import sources
from bot.copywriting.channels import limit
from bot.copywriting.editing import look_over
from bot.domain import Brief, Choice, Claim, Order, Part, Place
from bot.slack.blocks import INPUT, section
from bot.slack.copy import cards, today
from bot.slack.copy.cards import LINES, SENTENCE, shorten_lines
from bot.slack.copy.room import GONE, Copydesk
from bot.slack.inputs import given
from bot.slack.markdown import quote

EDITED, CONFIRM = "copy_edit", "confirm"
ANYWAY = "Use it anyway: I answer for this"
OVERTAKEN = "Somebody else has changed this copy meanwhile. Close this window and look at the card again."


@dataclass(frozen=True, slots=True)
class Where:
    """Which copy a window is about, and where its card stands. ``warned`` names what was objected to."""

    order: str
    number: int
    version: int
    place: Place
    card: str
    warned: str = ""

    @staticmethod
    def read(metadata: str) -> Where:
        held = json.loads(metadata)
        return Where(**{**held, "place": Place(**held["place"])})

    def __str__(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an edit: an ``answer`` to the window, or a ``choice`` with the copy's new ``body``."""

    answer: Mapping[str, Any] | None = None
    choice: Choice | None = None
    body: Mapping[str, Any] | None = None


def window(where: Where, parts: Mapping[str, str], brief: Brief, doubtful: tuple[Claim, ...] = ()) -> View:
    """Show a copy to edit; ``doubtful`` sentences are named, with a box to tick."""
    blocks: list[Block] = [*_warning(doubtful, brief)]
    for name, text in parts.items():
        longest = limit(brief.channel, name)
        words = PlainTextInputElement(
            action_id=name,
            multiline=name == "body",
            max_length=min(longest, INPUT),
            initial_value=text or None,
        )
        label = PlainTextObject(text=f"{name.capitalize()}, up to {longest:,} characters")
        blocks.append(InputBlock(block_id=name, label=label, element=words))
    if doubtful:
        box = CheckboxesElement(action_id=CONFIRM, options=[Option(value="yes", text=ANYWAY)])
        label = PlainTextObject(text=cards.not_said(brief.kind))
        blocks.append(InputBlock(block_id=CONFIRM, label=label, element=box, optional=True))
    return View(
        type="modal",
        callback_id=EDITED,
        private_metadata=str(where),
        title=PlainTextObject(text="Edit copy"),
        submit=PlainTextObject(text="Check and keep"),
        close=PlainTextObject(text="Cancel"),
        blocks=blocks,
    )


def judge(room: Copydesk, order: Order, where: Where, view: Mapping[str, Any], user: str) -> Verdict:
    """Check what was written, and say what is to become of it."""
    written, ticked = given(view), "yes" in given(view).get(CONFIRM, ())
    kept = room.books.copy(where.order, where.number)
    key = f"{where.order}/{where.number}/{view['id']}"
    known = next((each for each in room.books.choices(where.order) if each.key == key), None)
    if known:  # delivered again
        return Verdict(choice=known)
    if kept is None or kept.version != where.version:
        return Verdict(overtaken(view, GONE if kept is None else OVERTAKEN))
    before = kept.body
    parts = [Part(name, str(written.get(name, ""))) for name in before["parts"]]
    assert room.writer
    brief = room.brief(order)
    edited = look_over(brief, room.writer.brand.of(brief), parts)
    same = [part.text for part in parts] == [*before["parts"].values()]
    if same and not today.news(edited, before):
        return Verdict()
    if edited.problems:
        errors = {name: f"{why[:1].upper()}{why[1:]}."[:2_000] for name, why in edited.problems.items()}
        return Verdict({"response_action": "errors", "errors": errors})
    name = _name(edited.doubtful)
    if edited.doubtful and not (ticked and where.warned == name):
        warned = Where(where.order, where.number, where.version, where.place, where.card, name)
        shown = window(warned, {part.name: part.text for part in parts}, brief, edited.doubtful)
        return Verdict({"response_action": "update", "view": shown})
    body = today.body_of(edited, before)
    confirmed = tuple(claim.text for claim in edited.doubtful)
    words = {"before": before["text"], "after": edited.copy.text}
    choice = Choice(key, where.order, where.number, user, "edited", **words, confirmed=confirmed)
    return Verdict(choice=choice, body=body)


def _name(doubts: tuple[Claim, ...]) -> str:
    """Name what was objected to: if the words change, the objection is another one."""
    said = "\n".join(claim.text for claim in doubts)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16] if doubts else ""


def overtaken(view: Mapping[str, Any], why: str = OVERTAKEN) -> dict[str, Any]:
    """The answer to a window whose copy is not what it was."""
    inputs = (block["block_id"] for block in view["blocks"] if block["type"] == "input")
    return {"response_action": "errors", "errors": {next(inputs): why}}


def _warning(doubts: tuple[Claim, ...], brief: Brief) -> list[Block]:
    if not doubts:
        return []
    place = sources.place(brief.kind)
    lines = [f"• not in {place}: {quote(d.text, SENTENCE)} ({quote(d.why, SENTENCE)})" for d in doubts]
    more = [f"… and {len(lines) - LINES} more"] if len(lines) > LINES else []
    head = f":warning: *I could not find this in {place}.* Change it, or say that you answer for it."
    return [section(shorten_lines([head, *lines[:LINES], *more]))]
