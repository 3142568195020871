"""The window of a poster: headline, text and size, typed or out of copy that was approved.

Words that do not fit, or that the font cannot write, are named in the window. A poster says whose words it
bears: approved copy is looked over once more, what was typed is not checked, and both is said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BadInput
from bot.slack.blocks import section
from bot.slack.desk import Desk
from bot.slack.inputs import given, select, words
from bot.slack.pictures import cards, window
from bot.slack.pictures.approved import Approved, find, recent
from bot.slack.pictures.clicks import read, submit
from bot.slack.pictures.job import task
from bot.slack.pictures.room import Atelier

Body = Mapping[str, Any]

POSTER, COPY = "picture_poster", "approved_copy"
HEADLINE, TEXT, SHAPE = "headline", "text", "shape"
LONGEST_HEADLINE, LONGEST_TEXT = 200, 1_000
TYPED = "typed by <@{user}> and not checked against the catalogue"


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the list of approved copies, and to the window."""
    room = desk.atelier

    @app.action(COPY)
    async def taken(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        await ack()
        view, user = body["view"], body["user"]["id"]
        key = action["selected_option"]["value"]
        shown = await desk.call(_filled, room, user, view["private_metadata"], key, given(view))
        desk.later(client.views_update(view_id=view["id"], hash=view["hash"], view=shown))

    @app.view(POSTER)
    async def made(ack: AsyncAck, body: Body, view: Body) -> None:
        user, held = body["user"]["id"], _given(view)
        found = await read(desk, view["private_metadata"], user)
        if isinstance(found, str):
            await ack(response_action="errors", errors={SHAPE: found})
            return
        errors = await desk.call(_objections, room, user, held)
        if errors:
            named = {_block(view, name): why for name, why in errors.items()}
            await ack(response_action="errors", errors=named)
            return
        said = await desk.call(_whose, room, user, held)
        asked = {name: held.get(name, "") for name in (HEADLINE, TEXT, SHAPE)}
        brief = task(cards.POSTER, found.order, found.kept.number, **asked, words=said)
        await submit(desk, found, f"{cards.POSTER}/{view['id']}", brief)
        await ack()


def first_window(room: Atelier, user: str, metadata: str) -> View:
    """Ask for the words of a poster; copies that were approved lately are offered."""
    return _window(room, metadata, recent(room.desk, user), "", {})


def _filled(room: Atelier, user: str, metadata: str, key: str, held: Mapping[str, Any]) -> View:
    """The window with the words of an approved copy in it, unless it does not hold today."""
    offered, taken = recent(room.desk, user), find(room.desk, user, key)
    why = taken.refusal(room.desk) if taken else "This copy is not approved any more."
    filled = {HEADLINE: taken.headline, TEXT: taken.text} if taken and not why else {}
    return _window(room, metadata, offered, key, {**filled, SHAPE: held.get(SHAPE, "")}, why)


def _window(
    room: Atelier,
    metadata: str,
    offered: Sequence[Approved],
    key: str,
    filled: Mapping[str, str],
    why: str = "",
) -> View:
    """``key`` is the copy that was taken: with another one the inputs get other names, or Slack would keep
    what stood in them."""
    assert room.painter
    formats = {name: f"{name}, {width} × {height}" for name, width, height in room.painter.palette.formats}
    tail = f"@{hashlib.sha256(key.encode()).hexdigest()[:8]}" if key else ""
    blocks: list[Block] = [section(why)] if why else []
    if offered:
        options = {each.choice.key: each.label for each in offered}
        copies = select(COPY, "Out of copy that was approved", options, key, True, "or type below")
        copies.dispatch_action = True
        blocks.append(copies)
    headline, text = filled.get(HEADLINE, ""), filled.get(TEXT, "")
    blocks += [
        words(HEADLINE, "Headline", LONGEST_HEADLINE, initial=headline, block=f"{HEADLINE}{tail}"),
        words(TEXT, "Text", LONGEST_TEXT, True, True, text, f"{TEXT}{tail}"),
        select(SHAPE, "Size", formats, filled.get(SHAPE) or next(iter(formats))),
    ]
    return window.modal(POSTER, metadata, "Poster", blocks, "Make it")


def _given(view: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the window, by the plain names of its inputs."""
    return {block.partition("@")[0]: value for block, value in given(view).items()}


def _block(view: Mapping[str, Any], name: str) -> str:
    blocks = (block["block_id"] for block in view["blocks"] if block["type"] == "input")
    return next((block for block in blocks if block.partition("@")[0] == name), SHAPE)


def _objections(room: Atelier, user: str, held: Mapping[str, str]) -> dict[str, str]:
    """Why these words cannot stand on a poster of this size, by input."""
    assert room.painter
    headline, shape = held.get(HEADLINE, ""), held[SHAPE]
    for name, text in ((HEADLINE, ""), (TEXT, held.get(TEXT, ""))):
        try:
            room.painter.typeset(headline, text, shape)
        except BadInput as error:
            return {name: str(error)}
    source = find(room.desk, user, held.get(COPY, ""))
    if source and source.said(headline, held.get(TEXT, "")) and (why := source.refusal(room.desk)):
        return {COPY: why}
    return {}


def _whose(room: Atelier, user: str, held: Mapping[str, str]) -> str:
    """Say whose words a poster bears, in mrkdwn."""
    typed = TYPED.format(user=user)
    source = find(room.desk, user, held.get(COPY, ""))
    said = source.said(held[HEADLINE], held.get(TEXT, "")) if source else ()
    if not source or not said:
        return f"The words are {typed}."
    by = f"<@{source.choice.user}>" if source.choice.user else "somebody"
    approved = f"as {by} approved in the copy that was taken"
    mine = [name for name in (HEADLINE, TEXT) if held.get(name) and name not in said]
    return (
        f"The words are {approved}."
        if not mine
        else f"The {said[0]} is {approved}; the {mine[0]} is {typed}."
    )
