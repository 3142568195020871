"""What is said in the house, and what became of it: messages, answers, ratings, hand-offs.

Every method is one short transaction, and may be called again with the same arguments without harm. Calls
block: a listener goes through ``asyncio.to_thread``. What a person wrote can be forgotten, and expires.
"""

from __future__ import annotations

from sqlalchemy import Engine

from bot.domain import Answer, HandOff, KeptAnswer, Place, Rating, Said, Turn


class Conversations:
    """The books of all conversations, on the database that ``SqlStore`` opened (``store.engine``).

    Job ids may carry a tail after ``#``: such a job answers the same question anew (``"T1:C1:1.2#e1.3"`` after an
    edit). It shares the row of messages with the job before the ``#``, and its answer takes that one's
    place in the history.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def hear(self, said: Said) -> bool:
        """Note a message that is meant for the bot. False: it is known already."""
        raise NotImplementedError

    def said(self, id: str) -> Said | None:
        """Return a message; None if it is unknown, was withdrawn or forgotten."""
        raise NotImplementedError

    def edit(self, id: str, text: str) -> str | None:
        """Keep the new text of a message. Return the job that answers or answered it, if one has begun."""
        raise NotImplementedError

    def withdraw(self, id: str) -> str | None:
        """Wipe a message that its author deleted, and the answer to it. Return the job as ``edit`` does.

        ``posts`` of that job stay known, so that they can be removed from Slack.
        """
        raise NotImplementedError

    def gather(self, job_id: str, first: Said) -> tuple[Said, ...]:
        """Take the row of messages that this job answers: ``first`` and what its author said after it.

        The same job gets the same row however often it asks (less what was withdrawn meanwhile). Empty: another
        job has taken ``first``, or nothing of the row is left.
        """
        raise NotImplementedError

    def last_heard(self, place: Place, user: str) -> float | None:
        """Return when (Unix time, our clock) this person's last message was heard that no job has taken yet."""
        raise NotImplementedError

    def history(self, place: Place, before_ts: str) -> tuple[Turn, ...]:
        """Return the questions of a conversation asked before ``before_ts``, and what was shown. Oldest first."""
        raise NotImplementedError

    def takes_part(self, place: Place) -> bool:
        """Say whether anything in this thread was meant for the bot."""
        raise NotImplementedError

    def keep(self, job_id: str, place: Place, user: str, answer: Answer) -> None:
        """Keep an answer, before its last words are posted. The first one that a job keeps stands."""
        raise NotImplementedError

    def kept(self, job_id: str) -> KeptAnswer | None:
        """Return what this very job has answered."""
        raise NotImplementedError

    def posted(self, job_id: str, ts: str) -> None:
        """Note, at once after posting, a Slack message that carries words of this job."""
        raise NotImplementedError

    def posts(self, job_id: str) -> tuple[str, ...]:
        """Return the Slack messages that carry words of this job, in the order of posting."""
        raise NotImplementedError

    def rate(self, rating: Rating) -> None:
        """Keep a rating: one for each person and answer, the last counts.

        A reason may come later, and stays if the same verdict is given again without one.
        """
        raise NotImplementedError

    def ratings(self, job_id: str) -> tuple[Rating, ...]:
        """Return the ratings of an answer."""
        raise NotImplementedError

    def hand_off(self, place: Place, user: str, reason: str) -> bool:
        """Note that people take a conversation over. False: they have done so already."""
        raise NotImplementedError

    def handed_off(self, place: Place) -> HandOff | None:
        """Return the hand-off under which the bot is quiet here, if there is one."""
        raise NotImplementedError

    def announced(self, place: Place, ts: str) -> None:
        """Note the message by which a hand-off was announced."""
        raise NotImplementedError

    def hand_back(self, place: Place) -> bool:
        """Let the bot speak here again. False: it was not handed off."""
        raise NotImplementedError

    def forget(self, user: str) -> dict[str, int]:
        """Remove what a person wrote, the answers to it, and their name. Return the rows touched, by table.

        Their jobs are cancelled and wiped; ids of messages stay, so that a late redelivery is still known.
        """
        raise NotImplementedError

    def remains(self, user: str) -> dict[str, int]:
        """Count, by table, the rows that still know this person; after ``forget`` every count is 0."""
        raise NotImplementedError

    def expire(self, before: float) -> dict[str, int]:
        """Remove what is older than ``before`` (Unix time). Return the rows removed, by table.

        Jobs that wait or run, and what they need, are left alone.
        """
        raise NotImplementedError
