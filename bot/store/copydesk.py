"""The books of the marketing desk: briefs handed in, what came of them, what people decided.

A brief is for copy, or for pictures: then what came of it are candidates, by seed and weights.

Every method is one short transaction, and may be called again with the same arguments without harm. Calls
block. The words are forgotten and expire with the conversations (``bot.store.forgetting``).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, and_, select
from sqlalchemy.orm import Session

from bot.domain import Choice, Decision, Kept, Order, Place
from bot.store.database import lock, reading, writing
from bot.store.rows import clean
from bot.store.tables import ChoiceRow, CopyRow, OrderRow


class CopyBooks:
    """The tables ``orders``, ``copies`` and ``choices``, on the database of the conversations."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def hand_in(self, order: Order) -> bool:
        """Note a brief. False: it is known already, or was withdrawn."""
        with writing(self._engine) as session:
            lock(session, order.id)
            if session.get(OrderRow, order.id):
                return False
            session.add(_row(order))
            return True

    def order(self, id: str) -> Order | None:
        """Return a brief; None if it is unknown, withdrawn or forgotten."""
        with reading(self._engine) as session:
            row = session.get(OrderRow, id)
            return _order(row) if row and not row.withdrawn else None

    def add(self, id: str, more: Mapping[str, Any]) -> Order | None:
        """Add fields to a brief; what it has already stands. Return it, or None as ``order`` does."""
        with writing(self._engine) as session:
            lock(session, id)
            row = session.get(OrderRow, id)
            if row is None or row.withdrawn:
                return None
            row.brief = {**_clean(more), **row.brief}
            return _order(row)

    def keep(self, order_id: str, bodies: Mapping[int, Mapping[str, Any]]) -> None:
        """Keep copies by their numbers, all or none, before they are shown.

        The first one of a number stands. None is kept for a brief that was forgotten.
        """
        with writing(self._engine) as session:
            lock(session, order_id)
            order = session.get(OrderRow, order_id)
            if order is None or order.withdrawn:
                return
            for number, body in bodies.items():
                if not _copy(session, order_id, number):
                    row = {"order": order_id, "number": number, "body": _clean(body)}
                    session.add(CopyRow(version=0, at=time.time(), **row))

    def copies(self, order_id: str) -> tuple[Kept, ...]:
        """Return the copies of a brief as they stand now, in their order."""
        query = select(CopyRow).where(CopyRow.order == order_id).order_by(CopyRow.number)
        with reading(self._engine) as session:
            return tuple(_kept(row) for row in session.scalars(query))

    def copy(self, order_id: str, number: int) -> Kept | None:
        """Return one copy as it stands now."""
        with reading(self._engine) as session:
            row = _copy(session, order_id, number)
            return _kept(row) if row else None

    def choose(
        self, choice: Choice, body: Mapping[str, Any] | None = None, version: int | None = None
    ) -> bool:
        """Note what somebody did with a copy that they saw as ``version``; an edit brings its new ``body``.

        False: this very act is known, or somebody else changed the copy meanwhile.
        """
        with writing(self._engine) as session:
            lock(session, choice.order)
            if session.scalar(select(ChoiceRow.row).where(ChoiceRow.key == choice.key)):
                return False
            row = _copy(session, choice.order, choice.number)
            if version is not None and (row is None or row.version != version):
                return False
            if row and body is not None:
                row.body, row.version = _clean(body), row.version + 1
            session.add(_choice_row(choice))
            return True

    def used(self, most: int) -> tuple[Choice, ...]:
        """Return the newest decisions to use a copy, the newest first; forgotten words are left out."""
        query = select(ChoiceRow).where(ChoiceRow.deed == "used", ChoiceRow.after != "")
        with reading(self._engine) as session:
            return tuple(map(_choice, session.scalars(query.order_by(ChoiceRow.row.desc()).limit(most))))

    def choices(self, order_id: str) -> tuple[Choice, ...]:
        """Return what people did with the copies of a brief, oldest first."""
        query = select(ChoiceRow).where(ChoiceRow.order == order_id).order_by(ChoiceRow.row)
        with reading(self._engine) as session:
            return tuple(_choice(row) for row in session.scalars(query))

    def decisions(self) -> tuple[Decision, ...]:
        """Return all that people did with copies, oldest first; of pictures and forgotten words nothing.

        A copy goes with the words of whoever asked for it or edited it, and with it all that was done to it.
        """
        kept = and_(CopyRow.order == ChoiceRow.order, CopyRow.number == ChoiceRow.number)
        query = (
            select(ChoiceRow, OrderRow)
            .join(OrderRow, OrderRow.id == ChoiceRow.order)
            .join(CopyRow, kept)
            .where(OrderRow.withdrawn.is_(False), ChoiceRow.deed != "chosen", ChoiceRow.before != "")
            .order_by(ChoiceRow.row)
        )
        with reading(self._engine) as session:
            return tuple(
                Decision(_choice(choice), _order(order), _shown(session, order.id), choice.at)
                for choice, order in session.execute(query).all()
            )


def _shown(session: Session, order_id: str) -> dict[int, str]:
    """Return the texts of an order as they were first shown, by number: an edit keeps what it began from."""
    copies = select(CopyRow).where(CopyRow.order == order_id).order_by(CopyRow.number)
    texts = {row.number: str(row.body["text"]) for row in session.scalars(copies)}
    edits = select(ChoiceRow).where(ChoiceRow.order == order_id, ChoiceRow.deed == "edited")
    for edit in session.scalars(edits.order_by(ChoiceRow.row.desc())):  # the first edit has the last word
        if edit.number in texts and edit.before:
            texts[edit.number] = edit.before
    return texts


def _copy(session: Session, order_id: str, number: int) -> CopyRow | None:
    return session.scalar(select(CopyRow).where(CopyRow.order == order_id, CopyRow.number == number))


def _row(order: Order) -> OrderRow:
    place = order.place
    return OrderRow(
        id=order.id,
        team=place.team,
        channel=place.channel,
        thread=place.thread,
        user=order.user,
        brief=_clean(order.brief),
        changes=list(order.changes),
        count=order.count,
        seed=order.seed,
        withdrawn=False,
        at=time.time(),
    )


def _order(row: OrderRow) -> Order:
    place = Place(row.team, row.channel, row.thread)
    return Order(row.id, place, row.user, dict(row.brief), tuple(row.changes), row.count, row.seed)


def _kept(row: CopyRow) -> Kept:
    return Kept(row.order, row.number, dict(row.body), row.version)


def _choice_row(choice: Choice) -> ChoiceRow:
    return ChoiceRow(
        key=choice.key,
        order=choice.order,
        number=choice.number,
        user=choice.user,
        deed=choice.deed,
        before=clean(choice.before),
        after=clean(choice.after),
        change=choice.change,
        confirmed=[clean(text) for text in choice.confirmed],
        at=time.time(),
    )


def _choice(row: ChoiceRow) -> Choice:
    words = {"before": row.before, "after": row.after, "change": row.change}
    deed: Any = row.deed
    who = row.user or ""
    return Choice(row.key, row.order, row.number, who, deed, **words, confirmed=tuple(row.confirmed))


def _clean(body: Any) -> Any:
    """JSON without what no database keeps."""
    if isinstance(body, str):
        return clean(body)
    if isinstance(body, Mapping):
        return {str(name): _clean(value) for name, value in body.items()}
    return [_clean(value) for value in body] if isinstance(body, list | tuple) else body
