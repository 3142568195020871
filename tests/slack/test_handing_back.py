"""``shopkeeper handoffs``: what people have taken over is seen and ended without the button."""

from __future__ import annotations

import json

import pytest

from bot.domain import HandOff, Place
from bot.playground import Message, PocketSlack
from bot.slack import handoff
from bot.store.database import open_database
from bot.work import Cancelled
from bot.work.jobs import JobBook
from tests.conftest import Run
from tests.slack.conftest import FAQ, QUESTION, Shop


@pytest.fixture
def at_shop(shop: Shop, shopkeeper: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line of a shop that is open."""
    monkeypatch.setenv("SHOPKEEPER_HOME", str(shop.settings.home))
    monkeypatch.setenv("SHOPKEEPER_HUMAN_CHANNEL", shop.settings.human_channel)
    return shopkeeper


def hand_off(shop: Shop, slack: PocketSlack) -> tuple[Message, HandOff]:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    slack.press(slack.user, shop.answer(asked), "talk_to_a_human")
    slack.wait_for(lambda: shop.slack.answers(shop.settings.human_channel))
    shop.idle()
    standing = shop.books.handed_off(Place(slack.team, asked.channel, asked.ts))
    assert standing
    return asked, standing


def work_off(shop: Shop, lane: str) -> None:
    """Do what the command left in the book of jobs for a conversation, as a running service does."""
    book = JobBook(open_database(shop.settings.database))
    while taken := book.take(f"{lane}/people"):
        shop.clerk.run(taken.job, Cancelled())
        book.end(taken.job.id, "done")


def test_what_is_handed_off_is_listed(shop: Shop, slack: PocketSlack, at_shop: Run) -> None:
    assert at_shop("handoffs", "list", "--json").stdout == "[]\n"
    assert "Nothing is handed off" in at_shop("handoffs", "list").stderr
    asked, standing = hand_off(shop, slack)
    (found,) = json.loads(at_shop("handoffs", "list", "--json").stdout)
    (told,) = slack.answers(shop.settings.human_channel)
    assert (found["id"], found["user"], found["announced"]) == (standing.place.lane, slack.user, True)
    assert found["link"].endswith(f"/archives/{asked.channel}/p{asked.ts.replace('.', '')}")
    assert found["announcement"].endswith(f"/{told.channel}/p{told.ts.replace('.', '')}")
    shown = at_shop("handoffs", "list").stdout
    assert standing.place.lane in shown and found["since"] in shown and slack.user in shown


@pytest.mark.parametrize("all_of_them", [True, False], ids=["all", "by id"])
def test_ended_from_the_command_line_it_is_as_if_the_button_was_pressed(
    shop: Shop, slack: PocketSlack, at_shop: Run, all_of_them: bool
) -> None:
    asked, standing = hand_off(shop, slack)
    (announced,) = slack.answers(shop.settings.human_channel)
    lane = standing.place.lane
    for _ in range(2 if all_of_them else 1):  # a second time there is nothing to do
        assert at_shop("handoffs", "end", "--all" if all_of_them else lane).returncode == 0
    assert shop.books.handed_off(standing.place) is None  # at once, whether a service runs or not
    for _ in range(2):
        work_off(shop, lane)
    assert announced.button("hand_back") is None and "by whoever runs it" in announced.shown
    assert [m.shown for m in slack.answers(slack.channel, asked)].count(handoff.BACK) == 1
    more = slack.say(slack.user, slack.channel, FAQ[2].question, asked)
    assert "9 to 17" in shop.answer(more).text


def test_ended_before_people_were_told_they_are_told_first(
    shop: Shop, slack: PocketSlack, at_shop: Run
) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    shop.answer(asked)
    place = Place(slack.team, asked.channel, asked.ts)
    shop.books.hand_off(place, slack.user)
    standing = shop.books.handed_off(place)
    assert standing
    book = JobBook(open_database(shop.settings.database))
    book.add(handoff.announcing_job(standing), 0.0)
    assert "not told yet" in at_shop("handoffs", "list").stdout
    assert at_shop("handoffs", "end", place.lane).returncode == 0
    assert shop.books.handed_off(place)
    work_off(shop, place.lane)
    (announced,) = slack.answers(shop.settings.human_channel)
    assert announced.button("hand_back") is None and shop.books.handed_off(place) is None
    assert slack.answers(slack.channel, asked)[-1].shown == handoff.BACK


def test_what_cannot_be_ended_is_named(shop: Shop, at_shop: Run) -> None:
    for wrong in ([], ["T1:C1:1.1", "--all"], ["T1:C1:1.1"]):
        refused = at_shop("handoffs", "end", *wrong)
        assert refused.returncode == 2 and "shopkeeper handoffs list" in refused.stderr
    assert at_shop("handoffs", "end", "--all").returncode == 0
    assert "Example: shopkeeper handoffs end --all" in at_shop("handoffs", "end", "--help").stdout
