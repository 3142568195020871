"""What is said in the house, and what became of it: messages, answers, ratings, hand-offs.

Every method is one short transaction, and may be called again with the same arguments without harm. Calls
block: a listener goes through ``asyncio.to_thread``. What a person wrote can be forgotten, and expires.
"""

from __future__ import annotations

import dataclasses
import time

from sqlalchemy import Engine, delete, select, update

from bot.domain import Answer, HandOff, KeptAnswer, Place, Rating, Said, Turn
from bot.store import forgetting, gathering, handoffs, rows, traces
from bot.store.database import lock, reading, scrub, writing
from bot.store.rows import (
    answer_of,
    asker_of,
    fields,
    history_of,
    last_in_threads,
    position,
    posts_of,
    question_of,
    said_of,
    tombstone,
    unheard,
)
from bot.store.tables import AnswerRow, MessageRow, PostRow, RatingRow
from bot.store.traces import Trace


class Conversations:
    """The books of all conversations, on the database that ``SqlStore`` opened (``store.engine``).

    Job ids may carry a tail after ``#``: such a job answers the same question anew, as ``"T1:C1:1.2#e1.3"``
    does after an edit. It shares the row of messages with the job before the ``#``, and its answer takes
    that one's place in the history.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def hear(self, said: Said, within: float = 0.0) -> bool:
        """Note a message that is meant for the bot. False: it is known already.

        One outside threads joins the thread of another that this person wrote at most ``within`` seconds
        away and that still waits; ``said`` knows where it stands.
        """
        with writing(self._engine) as session:
            lock(session, said.id)  # another process may hear it in the same moment
            return gathering.hear(session, said, within)

    def said(self, id: str) -> Said | None:
        """Return a message; None if it is unknown, was withdrawn or forgotten."""
        with reading(self._engine) as session:
            row = session.get(MessageRow, id)
            return said_of(row) if row and not row.withdrawn and not unheard(row) else None

    def withdrawn(self, id: str) -> bool:
        """Say whether a message was deleted by its author, or forgotten. It may still be delivered."""
        with reading(self._engine) as session:
            row = session.get(MessageRow, id)
            return row is not None and row.withdrawn

    def edit(self, id: str, text: str, when: str) -> str | None:
        """Keep the new text of a message; ``when`` (a ``ts``) it was edited, for only the newest edit counts.

        Return the job that answers or answered it, if one has begun and no newer edit is known.
        """
        with writing(self._engine) as session:
            return gathering.edit(session, id, text, when)

    def edit_early(self, said: Said, when: str) -> bool:
        """Keep the edited words of a message that has not come yet; the newest count. False: it has."""
        with writing(self._engine) as session:
            lock(session, said.id)
            return gathering.edit_early(session, said, when)

    def withdraw(self, id: str) -> tuple[Said, str | None] | None:
        """Wipe a message that its author deleted, and the answer to it; the same however often it is called.

        Return it without its words, and the job as ``edit`` does; ``posts`` stay known, to be removed from
        Slack. None: it was not heard, and is known as withdrawn from now on.
        """
        with writing(self._engine) as session:
            lock(session, id)
            if (row := session.get(MessageRow, id, with_for_update=True)) is None:
                session.add(tombstone(id))
                return None
            if row.job and not row.withdrawn:
                session.execute(delete(AnswerRow).where(AnswerRow.question == row.job))
            row.text, row.withdrawn = "", True
            found = (said_of(row), row.job) if row.lane else None
        self.scrub()
        return found

    def gather(self, job_id: str, first: Said) -> tuple[Said, ...]:
        """Take the row of messages that this job answers: ``first`` and what its author said after it.

        The same job gets the same row however often it asks, less what was withdrawn. Empty: another job
        has taken ``first``, or nothing of the row is left.
        """
        with writing(self._engine) as session:
            return tuple(map(said_of, gathering.take(session, question_of(job_id), first)))

    def set_aside(self, said: Said, job_id: str) -> None:
        """Leave a message to a job that answers it by itself, unless one has taken it."""
        free = (MessageRow.id == said.id, MessageRow.job.is_(None))
        with writing(self._engine) as session:
            session.execute(update(MessageRow).where(*free).values(job=job_id))

    def last_heard(self, place: Place, user: str) -> float | None:
        """Return when (Unix time, our clock) this person's last message that still waits was heard."""
        with reading(self._engine) as session:
            return gathering.last_heard(session, place, user)

    def history(self, place: Place, before_ts: str) -> tuple[Turn, ...]:
        """Return the questions asked before ``before_ts`` and what was shown for them, oldest first."""
        with reading(self._engine) as session:
            return history_of(session, place, position(before_ts))

    def asker(self, place: Place) -> str:
        """Return who said last what was meant for the bot in this thread; nobody: it takes no part in it."""
        with reading(self._engine) as session:
            return asker_of(session, place)

    def known(self, since: float, until: float) -> dict[Place, str]:
        """Return the threads of those times (Unix time) and the last message heard in each, latest first."""
        with reading(self._engine) as session:
            return last_in_threads(session, since, until)

    def keep(self, job_id: str, place: Place, user: str, answer: Answer) -> None:
        """Keep an answer, before its last words are posted. The first one that a job keeps stands.

        One whose question was withdrawn or forgotten meanwhile is not; nor is what the search saw beside it.
        """
        body = dataclasses.asdict(dataclasses.replace(answer, search=None))
        question = question_of(job_id)
        with writing(self._engine) as session:
            lock(session, question)
            asked = session.scalars(gathering.asked_by(question)).all()
            if asked and all(message.withdrawn for message in asked):
                return
            if session.get(AnswerRow, job_id):
                return
            where = {"lane": place.lane, **fields(place)}
            session.add(
                AnswerRow(job=job_id, question=question, user=user, body=body, at=time.time(), **where)
            )

    def kept(self, job_id: str) -> KeptAnswer | None:
        """Return what this very job has answered."""
        with reading(self._engine) as session:
            row = session.get(AnswerRow, job_id)
            if row is None:
                return None
            place, posts = Place(row.team, row.channel, row.thread), posts_of(session, job_id)
            return KeptAnswer(job_id, place, row.user, answer_of(row.body), posts, row.at)

    def posted(self, job_id: str, ts: str, channel: str = "") -> None:
        """Note, at once after posting, a Slack message that carries words of this job."""
        with writing(self._engine) as session:
            lock(session, job_id)
            if ts not in posts_of(session, job_id):
                session.add(PostRow(job=job_id, channel=channel, ts=ts, at=time.time()))

    def posts(self, job_id: str) -> tuple[str, ...]:
        """Return the Slack messages that carry words of this job, in the order of posting."""
        with reading(self._engine) as session:
            return posts_of(session, job_id)

    def rate(self, rating: Rating) -> None:
        """Keep a rating: one for each person and answer, the last counts.

        A reason may come later, and stays if the same verdict is given again without one.
        """
        with writing(self._engine) as session:
            lock(session, rating.answer)
            rows.rate(session, rating)

    def ratings(self, job_id: str) -> tuple[Rating, ...]:
        """Return the ratings of an answer. A person who was forgotten has no name."""
        query = select(RatingRow).where(RatingRow.job == job_id).order_by(RatingRow.row)
        with reading(self._engine) as session:
            found = session.scalars(query)
            return tuple(Rating(job_id, row.user or "", row.good, row.reason) for row in found)

    def hand_off(self, place: Place, user: str) -> bool:
        """Note that people take a conversation over. False: they have done so already."""
        with writing(self._engine) as session:
            return handoffs.hand_off(session, place, user)

    def handed_off(self, place: Place) -> HandOff | None:
        """Return the hand-off under which the bot is quiet here, if there is one."""
        with reading(self._engine) as session:
            return handoffs.standing(session, place)

    def hand_offs(self) -> tuple[HandOff, ...]:
        """Return every hand-off that nobody has ended, oldest first."""
        with reading(self._engine) as session:
            return handoffs.all_standing(session)

    def announced(self, place: Place, channel: str, ts: str) -> None:
        """Note the message by which a hand-off was announced, and its channel."""
        with writing(self._engine) as session:
            handoffs.announced(session, place, channel, ts)

    def hand_back(self, place: Place) -> bool:
        """Let the bot speak here again. False: it was not handed off."""
        with writing(self._engine) as session:
            return handoffs.hand_back(session, place)

    def forget(self, user: str) -> dict[str, int]:
        """Remove what a person wrote, the answers to it, and their name; count the rows touched by table."""
        with writing(self._engine) as session:
            touched = forgetting.forget(session, user)
        self.scrub()
        return touched

    def traces(self, user: str, people: str) -> tuple[Trace, ...]:
        """Return the bot's own Slack messages that repeat this person's words; ``forget`` makes it none."""
        with reading(self._engine) as session:
            return traces.traces(session, user, people)

    def scrub(self, patience: float = 0.0) -> bool:
        """Let go of removed words in the database's journal. False: readers kept it busy all that time."""
        return scrub(self._engine, patience)

    def remains(self, user: str) -> dict[str, int]:
        """Count, by table, the rows that still know this person; after ``forget`` every count is 0."""
        with reading(self._engine) as session:
            return forgetting.remains(session, user)

    def expire(self, before: float) -> dict[str, int]:
        """Remove what is older than ``before`` (Unix time), the API's replies too. Return the rows by table.

        Jobs that wait or run, and the messages they are about, are left alone.
        """
        with writing(self._engine) as session:
            removed = forgetting.expire(session, before)
        self.scrub()
        return removed
