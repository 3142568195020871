"""Edits, in whatever order they come and however often: the thread answers the newest words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground import Message, PocketSlack
from bot.work import Job
from tests.slack.conftest import FAQ, QUESTION, Shop

SECOND, THIRD = FAQ[1].question, FAQ[4].question


def answered(shop: Shop, slack: PocketSlack) -> tuple[Message, Message]:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    answer = shop.answer(asked)
    shop.idle()
    return asked, answer


def edit(slack: PocketSlack, asked: Message, text: str) -> dict[str, Any]:
    """Edit a message, and return the event."""
    slack.edit(asked, f"<@{slack.bot}> {text}")
    held = slack.courier._held or []
    event: dict[str, Any] = (held[-1] if held else slack.deliveries[-1]).payload["event"]
    return event


def test_an_edit_whose_job_was_not_submitted_is_completed_when_it_comes_again(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answer = answered(shop, slack)
    submit, broken = shop.work.submit, list[str]()

    def breaks_once(job: Job, delay: float = 0.0) -> bool:
        if not broken:
            broken.append(job.id)
            raise RuntimeError("the database is gone for a moment")
        return submit(job, delay)

    monkeypatch.setattr(shop.work, "submit", breaks_once)
    event = edit(slack, asked, THIRD)
    slack.wait_for(lambda: broken)
    slack.tell(event)
    slack.wait_for(lambda: "2 euros" in answer.shown)
    shop.idle()
    slack.tell(event)  # and once more for nothing
    shop.idle()
    assert len([job for job in shop.work.jobs if "#e" in job]) == 1
    assert slack.answers(asked.channel, asked) == [answer]


def test_edits_that_come_in_the_wrong_order_are_answered_in_their_newest_words(
    shop: Shop, slack: PocketSlack
) -> None:
    asked, answer = answered(shop, slack)
    slack.courier.hold()
    edit(slack, asked, SECOND)
    edit(slack, asked, THIRD)
    slack.courier.release("reversed")
    slack.wait_for(lambda: "2 euros" in answer.shown)
    shop.idle()
    said = shop.books.said(f"{slack.team}:{asked.channel}:{asked.ts}")
    assert said and said.text == THIRD and "2 euros" in answer.shown


def test_an_old_edit_that_comes_again_changes_nothing(shop: Shop, slack: PocketSlack) -> None:
    asked, answer = answered(shop, slack)
    old = edit(slack, asked, SECOND)
    slack.wait_for(lambda: "30 days" in answer.shown)
    shop.idle()
    edit(slack, asked, THIRD)
    slack.wait_for(lambda: "2 euros" in answer.shown)
    shop.idle()
    slack.tell(old)
    shop.idle()
    said = shop.books.said(f"{slack.team}:{asked.channel}:{asked.ts}")
    assert said and said.text == THIRD and "2 euros" in answer.shown
