"""The buttons of a sheet: this one, more like this, blend, bigger, poster. Each act counts once.

What is to be done is in the books before Slack gets its receipt; painting is a job. What a button gives is
named after the candidate, so a second press of the same finds what the first brought.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import Choice, Place
from bot.errors import BadInput
from bot.slack.desk import Desk
from bot.slack.excuse import excuse
from bot.slack.inputs import given
from bot.slack.pictures import cards, posters, window
from bot.slack.pictures.clicks import Click, find, read, submit, where
from bot.slack.pictures.job import task
from bot.slack.pictures.room import BETWEEN, MOST, NEAR, sheet_brief

Body = Mapping[str, Any]

KNOWN = "That was done already: look further down in this thread."


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons of all candidates, and to the window that blends two."""

    async def chosen(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        if click := await _click(desk, ack, body, action, client):
            kept = click.kept
            choice = Choice(cards.chosen_key(kept), click.order.id, kept.number, click.user, "chosen")
            await desk.call(desk.atelier.books.choose, choice)
            await _once(desk, ack, client, click, cards.CHOOSE)

    async def bigger(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        if click := await _click(desk, ack, body, action, client):
            await _once(desk, ack, client, click, cards.BIGGER)

    async def biggest(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        if click := await _click(desk, ack, body, action, client):
            await _once(desk, ack, client, click, cards.BIGGEST)

    async def more(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        if click := await _click(desk, ack, body, action, client):
            assert desk.atelier.painter
            try:
                seeds = desk.atelier.painter.near(click.kept.body["seed"], NEAR)
            except BadInput as error:  # too many steps from where it began
                await ack()
                desk.later(_hint(client, click.user, click.place, str(error)))
                return
            how = f"Like {click.kept.number} above"
            await _once(desk, ack, client, click, cards.MORE, _like(click, seeds, how))

    async def blend(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        if click := await _click(desk, ack, body, action, client):
            await ack()
            kept = await desk.call(desk.atelier.books.copies, click.order.id)
            others = [each for each in kept if each.number != click.kept.number]
            _open(desk, client, body, window.blend_window(where(click), click.kept, others))

    async def poster(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        if click := await _click(desk, ack, body, action, client):
            await ack()
            shown = await desk.call(posters.first_window, desk.atelier, click.user, where(click))
            _open(desk, client, body, shown)

    deeds: dict[str, Callable[..., Awaitable[None]]] = {
        cards.CHOOSE: chosen,
        cards.MORE: more,
        cards.BLEND: blend,
        cards.BIGGER: bigger,
        cards.BIGGEST: biggest,
        cards.POSTER: poster,
    }
    for deed, listener in deeds.items():
        for number in range(1, MOST + 1):
            app.action(cards.action(deed, number))(listener)

    @app.view(window.BLEND)
    async def blended(ack: AsyncAck, body: Body, view: Body) -> None:
        found = await read(desk, view["private_metadata"], body["user"]["id"])
        if isinstance(found, str):
            await ack(response_action="errors", errors={"other": found})
            return
        other = await desk.call(desk.atelier.books.copy, found.order.id, int(given(view)["other"]))
        assert desk.atelier.painter and other
        one, two = found.kept, other
        try:
            seeds = desk.atelier.painter.between(one.body["seed"], two.body["seed"], BETWEEN)
        except BadInput as error:
            await ack(response_action="errors", errors={"other": str(error)})
            return
        brief = _like(found, seeds, f"Between {one.number} and {two.number} above")
        await submit(desk, found, f"{cards.BLEND}/{two.number}", brief)
        await ack()


async def _click(desk: Desk, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> Click | None:
    """Look up what a button is about; if that cannot be, its person is told and the click is over."""
    user, message = body["user"]["id"], body["message"]
    place = Place("", body["channel"]["id"], message.get("thread_ts") or message["ts"])
    found = await find(desk, *cards.pressed(str(action["value"])), user, place)
    if isinstance(found, Click):
        return found
    await ack()
    desk.later(_hint(client, user, place, found))
    return None


async def _once(
    desk: Desk, ack: AsyncAck, client: AsyncWebClient, click: Click, deed: str, brief: Body | None = None
) -> None:
    """Hand in what a button asks for; whoever comes second is told."""
    brief = brief or task(deed, click.order, click.kept.number)
    fresh = await submit(desk, click, deed, brief)
    await ack()
    if not fresh:
        desk.later(_hint(client, click.user, click.place, KNOWN))


def _like(click: Click, seeds: tuple[str, ...], how: str) -> dict[str, Any]:
    body = click.kept.body
    return sheet_brief(seeds, body["style"], body["category"], how)


def _open(desk: Desk, client: AsyncWebClient, body: Body, shown: View) -> None:
    desk.later(client.views_open(trigger_id=body["trigger_id"], view=shown), lambda: excuse(body, client))


async def _hint(client: AsyncWebClient, user: str, place: Place, text: str) -> None:
    await client.chat_postEphemeral(channel=place.channel, thread_ts=place.thread, user=user, text=text)
