"""/ask: the asker knows how many are before them, and can take the question back; nobody else can."""

from __future__ import annotations

import pytest

from bot.playground import Message, PocketSlack
from bot.slack import ask
from bot.slack.status import before_yours
from tests.slack.conftest import FAQ, QUESTION, Shop


def put(shop: Shop, slack: PocketSlack) -> Message:
    slack.command(slack.user, slack.channel, "/ask", QUESTION)
    posted = slack.wait_for(lambda: slack.answers(slack.channel))[-1]
    slack.wait_for(lambda: slack.answers(slack.channel, posted)[1:])
    shop.idle()
    return posted


def test_the_asker_withdraws_question_and_answer(shop: Shop, slack: PocketSlack) -> None:
    posted = put(shop, slack)
    said = f"{slack.team}:{slack.channel}:{posted.ts}"
    slack.press(slack.user, posted, "withdraw_question")
    slack.wait_for(lambda: posted.deleted)
    shop.idle()
    assert slack.answers(slack.channel, posted) == [] and slack.answers(slack.channel) == []
    assert shop.books.withdrawn(said) and shop.books.kept(said) is None


def test_nobody_else_can(shop: Shop, slack: PocketSlack) -> None:
    posted = put(shop, slack)
    slack.press(slack.colleague, posted, "withdraw_question")
    slack.wait_for(lambda: slack.ephemerals(slack.colleague))
    shop.idle()
    assert [m.shown for m in slack.ephemerals(slack.colleague)] == [ask.NOT_YOURS]
    assert not posted.deleted and len(slack.answers(slack.channel, posted)) == 2


def test_withdrawn_while_it_is_answered_it_leaves_nothing(shop: Shop, slack: PocketSlack) -> None:
    shop.engine.gate.clear()
    slack.command(slack.user, slack.channel, "/ask", QUESTION)
    posted = slack.wait_for(lambda: slack.answers(slack.channel))[-1]
    slack.wait_for(lambda: len(shop.work.jobs) == 2)
    slack.press(slack.user, posted, "withdraw_question")
    slack.wait_for(lambda: posted.deleted)
    shop.idle()
    assert slack.answers(slack.channel, posted) == []


def test_what_others_asked_under_it_stays(shop: Shop, slack: PocketSlack) -> None:
    posted = put(shop, slack)
    more = slack.mention(slack.colleague, slack.channel, FAQ[2].question, posted)
    kept = shop.answer(more)
    slack.press(slack.user, posted, "withdraw_question")
    slack.wait_for(lambda: posted.deleted)
    shop.idle()
    assert slack.answers(slack.channel, posted) == [kept]


def test_a_withdrawal_that_is_given_up_says_so_and_can_be_tried_again(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = put(shop, slack)
    with monkeypatch.context() as patch:
        patch.setattr(ask, "remove", lambda *_: 1 / 0)
        slack.press(slack.user, posted, "withdraw_question")
        slack.wait_for(lambda: any(m.shown == ask.STANDS for m in slack.ephemerals(slack.user)))
        shop.idle()
    slack.press(slack.user, posted, "withdraw_question")
    slack.wait_for(lambda: posted.deleted)
    shop.idle()


def test_the_asker_is_told_how_many_are_before(shop: Shop, slack: PocketSlack) -> None:
    shop.engine.gate.clear()
    for _ in range(3):
        slack.mention(slack.colleague, slack.channel, QUESTION)
    slack.wait_for(lambda: shop.work.waiting() == 3)
    slack.command(slack.user, slack.channel, "/ask", QUESTION)
    (receipt,) = slack.wait_for(lambda: slack.ephemerals(slack.user))
    assert receipt.shown == f"{ask.RECEIPT} {before_yours(3)}."
    shop.engine.gate.set()
    slack.wait_for(lambda: slack.answers(slack.channel))
    shop.idle()
