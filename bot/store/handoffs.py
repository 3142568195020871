"""Hand-offs in the books: which conversations people have taken over, and where that was announced.

Works within a transaction that someone else has opened.
"""

from __future__ import annotations

import time

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain import HandOff, Place
from bot.store.database import lock
from bot.store.rows import fields
from bot.store.tables import HandOffRow


def hand_off(session: Session, place: Place, user: str) -> bool:
    """Note that people take a conversation over. False: they have done so already."""
    lock(session, place.lane)
    if standing(session, place):
        return False
    nowhere = {"announced_in": "", "announced": ""}
    session.add(HandOffRow(open_lane=place.lane, **fields(place), user=user, **nowhere, at=time.time()))
    return True


def standing(session: Session, place: Place) -> HandOff | None:
    """Return the hand-off under which the bot is quiet in a conversation."""
    row = session.scalar(select(HandOffRow).where(HandOffRow.open_lane == place.lane))
    return _of(row) if row else None


def all_standing(session: Session) -> tuple[HandOff, ...]:
    """Return every hand-off that nobody has ended, oldest first."""
    query = select(HandOffRow).where(HandOffRow.open_lane.is_not(None)).order_by(HandOffRow.row)
    return tuple(_of(row) for row in session.scalars(query))


def announced(session: Session, place: Place, channel: str, ts: str) -> None:
    """Note the message by which a hand-off was announced."""
    query = update(HandOffRow).where(HandOffRow.open_lane == place.lane)
    session.execute(query.values(announced_in=channel, announced=ts))


def hand_back(session: Session, place: Place) -> bool:
    """Let the bot speak here again. False: it was not handed off."""
    query = update(HandOffRow).where(HandOffRow.open_lane == place.lane).values(open_lane=None)
    return session.scalar(query.returning(HandOffRow.row)) is not None


def _of(row: HandOffRow) -> HandOff:
    place = Place(row.team, row.channel, row.thread)
    return HandOff(place, row.user, row.at, row.announced_in, row.announced)
