"""Laws of what people do: each act becomes the events that Slack would send, to a real Bolt app."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient

from bot.playground import NobodyCanDoThat, PocketSlack
from tests.playground.conftest import bolt


def events(slack: PocketSlack) -> list[dict[str, Any]]:
    return [delivery.payload["event"] for delivery in slack.deliveries]


def test_a_mention_is_two_events_and_one_message(slack: PocketSlack) -> None:
    said = slack.mention(slack.user, slack.channel, "1 < 2 & 3")
    assert [event["type"] for event in events(slack)] == ["app_mention", "message"]
    assert {event["ts"] for event in events(slack)} == {said.ts}
    assert said.text == f"<@{slack.bot}> 1 &lt; 2 &amp; 3"
    assert len(slack.messages(slack.channel)) == 1


def test_one_message_may_come_eleven_times(slack: PocketSlack) -> None:
    slack.dm(slack.user, "hello", times=11)
    ids = {delivery.payload["event_id"] for delivery in slack.deliveries}
    keys = {(event["channel"], event["ts"]) for event in events(slack)}
    assert (len(ids), len(keys), len(slack.space.messages)) == (11, 1, 1)


def test_a_mention_lacks_the_files_that_its_message_has(slack: PocketSlack) -> None:
    slack.say(slack.user, slack.channel, f"<@{slack.bot}> look", files=["receipt.png", "voice.mp3"])
    mention, message = events(slack)
    assert "files" not in mention
    assert message["subtype"] == "file_share"
    assert [file["mimetype"] for file in message["files"]] == ["image/png", "audio/mpeg"]
    assert message["files"][1]["subtype"] == "slack_audio"


def test_edits_previews_and_deletions_look_like_slacks(slack: PocketSlack) -> None:
    said = slack.say(slack.user, slack.channel, "helo")
    slack.edit(said, "hello")
    slack.unfurl(said)
    slack.delete(said)
    _, edited, preview, deleted = events(slack)
    assert (edited["subtype"], edited["message"]["text"]) == ("message_changed", "hello")
    assert edited["previous_message"]["text"] == "helo"
    assert edited["message"]["edited"]["user"] == slack.user
    assert preview["message"]["text"] == preview["previous_message"]["text"]
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", said.ts)


def test_the_first_message_of_a_thread_leaves_a_tombstone(slack: PocketSlack, client: WebClient) -> None:
    said = slack.say(slack.user, slack.channel, "hello")
    client.chat_postMessage(channel=slack.channel, thread_ts=said.ts, text="hi")
    slack.delete(said)
    event = events(slack)[-1]
    assert (event["subtype"], event["message"]["subtype"]) == ("message_changed", "tombstone")
    client.chat_postMessage(channel=slack.channel, thread_ts=said.ts, text="the thread lives on")
    assert len(slack.messages(slack.channel, said)) == 2


def test_the_app_hears_itself_and_other_bots(slack: PocketSlack, client: WebClient) -> None:
    client.chat_postMessage(channel=slack.channel, text="me")
    slack.say_as_bot(slack.channel, "other")
    assert [event["bot_id"] for event in events(slack)] == [slack.space.bot_id, "B0OTHERBOT"]


def test_nobody_writes_where_they_are_not(slack: PocketSlack) -> None:
    with pytest.raises(NobodyCanDoThat):
        slack.say(slack.add_user("eve").id, slack.channel, "hello")


def test_what_is_held_comes_in_another_order(slack: PocketSlack) -> None:
    heard: list[str] = []

    def register(app: AsyncApp) -> None:
        @app.event("message")
        async def hear(event: dict[str, Any]) -> None:
            heard.append(event["text"])

    with bolt(slack, register):
        slack.courier.hold()
        for text in ("one", "two", "three"):
            slack.dm(slack.user, text)
        slack.courier.release("reversed")
        slack.wait_for(lambda: len(heard) == 3 and len(slack.latencies()) == 3)
    assert heard == ["three", "two", "one"]


def test_the_messages_tab_is_opened(slack: PocketSlack) -> None:
    slack.open_messages_tab(slack.user)
    (event,) = events(slack)
    assert (event["type"], event["tab"], event["user"]) == ("app_home_opened", "messages", slack.user)
    assert event["channel"] == slack.space.im(slack.user).id


def test_waiting_in_vain_tells_what_there_is(slack: PocketSlack) -> None:
    slack.say(slack.user, slack.channel, "anybody?")
    with pytest.raises(TimeoutError, match="ana: anybody"):
        slack.wait_for(lambda: slack.answers(slack.channel), timeout=0.01)
    threading.Timer(0.05, lambda: slack.say(slack.colleague, slack.channel, "me")).start()
    assert slack.wait_for(lambda: slack.messages(slack.channel)[1:])[0].text == "me"
