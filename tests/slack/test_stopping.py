"""Stop, and "Talk to a human" while we are at it: what was asked before ends in words, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.domain import Place
from bot.playground import Message, PocketSlack
from bot.slack import handoff
from bot.slack.calls import is_last
from bot.slack.jobs import said_in, stopping_job
from bot.slack.stopping import LEFT, STOPPED
from bot.work import Cancelled
from tests.slack.conftest import FAQ, MANIFEST, QUESTION, Shop
from tests.slack.test_crashes import Bench, Killed

OTHER = FAQ[4].question


def name_of(slack: PocketSlack, asked: Message) -> str:
    return f"{slack.team}:{asked.channel}:{asked.ts}"


def stop(slack: PocketSlack, asked: Message) -> dict[str, Any]:
    """Press Stop as soon as it is there, and return the event."""
    place = (asked.channel, asked.thread or asked.ts)
    slack.wait_for(lambda: (slack.space.sessions.get(place) or {}).get("status") == "processing")
    slack.stop_session(asked.user, asked.channel, asked)
    event: dict[str, Any] = slack.deliveries[-1].payload["event"]
    return event


def test_a_stop_that_comes_again_leaves_what_was_asked_after_it(shop: Shop, slack: PocketSlack) -> None:
    shop.engine.gate.clear()
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    event = stop(slack, asked)
    shop.idle()
    (stopped,) = slack.answers(slack.channel, asked)
    assert STOPPED in stopped.shown
    again = slack.mention(slack.user, slack.channel, OTHER, asked)
    slack.wait_for(lambda: name_of(slack, again) in shop.work.jobs)
    slack.tell(event)
    slack.wait_for(lambda: all(delivery.over for delivery in slack.deliveries))
    shop.engine.gate.set()
    assert "2 euros" in shop.answer(again).text


def test_a_question_that_waits_is_stopped_in_words_and_draws_no_other(shop: Shop, slack: PocketSlack) -> None:
    shop.engine.gate.clear()
    first = slack.dm(slack.user, QUESTION)
    slack.wait_for(lambda: shop.books.posts(name_of(slack, first)))
    second = slack.dm(slack.user, FAQ[2].question, first)
    slack.wait_for(lambda: name_of(slack, second) in shop.work.jobs)
    stop(slack, first)
    shop.idle()
    assert [STOPPED in m.shown for m in slack.answers(first.channel, first)] == [True, True]
    assert shop.books.last_heard(Place(slack.team, first.channel, first.ts), slack.user) is None
    shop.engine.gate.set()
    third = slack.dm(slack.user, OTHER)
    assert "2 euros" in shop.answer(third).text
    shop.idle()
    assert len(slack.answers(first.channel, first)) == 2


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_stopped_and_then_killed_at_any_call_the_answer_has_an_end(before: bool, tmp_path: Path) -> None:
    """The process dies right after the Stop: the queue ends the job unseen."""
    with PocketSlack(manifest=MANIFEST) as slack:
        bench = Bench(slack, tmp_path / "home")
        bench.client.before = before
        for step in range(20):
            _, job = bench.ask()
            bench.client.calls, bench.client.dies_at = 0, step
            survived = True
            try:
                bench.clerk().run(job, Cancelled())
            except Killed:
                survived = False
            bench.client.dies_at = None
            said = said_in(job)
            for _ in range(2):
                bench.clerk().run(stopping_job(said), Cancelled())
            (shown,) = slack.answers(said.place.channel, said.ts)
            assert is_last({"metadata": shown.metadata}), slack.transcript()
            assert not (shown.stream and shown.stream.running)
            assert (STOPPED in shown.shown) is not survived or "3 days" in shown.shown
            if survived:
                break
        assert survived and step >= 2
        assert not slack.violations


def test_who_wants_a_human_gets_no_more_of_the_answer_and_people_are_told_meanwhile(
    shop: Shop, slack: PocketSlack
) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    answer = shop.answer(asked)
    shop.idle()
    shop.engine.gate.clear()
    running = slack.mention(slack.user, slack.channel, FAQ[2].question, asked)
    slack.wait_for(lambda: shop.books.posts(name_of(slack, running)))
    waiting = slack.mention(slack.colleague, slack.channel, OTHER, asked)
    slack.wait_for(lambda: name_of(slack, waiting) in shop.work.jobs)
    slack.press(slack.user, answer, "talk_to_a_human")
    slack.wait_for(lambda: slack.answers(shop.settings.human_channel))
    shop.idle()
    shown = [message.shown for message in slack.answers(slack.channel, asked)]
    assert [LEFT in words for words in shown].count(True) == 2, "what ran, and what waited"
    assert handoff.QUIET in "".join(shown) and "9 to 17" not in "".join(shown)


def test_people_are_told_although_the_conversation_is_busy(shop: Shop, slack: PocketSlack) -> None:
    """An edit is no question that could be stopped; nobody who wants a human waits for it."""
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    answer = shop.answer(asked)
    shop.idle()
    shop.engine.gate.clear()
    slack.edit(asked, f"<@{slack.bot}> {OTHER}")
    slack.wait_for(lambda: len(shop.work.jobs) == 2)
    slack.press(slack.user, answer, "talk_to_a_human")
    slack.wait_for(lambda: slack.answers(shop.settings.human_channel))
    assert shop.work.waiting()


def test_what_people_said_while_they_had_it_is_no_question_that_waits(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    slack.press(slack.user, shop.answer(asked), "talk_to_a_human")
    (announced,) = slack.wait_for(lambda: slack.answers(shop.settings.human_channel))
    shop.idle()
    slack.say(slack.user, slack.channel, "Where is my parcel?", asked)
    slack.wait_for(lambda: len(shop.work.jobs) == 3)
    shop.idle()
    slack.press(slack.colleague, announced, "hand_back")
    shop.idle()
    before = len(slack.answers(slack.channel, asked))
    slack.say(slack.user, slack.channel, "Ben, my neighbour saw the courier at noon", asked)
    shop.idle()
    assert len(slack.answers(slack.channel, asked)) == before
