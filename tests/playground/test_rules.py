"""Laws of what may be sent: at the limit it passes, one above it does not, and nothing unknown passes."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground import payloads, rules
from bot.playground.rules import Refused

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> Json:
    return {"type": "button", "action_id": "go", "text": plain("Go"), **more}


def section(text: str = "hi", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(text: str = "a", value: str = "a") -> Json:
    return {"text": plain(text), "value": value}


def select(*options: Json) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": list(options)}


def feedback(text: str = "Good") -> Json:
    buttons = {f"{mood}_button": {"text": plain(text), "value": mood} for mood in ("positive", "negative")}
    return {
        "type": "context_actions",
        "elements": [{"type": "feedback_buttons", "action_id": "rate", **buttons}],
    }


def refusal(blocks: Any, surface: str = "message") -> str:
    with pytest.raises(Refused) as refused:
        rules.check_blocks(blocks, surface)
    return refused.value.error


@pytest.mark.parametrize(
    ("sized", "limit"),
    [
        (lambda n: section("x" * n), 3_000),
        (lambda n: {"type": "section", "fields": [mrkdwn("x" * n)]}, 2_000),
        (lambda n: {"type": "section", "fields": [mrkdwn("x")] * n}, 10),
        (lambda n: {"type": "header", "text": plain("x" * n)}, 150),
        (lambda n: section(block_id="x" * n), 255),
        (lambda n: actions(*(button(action_id=str(i)) for i in range(n))), 25),
        (lambda n: actions(button(value="x" * n)), 2_000),
        (lambda n: actions(button(text=plain("x" * n))), 75),
        (lambda n: actions(button(action_id="x" * n)), 255),
        (lambda n: actions(button(url="x" * n)), 3_000),
        (lambda n: {"type": "context", "elements": [mrkdwn("x")] * n}, 10),
        (lambda n: actions(select(*(option(value=str(i)) for i in range(n)))), 100),
        (lambda n: actions(select(option("x" * n))), 75),
        (lambda n: actions(select(option(value="x" * n))), 150),
        (lambda n: feedback("x" * n), 75),
        (lambda n: {"type": "image", "alt_text": "x" * n, "image_url": "https://example.com/a.png"}, 2_000),
    ],
)
def test_at_the_limit_it_passes_and_one_above_it_does_not(sized, limit: int) -> None:  # type: ignore[no-untyped-def]
    rules.check_blocks([sized(limit)])
    assert refusal([sized(limit + 1)]) == "invalid_blocks"


@pytest.mark.parametrize(
    "block",
    [
        {"type": "banner", "text": plain("x")},
        {"text": plain("x")},
        {"type": "section"},
        section(""),
        section(colour="red"),
        {"type": "section", "text": {**mrkdwn("x"), "emoji": True}},
        {"type": "header", "text": mrkdwn("x")},
        {"type": "header"},
        actions(),
        actions({"type": "knob", "action_id": "a"}),
        actions(button(text=mrkdwn("Go"))),
        actions({"type": "button", "action_id": "go"}),
        actions(button(colour="red")),
        actions("go"),  # type: ignore[arg-type]
        {"type": "actions", "elements": 7},
        {"type": "markdown", "text": 7},
        {"type": ["section"], "text": plain("x")},
        actions(button(), button()),
        actions({"type": "feedback_buttons", "action_id": "a"}),
        {"type": "context", "elements": [button()]},
        {"type": "context_actions", "elements": [button()]},
        {"type": "input", "label": plain("x")},
        {"type": "input", "element": {"type": "plain_text_input", "action_id": "a"}},
        {"type": "image", "image_url": "https://example.com/a.png"},
        {"type": "markdown", "text": ""},
        {"type": "task_card", "task_id": "1", "title": "x", "status": "done"},
    ],
)
def test_what_slack_does_not_know_is_refused(block: Json) -> None:
    assert refusal([block]) == "invalid_blocks"


def test_good_blocks_pass() -> None:
    rules.check_blocks(
        [
            {"type": "header", "text": plain("Hello")},
            section(accessory=button()),
            {"type": "markdown", "text": "**bold**"},
            {"type": "context", "elements": [mrkdwn("a"), plain("b")]},
            actions(button(style="primary", value="1"), select(option())),
            feedback(),
            {"type": "divider", "block_id": "d"},
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
            },
            {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]},
        ]
    )


def test_totals_are_counted_where_single_blocks_pass() -> None:
    rules.check_blocks([{"type": "divider"}] * 50)
    assert refusal([{"type": "divider"}] * 51) == "invalid_blocks"
    rules.check_blocks([{"type": "divider"}] * 100, "home")
    half = {"type": "markdown", "text": "x" * 6_000}
    rules.check_blocks([half, half])
    assert refusal([half, half, {"type": "markdown", "text": "x"}]) == "msg_too_long"
    assert refusal([section("x" * 2_900)] * 5) == "msg_blocks_too_long"
    assert refusal([section(block_id="same")] * 2) == "invalid_blocks"
    assert refusal("[]") == "invalid_blocks_format"


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({}, "no_text"),
        ({"text": "  "}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"markdown_text": "x", "text": "x"}, "markdown_text_conflict"),
        ({"text": ["x"]}, "invalid_arguments"),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "a b", "event_payload": {}}}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "a", "event_payload": {"b": None}}},
            "invalid_metadata_schema",
        ),
        (
            {"text": "x", "metadata": {"event_type": "a", "event_payload": {}, "c": 1}},
            "invalid_metadata_format",
        ),
        ({"text": "x", "metadata": "a"}, "invalid_metadata_format"),
    ],
)
def test_messages_that_slack_refuses(message: Json, error: str) -> None:
    with pytest.raises(Refused) as refused:
        payloads.check_message(message)
    assert refused.value.error == error


def test_messages_at_the_limit_pass() -> None:
    payloads.check_message({"text": "x" * 40_000})
    payloads.check_message({"markdown_text": "x" * 12_000})
    payloads.check_message(
        {"blocks": [section()], "metadata": {"event_type": "a", "event_payload": {"b": [1]}}}
    )


def modal(**more: Any) -> Json:
    field = {"type": "plain_text_input", "action_id": "words"}
    blocks = [{"type": "input", "block_id": "b", "label": plain("Words"), "element": field}]
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": blocks, **more}


@pytest.mark.parametrize(
    "view",
    [
        "a view",
        modal(type="drawer"),
        modal(title=plain("x" * 25)),
        modal(title=mrkdwn("x")),
        {name: value for name, value in modal().items() if name != "title"},
        {name: value for name, value in modal().items() if name != "submit"},
        modal(blocks=[]),
        modal(blocks=[{"type": "divider"}] * 101),
        modal(blocks=[{"type": "markdown", "text": "x"}]),
        modal(private_metadata="x" * 3_001),
        modal(callback_id="x" * 256),
        modal(colour="red"),
    ],
)
def test_windows_that_slack_refuses(view: Any) -> None:
    with pytest.raises(Refused) as refused:
        payloads.check_view(view, ("modal",))
    assert refused.value.error == "invalid_arguments"


def test_windows_at_the_limit_pass() -> None:
    payloads.check_view(
        modal(title=plain("x" * 24), private_metadata="x" * 3_000, callback_id="c" * 255), ("modal",)
    )
    payloads.check_view({"type": "home", "blocks": [{"type": "divider"}] * 100}, ("home",))


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"markdown_text": "x", "chunks": [{"type": "markdown_text", "text": "y"}]}, "invalid_arguments"),
        ({"chunks": [{"type": "markdown_text", "text": "x" * 6_001}] * 2}, "msg_too_long"),
        ({"chunks": [{"type": "song", "text": "x"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "markdown_text"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "markdown_text", "text": "x", "size": 1}]}, "invalid_chunks"),
        ({"chunks": [{"type": "task_update", "id": "1", "title": "x", "status": "done"}]}, "invalid_chunks"),
        (
            {"chunks": [{"type": "task_update", "id": "1", "title": "x" * 257, "status": "pending"}]},
            "invalid_chunks",
        ),
        ({"chunks": [{"type": "blocks", "blocks": [{"type": "banner"}]}]}, "invalid_blocks"),
        ({"chunks": "x"}, "invalid_chunks"),
    ],
)
def test_chunks_that_slack_refuses(call: Json, error: str) -> None:
    with pytest.raises(Refused) as refused:
        payloads.read_chunks(call)
    assert refused.value.error == error
