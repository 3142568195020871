"""What was written while the bot was away for longer than Slack tries is found and heard once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Message, PocketSlack
from bot.playground.faults import TIERS
from bot.slack import lookback
from tests.slack.conftest import FAQ, MANIFEST, QUESTION, Shop, open_shop

PACE = lookback.PACE
OPENING = FAQ[2].question


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookback, "PACE", 0.0)


@pytest.fixture
def slack() -> Iterator[PocketSlack]:
    """Slack, that gives up at once."""
    with PocketSlack(manifest=MANIFEST, retries=()) as pocket:
        yield pocket
        assert not pocket.violations, pocket.violations


def look(shop: Shop, slack: PocketSlack, until: float | None = None) -> float:
    """Look back as the process does; return how many messages were found so far."""
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    asyncio.run(lookback.look_back(shop.desk, client, until or time.time()))
    shop.idle()
    return float(shop.metrics.missed._value.get())


def calls(slack: PocketSlack) -> list[str]:
    return [
        c.method for c in slack.space.calls if c.method in ("conversations.history", "conversations.replies")
    ]


def ours(slack: PocketSlack, thread: Message) -> str:
    return "\n".join(m.text for m in slack.answers(thread.channel, thread.thread or thread.ts))


def talked(slack: PocketSlack, home: Path) -> tuple[Message, Message]:
    """A day on which the bot talked in private and in a channel; then it went."""
    with open_shop(slack, home) as shop:
        private = slack.dm(slack.user, QUESTION)
        public = slack.mention(slack.user, slack.channel, QUESTION)
        shop.answer(private)
        shop.answer(public)
        shop.idle()
    return private, public


def test_what_was_missed_is_answered_once(slack: PocketSlack, tmp_path: Path) -> None:
    private, public = talked(slack, tmp_path)
    missed = [
        slack.dm(slack.user, OPENING),
        slack.dm(slack.user, FAQ[4].question, private),
        slack.mention(slack.colleague, slack.channel, OPENING),
        slack.say(slack.user, slack.channel, FAQ[4].question, public),
        slack.dm(slack.user, "", files=["bill.pdf"]),
    ]
    begun = slack.mention(slack.user, slack.channel, FAQ[3].question)
    more = slack.say(slack.colleague, slack.channel, OPENING, begun)
    talk = slack.say(slack.colleague, slack.channel, QUESTION)
    other = slack.say_as_bot(slack.channel, f"<@{slack.bot}> {QUESTION}")
    gone = slack.dm(slack.user, FAQ[3].question)
    slack.delete(gone)
    with open_shop(slack, tmp_path, pause=0.0) as shop:  # else the file joins a question that still waits
        assert look(shop, slack) == len(missed) + 2
        for asked, words in zip(missed, ("9 to 17", "2 euros", "9 to 17", "2 euros", "1 file"), strict=True):
            said = [m for m in slack.answers(asked.channel, asked.thread or asked.ts) if words in m.shown]
            assert len(said) == 1, slack.transcript()
        assert "Visa" in ours(slack, begun) and "9 to 17" in ours(slack, more)
        assert not ours(slack, talk) and not ours(slack, other)
        before = len(slack.space.messages), len(shop.work.jobs)
        assert look(shop, slack) == len(missed) + 2, "nothing is new"
        assert (len(slack.space.messages), len(shop.work.jobs)) == before


def test_no_limit_stands_between_us_and_what_was_missed(slack: PocketSlack, tmp_path: Path) -> None:
    talked(slack, tmp_path)
    people = [slack.add_user(f"person{number}").id for number in range(4)]  # one's own are a row
    slack.space.channels[slack.channel].members.update(people)
    missed = [slack.mention(person, slack.channel, OPENING) for person in people]
    with open_shop(slack, tmp_path, user_limit=2, channel_limit=2) as shop:
        assert look(shop, slack) == len(missed)
        assert all("9 to 17" in ours(slack, asked) for asked in missed)
        assert not any(slack.ephemerals(person) for person in people)


def test_what_slack_delivers_after_all_is_not_answered_twice(slack: PocketSlack, tmp_path: Path) -> None:
    talked(slack, tmp_path)
    slack.courier.hold()
    asked = slack.dm(slack.user, OPENING)
    away = time.time()
    with open_shop(slack, tmp_path) as shop:
        slack.courier.release()
        shop.answer(asked)
        assert look(shop, slack, away) == 0
        assert len(slack.answers(asked.channel, asked)) == 1 and len(shop.work.jobs) == 1


def test_a_message_that_came_when_we_were_back_hides_none(slack: PocketSlack, tmp_path: Path) -> None:
    talked(slack, tmp_path)
    missed, away = slack.dm(slack.user, OPENING), time.time()
    with open_shop(slack, tmp_path) as shop:
        shop.answer(slack.dm(slack.user, QUESTION))
        assert look(shop, slack, away) == 1
        assert "9 to 17" in ours(slack, missed)


def test_many_are_read_page_by_page_and_no_more_than_so_many(
    slack: PocketSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talked(slack, tmp_path)
    monkeypatch.setattr(lookback, "OVERLAP", 0.0)
    monkeypatch.setattr(lookback, "PAGE", 2)
    people = [slack.add_user(f"person{number}").id for number in range(6)]
    slack.space.channels[slack.channel].members.update(people)
    asked = [slack.mention(person, slack.channel, OPENING) for person in people]
    with open_shop(slack, tmp_path) as shop:
        before = len(calls(slack))
        monkeypatch.setattr(lookback, "CALLS", 2)
        assert look(shop, slack) == 4, "the newest first"
        assert len(calls(slack)) == before + 2
        assert not ours(slack, asked[0])


def test_a_channel_that_is_closed_to_us_keeps_us_from_no_other(slack: PocketSlack, tmp_path: Path) -> None:
    talked(slack, tmp_path)
    missed = slack.dm(slack.user, OPENING)
    slack.space.channels[slack.channel].members.discard(slack.bot)
    with open_shop(slack, tmp_path) as shop:
        assert look(shop, slack) == 1
        assert "9 to 17" in ours(slack, missed)
    slack.space.refusals[:] = [r for r in slack.space.refusals if r.error != "not_in_channel"]


def test_the_pace_is_within_what_slack_allows() -> None:
    a_minute = 60 / PACE
    assert a_minute <= TIERS[3]
