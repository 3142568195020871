"""Rows of short messages, edits, deletions, files, limits, and the queue that is told."""

from __future__ import annotations

from pathlib import Path

from bot.playground import PocketSlack
from bot.slack.status import before_yours
from tests.slack.conftest import FAQ, QUESTION, Shop, open_shop


def test_short_messages_in_a_row_are_one_question(slack: PocketSlack, tmp_path: Path) -> None:
    with open_shop(slack, tmp_path / "home", pause=2.0) as shop:
        first = slack.dm(slack.user, "I have a question")
        slack.wait_for(lambda: shop.work.jobs)
        slack.dm(slack.user, "about delivery")
        slack.wait_for(lambda: len(shop.work.jobs) == 2)
        slack.dm(slack.user, "How long does delivery take?")
        answer = shop.answer(first)
        shop.idle()
        assert len(slack.answers(first.channel, first)) == 1
        kept = [shop.books.kept(id) for id in shop.work.jobs]
        questions = [found.answer.question for found in kept if found]
        assert questions == ["about delivery\nHow long does delivery take?"]
        assert answer.thread == first.ts


def test_what_comes_after_the_answer_is_a_question_of_its_own(shop: Shop, slack: PocketSlack) -> None:
    first = slack.dm(slack.user, QUESTION)
    shop.answer(first)
    second = slack.dm(slack.user, "When are you open?", first)
    assert "9 to 17" in shop.answer(second).text
    shop.idle()
    assert len(slack.answers(first.channel, first)) == 2


def test_an_edited_question_is_answered_anew_in_the_same_message(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    before = shop.answer(asked)
    slack.edit(asked, f"<@{slack.bot}> When are you open?")
    slack.wait_for(lambda: "9 to 17" in before.shown)
    shop.idle()
    (answer,) = slack.answers(slack.channel, asked)
    assert answer.ts == before.ts and "3 days" not in answer.shown
    slack.edit(asked, f"<@{slack.bot}> Do you wrap gifts?")
    slack.wait_for(lambda: "2 euros" in before.shown)
    shop.idle()
    assert len(slack.answers(slack.channel, asked)) == 1


def test_a_link_preview_is_no_edit(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    shop.answer(asked)
    slack.unfurl(asked)
    shop.idle()
    assert len(shop.work.jobs) == 1


def test_the_answer_to_a_deleted_question_goes(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    shop.answer(asked)
    slack.delete(asked)
    slack.wait_for(lambda: not slack.answers(slack.channel, asked))
    shop.idle()


def test_a_question_deleted_while_it_waits_is_not_answered(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.dm(slack.user, QUESTION)
    slack.wait_for(lambda: shop.work.jobs)
    slack.delete(asked)
    shop.idle()
    assert slack.answers(asked.channel, asked) == []


def test_a_question_deleted_while_it_is_answered_leaves_nothing(shop: Shop, slack: PocketSlack) -> None:
    shop.engine.pause = 0.2
    asked = slack.dm(slack.user, QUESTION)
    slack.wait_for(lambda: slack.answers(asked.channel, asked))
    slack.delete(asked)
    shop.idle()
    assert slack.answers(asked.channel, asked) == []


def test_a_question_that_was_deleted_before_it_came_is_not_answered(shop: Shop, slack: PocketSlack) -> None:
    first = slack.dm(slack.user, QUESTION)
    answer = shop.answer(first)
    slack.courier.hold()
    late = slack.dm(slack.user, FAQ[2].question, first, files=["bill.pdf"])
    slack.delete(late)
    message, deletion = slack.courier.deliveries[-2:]
    slack.courier._held = [deletion]
    slack.courier.release()
    slack.wait_for(lambda: deletion.over)
    slack.courier._schedule(message)
    shop.idle()
    assert slack.answers(first.channel, first) == [answer]


def test_an_edit_that_overtakes_its_message_is_what_is_answered(shop: Shop, slack: PocketSlack) -> None:
    first = slack.dm(slack.user, QUESTION)
    shop.answer(first)
    slack.courier.hold()
    late = slack.dm(slack.user, FAQ[2].question, first)
    slack.edit(late, "Do you wrap gifts?")
    message, change = slack.courier.deliveries[-2:]
    slack.courier._held = [change]
    slack.courier.release()
    slack.wait_for(lambda: change.over)
    slack.courier._schedule(message)
    assert "2 euros" in shop.answer(late).text
    shop.idle()
    assert len(slack.answers(first.channel, first)) == 2


def test_a_question_of_many_long_messages_is_told_that_it_is_too_long(
    slack: PocketSlack, tmp_path: Path
) -> None:
    with open_shop(slack, tmp_path / "home", pause=2.0) as shop:
        first = slack.dm(slack.user, "Where is my parcel? " * 150)
        slack.wait_for(lambda: shop.work.jobs)
        second = slack.dm(slack.user, "It was to come on Monday. " * 100)
        answer = shop.answer(first)
        assert "I read questions of up to 4,000" in answer.text
        shop.idle()
        slack.edit(second, "It was to come on Monday.")
        slack.wait_for(lambda: "up to 4,000" not in answer.text)
        shop.idle()
        assert slack.answers(first.channel, first) == [answer] and not shop.work.failed


def test_files_and_voice_are_acknowledged_in_words(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.dm(slack.user, "", files=["bill.pdf", "me.png", "hello.m4a"])
    slack.wait_for(lambda: slack.answers(asked.channel, asked))
    shop.idle()
    (answer,) = slack.answers(asked.channel, asked)
    assert "1 voice message, 1 picture and 1 file" in answer.shown
    assert "Please put your question into words" in answer.shown


def test_text_beside_files_is_answered(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.say(slack.user, slack.channel, f"<@{slack.bot}> {QUESTION}", files=["bill.pdf"])
    shop.answer(asked)
    shop.idle()
    said = "\n".join(m.shown for m in slack.answers(slack.channel, asked))
    assert "1 file" in said and "3 days" in said
    assert len(slack.answers(slack.channel, asked)) == 2


def test_escapes_and_links_are_right(shop: Shop, slack: PocketSlack) -> None:
    cards = shop.answer(slack.dm(slack.user, FAQ[3].question))
    assert cards.text == "We take Visa &amp; Mastercard &lt;both&gt;."
    returns = shop.answer(slack.dm(slack.colleague, FAQ[1].question))
    assert "<https://fernhill.example/r|How do I return an item?>" in returns.shown


def test_who_asks_too_often_is_told(slack: PocketSlack, tmp_path: Path) -> None:
    with open_shop(slack, tmp_path / "home", user_limit=2) as shop:
        asked = [slack.dm(slack.user, QUESTION) for _ in range(3)]
        slack.wait_for(lambda: slack.ephemerals(slack.user))
        shop.idle()
        assert "Ask again in" in slack.ephemerals(slack.user)[0].shown
        assert len(shop.work.jobs) == 2, asked


def test_who_did_not_ask_much_is_not_said_to_have(slack: PocketSlack, tmp_path: Path) -> None:
    with open_shop(slack, tmp_path / "home", user_limit=5, channel_limit=1) as shop:
        shop.answer(slack.mention(slack.colleague, slack.channel, QUESTION))
        slack.mention(slack.user, slack.channel, QUESTION)
        (told,) = slack.wait_for(lambda: slack.ephemerals(slack.user))
        assert "Many people ask in this channel" in told.shown and "direct message" in told.shown


def test_a_message_counts_once_however_often_it_is_delivered(slack: PocketSlack, tmp_path: Path) -> None:
    with open_shop(slack, tmp_path / "home", user_limit=10, channel_limit=30) as shop:
        asked = slack.mention(slack.user, slack.channel, QUESTION, times=11)
        attached = slack.dm(slack.colleague, "", files=["bill.pdf"], times=11)
        shop.answer(asked)
        shop.idle()
        assert len(slack.answers(slack.channel, asked)) == 1
        assert len(slack.answers(attached.channel, attached)) == 1
        assert slack.ephemerals(slack.user) == slack.ephemerals(slack.colleague) == []


def test_a_mention_counts_once_and_stays_refused(slack: PocketSlack, tmp_path: Path) -> None:
    with open_shop(slack, tmp_path / "home", user_limit=2) as shop:
        for question in (QUESTION, FAQ[2].question):
            shop.answer(slack.mention(slack.user, slack.channel, question))
        refused = slack.mention(slack.user, slack.channel, QUESTION, times=5)
        slack.wait_for(lambda: slack.ephemerals(slack.user))
        shop.idle()
        assert slack.answers(slack.channel, refused) == [] and len(shop.work.jobs) == 2
        assert len(slack.ephemerals(slack.user)) == shop.metrics.limited._value.get() == 1


def test_the_queue_is_told_to_those_who_wait(shop: Shop, slack: PocketSlack) -> None:
    shop.engine.gate.clear()
    first = slack.mention(slack.user, slack.channel, QUESTION)
    second = slack.mention(slack.colleague, slack.channel, QUESTION)
    slack.wait_for(lambda: len(shop.work.jobs) == 2)
    newcomer = slack.add_user("cem").id
    third = slack.mention(newcomer, slack.add_channel("shop", [newcomer]).id, FAQ[2].question)
    slack.wait_for(
        lambda: [s for s in slack.statuses(third.channel, third.ts) if s.text == "2 questions before yours"]
    )
    shop.engine.gate.set()
    for asked in (first, second, third):
        shop.answer(asked)
    assert before_yours(1) == "1 question before yours"
