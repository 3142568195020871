"""Which candidate somebody means, by a button or in a window, and the orders that are named after it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.domain import Kept, Order, Place
from bot.slack.desk import Desk
from bot.slack.pictures.job import picture_job
from bot.slack.pictures.room import GONE

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Click:
    """A button that somebody pressed: which candidate of which sheet, and in which thread."""

    order: Order
    kept: Kept
    user: str
    place: Place


async def submit(desk: Desk, click: Click, name: str, brief: Body) -> bool:
    """Hand an order in that is named after the candidate. False: it is known already."""
    order = replace(
        click.order,
        id=f"{click.order.id}/{click.kept.number}/{name}",
        place=click.place,
        user=click.user,
        brief=brief,
        count=len(brief.get("seeds", ())) or 1,
    )
    fresh = await desk.call(desk.atelier.books.hand_in, order)
    await desk.call(desk.work.submit, picture_job(order))
    return fresh


def where(click: Click) -> str:
    """Write down for a window which candidate it is about."""
    about = {"order": click.order.id, "number": click.kept.number, "place": asdict(click.place)}
    return json.dumps(about)


async def read(desk: Desk, metadata: str, user: str) -> Click | str:
    """Look up which candidate a window is about, or say why nothing can be done with it."""
    held = json.loads(metadata)
    return await find(desk, held["order"], held["number"], user, Place(**held["place"]))


async def find(desk: Desk, name: str, number: int, user: str, place: Place) -> Click | str:
    room = desk.atelier
    order = await desk.call(room.books.order, name)
    kept = await desk.call(room.books.copy, name, number)
    if why := room.closed(user):
        return why
    if not order or not kept:
        return GONE
    return room.stale(kept) or Click(order, kept, user, replace(place, team=order.place.team))
