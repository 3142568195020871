"""Laws of clicks: buttons, commands, shortcuts and windows, with a real Bolt app at the other end."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.playground import NobodyCanDoThat, PocketSlack
from tests.playground.conftest import bolt
from tests.playground.test_rules import actions, button, feedback, modal, option, select
from tests.playground.test_web_api import refused


def test_a_button_reaches_the_app_and_its_answer_the_person(slack: PocketSlack, client: WebClient) -> None:
    heard: list[dict[str, Any]] = []

    def register(app: AsyncApp) -> None:
        @app.action("rate")
        async def rated(ack: Any, body: dict[str, Any], action: dict[str, Any], respond: Any) -> None:
            await ack()
            heard.append(body)
            await respond(text=f"you said {action['value']}", replace_original=False)

    with bolt(slack, register):
        client.chat_postMessage(channel=slack.channel, text="well?", blocks=[feedback()])
        slack.press(slack.user, slack.answers(slack.channel)[0], "rate", "negative")
        (said,) = slack.wait_for(lambda: slack.ephemerals(slack.user))
        slack.wait_for(lambda: all(d.over for d in slack.deliveries))
    assert said.text == "you said negative"
    assert heard[0]["message"]["text"] == "well?"
    assert heard[0]["user"]["id"] == slack.user
    assert not slack.violations and not slack.unacknowledged()


def test_a_click_in_an_ephemeral_message_does_not_bring_the_message(
    slack: PocketSlack, client: WebClient
) -> None:
    client.chat_postEphemeral(channel=slack.channel, user=slack.user, text="x", blocks=[actions(button())])
    click = slack.press(slack.user, slack.ephemerals(slack.user)[0], "go")
    assert "message" not in click.payload and click.payload["container"]["is_ephemeral"]


def test_an_answer_address_takes_five_posts_for_half_an_hour(slack: PocketSlack, client: WebClient) -> None:
    client.chat_postMessage(channel=slack.channel, text="x", blocks=[actions(button())])
    message = slack.answers(slack.channel)[0]

    def answer() -> WebhookClient:
        return WebhookClient(slack.press(slack.user, message, "go").payload["response_url"])

    first, late = answer(), answer()
    assert first.send(text="everybody", response_type="in_channel").status_code == 200
    assert first.send(text="instead", replace_original=True).status_code == 200
    assert first.send(blocks=[{"type": "banner"}], text="x").status_code == 400
    assert first.send(delete_original=True).status_code == 200
    assert first.send(text="fifth").status_code == 200
    assert first.send(text="sixth").status_code == 404
    slack.advance(1_801)
    assert late.send(text="late").status_code == 404
    assert [m.text for m in slack.answers(slack.channel)] == ["everybody"]
    assert [m.text for m in slack.ephemerals(slack.user)] == ["fifth"]
    assert message.versions[1].text == "instead"


def test_a_command_is_answered_in_its_acknowledgement(slack: PocketSlack) -> None:
    def register(app: AsyncApp) -> None:
        @app.command("/ask")
        async def ask(ack: Any, command: dict[str, Any]) -> None:
            await ack(f"you asked: {command['text']}")

    with bolt(slack, register):
        slack.command(slack.user, slack.channel, "/ask", "when?")
        (said,) = slack.wait_for(lambda: slack.ephemerals(slack.user))
    assert said.text == "you asked: when?"


def test_a_shortcut_opens_a_window_that_is_filled_in(slack: PocketSlack) -> None:
    heard: list[Any] = []

    def register(app: AsyncApp) -> None:
        @app.shortcut("draft")
        async def draft(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
            await ack()
            await client.views_open(trigger_id=shortcut["trigger_id"], view=modal(callback_id="sent"))

        @app.view("sent")
        async def sent(ack: Any, view: dict[str, Any]) -> None:
            words = view["state"]["values"]["b"]["words"]["value"]
            heard.append(words)
            if words == "bad":
                await ack(response_action="errors", errors={"b": "Please say it better."})
            elif words == "more":
                await ack(response_action="update", view=modal(callback_id="sent"))
            else:
                await ack()

        @app.event("message")
        async def ignore() -> None: ...

    with bolt(slack, register):
        message = slack.say(slack.user, slack.channel, "help")
        slack.shortcut(slack.colleague, message, "draft")
        (window,) = slack.wait_for(lambda: slack.views(slack.colleague))
        with pytest.raises(NobodyCanDoThat):
            slack.submit(slack.colleague, window)  # the field is not optional
        with pytest.raises(NobodyCanDoThat):
            slack.submit(slack.colleague, window, {"colour": "red"})
        slack.submit(slack.colleague, window, {"words": "bad"})
        slack.wait_for(lambda: window.errors)
        before = window.hash
        slack.submit(slack.colleague, window, {"words": "more"})
        slack.wait_for(lambda: window.hash != before)
        slack.submit(slack.colleague, window, {"words": "good"})
        slack.wait_for(lambda: not slack.views(slack.colleague))
    assert heard == ["bad", "more", "good"]
    assert not slack.violations and not slack.unacknowledged()


def test_a_trigger_is_fresh_and_used_once(slack: PocketSlack, client: WebClient) -> None:
    def trigger() -> str:
        return str(slack.command(slack.user, slack.channel, "/ask").payload["trigger_id"])

    assert refused(client.views_open, trigger_id="trigger.0", view=modal()) == "invalid_trigger_id"
    first, second = trigger(), trigger()
    view = client.views_open(trigger_id=first, view=modal())["view"]
    assert refused(client.views_open, trigger_id=first, view=modal()) == "exchanged_trigger_id"
    client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    assert (
        refused(client.views_update, view_id=view["id"], hash=view["hash"], view=modal()) == "hash_conflict"
    )
    pushed = client.views_push(trigger_id=second, view=modal())["view"]
    assert (pushed["previous_view_id"], pushed["root_view_id"]) == (view["id"], view["id"])
    late = trigger()
    slack.advance(3.1)
    assert refused(client.views_open, trigger_id=late, view=modal()) == "expired_trigger_id"


def test_a_home_tab_is_published_and_published_again(slack: PocketSlack, client: WebClient) -> None:
    home = {"type": "home", "blocks": [actions(button(), select(option("A", "a"), option("B", "b")))]}
    first = client.views_publish(user_id=slack.user, view=home)["view"]
    assert client.views_publish(user_id=slack.user, view=home)["view"]["id"] == first["id"]
    (tab,) = slack.views(slack.user)
    click = slack.press(slack.user, tab, "pick", "b")
    assert click.payload["actions"][0]["selected_option"]["value"] == "b"
    assert click.payload["view"]["id"] == first["id"]
    assert refused(client.views_publish, user_id=slack.user, view=modal()) == "invalid_arguments"


def test_closing_a_window_is_told_to_who_asked(slack: PocketSlack, client: WebClient) -> None:
    trigger = slack.command(slack.user, slack.channel, "/ask").payload["trigger_id"]
    client.views_open(trigger_id=trigger, view=modal(notify_on_close=True))
    (window,) = slack.views(slack.user)
    closed = slack.close(slack.user, window)
    assert closed and closed.payload["type"] == "view_closed"
    assert not slack.views(slack.user)


def test_a_click_that_nobody_takes_is_an_error_for_the_person(slack: PocketSlack, client: WebClient) -> None:
    client.chat_postMessage(channel=slack.channel, text="x", blocks=[actions(button())])
    click = slack.press(slack.user, slack.answers(slack.channel)[0], "go")
    slack.wait_for(lambda: click.over)
    assert click in slack.unacknowledged() and len(click.sent) == 1
    with pytest.raises(NobodyCanDoThat):
        slack.press(slack.user, slack.answers(slack.channel)[0], "other")
