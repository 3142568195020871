"""Which rows of the marketing desk hold a person's words: their briefs, the copies of these, their edits.

A brief stays theirs where others had it written again. Conditions for queries; nothing is changed here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from bot.store.tables import ChoiceRow, CopyRow, OrderRow, PostRow


def orders(user: str) -> Select[Any]:
    """Return the ids of their briefs; a brief that was written again has an id below that of the first."""
    first, again = aliased(OrderRow), aliased(OrderRow)
    return select(again.id).where(first.user == user, _at_or_below(again.id, first.id))


def copies(user: str) -> ColumnElement[bool]:
    """Whether a copy was written for their brief, or was edited by them."""
    edit = aliased(ChoiceRow)
    same = and_(edit.order == CopyRow.order, edit.number == CopyRow.number)
    return or_(CopyRow.order.in_(orders(user)), exists().where(_edited(edit, user), same))


def choices(user: str) -> ColumnElement[bool]:
    """Whether a choice is theirs, of their brief, or of a copy that holds their words since an edit."""
    edit, later = aliased(ChoiceRow), aliased(ChoiceRow)
    same = and_(edit.order == later.order, edit.number == later.number, edit.row < later.row)
    # Not correlated, so that SQLite reads it once, before it takes a name out of the first row.
    since = select(later.row).where(_edited(edit, user), same)
    return or_(ChoiceRow.user == user, ChoiceRow.order.in_(orders(user)), ChoiceRow.row.in_(since))


def posts(user: str) -> ColumnElement[bool]:
    """Whether a Slack message repeats such a brief, its copies, or what they made of another's copy.

    Posts are named after their order: its head ``/head``, its cards ``/card/N``; a clean text bears the key
    of the choice to use it.
    """
    order, edit, used = aliased(OrderRow), aliased(ChoiceRow), aliased(ChoiceRow)
    briefed = exists().where(order.user == user, _at_or_below(PostRow.job, order.id))
    card = edit.order.concat("/card/").concat(cast(edit.number, String))
    carded = exists().where(_edited(edit, user), PostRow.job == card)
    later = and_(used.order == edit.order, used.number == edit.number, used.row > edit.row)
    cleaned = exists().where(_edited(edit, user), later, used.deed == "used", PostRow.job == used.key)
    return or_(briefed, carded, cleaned)


def channel() -> Any:
    """The channel of a post; for one from before the books knew it, where the brief was handed in."""
    order = aliased(OrderRow)
    handed_in = (
        select(order.channel).where(_at_or_below(PostRow.job, order.id)).order_by(func.length(order.id))
    )
    return func.coalesce(func.nullif(PostRow.channel, ""), handed_in.limit(1).scalar_subquery(), "")


def _edited(choice: Any, user: str) -> ColumnElement[bool]:
    return and_(choice.user == user, choice.deed == "edited")


def _at_or_below(name: Any, order: Any) -> ColumnElement[bool]:
    """Whether a name is that of an order, or begins with it. LIKE would read the signs in ids as its own."""
    return or_(name == order, func.substr(name, 1, func.length(order) + 1) == order.concat("/"))
