"""``/illustrate``: it opens the window and hands in what was asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import Order, Place
from bot.errors import BadInput
from bot.slack.desk import Desk, workspace
from bot.slack.excuse import excuse
from bot.slack.pictures import choosing, posters, window
from bot.slack.pictures.job import picture_job
from bot.watch import logs

Body = Mapping[str, Any]

_log = logs.get(__name__)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the command and its window; then to the buttons of the sheets and to posters."""
    room = desk.atelier

    @app.command(window.COMMAND)
    async def typed(ack: AsyncAck, command: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        await ack()
        desk.metrics.events.labels("command").inc()
        where = json.dumps({"team": workspace(context), "channel": command["channel_id"]})
        why = room.closed(command["user_id"])
        if why or room.painter is None:
            shown = window.closed_window(why)
        else:
            shown = window.sheet_window(room.painter.palette, where, str(command.get("text") or ""))
        opening = client.views_open(trigger_id=command["trigger_id"], view=shown)
        desk.later(opening, lambda: excuse(command, client))

    @app.view(window.SHEET)
    async def filled(ack: AsyncAck, body: Body, view: Body) -> None:
        user, where = body["user"]["id"], json.loads(view["private_metadata"])
        place = Place(where["team"], where["channel"], "")
        name = f"{place.team}:{place.channel}:{view['id']}"
        if known := await desk.call(room.books.order, name):  # delivered again
            await desk.call(desk.work.submit, picture_job(known))
            await ack()
            return
        why, brief = room.closed(user), {}
        if not why and room.painter:
            try:
                brief = await desk.call(window.brief_of, view, room.painter)
            except BadInput as error:
                why = str(error)
        if not why and (wait := desk.limits.take(user, place.channel)):
            desk.metrics.limited.inc()
            why = f"That was a lot at once. Ask again in {wait:.0f} seconds."
        if why:
            await ack(response_action="errors", errors=window.problem(view, why))
            return
        order = Order(name, place, user, brief, count=len(brief["seeds"]))
        await desk.call(room.books.hand_in, order)
        await desk.call(desk.work.submit, picture_job(order))
        await ack()
        _log.info("pictures asked for", user=user, count=order.count)

    choosing.register(app, desk)
    posters.register(app, desk)
