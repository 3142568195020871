"""The buttons of a card: use, edit, again, compare, dismiss. Each act is a row in the books, and counts once.

The books are changed before Slack gets its receipt; what is to be seen of it is a job. Who presses a button
decides on what they saw: of a copy that was changed since, or does not hold today, nothing is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import Choice, Kept, Order, Place
from bot.errors import BadInput
from bot.slack.copy import cards, editing, showing, today
from bot.slack.copy.job import copy_job
from bot.slack.copy.room import GONE
from bot.slack.desk import Desk
from bot.slack.excuse import excuse

Body = Mapping[str, Any]

KNOWN = "That was done already."
OVERTAKEN = "The card was older than its copy, so I did nothing. Now it shows the copy as it is: look again."


@dataclass(frozen=True, slots=True)
class Click:
    """A button that somebody pressed: which copy, which version they saw of it, and where its card stands.

    ``id`` names the press, the same however often it is delivered.
    """

    id: str
    order: Order
    kept: Kept
    seen: int
    user: str
    place: Place
    card: str


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons of cards, and to the window in which a copy is edited."""
    room = desk.copydesk

    @app.action(cards.USE)
    async def used(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        if click := await _click(desk, ack, body, action, client):
            text, confirmed = click.kept.body["text"], cards.doubtful(click.kept.body)
            key = cards.used_key(click.kept)
            choice = Choice(key, click.order.id, click.kept.number, click.user, "used", text, text)
            if why := await desk.call(_unusable, desk, click):
                await _decline(desk, click, why, ack, client)
            else:
                await _note(desk, click, replace(choice, confirmed=confirmed), ack, client)

    @app.action(cards.DISMISS)
    async def dismissed(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        if click := await _click(desk, ack, body, action, client):
            key = f"{click.order.id}/{click.kept.number}.{click.kept.version}/dismissed"
            text = click.kept.body["text"]
            choice = Choice(key, click.order.id, click.kept.number, click.user, "dismissed", text)
            await _note(desk, click, choice, ack, client)

    async def again(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        if click := await _click(desk, ack, body, action, client):
            change = str(action["action_id"]).removeprefix(cards.again_action(""))
            await _again(desk, click, change, ack, client)

    for change in cards.AGAIN:
        app.action(cards.again_action(change))(again)

    @app.action(cards.COMPARE)
    async def compared(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        if click := await _click(desk, ack, body, action, client):
            await ack()
            copies = await desk.call(room.books.copies, click.order.id)
            shown = cards.comparison(copies, room.brief(click.order))
            desk.later(
                client.views_open(trigger_id=body["trigger_id"], view=shown), lambda: excuse(body, client)
            )

    @app.action(cards.EDIT)
    async def edit(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        if click := await _click(desk, ack, body, action, client):
            await ack()
            where = editing.Where(
                click.order.id, click.kept.number, click.kept.version, click.place, click.card
            )
            shown = editing.window(where, click.kept.body["parts"], room.brief(click.order))
            desk.later(
                client.views_open(trigger_id=body["trigger_id"], view=shown), lambda: excuse(body, client)
            )

    @app.view(editing.EDITED)
    async def edited(ack: AsyncAck, body: Body, view: Body) -> None:
        user, where = body["user"]["id"], editing.Where.read(view["private_metadata"])
        order = await desk.call(room.books.order, where.order)
        if order is None or room.closed(user):
            await ack()
            return
        verdict = await desk.call(editing.judge, room, order, where, view, user)
        if verdict.answer:
            await ack(**verdict.answer)
            return
        if verdict.choice:
            fresh = await desk.call(room.books.choose, verdict.choice, verdict.body, where.version)
            if verdict.body is not None and not fresh:  # in the very same moment
                await ack(**editing.overtaken(view))
                return
            if fresh:
                desk.metrics.copies.labels("edited").inc()
            await desk.call(desk.work.submit, showing.job(verdict.choice, where.place, where.card))
        else:  # what holds today may be more than its card says
            seen = showing.look(view["id"], order.id, where.number, user, where.place, where.card)
            await desk.call(desk.work.submit, seen)
        await ack()


async def _click(desk: Desk, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> Click | None:
    """Look up what a button is about; if that cannot be, its person is told and the click is over."""
    room, user = desk.copydesk, body["user"]["id"]
    message = body["message"]
    name, number, version = cards.pressed(str(action["value"]))
    order = await desk.call(room.books.order, name)
    team = order.place.team if order else ""
    place = Place(team, body["channel"]["id"], message.get("thread_ts") or message["ts"])
    kept = await desk.call(room.books.copy, name, number)
    why = room.closed(user) or ("" if order and kept else GONE)
    if order and kept and not why:
        try:
            room.brief(replace(order, user=user))  # a customer's data are not for whoever reads the card
        except BadInput as error:
            why = str(error)
    if why or not order or not kept:
        await ack()
        desk.later(_hint(client, user, place, why))
        return None
    return Click(str(action["action_ts"]), order, kept, version, user, place, message["ts"])


def _unusable(desk: Desk, click: Click) -> str:
    """Why a copy is not used as its presser saw it: it is another one by now, or does not hold today."""
    choices = desk.copydesk.books.choices(click.order.id)
    if any(each.number == click.kept.number and each.deed == "dismissed" for each in choices):
        return OVERTAKEN
    if click.seen != click.kept.version:
        return OVERTAKEN
    order = replace(click.order, user=click.user)
    return today.look(desk.copydesk, order, click.kept).refusal


async def _hint(client: AsyncWebClient, user: str, place: Place, text: str) -> None:
    await client.chat_postEphemeral(channel=place.channel, thread_ts=place.thread, user=user, text=text)


async def _note(desk: Desk, click: Click, choice: Choice, ack: AsyncAck, client: AsyncWebClient) -> None:
    """Write an act down and submit what is to be seen of it; whoever comes second is told."""
    books = desk.copydesk.books
    fresh = await desk.call(books.choose, choice, None, click.seen)
    if not fresh and all(each.key != choice.key for each in await desk.call(books.choices, choice.order)):
        await _decline(desk, click, OVERTAKEN, ack, client)
        return
    await desk.call(desk.work.submit, showing.job(choice, click.place, click.card))
    await ack()
    if fresh:
        desk.metrics.copies.labels(choice.deed).inc()
    else:
        desk.later(_hint(client, click.user, click.place, KNOWN))


async def _decline(desk: Desk, click: Click, why: str, ack: AsyncAck, client: AsyncWebClient) -> None:
    """Do nothing but say why, and let the card show what holds."""
    seen = showing.look(click.id, click.order.id, click.kept.number, click.user, click.place, click.card)
    await desk.call(desk.work.submit, seen)
    await ack()
    desk.later(_hint(client, click.user, click.place, why))


async def _again(desk: Desk, click: Click, change: str, ack: AsyncAck, client: AsyncWebClient) -> None:
    """Hand the brief in once more, with a wish: from the same seed it tells the same facts in other words."""
    order, kept = click.order, click.kept
    name = f"{order.id}/{kept.number}.{kept.version}/{change}"
    wanted = replace(
        order, id=name, place=click.place, user=click.user, changes=(*order.changes, change), count=1
    )
    wanted = replace(wanted, seed=int(kept.body["seed"]))
    text = kept.body["text"]
    choice = Choice(name, order.id, kept.number, click.user, "again", text, change=change)
    await desk.call(desk.copydesk.books.hand_in, wanted)
    fresh = await desk.call(desk.copydesk.books.choose, choice)
    await desk.call(desk.work.submit, copy_job(wanted))
    await ack()
    if fresh:
        desk.metrics.copies.labels("again").inc()
    else:
        desk.later(_hint(client, click.user, click.place, KNOWN))
