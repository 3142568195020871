"""Copy that somebody approved and that may stand on a poster: the newest, as far as a person may see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from bot.domain import Choice, Kept, Order
from bot.errors import BadInput
from bot.slack.copy import today
from bot.slack.copy.cards import used_key
from bot.slack.copy.room import Copydesk
from bot.slack.inputs import VALUE

#: So many are offered.
OFFERED = 25


@dataclass(frozen=True, slots=True)
class Approved:
    """A copy as it was approved, and as it stands in the books still."""

    choice: Choice
    kept: Kept
    order: Order

    @property
    def headline(self) -> str:
        return str(self.kept.body["parts"].get("head", ""))

    @property
    def text(self) -> str:
        return str(self.kept.body["parts"].get("body", ""))

    @property
    def label(self) -> str:
        return " ".join((self.headline or self.text).split())

    def said(self, headline: str, text: str) -> tuple[str, ...]:
        """Which of "headline" and "text" are this copy's own words."""
        own = {_plain(part) for part in (self.headline, self.text) if part}
        told = {"headline": headline, "text": text}
        return tuple(name for name, words in told.items() if words and _plain(words) in own)

    def refusal(self, desk: Copydesk) -> str:
        """Why it does not hold today, in mrkdwn ('' if it does)."""
        try:
            return today.look(desk, self.order, self.kept).refusal
        except BadInput as error:
            return str(error)


def recent(desk: Copydesk, user: str) -> list[Approved]:
    """Return the newest approved copies that ``user`` may read and nobody changed or put away since."""
    if desk.writer is None:
        return []
    found = (_look_up(desk, choice, user) for choice in desk.books.used(4 * OFFERED))
    return [*islice((each for each in found if each), OFFERED)]


def find(desk: Copydesk, user: str, key: str) -> Approved | None:
    """Return an approved copy by the key of its choice, as ``recent`` offers it."""
    if not key or desk.writer is None:
        return None
    choice = next((each for each in desk.books.used(4 * OFFERED) if each.key == key), None)
    return _look_up(desk, choice, user) if choice else None


def _look_up(desk: Copydesk, choice: Choice, user: str) -> Approved | None:
    order, kept = desk.books.order(choice.order), desk.books.copy(choice.order, choice.number)
    if order is None or kept is None or used_key(kept) != choice.key or len(choice.key) > VALUE:
        return None
    if "customer_id" in order.brief and not desk.may_see_customers(user):
        return None
    acts = desk.books.choices(order.id)
    if any(act.number == kept.number and act.deed == "dismissed" for act in acts):
        return None
    return Approved(choice, kept, replace(order, user=user))


def _plain(words: str) -> str:
    return " ".join(words.split())
