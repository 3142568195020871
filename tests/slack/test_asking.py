"""A question in Slack is answered once, in its thread, with its sources."""

from __future__ import annotations

from bot.playground import PocketSlack
from tests.slack.conftest import HUMAN, QUESTION, Shop


def test_a_mention_is_answered_in_its_thread_with_the_source(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    answer = shop.answer(asked)
    assert answer.text == "Delivery takes 3 days. We ship on weekdays."
    assert "[1] *How long does delivery take?* · `delivery`, version 1" in answer.shown
    shop.idle()
    assert len(slack.answers(slack.channel, asked)) == 1
    assert slack.answers(slack.channel) == []


def test_a_direct_message_is_answered(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.dm(slack.user, QUESTION)
    assert "3 days" in shop.answer(asked).text


def test_a_follow_up_needs_no_mention_and_is_understood(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    shop.answer(asked)
    more = slack.say(slack.colleague, slack.channel, "When are you open?", asked)
    assert "from 9 to 17" in shop.answer(more).text


def test_talk_that_is_not_for_us_is_left_alone(shop: Shop, slack: PocketSlack) -> None:
    loose = slack.say(slack.user, slack.channel, QUESTION)
    slack.say(slack.colleague, slack.channel, "I wonder too", loose)
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    shop.answer(asked)
    slack.say(slack.user, slack.channel, f"<@{slack.colleague}> what do you think?", asked)
    slack.say_as_bot(slack.channel, f"<@{slack.bot}> {QUESTION}")
    slack.say_as_bot(slack.channel, QUESTION, asked.ts)
    shop.idle()
    assert slack.answers(slack.channel, loose) == []
    assert len(slack.answers(slack.channel, asked)) == 1
    assert len(shop.work.jobs) == 1


def test_the_bot_keeps_out_of_peoples_talk(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    shop.answer(asked)
    for user, line in (
        (slack.colleague, "ok, I will tell Bob tomorrow at lunch"),
        (slack.colleague, "zxqv wkjh pfft grmbl?"),
        (slack.user, "great :+1:"),
        (slack.user, ":tada:"),
        (slack.user, "👍"),
        (slack.user, "Thanks!"),
        (slack.user, "Ok."),
        (slack.user, "my cousin said zxqv wkjh"),
    ):
        slack.say(user, slack.channel, line, asked)
    slack.say(slack.colleague, slack.channel, "", asked, files=["lunch.png"])
    ok = slack.dm(slack.user, "ok")
    shop.idle()
    assert len(slack.answers(slack.channel, asked)) == 1 and len(shop.work.jobs) == 1
    assert slack.answers(ok.channel, ok) == []


def test_who_asked_may_go_on_asking_even_what_is_not_known(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    shop.answer(asked)
    slack.edit(asked, f"<@{slack.bot}> zxqv")
    shop.idle()
    more = slack.say(slack.user, slack.channel, "zxqv wkjh pfft grmbl?", asked)
    assert "I don't know" in shop.answer(more).text
    thanks = slack.mention(slack.user, slack.channel, "thanks", asked)
    assert "You are welcome" in shop.answer(thanks).text


def test_what_is_not_known_is_said_so_and_a_human_offered(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, "zxqv wkjh pfft grmbl")
    answer = shop.answer(asked)
    assert answer.text == f"I don't know: our FAQ does not answer that. {HUMAN}"
    assert answer.button("talk_to_a_human") and answer.button("feedback")


def test_a_mention_is_two_events_and_no_duplicate(shop: Shop, slack: PocketSlack) -> None:
    shop.answer(slack.mention(slack.user, slack.channel, QUESTION))
    shop.idle()
    assert shop.metrics.duplicates._value.get() == 0
    shop.answer(slack.dm(slack.user, QUESTION, times=3))
    shop.idle()
    assert shop.metrics.duplicates._value.get() == 2


def test_a_message_delivered_eleven_times_is_answered_once(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION, times=11)
    shop.answer(asked)
    shop.idle()
    assert len(slack.answers(slack.channel, asked)) == 1


def test_a_greeting_and_a_bare_mention_are_answered_in_kind(shop: Shop, slack: PocketSlack) -> None:
    assert shop.answer(slack.dm(slack.user, "Hello!")).text.startswith("Hello! I answer questions about")
    assert shop.answer(slack.mention(slack.user, slack.channel, "")).text.startswith("Hello!")
