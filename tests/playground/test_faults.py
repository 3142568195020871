"""Laws of trouble: it comes when ordered, means what it says, and goes away."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)

from bot.playground import PocketSlack
from bot.playground.faults import Faults


def status_of(call: Any, **given: Any) -> int:
    try:
        return int(call(**given).status_code)
    except SlackApiError as error:
        return int(error.response.status_code)


def test_an_error_before_and_an_error_after_the_deed(slack: PocketSlack, client: WebClient) -> None:
    post = {"channel": slack.channel, "text": "hi"}
    slack.faults.fail(500, methods=["chat.postMessage"])
    assert status_of(client.chat_postMessage, **post) == 500
    assert not slack.answers(slack.channel)
    slack.faults.fail(502, methods=["chat.postMessage"], after=True)
    assert status_of(client.chat_postMessage, **post) == 502
    assert len(slack.answers(slack.channel)) == 1
    assert status_of(client.chat_postMessage, **post) == 200
    assert not slack.refusals
    assert [call.status for call in slack.space.calls] == [500, 502, 200]


def test_one_post_a_second_in_a_channel(slack: PocketSlack, client: WebClient) -> None:
    slack.faults.limit_posts(a_second=0.01)
    other = slack.add_channel("other").id
    assert status_of(client.chat_postMessage, channel=slack.channel, text="one") == 200
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=slack.channel, text="two")
    assert refused.value.response["error"] == "ratelimited"
    assert int(refused.value.response.headers["Retry-After"]) > 50
    assert status_of(client.chat_postMessage, channel=other, text="three") == 200
    slack.faults.clear()
    assert status_of(client.chat_postMessage, channel=slack.channel, text="four") == 200


def test_tiers_hold_each_method(slack: PocketSlack, client: WebClient) -> None:
    slack.faults.limit_tiers()
    said = slack.say(slack.user, slack.channel, "hi")
    codes = [status_of(client.conversations_replies, channel=slack.channel, ts=said.ts) for _ in range(60)]
    assert codes[:50] == [200] * 50 and 429 in codes[50:]
    assert status_of(client.conversations_info, channel=slack.channel) == 200


def test_the_sdks_handlers_get_through_a_storm(slack: PocketSlack) -> None:
    client = WebClient(
        slack.bot_token,
        base_url=slack.api_url,
        retry_handlers=[
            ConnectionErrorRetryHandler(),
            RateLimitErrorRetryHandler(max_retry_count=9),
            ServerErrorRetryHandler(max_retry_count=9),
        ],
    )
    slack.faults.fail(429, times=1, retry_after=0)
    slack.faults.fail(503, times=1)
    assert client.chat_postMessage(channel=slack.channel, text="through").status_code == 200
    assert len(slack.answers(slack.channel)) == 1


def test_a_storm_is_the_same_for_the_same_seed_and_ends() -> None:
    def storm() -> list[int]:
        faults = Faults(seed=7)
        faults.storm(3_600, share=0.5)
        return [faults.decide("chat.update", "C1", 3).status for _ in range(200)]

    assert storm() == storm()
    assert 40 < sum(status != 0 for status in storm()) < 160
    faults = Faults()
    faults.storm(0.0)
    assert all(faults.decide("chat.update", "C1", 3).status == 0 for _ in range(50))


def test_slowness_is_ordered_by_method(slack: PocketSlack, client: WebClient) -> None:
    slack.faults.slow(0.2, methods=["chat.postMessage"], times=1)
    decided = [slack.faults.decide("auth.test", "", 3), slack.faults.decide("chat.postMessage", "C1", 0)]
    assert [fault.delay for fault in decided] == [0.0, 0.2]


def test_other_processes_play_by_http(slack: PocketSlack) -> None:
    def control(act: str, **given: Any) -> Any:
        request = urllib.request.Request(f"{slack.server.url}/control/{act}", json.dumps(given).encode())
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["result"]

    user = control("add_user", name="eve")["id"]
    channel = control("add_channel", name="shop", members=[user])["id"]
    said = control("mention", user=user, channel=channel, text="hi", times=2)
    control("edit", channel=channel, ts=said["ts"], text="hello")
    assert [m["text"] for m in control("messages", channel=channel)] == ["hello"]
    assert [v["text"] for v in control("messages", channel=channel)[0]["versions"]][-1] == "hello"
    control("fail", status=500, times=1)
    control("drop_sockets")
    control("clear_faults")
    stats = control("stats")
    assert (stats["messages"], stats["deliveries"], stats["violations"]) == (1, 5, 0)
    control("delete", channel=channel, ts=said["ts"])
    assert control("messages", channel=channel) == [] and control("violations") == []
    for act, given in (
        ("shout", {}),
        ("say", {"user": user}),
        ("edit", {"channel": channel, "ts": "1", "text": ""}),
    ):
        with pytest.raises(urllib.error.HTTPError):
            control(act, **given)
