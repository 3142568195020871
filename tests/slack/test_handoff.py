"""A hand-off that goes wrong on its way never leaves a thread without anybody."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain import Place
from bot.playground import Message, PocketSlack
from bot.slack import handoff, hearing, jobs
from bot.store.conversations import Conversations
from bot.work import Cancelled
from tests.slack.conftest import FAQ, HUMAN, QUESTION, Shop


def broken(*_: Any, **__: Any) -> Any:
    raise RuntimeError("broken here")


def people(shop: Shop) -> list[Message]:
    return shop.slack.answers(shop.settings.human_channel)


def last_words(slack: PocketSlack, asked: Message) -> str:
    return slack.answers(asked.channel, asked.thread or asked.ts)[-1].shown


def hand_off(shop: Shop, slack: PocketSlack) -> Message:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    slack.press(slack.user, shop.answer(asked), "talk_to_a_human")
    slack.wait_for(lambda: people(shop))
    shop.idle()
    return asked


def test_a_hand_off_that_is_given_up_says_so_and_the_bot_goes_on(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    answer = shop.answer(asked)
    with monkeypatch.context() as patch:
        patch.setattr(handoff.Announcing, "_words", broken)
        slack.press(slack.user, answer, "talk_to_a_human")
        slack.wait_for(lambda: shop.work.failed)
        shop.idle()
    assert HUMAN in last_words(slack, asked) and not people(shop)
    more = slack.say(slack.user, slack.channel, FAQ[2].question, asked)
    assert "9 to 17" in shop.answer(more).text
    slack.press(slack.user, answer, "talk_to_a_human")  # and a second try is one
    slack.wait_for(lambda: people(shop))
    shop.idle()
    assert not slack.ephemerals(slack.user)


def test_given_up_after_people_were_told_the_bot_stays_quiet(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = hand_off(shop, slack)
    (job,) = [job for job in shop.work.jobs.values() if job.kind == "handoff"]
    for _ in range(2):
        shop.clerk.give_up(job, "lost its process ten times")
    assert shop.books.handed_off(Place(slack.team, asked.channel, asked.ts))
    assert [m.shown for m in slack.answers(asked.channel, asked)].count(handoff.QUIET) == 1


def test_pressed_again_people_have_been_told_only_once_they_have(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    answer = shop.answer(asked)
    shop.books.hand_off(Place(slack.team, asked.channel, asked.ts), slack.user)
    slack.faults.fail(429, methods=("chat.postMessage",), times=1, retry_after=1)
    slack.press(slack.user, answer, "talk_to_a_human")
    (first,) = slack.wait_for(lambda: slack.ephemerals(slack.user))
    assert first.shown == handoff.TELLING
    slack.wait_for(lambda: people(shop))
    shop.idle()
    slack.press(slack.user, answer, "talk_to_a_human")
    slack.wait_for(lambda: len(slack.ephemerals(slack.user)) == 2)
    assert slack.ephemerals(slack.user)[-1].shown == handoff.TOLD


def test_a_hand_back_cut_short_is_ended_by_its_job_before_anything_is_said(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The listener dies between the two books it writes."""
    asked = hand_off(shop, slack)
    place = Place(slack.team, asked.channel, asked.ts)
    standing = shop.books.handed_off(place)
    assert standing
    (announced,) = people(shop)
    where = {"by": slack.colleague, "where": announced.channel, "announced": announced.ts}
    job = jobs.hand_back_job(standing, **where)
    with monkeypatch.context() as patch:
        patch.setattr(Conversations, "hand_back", broken)
        with pytest.raises(RuntimeError):
            shop.clerk.run(job, Cancelled())
    assert announced.button("hand_back") and handoff.BACK not in slack.transcript()
    for _ in range(2):
        shop.clerk.run(job, Cancelled())
    assert shop.books.handed_off(place) is None and announced.button("hand_back") is None
    assert [m.shown for m in slack.answers(asked.channel, asked)].count(handoff.BACK) == 1
    assert shop.books.hand_off(place, slack.user)  # a later hand-off is not this job's
    shop.clerk.run(job, Cancelled())
    assert shop.books.handed_off(place)


def test_a_hand_back_that_is_given_up_tells_who_pressed(shop: Shop, slack: PocketSlack) -> None:
    asked = hand_off(shop, slack)
    standing = shop.books.handed_off(Place(slack.team, asked.channel, asked.ts))
    assert standing
    (announced,) = people(shop)
    where = {"by": slack.colleague, "where": announced.channel, "announced": announced.ts}
    shop.clerk.give_up(jobs.hand_back_job(standing, **where), "broken")
    assert slack.ephemerals(slack.colleague)[-1].shown == handoff.SORRY


def test_named_while_people_have_the_thread_we_say_so_to_who_named_us(shop: Shop, slack: PocketSlack) -> None:
    asked = hand_off(shop, slack)
    before = len(slack.answers(asked.channel, asked))
    slack.say(slack.user, slack.channel, FAQ[2].question, asked)
    slack.mention(slack.user, slack.channel, FAQ[2].question, asked, times=3)
    slack.wait_for(lambda: slack.ephemerals(slack.user))
    shop.idle()
    assert [m.shown for m in slack.ephemerals(slack.user)] == [hearing.HANDED_OFF]
    assert len([m for m in slack.answers(asked.channel, asked) if not m.only_for]) == before


def test_in_a_direct_message_nobody_is_promised_to_answer_there(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.dm(slack.user, QUESTION)
    answer = shop.answer(asked)
    for _ in range(2):
        slack.press(slack.user, answer, "talk_to_a_human")
        slack.wait_for(lambda: people(shop))
        shop.idle()
    assert last_words(slack, asked) == handoff.QUIET_DM
    slack.wait_for(lambda: slack.ephemerals(slack.user))
    assert slack.ephemerals(slack.user)[-1].shown == handoff.TOLD_DM
