"""What people decided about a copy is shown: the clean text of what is used, and the card as it now is.

A job says where, never what: the words wait in the books.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from bot.domain import Choice, Place
from bot.errors import BadInput
from bot.slack.calls import Refused, Slack
from bot.slack.copy import cards
from bot.slack.copy.job import show_again
from bot.slack.copy.room import Copydesk
from bot.slack.posting import say_once
from bot.slack.threads import whisper
from bot.store.conversations import Conversations
from bot.watch import logs
from bot.work import Cancelled, Job

CHOICE = "choice"
SORRY = "I am sorry, something went wrong on my side. What you decided is noted."

_log = logs.get(__name__)


def job(choice: Choice, place: Place, card: str) -> Job:
    """The job that shows a choice. ``card`` is the ``ts`` of the card."""
    return _job(choice.key, choice.order, choice.number, choice.user, place, card)


def look(occasion: str, order: str, number: int, user: str, place: Place, card: str) -> Job:
    """The job that shows a card as its copy is now, where nothing was decided."""
    return _job(f"{order}/{number}/look/{occasion}", order, number, user, place, card)


def _job(name: str, order: str, number: int, user: str, place: Place, card: str) -> Job:
    where = {"team": place.team, "channel": place.channel, "thread": place.thread, "card": card}
    payload = {**where, "order": order, "number": number, "at": time.time()}
    return Job(name, order, CHOICE, payload, user)


@dataclass(frozen=True, slots=True)
class Showing:
    """Does the jobs of kind ``choice``."""

    slack: Slack
    conversations: Conversations
    desk: Copydesk

    def run(self, job: Job, cancelled: Cancelled) -> None:
        payload = job.payload
        place = Place(payload["team"], payload["channel"], payload["thread"])
        order = self.desk.books.order(payload["order"])
        choices = self.desk.books.choices(payload["order"])
        choice = next((each for each in choices if each.key == job.id), None)
        kept = self.desk.books.copy(payload["order"], payload["number"])
        if order is None or kept is None:
            return  # forgotten meanwhile
        try:
            if choice and choice.deed == "used" and choice.after:
                kind = order.brief.get("kind", "product")
                shown = cards.clean({**kept.body, "text": choice.after}, choice.user, choice.confirmed, kind)
                say_once(self.slack, self.conversations, job.id, place, shown)
            show_again(self.slack, self.desk, place, payload["card"], order, kept.number)
        except (Refused, BadInput) as error:  # the card or its thread was deleted, or the product is gone
            _log.info("a choice cannot be shown", error=str(error))

    def give_up(self, job: Job, error: str) -> None:
        if not whisper(self.slack, job.payload["channel"], job.user, SORRY):
            _log.error("Slack refuses the apology")
