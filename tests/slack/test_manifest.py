"""The manifest asks for what the code uses, and for nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import app as slack_app_module
from bot.slack import ask, blocks
from bot.slack.copy import cards, editing, progress, window
from bot.slack.desk import Desk
from bot.slack.manifest import manifest as over_http
from bot.slack.pictures import cards as picture_cards
from bot.slack.pictures import posters
from bot.slack.pictures import window as pictures
from bot.slack.pictures.room import MOST, Atelier
from bot.watch.limits import Limits
from bot.watch.metrics import Metrics
from tests.conftest import ROOT
from tests.slack.conftest import MANIFEST

ROOM = ROOT / "bot" / "slack"

#: The Web API methods that we call, with the bot scopes that Slack asks for each.
SCOPES = {
    "agents.sessions.setStatus": {"chat:write"},
    "assistant.threads.setStatus": {"assistant:write"},
    "assistant.threads.setSuggestedPrompts": {"assistant:write"},
    "auth.test": set(),
    "chat.appendStream": {"chat:write"},
    "chat.delete": {"chat:write"},
    "chat.getPermalink": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.startStream": {"chat:write"},
    "chat.stopStream": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.open": {"im:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "files.info": {"files:read"},
    "files.upload.v2": {"files:write"},
    "views.open": set(),
    "views.update": set(),
}
#: The events that we listen to, as the manifest names them, with their scopes.
EVENTS = {
    "agent_session_stopped": {"agent_session_stopped": set()},
    "app_home_opened": {"app_home_opened": set()},
    "app_mention": {"app_mention": {"app_mentions:read"}},
    "message": {
        "message.channels": {"channels:history"},
        "message.groups": {"groups:history"},
        "message.im": {"im:history"},
    },
}
_CALL = re.compile(
    r"\b((?:agents|assistant|auth|chat|conversations|files|reactions|users|views)_[a-zA-Z_0-9]+)\b"
)


@pytest.fixture(scope="module")
def manifest() -> dict:  # type: ignore[type-arg]
    return json.loads(MANIFEST.read_text("utf-8"))


class Listening(AsyncApp):
    """Notes what is listened to."""

    def __init__(self) -> None:
        super().__init__(client=AsyncWebClient("xoxb-x"), signing_secret="x")
        self.heard: dict[str, list[object]] = {}

    def _note(self, kind: str, what: object):  # type: ignore[no-untyped-def]
        self.heard.setdefault(kind, []).append(what)
        return lambda function: function

    def event(self, what, *_, **__):  # type: ignore[no-untyped-def]
        return self._note("event", what)

    def command(self, what, *_, **__):  # type: ignore[no-untyped-def]
        return self._note("command", what)

    def shortcut(self, what, *_, **__):  # type: ignore[no-untyped-def]
        return self._note("shortcut", what["callback_id"])

    def action(self, what, *_, **__):  # type: ignore[no-untyped-def]
        return self._note("action", what)

    def options(self, what, *_, **__):  # type: ignore[no-untyped-def]
        return self._note("options", what)

    def view(self, what, *_, **__):  # type: ignore[no-untyped-def]
        return self._note("view", what)


@pytest.fixture(scope="module")
def heard() -> dict[str, list[object]]:
    app = Listening()
    desk = Desk(None, None, None, None, Limits(0, 0), Metrics(), None, Atelier(None))  # type: ignore[arg-type]
    for feature in slack_app_module.FEATURES:
        feature.register(app, desk)
    return app.heard


def called() -> set[str]:
    """The Web API methods whose names stand in the code."""
    text = "\n".join(path.read_text("utf-8") for path in Path(ROOM).rglob("*.py"))
    names = {name for name in _CALL.findall(text) if hasattr(AsyncWebClient, name)}
    return {name.replace("_", ".") for name in names}


def test_the_table_names_every_method_that_is_called() -> None:
    assert called() == set(SCOPES)


def test_scopes_are_what_methods_events_and_commands_need(manifest, heard) -> None:  # type: ignore[no-untyped-def]
    events = [scopes for what in heard["event"] for scopes in EVENTS[what].values()]
    needed = set().union(*SCOPES.values(), *events, {"commands"})  # commands and message shortcuts
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed
    assert list(manifest["oauth_config"]["scopes"]) == ["bot"]


def test_events_are_those_that_are_listened_to(manifest, heard) -> None:  # type: ignore[no-untyped-def]
    listened = {name for what in heard["event"] for name in EVENTS[what]}
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == listened


def test_commands_and_shortcuts_are_those_that_are_listened_to(manifest, heard) -> None:  # type: ignore[no-untyped-def]
    features = manifest["features"]
    assert [c["command"] for c in features["slash_commands"]] == heard["command"]
    assert heard["command"] == [ask.COMMAND, window.COMMAND, pictures.COMMAND]
    wanted = [("message", blocks.DRAFT), ("global", window.SHORTCUT)]
    assert [(s["type"], s["callback_id"]) for s in features["shortcuts"]] == wanted
    assert heard["shortcut"] == [callback for _, callback in wanted]


def test_clicks_need_interactivity_and_every_button_has_a_listener(manifest, heard) -> None:  # type: ignore[no-untyped-def]
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    on_cards = {cards.USE, cards.EDIT, cards.COMPARE, cards.DISMISS, *map(cards.again_action, cards.AGAIN)}
    deeds = ("choose", "more", "blend", "bigger", "biggest", "poster")
    on_sheets = {picture_cards.action(deed, n + 1) for deed in deeds for n in range(MOST)}
    others = {blocks.WITHDRAW, window.KIND, progress.STOP, posters.COPY, *on_cards, *on_sheets}
    assert set(heard["action"]) == {blocks.FEEDBACK, blocks.HUMAN, blocks.HAND_BACK, *others}
    on_pictures = {pictures.SHEET, pictures.BLEND, posters.POSTER}
    assert set(heard["view"]) == {blocks.REASON, blocks.DRAFT, window.BRIEF, editing.EDITED, *on_pictures}
    assert set(heard["options"]) == {window.PRODUCT, window.CUSTOMER}


def test_the_agent_surface_is_the_new_one(manifest) -> None:  # type: ignore[no-untyped-def]
    features = manifest["features"]
    assert "agent_view" in features and "assistant_view" not in features
    assert (
        features["app_home"]["messages_tab_enabled"]
        and not features["app_home"]["messages_tab_read_only_enabled"]
    )


def test_texts_keep_slacks_limits(manifest) -> None:  # type: ignore[no-untyped-def]
    about = manifest["display_information"]
    assert len(about["name"]) <= 35 and len(about["description"]) <= 140
    for shortcut in manifest["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24 and len(shortcut["description"]) <= 150


def test_over_http_lists_are_filled_at_the_same_address() -> None:
    clicks = over_http("https://bot.example.com")["settings"]["interactivity"]
    assert (
        clicks["message_menu_options_url"] == clicks["request_url"] == "https://bot.example.com/slack/events"
    )
