"""Stopping: who presses Stop, or wants a human, is told no more of what was asked before, and sees that.

The books have the questions as taken before anything is cancelled, so none of them waits or draws a later
message into its thread. A job of its own then sees what stands in the thread: the stopped one may have been
cancelled before it began, or broken off while its words were growing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from bot.domain import Place
from bot.slack import blocks, markdown
from bot.slack.calls import Slack, is_last, job_of
from bot.slack.desk import Desk
from bot.slack.jobs import said_in, stopping_job
from bot.slack.posting import INTENT, settle, standing
from bot.store.conversations import Conversations
from bot.store.rows import position, question_of
from bot.watch import logs
from bot.work import Cancelled, Job

STOPPED = "_Stopped. Ask again whenever you like._"
LEFT = "_I leave this one to the people who take over._"

_log = logs.get(__name__)


async def stop(desk: Desk, place: Place, before: str, user: str = "") -> None:
    """Stop the questions of a thread that were asked before a moment (a ``ts``): all, or one person's.

    May be called again, from the beginning: what was asked later is left alone.
    """
    for job in await desk.call(desk.work.unfinished, place.lane, "answer", user):
        said = await desk.call(desk.conversations.said, job)
        if said is None or position(said.ts) >= position(before):
            continue  # a deletion or an edit, which must be done; or a later question
        await desk.call(desk.work.submit, stopping_job(said))
        await desk.call(desk.conversations.gather, job, said)
        await desk.call(desk.work.cancel, job)


def word(books: Conversations, place: Place) -> str:
    """What stands under an answer that was stopped."""
    return LEFT if books.handed_off(place) else STOPPED


@dataclass(frozen=True, slots=True)
class Stopping:
    """Does the jobs of kind ``stop``: sees that a stopped question has an end in its thread."""

    slack: Slack
    conversations: Conversations

    def run(self, job: Job, cancelled: Cancelled) -> None:
        question, said, books = question_of(job.id), said_in(job), self.conversations
        row = books.gather(question, said)
        if not row:  # withdrawn, or part of another question
            return
        found = standing(self.slack, books, question, row[0]) if books.posts(question) else []
        if any(is_last(message) and question_of(job_of(message)) == question for message in found):
            return  # it came to its end by itself
        kept = books.kept(question)
        words = markdown.render(kept.answer.text) if kept else ""
        below, record = blocks.small(word(books, said.place)), partial(books.posted, question)
        record(INTENT)
        settle(self.slack, said.place, question, words, below, found, row[0].ts, record)

    def give_up(self, job: Job, error: str) -> None:
        """See ``Handler``; nothing more is said, which is what was asked for."""
