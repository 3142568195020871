"""Laws of lists that the app fills, and of files that people send and get."""

from __future__ import annotations

import urllib.request
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient

from bot.playground import NobodyCanDoThat, PocketSlack
from tests.playground.conftest import bolt
from tests.playground.test_rules import modal
from tests.playground.test_rules import option as option_of
from tests.playground.test_web_api import refused


def option(value: str) -> dict[str, Any]:
    return option_of(value, value)


class Stay(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def listed(**more: Any) -> dict[str, Any]:
    """An input whose list the app fills."""
    hint = {"type": "plain_text", "text": "type"}
    element = {"type": "external_select", "action_id": "what", "placeholder": hint, **more}
    return {
        "type": "input",
        "block_id": "b",
        "label": {"type": "plain_text", "text": "x"},
        "element": element,
    }


def opened(slack: PocketSlack, client: WebClient, **more: Any) -> Any:
    trigger = slack.command(slack.user, slack.channel, "/x").payload["trigger_id"]
    client.views_open(trigger_id=trigger, view=modal(blocks=[listed(**more)]))
    return slack.views(slack.user)[-1]


def test_a_list_is_filled_by_typing_and_only_what_was_offered_can_be_chosen(
    slack: PocketSlack, client: WebClient
) -> None:
    heard: list[dict[str, Any]] = []

    def register(app: AsyncApp) -> None:
        @app.options("what")
        async def fill(ack: Any, body: dict[str, Any]) -> None:
            heard.append(body)
            await ack(options=[option("one")] if body["value"] == "o" else [])

        @app.view("")
        async def done(ack: Any, view: dict[str, Any]) -> None:
            await ack()

    with bolt(slack, register):
        view = opened(slack, client, min_query_length=1)
        with pytest.raises(NobodyCanDoThat, match="after 1"):
            slack.suggest(slack.user, view, "what")
        with pytest.raises(NobodyCanDoThat, match="no option"):
            slack.submit(slack.user, view, {"what": "one"})
        slack.suggest(slack.user, view, "what", "o")
        slack.wait_for(lambda: view.offered.get("what"))
        submission = slack.submit(slack.user, view, {"what": "one"})
        slack.suggest(slack.user, view, "what", "x")
        slack.wait_for(lambda: view.offered["what"] == [])
    assert heard[0]["type"] == "block_suggestion" and heard[0]["block_id"] == "b"
    chosen = submission.payload["view"]["state"]["values"]["b"]["what"]["selected_option"]
    assert chosen["value"] == "one"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"options": [option(str(n)) for n in range(101)]},
        {"options": [option("same"), option("same")]},
        {"options": [{"text": {"type": "plain_text", "text": "x" * 76}, "value": "v"}]},
        {"options": [{"text": {"type": "plain_text", "text": "x"}, "value": "v" * 151}]},
    ],
    ids=["nothing", "too many", "twice", "long text", "long value"],
)
def test_options_that_slack_would_not_show_are_refused(
    slack: PocketSlack, client: WebClient, answer: dict[str, Any]
) -> None:
    def register(app: AsyncApp) -> None:
        @app.options("what")
        async def fill(ack: Any) -> None:
            await ack(**answer)

    with bolt(slack, register):
        view = opened(slack, client, min_query_length=0)
        slack.suggest(slack.user, view, "what")
        slack.wait_for(lambda: slack.violations)


def test_a_list_needs_its_placeholder(slack: PocketSlack, client: WebClient) -> None:
    trigger = slack.command(slack.user, slack.channel, "/x").payload["trigger_id"]
    bare = listed()
    del bare["element"]["placeholder"]
    refused(client.views_open, trigger_id=trigger, view=modal(blocks=[bare]))
    assert "placeholder" in slack.violations[0].detail


def test_a_file_is_read_with_the_token_alone(slack: PocketSlack, client: WebClient) -> None:
    said = slack.dm(slack.user, "look", files=[("a.csv", b"id,title\n")])
    assert "content" not in said.files[0] and said.files[0]["size"] == 9
    info = client.files_info(file=said.files[0]["id"])["file"]
    assert "content" not in info

    def fetch(**headers: str) -> bytes:
        with urllib.request.build_opener(Stay).open(
            urllib.request.Request(info["url_private_download"], headers=headers)
        ) as answer:
            return bytes(answer.read())

    assert fetch(Authorization=f"Bearer {slack.bot_token}") == b"id,title\n"
    with pytest.raises(OSError, match="302"):
        fetch(Authorization="Bearer xoxb-other")
    assert refused(client.files_info, file="F0") == "file_not_found"


def test_an_upload_comes_back_as_it_was(slack: PocketSlack, client: WebClient) -> None:
    client.files_upload_v2(channel=slack.channel, filename="a.csv", content="x,y", title="A", alt_txt="rows")
    (message,) = slack.answers(slack.channel)
    assert message.files[0]["alt_txt"] == "rows"
    assert slack.space.files[message.files[0]["id"]]["content"] == b"x,y"
