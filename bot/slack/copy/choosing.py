"""The buttons of a card: use, edit, again, compare, dismiss. Each act is a row in the books, and counts once.

The books are changed before Slack gets its receipt; what is to be seen of it is a job.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import Choice, Kept, Order, Place
from bot.errors import BadInput
from bot.slack.calls import Refused, Slack
from bot.slack.copy import cards, editing
from bot.slack.copy.job import copy_job, show_again
from bot.slack.copy.room import GONE, Copydesk, whisper
from bot.slack.desk import Desk
from bot.slack.excuse import excuse
from bot.slack.posting import say_once
from bot.store.conversations import Conversations
from bot.watch import logs
from bot.watch.metrics import Metrics
from bot.work import Cancelled, Job

Body = Mapping[str, Any]

CHOICE = "choice"
SORRY = "I am sorry, something went wrong on my side. What you decided is noted."
KNOWN = "That was done already."

_log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Click:
    """A button that somebody pressed: which copy, and where its card stands."""

    order: Order
    kept: Kept
    user: str
    place: Place
    card: str


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons of cards, and to the window in which a copy is edited."""
    room = desk.copydesk

    @app.action(cards.USE)
    async def used(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        if click := await _click(desk, ack, body, action, client):
            text = click.kept.body["text"]
            key = cards.used_key(click.kept)
            confirmed = editing.doubtful(click.kept)
            choice = Choice(key, click.order.id, click.kept.number, click.user, "used", text, text)
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
            await desk.call(desk.work.submit, _job(verdict.choice, where.place, where.card))
        await ack()


async def _click(desk: Desk, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> Click | None:
    """Look up what a button is about; if that cannot be, its person is told and the click is over."""
    room, user = desk.copydesk, body["user"]["id"]
    message = body["message"]
    number, _, name = str(action["value"]).partition(" ")
    order = await desk.call(room.books.order, name)
    team = order.place.team if order else ""
    place = Place(team, body["channel"]["id"], message.get("thread_ts") or message["ts"])
    kept = await desk.call(room.books.copy, name, int(number))
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
    return Click(order, kept, user, place, message["ts"])


async def _hint(client: AsyncWebClient, user: str, place: Place, text: str) -> None:
    await client.chat_postEphemeral(channel=place.channel, thread_ts=place.thread, user=user, text=text)


async def _note(desk: Desk, click: Click, choice: Choice, ack: AsyncAck, client: AsyncWebClient) -> None:
    """Write an act down and submit what is to be seen of it; whoever comes second is told."""
    fresh = await desk.call(desk.copydesk.books.choose, choice)
    await desk.call(desk.work.submit, _job(choice, click.place, click.card))
    await ack()
    if fresh:
        desk.metrics.copies.labels(choice.deed).inc()
    else:
        desk.later(_hint(client, click.user, click.place, KNOWN))


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


def _job(choice: Choice, place: Place, card: str) -> Job:
    """The job that shows a choice. Its words stay in the books."""
    where = {"team": place.team, "channel": place.channel, "thread": place.thread, "card": card}
    about = {"order": choice.order, "number": choice.number, "deed": choice.deed, "at": time.time()}
    return Job(choice.key, choice.order, CHOICE, {**where, **about}, choice.user)


@dataclass(frozen=True, slots=True)
class Showing:
    """Does the jobs of kind ``choice``: the clean text of what is used, and the card as it now is."""

    slack: Slack
    conversations: Conversations
    desk: Copydesk
    metrics: Metrics

    def run(self, job: Job, cancelled: Cancelled) -> None:
        payload = job.payload
        place = Place(payload["team"], payload["channel"], payload["thread"])
        order = self.desk.books.order(payload["order"])
        choices = self.desk.books.choices(payload["order"])
        choice = next((each for each in choices if each.key == job.id), None)
        kept = self.desk.books.copy(payload["order"], payload["number"])
        if order is None or choice is None or kept is None:
            return  # forgotten meanwhile, or somebody else was quicker
        try:
            if choice.deed == "used" and choice.after:
                shown = cards.clean({**kept.body, "text": choice.after}, choice.user)
                say_once(self.slack, self.conversations, job.id, place, shown)
            show_again(self.slack, self.desk, place, payload["card"], order, kept.number)
        except Refused as refused:  # the card or its thread was deleted
            _log.info("a choice cannot be shown", error=refused.code)

    def give_up(self, job: Job, error: str) -> None:
        if not whisper(self.slack, job.payload["channel"], job.user, SORRY):
            _log.error("Slack refuses the apology")
