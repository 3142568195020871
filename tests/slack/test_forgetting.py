"""Who is forgotten is forgotten in the bot's own messages too: redacted, or listed with their links."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.domain import Order, Place
from bot.playground import Message, PocketSlack
from bot.slack import redacting
from bot.slack.calls import Refused, Slack
from bot.slack.copy.job import copy_job
from bot.slack.posting import change
from bot.store.database import open_database
from bot.work.jobs import JobBook
from tests.conftest import Run
from tests.slack.conftest import FAQ, QUESTION, Shop, open_shop

SECRET = "zanzibar"


@pytest.fixture
def at_shop(shop: Shop, shopkeeper: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line of a shop that is open; it has no token yet."""
    monkeypatch.setenv("SHOPKEEPER_HOME", str(shop.settings.home))
    monkeypatch.setenv("SHOPKEEPER_HUMAN_CHANNEL", shop.settings.human_channel)
    monkeypatch.setenv("SHOPKEEPER_SLACK_URL", shop.slack.api_url)
    return shopkeeper


def link(message: Message) -> str:
    return f"https://slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"


def live(shop: Shop, slack: PocketSlack, user: str) -> tuple[Message, Message, Message]:
    """A question by /ask, a hand-off that quotes it, and a reply sent to somebody else."""
    slack.command(user, slack.channel, "/ask", f"{QUESTION} {SECRET}")
    posted = slack.wait_for(lambda: slack.answers(slack.channel))[-1]
    answer = slack.wait_for(lambda: slack.answers(slack.channel, posted)[1:])[0]
    shop.idle()
    slack.press(slack.colleague, answer, "talk_to_a_human")  # it quotes the asker, whoever presses
    announced = slack.wait_for(lambda: slack.answers(shop.settings.human_channel))[-1]
    shop.idle()
    asked = slack.say(slack.colleague, slack.channel, FAQ[1].question)
    slack.shortcut(user, asked, "draft_reply")
    (window,) = slack.wait_for(lambda: [v for v in slack.views(user) if "Your reply" in str(v.body)])
    slack.submit(user, window, {"words": f"We ship to {SECRET}."})
    (reply,) = slack.wait_for(lambda: slack.answers(slack.channel, asked))
    shop.idle()
    for message in (posted, announced, reply):
        assert SECRET in message.shown
    book = JobBook(open_database(shop.settings.database))  # as the real queue does
    for job in shop.work.jobs.values():
        book.add(job, 0.0)
        book.end(job.id, "done")
    return posted, announced, reply


def test_their_words_are_taken_out_of_our_messages(shop: Shop, slack: PocketSlack, at_shop: Run) -> None:
    said = live(shop, slack, slack.user)
    done = at_shop("forget", slack.user, "--yes", "--json", SHOPKEEPER_SLACK_BOT_TOKEN=slack.bot_token)
    found = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert not found["slack"]["remains"] and not any(found["remains"].values())
    assert sorted(one["link"] for one in found["slack"]["redacted"]) == sorted(map(link, said))
    posted, announced, reply = said
    for message in said:
        assert SECRET not in str(message.blocks) + message.text and slack.user not in str(message.blocks)
    assert redacting.GONE in posted.shown and redacting.GONE in reply.shown
    slack.press(slack.colleague, announced, "hand_back")  # people can still end what is open
    slack.wait_for(lambda: not announced.button("hand_back"))
    shop.idle()
    assert slack.user not in announced.shown
    assert shop.books.traces(slack.user, shop.settings.human_channel) == ()


def test_without_a_token_what_remains_is_listed(shop: Shop, slack: PocketSlack, at_shop: Run) -> None:
    said = live(shop, slack, slack.user)
    done = at_shop("forget", slack.user, "--yes")
    assert done.returncode == 1 and "Delete them there" in done.stderr
    assert "0 rows" in done.stdout and "Redacted in Slack: 0 of 3" in done.stdout
    for message in said:
        assert f"Still in Slack: {link(message)} (no bot token is set)" in done.stdout


def test_what_is_gone_is_done_and_what_slack_refuses_remains(
    shop: Shop, slack: PocketSlack, at_shop: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted, announced, reply = live(shop, slack, slack.user)

    def closed(api: Slack, place: Place, *args: Any) -> None:
        if place.channel == announced.channel:
            raise Refused("is_archived")
        change(api, place, *args)

    monkeypatch.setattr(redacting, "change", closed)
    client = shop.clerk._doers["ask"].slack.client  # type: ignore[attr-defined]
    client.chat_delete(channel=reply.channel, ts=reply.ts)
    done = at_shop("forget", slack.user, "--yes", "--json", SHOPKEEPER_SLACK_BOT_TOKEN=slack.bot_token)
    found = json.loads(done.stdout)["slack"]
    assert done.returncode == 1
    assert [one["link"] for one in found["redacted"]] == [link(posted), link(reply)]
    (left,) = found["remains"]
    assert (left["link"], left["why"]) == (link(announced), "Slack refuses: is_archived")
    slack.space.refusals.clear()


def test_a_silent_slack_is_asked_once(shop: Shop, slack: PocketSlack) -> None:
    live(shop, slack, slack.user)
    api: Slack = shop.clerk._doers["ask"].slack  # type: ignore[attr-defined]
    api.patience = 0.0
    before = len(slack.space.calls)
    slack.faults.fail(503, methods=("chat.update",), times=9)
    found = [*redacting.redact(api, shop.books.traces(slack.user, ""))]
    assert {why for _, why in found} == {"Slack does not answer"} and len(found) == 3
    assert len(slack.space.calls) == before + 1


def test_others_are_left_alone(shop: Shop, slack: PocketSlack) -> None:
    posted, announced, _ = live(shop, slack, slack.user)
    theirs = shop.books.traces(slack.colleague, "")
    assert [trace.ts for trace in theirs] == [announced.ts]  # who pressed is named there
    shop.books.hand_back(Place(slack.team, posted.channel, posted.ts))
    assert [trace.lane for trace in shop.books.traces(slack.colleague, "")] == [""]
    assert shop.books.traces("U0NOBODY", "") == ()


def test_a_brief_and_its_cards_are_taken_out_where_they_stand(
    slack: PocketSlack, tmp_path: Path, shopkeeper: Run
) -> None:
    with open_shop(slack, tmp_path / "home", goods=True) as shop:
        shop.engine.replies = ["The Oakfire Skillet is made of cast iron."]
        brief = {"product_id": "FH-1", "audience": SECRET}
        order = Order(
            "o", Place(slack.team, "", ""), slack.user, brief, count=1
        )  # no channel: a direct message
        shop.copydesk.books.hand_in(order)
        shop.work.submit(copy_job(order))
        shop.idle()
        head, card = [m for m in slack.space.messages if m.user == slack.bot and not m.deleted]
        assert SECRET in head.shown and "cast iron" in card.shown and head.channel.startswith("D")
        given = {"SHOPKEEPER_HOME": str(shop.settings.home), "SHOPKEEPER_SLACK_URL": slack.api_url}
        done = shopkeeper(
            "forget", slack.user, "--yes", "--json", **given, SHOPKEEPER_SLACK_BOT_TOKEN=slack.bot_token
        )
        assert done.returncode == 0, done.stderr
        assert [one["kind"] for one in json.loads(done.stdout)["slack"]["redacted"]] == ["copy", "copy"]
        for message in (head, card):
            assert redacting.GONE in message.shown and SECRET not in str(message.blocks)
            assert "cast iron" not in str(message.blocks) + message.text and not message.button("copy_use")
