"""Cards: a copy with its length, where each claim stands, what the brand would say, and the buttons.

Builds blocks out of what the books hold, within Slack's limits. It posts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    HeaderBlock,
    PlainTextObject,
    RichTextBlock,
)
from slack_sdk.models.blocks.block_elements import (
    RichTextElementParts,
    RichTextPreformattedElement,
    RichTextSectionElement,
)
from slack_sdk.models.views import View

from bot.briefs import BUILT
from bot.copywriting import sources
from bot.copywriting.channels import measured
from bot.domain import Brief, Choice, Kept, Kind, Part
from bot.slack import blocks
from bot.slack.markdown import escape, quote, shorten

USE, EDIT, COMPARE, DISMISS = "copy_use", "copy_edit", "copy_compare", "copy_dismiss"
#: The ways to have it written again, each a button of its own.
AGAIN = {"shorter": "Shorter", "bolder": "Bolder", "warmer": "Warmer"}
#: Small print must leave room for the text: so many lines of it, and so many characters a sentence.
LINES, SENTENCE = 12, 140
NOT_READY = ":no_entry: *Not ready to post:* a line that the brand book wants said is not in it."
#: What whoever uses a copy confirms, in the dialog of its button, and the most that it holds.
ANSWER, BESIDE = (
    "I answer for this",
    "The brand book wants a line said that is not in this copy. Say it beside it.",
)
DIALOG = 300


def again_action(change: str) -> str:
    return f"copy_again_{change}"


def card(
    kept: Kept,
    brief: Brief,
    choices: Sequence[Choice],
    changes: Sequence[str] = (),
    news: Sequence[str] = (),
    worded: bool = True,
) -> list[Block]:
    """Return the card of a copy as it stands. ``choices`` are those of the whole order.

    ``worded`` says whether the model writes such texts; of others no tone changes a word.
    ``news`` is what does not hold any more: while there is any, it cannot be used as it is.
    """
    mine = [choice for choice in choices if choice.number == kept.number]
    head = f"*{kept.number}* · {brief.channel.replace('_', ' ')}, {brief.tone} · {lengths(kept.body, brief)}"
    if changes:
        head += f" · {', '.join(changes)}"
    above = [*map(no_longer, news), *([NOT_READY] if unsaid(kept.body) else [])]
    shown = [*_small(above), blocks.section(head)]
    shown += [text_block(kept.body), *_small(_badges(kept.body, brief.kind))]
    shown += _small([f":warning: {quote(warning, 400)}" for warning in kept.body["warnings"]])
    done = [choice for choice in mine if choice.deed != "again"]
    shown += _small(_deed(choice, brief.kind) for choice in done)
    if any(choice.deed == "dismissed" for choice in mine):
        return shown
    used = any(choice.deed == "used" and choice.key == used_key(kept) for choice in mine)
    return [*shown, _buttons(kept, brief, used, not used and not news, worded)]


def no_longer(news: str) -> str:
    return f":no_entry: *No longer so:* {quote(news, 400)}"


def used_key(kept: Kept) -> str:
    """Name the act of using a copy as it stands: once for each version."""
    return f"{kept.order}/{kept.number}.{kept.version}/used"


def lengths(body: Mapping[str, Any], brief: Brief) -> str:
    """Say how long each part is and how long it may be."""
    parts = {name: text for name, text in body["parts"].items() if text}
    said = {name: measured(Part(name, text), brief.channel) for name, text in parts.items()}
    return ", ".join(f"{name} {words}" if len(body["parts"]) > 1 else words for name, words in said.items())


def text_block(body: Mapping[str, Any]) -> Block:
    """The text itself, in Slack's rich text: nothing in it can be taken for markup."""
    text = RichTextElementParts.Text
    parts = [
        text(text=words + ("\n\n" if name == "head" and body["parts"].get("body") else ""), style=_bold(name))
        for name, words in body["parts"].items()
        if words
    ]
    return RichTextBlock(elements=[RichTextSectionElement(elements=parts)])


def clean(
    body: Mapping[str, Any], who: str, confirmed: Sequence[str] = (), kind: Kind = "product"
) -> list[Block]:
    """The text alone, ready to paste, and below it who approved it and what they answer for."""
    pasted = RichTextPreformattedElement(elements=[RichTextElementParts.Text(text=body["text"])])
    below = [f"Approved by <@{who}>. Ready to paste: press the copy button of the box."]
    beside = [f":warning: Say beside it: {quote(line, 400)}" for line in unsaid(body)]
    below += [
        f"Not in {sources.place(kind)}, but answered for: {quote(text, SENTENCE)}" for text in confirmed
    ]
    return [RichTextBlock(elements=[pasted]), *_small([*beside, *below])]


def comparison(copies: Sequence[Kept], brief: Brief) -> View:
    """All copies of an order below each other, with what each tells and the others do not."""
    told = [set(kept.body["told"]) for kept in copies]
    shown: list[Block] = []
    for number, kept in enumerate(copies):
        others = set().union(*(facts for n, facts in enumerate(told) if n != number))
        only = sources.where((fact for fact in kept.body["told"] if fact not in others), brief.kind)
        facts = f"tells alone: {escape(only)}" if only else "tells nothing that the others do not"
        shown += [
            HeaderBlock(text=f"{kept.number} · {lengths(kept.body, brief)}"),
            text_block(kept.body),
            *_small([facts, *(escape(reason) for reason in kept.body["reasons"])]),
        ]
    return View(type="modal", title="Compare", close="Close", callback_id=COMPARE, blocks=shown)


def pressed(value: str) -> tuple[str, int, int]:
    """Read the value of a button: its order, the number of the copy and the version that stood above it.

    The version is -1 on cards from before it was written there.
    """
    which, _, order = value.partition(" ")
    number, _, version = which.partition(".")
    return order, int(number), int(version or -1)


def _buttons(kept: Kept, brief: Brief, used: bool, usable: bool, worded: bool) -> Block:
    value = f"{kept.number}.{kept.version} {kept.order}"
    buttons = [_use(value, kept.body, brief.kind)] if usable else []
    buttons.append(ButtonElement(text="Edit", action_id=EDIT, value=value))
    buttons += [
        ButtonElement(text=label, action_id=again_action(change), value=value)
        for change, label in AGAIN.items()
        if (worded if change != "shorter" else brief.length != "short" and brief.kind != "help")
    ]
    buttons.append(ButtonElement(text="Compare", action_id=COMPARE, value=value))
    if not used:
        buttons.append(ButtonElement(text="Dismiss", action_id=DISMISS, value=value))
    return ActionsBlock(elements=buttons)


def _use(value: str, body: Mapping[str, Any], kind: Kind) -> ButtonElement:
    """The button that approves. What its sources do not say, and a line that is not said, is asked about:
    whoever presses it answers for that, whoever wrote it."""
    doubts = "\n".join(f"\u2022 {text}" for text in doubtful(body))
    reasons = [BESIDE] if unsaid(body) else []
    if doubts:
        head = f"{not_said(kind)}:\n"
        room = DIALOG - len("\n".join([head, *reasons])) - 1
        reasons.insert(0, f"{head}{shorten(doubts, room)}")
    if not reasons:
        return ButtonElement(text="Use", action_id=USE, value=value, style="primary")
    sure = ConfirmObject(
        title="Use it all the same?",
        text=PlainTextObject(text="\n".join(reasons), emoji=False),
        confirm=ANSWER,
        deny="Cancel",
    )
    return ButtonElement(text="Use", action_id=USE, value=value, confirm=sure)


def doubtful(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The sentences of a copy that its sources do not hold and somebody answers for."""
    return tuple(claim["text"] for claim in body["claims"] if not claim["supported"])


def unsaid(body: Mapping[str, Any]) -> Sequence[str]:
    """The lines that must be said and are not; copies from before there were such have none."""
    lines: Sequence[str] = body.get("unsaid", ())
    return lines


def not_said(kind: Kind) -> str:
    """Say of what follows that nothing a text of this kind rests on says it."""
    place = sources.place(kind)
    return f"{place[:1].upper()}{place[1:]} does not say this"


def _badges(body: Mapping[str, Any], kind: Kind) -> list[str]:
    """Who worded it, if not the model; then a line for each claim: that it stands nowhere, or where."""
    lines = [BUILT] if body.get("built") else []
    lines += [f":x: *not in {sources.place(kind)}:* {quote(text, SENTENCE)}" for text in doubtful(body)]
    for claim in body["claims"]:
        if claim["supported"] and claim["source"]:
            stands = escape(sources.where([claim["source"]], kind))
            lines.append(f":white_check_mark: from {stands}: {quote(claim['text'], SENTENCE)}")
    return lines


def _deed(choice: Choice, kind: Kind) -> str:
    who = f"<@{choice.user}>" if choice.user else "somebody"
    if choice.deed == "edited":
        place = sources.place(kind)
        answers = f" and answers for what {place} does not say" if choice.confirmed else ""
        return f":pencil2: Edited by {who}{answers}."
    return f":pushpin: Used by {who}." if choice.deed == "used" else f"Dismissed by {who}."


def _bold(name: str) -> RichTextElementParts.TextStyle | None:
    return RichTextElementParts.TextStyle(bold=True) if name == "head" else None


def _small(lines: Iterable[str]) -> list[Block]:
    """Small print, a line each; what is too much is counted."""
    lines = [*lines]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"… and {len(lines) - LINES + 1} more"]
    return blocks.small(shorten_lines(lines)) if lines else []


def shorten_lines(lines: Sequence[str], most: int = 2_900) -> str:
    """Join lines into one piece of small print; one that is too long for it is cut."""
    room = max(most // max(len(lines), 1), 60)
    return "\n".join(line if len(line) <= room else shorten(line, room) for line in lines)
