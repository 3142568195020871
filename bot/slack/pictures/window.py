"""The windows that ask what to paint and which two to blend; they offer what the weights can do."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, PlainTextObject
from slack_sdk.models.views import View

from bot.domain import Kept
from bot.errors import BadInput
from bot.painting import Painter, Palette
from bot.slack.blocks import section, small
from bot.slack.inputs import given, number, select, words
from bot.slack.markdown import escape
from bot.slack.pictures.room import MOST, sheet_brief

COMMAND, SHEET, BLEND = "/illustrate", "picture_sheet", "picture_blend"
#: Characters of a seed, and what Slack shows in one list.
LONGEST_SEED, MOST_OPTIONS = 200, 100


def sheet_window(palette: Palette, metadata: str, typed: str = "") -> View:
    """Ask what to paint; names of styles and categories, and a seed, that were ``typed`` are filled in."""
    spoken = [word.strip(",.;") for word in typed.split()]
    seed = next((word for word in spoken if word.isascii() and word.isdecimal()), "")
    blocks: list[Block] = [
        *_named("style", "Style", palette.styles, typed),
        *_named("category", "Category", palette.categories, typed),
        words("seed", "Seed (empty: one that nobody chose)", LONGEST_SEED, optional=True, initial=seed),
        number("number", "How many candidates", MOST, 4),
        *small(
            f"Painted here by {escape(palette.model)} (weights {escape(palette.weights)}): the same seed "
            "gives the same picture. Each says in its metadata that it is AI-generated."
        ),
    ]
    return modal(SHEET, metadata, "Illustrate", blocks, "Paint")


def closed_window(why: str) -> View:
    """Say why there are no pictures to be had."""
    return modal(SHEET, "", "Illustrate", [section(why)])


def brief_of(view: Mapping[str, Any], painter: Painter) -> dict[str, Any]:
    """Return what was filled in. Without a seed, one is drawn that is the same however often this is asked.

    Raises:
        BadInput: no such seed, or nothing of this kind is painted any more.
    """
    held, palette = given(view), painter.palette
    for what, known in (("style", palette.styles), ("category", palette.categories)):
        if held.get(what, "") not in (known or ("",)):
            raise BadInput(f"This {what} is not painted any more. Close the window and open it again.")
    drawn = str(int.from_bytes(hashlib.sha256(view["id"].encode()).digest()[:4], "big") % 1_000_000)
    count = int(held.get("number", 4))
    if not 1 <= count <= MOST:
        raise BadInput(f"The number of candidates must be 1 to {MOST}.")
    seeds = painter.seeds(held.get("seed", drawn), count)
    return sheet_brief(seeds, held.get("style", ""), held.get("category", ""))


def problem(view: Mapping[str, Any], why: str) -> dict[str, str]:
    """Put a complaint under the input that it names, or under the seed."""
    blocks = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    return {next((block for block in blocks if block in why.split()), "seed"): why}


def blend_window(metadata: str, mine: Kept, others: Sequence[Kept]) -> View:
    """Ask which other candidate of the sheet to blend one with."""
    options = {str(each.number): f"{each.number} · seed {each.body['seed']}" for each in others}
    blocks: list[Block] = [
        section(f"Pictures between *{mine.number}* (seed {escape(str(mine.body['seed']))}) and another one."),
        select("other", "Blend it with", options),
    ]
    return modal(BLEND, metadata, "Blend two", blocks, "Paint")


def modal(callback: str, metadata: str, title: str, blocks: Sequence[Block], submit: str = "") -> View:
    return View(
        type="modal",
        callback_id=callback,
        private_metadata=metadata,
        title=PlainTextObject(text=title),
        submit=PlainTextObject(text=submit) if submit else None,
        close=PlainTextObject(text="Cancel" if submit else "Close"),
        blocks=[*blocks],
    )


def _named(name: str, label: str, known: Sequence[str], typed: str) -> list[Block]:
    """A list of what the weights know, the first or the typed one chosen; nothing if they know none."""
    if not known:
        return []
    initial = next((each for each in known if each.casefold() in typed.casefold()), known[0])
    offered = known[:MOST_OPTIONS]
    more = f" (the first {MOST_OPTIONS})" if len(known) > MOST_OPTIONS else ""
    return [select(name, f"{label}{more}", {each: each for each in offered}, initial)]
