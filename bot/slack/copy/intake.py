"""Files of products that people send: heard, taken into the books once, and stopped at a word.

Once its rows are in the books the file itself may vanish from Slack.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import catalogue
from bot.domain import Order, Said
from bot.errors import BadInput
from bot.headings import taken
from bot.slack.calls import Slack
from bot.slack.copy import progress, transfer
from bot.slack.copy.wishes import wishes
from bot.slack.desk import Desk
from bot.store.copydesk import CopyBooks
from bot.work import Job

Body = Mapping[str, Any]

SHEET = "sheet"
SUFFIXES = (".csv", ".jsonl")
#: The most products of a file: some hours of work on two cores.
MOST = 500
STOPPING = "I stop after the products that I have in hand. What is written by then comes in a file."


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the button that stops a file."""
    room = desk.copydesk

    @app.action(progress.STOP)
    async def stop(ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
        user, message = body["user"]["id"], body["message"]
        why = room.closed(user)
        if not why:
            await desk.call(room.books.add, str(action["value"]), {"stopped": True})
        await ack()
        where = {"channel": body["channel"]["id"], "thread_ts": message.get("thread_ts") or message["ts"]}
        desk.later(client.chat_postEphemeral(**where, user=user, text=why or STOPPING))


async def take(desk: Desk, said: Said, attached: Sequence[Body]) -> list[Body]:
    """Submit a job for each file of products that a marketer sent. Return the files that are none."""
    room = desk.copydesk
    if not attached or room.writer is None or not room.may_write(said.user):
        return [*attached]
    for file in (file for file in attached if _is_sheet(file)):
        name, held = f"{said.id}/sheet/{file['id']}", {"file": file["id"], "name": file["name"]}
        order = Order(name, said.place, said.user, held | wishes(said.text))
        await desk.call(room.books.hand_in, order)
        payload = {"order": name, "said": said.id, "at": time.time()}
        await desk.call(desk.work.submit, Job(name, f"{said.place.team}/sheets", SHEET, payload, said.user))
    return [file for file in attached if not _is_sheet(file)]


def _is_sheet(file: Body) -> bool:
    return bool(file.get("id")) and str(file.get("name") or "").lower().endswith(SUFFIXES)


def with_rows(slack: Slack, books: CopyBooks, order: Order) -> Order | None:
    """Return an order with the rows of its file (``rows``), what was left out (``left_out``, in words) and
    what became of its columns (``columns``, too).

    They are read the first time only. None if the order was forgotten meanwhile.

    Raises:
        BadInput: the file cannot be read, is no file of products, or has too many.
    """
    if "rows" in order.brief:
        return order
    name = str(order.brief["name"])
    try:
        text = transfer.fetch(slack, str(order.brief["file"])).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not UTF-8: save it as CSV UTF-8, and send it again.") from error
    goods = catalogue.parse(text, PurePath(name).suffix.lower(), name, skip_bad=True)
    if len(goods.products) > MOST:
        raise BadInput(
            f"{name} has {len(goods.products):,} products, and I take up to {MOST:,} at a time. "
            "Send it in pieces, each with the line of headings."
        )
    rows = [catalogue.row_of(product) for product in goods.products.values()]
    left_out = [f"line {line}: {why}" for line, why in goods.skipped]
    columns = [taken(goods.products.values())] if name.lower().endswith(".csv") else []
    columns += [f"Passed over, {note}" for note in goods.unread]
    return books.add(order.id, {"rows": rows, "left_out": left_out, "columns": columns})
