"""Requests of Slack's with something wrong: forged, stale, unsigned, or signed and not to be read.

Each function spoils one request in one way. What is in ``UNTRUE`` is not signed, or signed wrong or long ago:
it must stop at the signature, whatever it says. What is in ``SIGNED`` is signed correctly, gets behind that,
and cannot be read or lacks what is needed: it must be refused. What is in ``LET_IN`` may be taken: sound
ones, which show that the signing is right, and damaged ones, where any one thing is gone or of another kind:
that may be one that nobody reads.
"""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bot.http.guard import LARGEST, STALE, sign
from bot.playground import Message, PocketSlack, windows
from bot.playground.chat import named
from bot.slack.blocks import WORDS, announcement, buttons, draft_window, question, reason_window

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
_KINDS: tuple[Any, ...] = (None, "", "x", 5, -1.5, True, [], {}, [1], ["x"], {"id": 5}, {"x": {}})
_STAMPS = (
    "",
    "abc",
    "-1",
    "1e9",
    "1.5",
    "0x1",
    "nan",
    "9" * 13,
    "9" * 5000,
    "1_0",
    "٣",
    "１７００００００００",
)
_TYPES = ("", "text/plain", "multipart/form-data; boundary=x", "application/xml", "application/jsonx")
#: Without these nobody could say what happened, where, to whom.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "events_api": ("type", "event", "event.type", "team_id", "event.channel"),
    "slash_commands": ("command", "user_id", "channel_id", "team_id", "trigger_id", "response_url"),
    "interactive": ("type", "user", "user.id", "team", "team.id"),
    "block_actions": ("trigger_id", "actions", "actions.0.action_id"),
    "message_action": ("trigger_id", "callback_id", "channel.id", "message.ts"),
    "view_submission": (
        *("view", "view.type", "view.callback_id", "view.private_metadata"),
        *("view.state", "view.state.values"),
    ),
    **dict.fromkeys(("feedback", "hand_back", "withdraw_question"), ("actions.0.value",)),
}


@dataclass(slots=True)
class Request:
    """One request as it goes out; ``signed`` makes it Slack's."""

    secret: bytes
    body: bytes
    kind: str
    stamp: str = ""
    signature: str = ""

    def signed(self, body: bytes | None = None, stamp: str | None = None, kind: str | None = None) -> None:
        self.body = self.body if body is None else body
        self.stamp = self.stamp if stamp is None else stamp
        self.kind = self.kind if kind is None else kind
        self.signature = sign(self.secret, self.stamp, self.body)

    def headers(self) -> list[tuple[bytes, bytes]]:
        named = {
            "Content-Type": self.kind,
            "X-Slack-Request-Timestamp": self.stamp,
            "X-Slack-Signature": self.signature,
        }
        return [(name.encode(), value.encode()) for name, value in named.items() if value]


#: How something was to reach the app, and what it says.
Payload = tuple[str, dict[str, Any]]


def written(kind: str, payload: Any) -> tuple[bytes, str]:
    """A payload as it stands in a request of its kind."""
    if kind == "events_api":
        return json.dumps(payload).encode(), JSON
    return urlencode({"payload": json.dumps(payload)} if kind == "interactive" else payload).encode(), FORM


def request(secret: str, given: Payload) -> Request:
    """Return what Slack would send."""
    sent = Request(secret.encode(), *written(*given))
    sent.signed(stamp=str(int(time.time())))
    return sent


def payloads(slack: PocketSlack) -> list[Payload]:
    """What Slack would tell of all that people do."""
    said = slack.mention(slack.user, slack.channel, "How long does delivery take?")
    slack.edit(said, "How much is delivery?")
    slack.delete(slack.say(slack.user, slack.channel, "never mind"))
    slack.dm(slack.user, "", files=["box.png"])
    slack.open_messages_tab(slack.user)
    slack.command(slack.user, slack.channel, "/ask", "Do you wrap gifts?")
    slack.shortcut(slack.user, said, "draft_reply")
    job = f"{slack.team}:{said.channel}:{said.ts}"
    parts = [*buttons(job), *announcement("Somebody waits.", job), *question("Do you wrap?", slack.user)]
    below = named([block.to_dict() for block in parts])
    shown = Message(said.channel, slack.space.stamp(), slack.bot, "Three days.", said.ts, blocks=below)
    slack.space.put(shown)
    for action in ("feedback", "talk_to_a_human", "hand_back", "withdraw_question"):
        slack.press(slack.user, shown, action)
    slack.space.sessions[said.channel, said.ts] = {"status": "processing"}
    slack.stop_session(slack.user, said.channel, said)
    where = json.dumps({"team": slack.team, "channel": said.channel, "thread": said.ts})
    for window in (reason_window(job), draft_window(where, "Change it as you like.", "Three days.")):
        view = windows.show(slack.slack, slack.user, window.to_dict())
        slack.submit(slack.user, view, {WORDS: "no"})
    return [(delivery.kind, delivery.payload) for delivery in slack.deliveries]


def _forged(ask: Request, draw: random.Random, given: Payload) -> None:
    wrong = (
        "v0=",
        "v0=" + "0" * 64,
        "v1=" + ask.signature[3:],
        ask.signature[:-1] + "g",
        "ü",
        ask.signature + "0",
    )
    ask.signature = draw.choice([*wrong, sign(b"another app's secret", ask.stamp, ask.body)])


def _changed(ask: Request, draw: random.Random, given: Payload) -> None:
    place = draw.randrange(len(ask.body))
    ask.body = ask.body[:place] + bytes([ask.body[place] ^ draw.randrange(1, 256)]) + ask.body[place + 1 :]


def _stale(ask: Request, draw: random.Random, given: Payload) -> None:
    away = draw.choice((-1, 1)) * draw.randrange(int(STALE) + 30, 10**9)
    ask.signed(stamp=str(max(int(time.time()) + away, 0)))


def _no_time(ask: Request, draw: random.Random, given: Payload) -> None:
    ask.signed(stamp=draw.choice(_STAMPS))


def _unsigned(ask: Request, draw: random.Random, given: Payload) -> None:
    if draw.random() < 0.3:  # Slack's old certificate check, which libraries let pass
        ask.body, ask.kind = b"ssl_check=1&token=x", FORM
    ask.signature = ""
    ask.stamp = draw.choice(("", ask.stamp))


def _content_type(ask: Request, draw: random.Random, given: Payload) -> None:
    ask.signed(kind=draw.choice(_TYPES))


def _huge(ask: Request, draw: random.Random, given: Payload) -> None:
    ask.signed(ask.body + b" " * LARGEST)


def _unreadable(ask: Request, draw: random.Random, given: Payload) -> None:
    noise = b"\x80" + draw.randbytes(draw.randrange(1, 40))
    cut = ask.body[: draw.randrange(ask.body.index(b"%" if ask.kind == FORM else b":"))]
    texts = (b"", b"{", b"[]", b"null", b'"text"', b"{}", b"[" * 20_000, b'{"a":' * 500 + b"1" + b"}" * 500)
    forms = (b"a=b&c", b"payload=", b"payload=%7B", b"payload=%5B%5D", b"nothing=known", b"&" * 1000)
    surrogate = b'{"type":"event_callback","event":{"type":"message","text":"\\ud800"}}'
    ask.signed(draw.choice([noise, cut, *(forms if ask.kind == FORM else (*texts, surrogate))]))


def _needed(ask: Request, draw: random.Random, given: Payload) -> None:
    kind, payload = given[0], copy.deepcopy(given[1])
    names = (kind, payload.get("type"), *(action["action_id"] for action in payload.get("actions", ())))
    *way, last = draw.choice([path for name in names for path in _NEEDED.get(name, ())]).split(".")
    part: Any = payload
    for name in way:
        part = part[int(name) if name.isdecimal() else name]
    if kind == "slash_commands" or draw.random() < 0.5:  # in a form every value is text
        del part[last]
    else:
        part[last] = draw.choice([5, True, [1], {"x": {}}, None])
    ask.signed(written(kind, payload)[0])


def _damaged(ask: Request, draw: random.Random, given: Payload) -> None:
    kind, payload = given
    part: Any = copy.deepcopy(payload)
    payload = part
    while True:
        name = draw.choice(list(part) if isinstance(part, dict) else range(len(part)))
        inner = part[name]
        if isinstance(inner, dict | list) and inner and draw.random() < 0.7:
            part = inner
            continue
        if isinstance(part, dict) and draw.random() < 0.4:
            del part[name]
        else:
            part[name] = draw.choice(_KINDS)
        break
    ask.signed(written(kind, payload)[0])


def _sound(ask: Request, draw: random.Random, given: Payload) -> None:
    """Nothing is wrong with it."""


Spoil = Callable[[Request, random.Random, Payload], None]
UNTRUE: Mapping[str, Spoil] = {
    "forged": _forged,
    "changed": _changed,
    "stale": _stale,
    "time_is_no_number": _no_time,
    "unsigned": _unsigned,
}
SIGNED: Mapping[str, Spoil] = {
    "signed_wrong_content_type": _content_type,
    "signed_huge": _huge,
    "signed_unreadable": _unreadable,
    "signed_needed_field_missing_or_wrong": _needed,
}
LET_IN: Mapping[str, Spoil] = {"signed_damaged": _damaged, "sound": _sound}
