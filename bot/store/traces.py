"""Where the bot's own Slack messages repeat what a person wrote: questions, replies, hand-offs, briefs.

Works within a transaction that someone else has opened, and must be asked before the person is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from bot.store import briefed
from bot.store.tables import HandOffRow, JobRow, MessageRow, PostRow

#: Kinds of jobs that post a person's own words: ``/ask``, and an agent's reply.
_REPEATING = ("ask", "reply")


@dataclass(frozen=True, slots=True)
class Trace:
    """One such message. ``kind``: ask, reply, handoff or copy; ``lane`` is set where a hand-off is open.

    ``guessed``: the books do not know the channel; it is where announcements go today, or where the brief was
    handed in.
    """

    kind: str
    job: str
    channel: str
    ts: str
    lane: str = ""
    guessed: bool = False


def traces(session: Session, user: str, people: str) -> tuple[Trace, ...]:
    """Return the messages that repeat a person's words, as far as the books go back.

    An announcement quotes what was asked last, so those of every conversation count in which the person
    spoke. ``people``: the channel of announcements whose own the books do not know.
    """
    return (*_posts(session, user), *_announcements(session, user, people), *_copydesk(session, user))


def _posts(session: Session, user: str) -> list[Trace]:
    query = (
        select(JobRow.kind, PostRow.job, MessageRow.channel, PostRow.ts)
        .join(JobRow, JobRow.id == PostRow.job)
        .join(MessageRow, MessageRow.id == PostRow.job)
        .where(MessageRow.user == user, JobRow.kind.in_(_REPEATING), PostRow.ts != "0")
        .order_by(PostRow.row)
    )
    return [Trace(*row) for row in session.execute(query)]


def _copydesk(session: Session, user: str) -> list[Trace]:
    """The heads, cards and clean texts of their briefs, and of copies that they edited."""
    query = select(PostRow, briefed.channel()).where(briefed.posts(user), PostRow.ts != "0")
    found = session.execute(query.order_by(PostRow.row))
    return [Trace("copy", post.job, where, post.ts, guessed=not post.channel) for post, where in found]


def _announcements(session: Session, user: str, people: str) -> list[Trace]:
    same = [getattr(MessageRow, name) == getattr(HandOffRow, name) for name in ("team", "channel", "thread")]
    spoke = exists().where(and_(*same), MessageRow.user == user)
    query = select(HandOffRow).where(HandOffRow.announced != "", or_(HandOffRow.user == user, spoke))
    found = []
    for row in session.scalars(query.order_by(HandOffRow.row)):
        job = f"{row.team}:{row.channel}:{row.thread}/handoff/{row.at}"
        where = row.announced_in or people
        lane = row.open_lane or ""
        found.append(Trace("handoff", job, where, row.announced, lane, guessed=not row.announced_in))
    return found
