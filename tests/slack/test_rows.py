"""One row of messages, one answer; deletions that are complete; one word of ours to a message with a file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Message, PocketSlack, shapes
from bot.slack import changes, hearing
from bot.slack.desk import Desk
from bot.slack.hearing import Delivery
from bot.store.conversations import Conversations
from bot.store.database import open_database
from bot.watch.limits import Limits
from tests.slack.conftest import FAQ, QUESTION, Shop, open_shop


def delivery(slack: PocketSlack, event: Any) -> Delivery:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    return Delivery(event, slack.team, slack.bot, client)


def ours(slack: PocketSlack, channel: str) -> list[Message]:
    """All that the bot has said in a channel, in threads as well."""
    return [m for m in slack.space.messages if (m.channel, m.user, m.deleted) == (channel, slack.bot, False)]


def hear_elsewhere(shop: Shop, slack: PocketSlack, text: str) -> Message:
    """Write a direct message that another process on the same database hears."""
    engine = open_database(shop.settings.database)
    limits = Limits(0, 0)
    parts = (shop.settings, shop.support, Conversations(engine), shop.work, limits, shop.metrics)
    other = Desk(*parts, shop.copydesk, shop.atelier)
    slack.courier.hold()
    said = slack.dm(slack.user, text)
    slack.courier._held = []
    slack.courier.release()
    asyncio.run(hearing.hear(other, delivery(slack, shapes.message_event(slack.space, said))))
    engine.dispose()
    return said


def test_two_processes_on_one_database_see_one_row(slack: PocketSlack, tmp_path: Path) -> None:
    with open_shop(slack, tmp_path / "home", pause=2.0) as shop:
        first = slack.dm(slack.user, "I have a question")
        slack.wait_for(lambda: shop.work.jobs)
        second = hear_elsewhere(shop, slack, QUESTION)
        assert len(shop.work.jobs) == 2
        assert "3 days" in shop.answer(first).text
        slack.wait_for(lambda: not shop.work.waiting())
        assert len(ours(slack, first.channel)) == 1
        assert not slack.answers(first.channel, second)


def wait_behind_others(shop: Shop, slack: PocketSlack) -> str:
    """Keep both workers busy, and return somebody whose questions wait behind them."""
    shop.engine.gate.clear()
    for person in (slack.user, slack.colleague):
        slack.mention(person, slack.channel, QUESTION)
    slack.wait_for(lambda: len(shop.work.jobs) == 2)
    return slack.add_user("cem").id


def test_lines_with_long_pauses_are_one_question_while_the_first_one_waits(
    shop: Shop, slack: PocketSlack
) -> None:
    asker = wait_behind_others(shop, slack)
    first = slack.dm(asker, "I have bought a mug")
    slack.wait_for(lambda: len(shop.work.jobs) == 3)
    slack.space.advance(20)
    second = slack.dm(asker, FAQ[4].question)
    slack.wait_for(lambda: len(shop.work.jobs) == 4)
    shop.engine.gate.set()
    shop.answer(first)
    shop.idle()
    assert len(slack.answers(first.channel, first)) == 1 and not slack.answers(second.channel, second)
    kept = [shop.books.kept(id) for id in shop.work.jobs]
    assert f"I have bought a mug\n{FAQ[4].question}" in [found.answer.question for found in kept if found]


@pytest.mark.parametrize("pause", [0, 20])
def test_two_whole_questions_that_wait_are_both_answered(shop: Shop, slack: PocketSlack, pause: int) -> None:
    asker = wait_behind_others(shop, slack)
    first = slack.dm(asker, FAQ[2].question)
    slack.wait_for(lambda: len(shop.work.jobs) == 3)
    slack.space.advance(pause)
    second = slack.dm(asker, FAQ[4].question)
    slack.wait_for(lambda: len(shop.work.jobs) == 4)
    shop.engine.gate.set()
    assert "9 to 17" in shop.answer(first).text and "2 euros" in shop.answer(second).text
    shop.idle()
    assert len(ours(slack, first.channel)) == 2


def test_who_waits_can_stop_and_the_button_goes_with_the_answer(shop: Shop, slack: PocketSlack) -> None:
    asker = wait_behind_others(shop, slack)
    asked = slack.dm(asker, FAQ[4].question)
    place = (asked.channel, asked.ts)
    slack.wait_for(lambda: (slack.space.sessions.get(place) or {}).get("status") == "processing")
    assert not shop.books.posts(f"{slack.team}:{asked.channel}:{asked.ts}"), "it waits"
    shop.engine.gate.set()
    assert "2 euros" in shop.answer(asked).text
    shop.idle()
    assert slack.space.sessions[place]["status"] == "active"


def test_what_people_say_to_people_is_not_counted_against_them(slack: PocketSlack, tmp_path: Path) -> None:
    people = slack.add_channel("people", (slack.user, slack.colleague)).id
    with open_shop(slack, tmp_path / "home", human_channel=people, user_limit=3) as shop:
        asked = slack.mention(slack.user, slack.channel, QUESTION)
        slack.press(slack.user, shop.answer(asked), "talk_to_a_human")
        slack.wait_for(lambda: slack.answers(people))
        shop.idle()
        for number in range(4):
            slack.say(slack.user, slack.channel, f"Where is my parcel number {number}?", asked)
        shop.idle()
        assert not slack.ephemerals(slack.user)
        other = slack.mention(slack.user, slack.channel, QUESTION)
        assert "3 days" in shop.answer(other).text


@pytest.mark.parametrize(
    "opening", ["hi", "I have a question", "Quick question:", "hello, can I ask something?"]
)
def test_an_opening_gets_no_answer_beside_the_questions(
    slack: PocketSlack, tmp_path: Path, opening: str
) -> None:
    with open_shop(slack, tmp_path / "home", pause=2.0) as shop:
        first = slack.dm(slack.user, opening)
        slack.wait_for(lambda: shop.work.jobs)
        slack.dm(slack.user, QUESTION)
        answer = shop.answer(first)
        shop.idle()
        assert "3 days" in answer.text and "Hello" not in answer.text
        assert len(ours(slack, first.channel)) == 1


@pytest.mark.parametrize(("opening", "reply"), [("hi", "Hello!"), ("I have a question", "Go ahead")])
def test_an_opening_that_nothing_follows_is_answered_in_kind(
    shop: Shop, slack: PocketSlack, opening: str, reply: str
) -> None:
    first = slack.dm(slack.user, opening)
    assert shop.answer(first).text.startswith(reply)
    second = slack.dm(slack.user, QUESTION)
    assert "3 days" in shop.answer(second).text
    shop.idle()
    assert len(ours(slack, first.channel)) == 2


@pytest.mark.parametrize("order", ["kept", "reversed"])
def test_a_bare_mention_with_a_file_gets_one_word_from_us(shop: Shop, slack: PocketSlack, order: Any) -> None:
    slack.courier.hold()
    asked = slack.say(slack.user, slack.channel, f"<@{slack.bot}>", files=["bill.pdf"], times=3)
    slack.courier.release(order)
    slack.wait_for(lambda: slack.answers(slack.channel, asked))
    shop.idle()
    (note,) = slack.answers(slack.channel, asked)
    assert "1 file" in note.shown and "Please put your question into words" in note.shown


@pytest.mark.parametrize("text", ["", QUESTION])
def test_what_we_said_of_a_file_goes_with_its_message(shop: Shop, slack: PocketSlack, text: str) -> None:
    asked = slack.dm(slack.user, text, files=["bill.pdf"])
    slack.wait_for(lambda: len(slack.answers(asked.channel, asked)) == 1 + bool(text))
    shop.idle()
    slack.delete(asked)
    slack.wait_for(lambda: not slack.answers(asked.channel, asked))
    shop.idle()
    assert not slack.answers(asked.channel, asked) and not shop.work.failed


def test_words_that_are_added_to_a_file_are_answered_in_place_of_the_note(
    shop: Shop, slack: PocketSlack
) -> None:
    asked = slack.dm(slack.user, "", files=["bill.pdf"])
    (note,) = slack.wait_for(lambda: slack.answers(asked.channel, asked))
    shop.idle()
    slack.edit(asked, QUESTION)
    slack.wait_for(lambda: "3 days" in note.shown)
    shop.idle()
    assert slack.answers(asked.channel, asked) == [note]


class Killed(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("at", ["cancel", "submit"])
@pytest.mark.parametrize("begun", [True, False], ids=["while it is answered", "while it waits"])
def test_a_deletion_that_was_broken_off_is_completed_when_it_comes_again(
    shop: Shop, slack: PocketSlack, at: str, begun: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.engine.gate.clear()
    if not begun:
        for person in (slack.colleague, slack.add_user("cem").id):
            slack.dm(person, QUESTION)
        slack.wait_for(lambda: len(shop.work.jobs) == 2)
    asked = slack.dm(slack.user, FAQ[2].question)
    name = f"{slack.team}:{asked.channel}:{asked.ts}"
    slack.wait_for(lambda: name in shop.work.jobs)
    if begun:
        slack.wait_for(lambda: shop.books.posts(name))
    slack.courier.hold()
    slack.delete(asked)
    (event,) = [held.payload["event"] for held in slack.courier._held or []]
    slack.courier._held = []
    slack.courier.release()

    def dies(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(shop.work, at, dies)
        deleting = changes.withdraw(shop.desk, delivery(slack, event), asked.ts)
        if begun or at == "cancel":
            with pytest.raises(Killed):
                asyncio.run(deleting)
        else:
            asyncio.run(deleting)
    for _ in range(2):
        asyncio.run(changes.withdraw(shop.desk, delivery(slack, event), asked.ts))
    assert shop.work._cancelled[name].is_set()
    assert len([job for job in shop.work.jobs if job.startswith(f"{name}#w")]) == int(begun)
    shop.engine.gate.set()
    slack.wait_for(lambda: not shop.work.waiting())
    assert slack.answers(asked.channel, asked) == [] and not shop.books.kept(name)
