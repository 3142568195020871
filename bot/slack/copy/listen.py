"""``/copy`` and the shortcut "Write copy": they open the window, fill its lists and hand the brief in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.models.blocks import Option
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import Order, Place, Product
from bot.errors import BadInput
from bot.slack.copy import choosing, intake, window
from bot.slack.copy.job import copy_job
from bot.slack.copy.room import Copydesk
from bot.slack.desk import Desk, workspace
from bot.slack.excuse import excuse
from bot.slack.inputs import VALUE
from bot.watch import logs

Body = Mapping[str, Any]

#: So many products are offered at a time.
OFFERED = 50

_log = logs.get(__name__)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the command, the shortcut, the lists and the window; then to the buttons of the cards."""
    room = desk.copydesk

    @app.command(window.COMMAND)
    async def typed(ack: AsyncAck, command: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        await ack()
        desk.metrics.events.labels("command").inc()
        found = room.reader.catalogue.find(command.get("text") or "", 1) if command.get("text") else ()
        where = {"team": workspace(context), "channel": command["channel_id"]}
        product = next(iter(found), None)
        desk.later(
            _open(room, client, command["trigger_id"], command["user_id"], where, product),
            lambda: excuse(command, client),
        )

    @app.shortcut({"type": "shortcut", "callback_id": window.SHORTCUT})
    async def chosen(ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        await ack()
        where = {"team": workspace(context), "channel": ""}
        desk.later(
            _open(room, client, body["trigger_id"], body["user"]["id"], where), lambda: excuse(body, client)
        )

    @app.options(window.PRODUCT)
    async def products(ack: AsyncAck, body: Body) -> None:
        await ack(options=_products(room, body["user"]["id"], str(body.get("value") or "")))

    @app.options(window.CUSTOMER)
    async def customers(ack: AsyncAck, body: Body) -> None:
        await ack(options=_customers(room, body["user"]["id"], str(body.get("value") or "")))

    @app.action(window.KIND)
    async def another_kind(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        await ack()
        view, user = body["view"], body["user"]["id"]
        kind = action["selected_option"]["value"]
        shown = window.brief_window(room, user, view["private_metadata"], kind)
        desk.later(client.views_update(view_id=view["id"], hash=view["hash"], view=shown))

    @app.view(window.BRIEF)
    async def filled(ack: AsyncAck, body: Body, view: Body) -> None:
        user, where = body["user"]["id"], json.loads(view["private_metadata"])
        brief, count = window.brief_of(view)
        place = Place(where["team"], where["channel"], "")
        name = f"{place.team}:{place.channel or user}:{view['id']}"
        order = Order(name, place, user, brief, count=count)
        if await desk.call(room.books.order, name):  # delivered again
            await desk.call(desk.work.submit, copy_job(order))
            await ack()
            return
        if why := room.closed(user) or await desk.call(_problem, room, order):
            await ack(response_action="errors", errors=window.problem(view, why))
            return
        if wait := desk.limits.take(user, place.channel or user):
            desk.metrics.limited.inc()
            why = f"that was a lot of copy. Ask again in {wait:.0f} seconds."
            await ack(response_action="errors", errors=window.problem(view, why))
            return
        await desk.call(room.books.hand_in, order)
        await desk.call(desk.work.submit, copy_job(order))
        await ack()
        _log.info("copy asked for", user=user, variants=count)

    choosing.register(app, desk)
    intake.register(app, desk)


async def _open(
    room: Copydesk,
    client: AsyncWebClient,
    trigger: str,
    user: str,
    where: Mapping[str, str],
    product: Product | None = None,
) -> None:
    """Open the window while the click is fresh."""
    why = room.closed(user)
    shown = (
        window.closed_window(why)
        if why
        else window.brief_window(room, user, json.dumps(where), product=product)
    )
    await client.views_open(trigger_id=trigger, view=shown)


def _problem(room: Copydesk, order: Order) -> str:
    """Why a brief cannot be written, for the window in which it stands."""
    try:
        room.brief(order)
    except BadInput as error:
        return str(error)
    return ""


def _products(room: Copydesk, user: str, text: str) -> list[Option]:
    if room.closed(user):
        return []
    found = room.reader.catalogue.find(text, OFFERED)
    return [window.product_option(product) for product in found if len(product.id) <= VALUE]


def _customers(room: Copydesk, user: str, text: str) -> list[Option]:
    """Customers whose name or number holds what was typed, for those who may see them."""
    if room.closed(user) or not room.may_see_customers(user):
        return []
    typed = text.casefold()
    named = (c for c in room.reader.customers.values() if typed in f"{c.name} {c.id}".casefold())
    return [window.customer_option(customer) for customer in named if len(customer.id) <= VALUE][:OFFERED]
