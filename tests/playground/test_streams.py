"""Laws of streams: they grow, they end once, they die of age and of size, and others keep their hands off."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient

from bot.playground import Message, NobodyCanDoThat, PocketSlack
from tests.playground.test_rules import feedback
from tests.playground.test_web_api import refused


@pytest.fixture
def asked(slack: PocketSlack) -> Message:
    return slack.mention(slack.user, slack.channel, "do you ship to Norway?")


@pytest.fixture
def place(slack: PocketSlack, asked: Message) -> dict[str, Any]:
    return {
        **{"channel": slack.channel, "thread_ts": asked.ts},
        **{"recipient_team_id": slack.team, "recipient_user_id": slack.user},
    }


def test_the_helper_of_the_sdk_streams(
    slack: PocketSlack, client: WebClient, asked: Message, place: dict[str, Any]
) -> None:
    stream = client.chat_stream(**place, buffer_size=1)
    for words in ("We ", "ship ", "there."):
        stream.append(markdown_text=words)
    assert not slack.finished(slack.channel, asked)
    metadata = {"event_type": "answer", "event_payload": {"job": "1"}}
    stream.stop(blocks=[feedback()], metadata=metadata)
    (answer,) = slack.finished(slack.channel, asked)
    assert (answer.text, answer.thread, answer.metadata) == ("We ship there.", asked.ts, metadata)
    assert [version.text for version in answer.versions][:3] == ["We ", "We ship ", "We ship there."]
    assert answer.button("rate")
    assert not slack.violations


def test_after_the_stop_nothing_is_added(
    slack: PocketSlack, client: WebClient, place: dict[str, Any]
) -> None:
    ts = client.chat_startStream(**place, markdown_text="a")["ts"]
    here = {"channel": slack.channel, "ts": ts}
    client.chat_stopStream(**here)
    for late in (client.chat_appendStream, client.chat_stopStream):
        assert refused(late, **here, markdown_text="b") == "message_not_in_streaming_state"
    client.chat_update(**here, text="now it can be changed")
    assert slack.answers(slack.channel, place["thread_ts"])[0].shown == "now it can be changed"


def test_a_running_stream_is_not_updated(
    slack: PocketSlack, client: WebClient, place: dict[str, Any]
) -> None:
    ts = client.chat_startStream(**place, markdown_text="a")["ts"]
    assert refused(client.chat_update, channel=slack.channel, ts=ts, text="b") == "streaming_state_conflict"


def test_a_stream_dies_of_age(slack: PocketSlack, client: WebClient, place: dict[str, Any]) -> None:
    ts = client.chat_startStream(**place, markdown_text="a")["ts"]
    slack.advance(299)
    client.chat_appendStream(channel=slack.channel, ts=ts, markdown_text="b")
    slack.advance(2)
    late = refused(client.chat_appendStream, channel=slack.channel, ts=ts, markdown_text="c")
    assert late == "message_not_in_streaming_state"
    client.chat_update(channel=slack.channel, ts=ts, text="ab, and the rest")
    assert not slack.violations


def test_a_stream_holds_twelve_thousand_bytes(
    slack: PocketSlack, client: WebClient, place: dict[str, Any]
) -> None:
    here = {"channel": slack.channel, "ts": client.chat_startStream(**place, markdown_text="x" * 6_000)["ts"]}
    client.chat_appendStream(**here, markdown_text="é" * 3_000)  # two bytes each
    assert refused(client.chat_appendStream, **here, markdown_text="x") == "msg_too_long"
    client.chat_stopStream(**here)


def test_channels_name_the_reader_and_direct_messages_the_thread(
    slack: PocketSlack, client: WebClient, place: dict[str, Any]
) -> None:
    for name in ("recipient_team_id", "recipient_user_id"):
        assert refused(client.chat_startStream, **{**place, name: None}) == f"missing_{name}"
    assert refused(client.chat_startStream, **{**place, "recipient_team_id": "T404"}) == "team_not_found"
    asked = slack.dm(slack.user, "hi")
    client.chat_startStream(channel=asked.channel, thread_ts=asked.ts, markdown_text="hi")
    top = refused(client.api_call, "chat.startStream", json={"channel": asked.channel, "markdown_text": "hi"})
    assert top == "invalid_thread_ts"


def test_only_its_owner_adds_to_a_stream(slack: PocketSlack, client: WebClient) -> None:
    theirs = slack.say(slack.user, slack.channel, "mine")
    error = refused(client.chat_appendStream, channel=slack.channel, ts=theirs.ts, markdown_text="x")
    assert error == "message_not_owned_by_app"


def test_tasks_and_blocks_come_in_chunks(
    slack: PocketSlack, client: WebClient, place: dict[str, Any]
) -> None:
    task = {"type": "task_update", "id": "1", "title": "Reading the FAQ", "status": "in_progress"}
    ts = client.chat_startStream(**place, chunks=[task])["ts"]
    source = {"type": "url", "url": "https://example.com/faq", "text": "Shipping"}
    done = {**task, "status": "complete", "sources": [source]}
    words = {"type": "markdown_text", "text": "Yes."}
    client.chat_appendStream(channel=slack.channel, ts=ts, chunks=[done, words])
    client.chat_stopStream(channel=slack.channel, ts=ts, chunks=[{"type": "blocks", "blocks": [feedback()]}])
    (answer,) = slack.answers(slack.channel, place["thread_ts"])
    assert (answer.text, answer.tasks["1"]["status"]) == ("Yes.", "complete")
    assert answer.button("rate")


def test_the_stop_button_ends_the_stream_and_tells(
    slack: PocketSlack, client: WebClient, asked: Message, place: dict[str, Any]
) -> None:
    ts = client.chat_startStream(**place, markdown_text="a long answer")["ts"]
    with pytest.raises(NobodyCanDoThat):  # no button until the session is processing
        slack.stop_session(slack.user, slack.channel, asked.ts)
    client.agents_sessions_setStatus(channel_id=slack.channel, thread_ts=asked.ts, status="processing")
    slack.stop_session(slack.user, slack.channel, asked.ts)
    event = slack.deliveries[-1].payload["event"]
    assert (event["type"], event["streaming_message_ts"]) == ("agent_session_stopped", [ts])
    late = refused(client.chat_appendStream, channel=slack.channel, ts=ts, markdown_text="x")
    assert late == "message_not_in_streaming_state"
    assert not slack.violations
