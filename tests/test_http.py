"""The HTTP door: Slack's requests get in, nothing else does, and no request makes the server fail."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.types import ASGIApp

from benchmarks.spoilt import payloads, written
from bot.build import build, build_service
from bot.build.marketing import open_marketing
from bot.build.painting import PaintersDesk
from bot.http import Check, Door, Health, web
from bot.http.guard import LARGEST, Guard, sign
from bot.painting import FlatPainter
from bot.playground import PocketSlack
from bot.settings import Settings
from bot.slack.http import Receiver
from bot.watch.metrics import Metrics

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
MENTION = {
    "type": "event_callback",
    "team_id": "T1",
    "api_app_id": "A1",
    "event_id": "Ev1",
    "event_time": 1700000000,
    "authorizations": [{"team_id": "T1", "user_id": "UB", "is_bot": True}],
    "event": {"type": "app_mention", "user": "U1", "text": "<@UB> hi", "ts": "1.2", "channel": "C1"},
}
CLICK = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "channel": {"id": "C1"},
    "message": {"ts": "1.3"},
    "trigger_id": "1.2.3",
    "actions": [{"action_id": "rate", "type": "button", "value": "1"}],
}
GONE = "gone"
COMMAND = {"command": "/ask", "text": "", "user_id": "U1", "channel_id": "C1", "team_id": "T1"}
COMMAND |= {"trigger_id": "1.2.3", "response_url": "https://hooks.slack.com/commands/1"}


class Shop:
    """The real Starlette app around a real Bolt app, with listeners that look where ours do."""

    def __init__(self, secret: str = SECRET) -> None:
        self.heard: list[str] = []
        self.metrics = Metrics()

        async def authorize(**_: Any) -> AuthorizeResult:
            return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="UB", bot_token="t")

        bolt = AsyncApp(authorize=authorize, signing_secret=secret)

        @bolt.event("app_mention")
        async def mention(event: dict[str, Any], body: dict[str, Any]) -> None:
            self.heard.append(event.get("text", ""))

        @bolt.command("/ask")
        async def command(ack: Callable[..., Awaitable[Any]], command: dict[str, Any]) -> None:
            await ack("on it")
            self.heard.append(command.get("text", ""))

        @bolt.action("rate")
        async def rate(ack: Callable[..., Awaitable[Any]], body: dict[str, Any]) -> None:
            await ack()
            self.heard.append("rated")

        self.door = Door()
        self.door.inner = Receiver(bolt, self.metrics)
        self.app: ASGIApp = web(Health({}), self.metrics, Guard(self.door, secret, self.metrics))

    def client(self) -> httpx.AsyncClient:
        # A crash inside becomes the 500 that a real server would send.
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://shop")

    def post(self, body: bytes, headers: dict[str, Any], path: str = "/slack/events") -> httpx.Response:
        async def posted() -> httpx.Response:
            async with self.client() as client:
                return await client.post(path, content=body, headers=headers)

        return asyncio.run(posted())

    def get(self, path: str) -> httpx.Response:
        async def got() -> httpx.Response:
            async with self.client() as client:
                return await client.get(path)

        return asyncio.run(got())


def signed(body: bytes, kind: str = JSON, age: float = 0, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(time.time() - age))
    signature = sign(secret.encode(), stamp, body)
    return {"content-type": kind, "x-slack-request-timestamp": stamp, "x-slack-signature": signature}


def as_json(payload: object) -> bytes:
    return json.dumps(payload).encode()


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_signed_event_a_command_and_a_click_get_in(shop: Shop) -> None:
    event, command = as_json(MENTION), urlencode(COMMAND).encode()
    click = urlencode({"payload": json.dumps(CLICK)}).encode()
    assert shop.post(event, signed(event)).status_code == 200
    answer = shop.post(command, signed(command, FORM))
    assert (answer.status_code, answer.text) == (200, "on it")
    assert shop.post(click, signed(click, f"{FORM}; charset=utf-8")).status_code == 200
    assert sorted(shop.heard) == ["", "<@UB> hi", "rated"]
    assert shop.metrics.registry.get_sample_value("shopkeeper_ack_seconds_count") == 3


def test_slacks_first_call_is_answered_with_its_challenge(shop: Shop) -> None:
    body = as_json({"type": "url_verification", "challenge": "3eZbrw1a", "token": "x"})
    answer = shop.post(body, signed(body))
    assert answer.status_code == 200 and "3eZbrw1a" in answer.text


@pytest.mark.parametrize(
    "stamp", ["abc", "", "-1", "1e9", " 1", "1_0", "٣", "9" * 13, "9" * 5000, "0x1", "1.5", "nan"]
)
def test_a_time_that_is_no_number_is_refused_not_failed_on(shop: Shop, stamp: str) -> None:
    body = as_json(MENTION)
    headers: dict[str, Any] = signed(body) | {"x-slack-request-timestamp": stamp.encode()}
    assert shop.post(body, headers).status_code == 401


@pytest.mark.parametrize("signature", ["", "v0=", "v0=" + "0" * 64, "v1=" + "0" * 64, "v0=" + "é" * 64, "é"])
def test_a_wrong_signature_is_refused(shop: Shop, signature: str) -> None:
    body = as_json(MENTION)
    headers: dict[str, Any] = signed(body) | {"x-slack-signature": signature.encode("latin-1")}
    assert shop.post(body, headers).status_code == 401


def test_an_old_recording_is_refused(shop: Shop) -> None:
    body = as_json(MENTION)
    assert shop.post(body, signed(body, age=301)).status_code == 401
    assert shop.post(body, signed(body, age=-301)).status_code == 401
    assert shop.post(body, signed(body, age=200)).status_code == 200


def test_another_apps_signature_and_a_changed_body_are_refused(shop: Shop) -> None:
    body = as_json(MENTION)
    assert shop.post(body, signed(body, secret="another app's secret")).status_code == 401
    assert shop.post(body + b" ", signed(body)).status_code == 401
    assert shop.heard == []


@pytest.mark.parametrize("body", [b"ssl_check=1&token=x", b"ssl_check=1"])
def test_a_certificate_check_does_not_get_around_the_signature(shop: Shop, body: bytes) -> None:
    assert shop.post(body, {"content-type": FORM}).status_code == 401


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data; boundary=x", "application/xml"])
def test_only_slacks_two_kinds_of_body_are_read(shop: Shop, kind: str) -> None:
    body = as_json(MENTION)
    assert shop.post(body, signed(body, kind)).status_code == 415


def test_a_body_above_the_limit_is_not_heard_out(shop: Shop) -> None:
    body = b'"' + b"a" * LARGEST + b'"'
    assert shop.post(body, signed(body)).status_code == 413


def test_a_body_that_lies_about_its_length_is_cut_off(shop: Shop) -> None:
    async def endless() -> Any:
        while True:
            yield b"a" * 100_000

    async def posted() -> int:
        async with shop.client() as client:
            return (await client.post("/slack/events", content=endless(), headers=signed(b""))).status_code

    assert asyncio.run(posted()) == 413


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", JSON),
        (b"", FORM),
        (b"{", JSON),
        (b"[]", JSON),
        (b"null", JSON),
        (b'"text"', JSON),
        (b"{}", JSON),
        (b"\xff\xfe", JSON),
        (b"[" * 20_000, JSON),
        (b'{"a":' * 500 + b"1" + b"}" * 500, JSON),
        (b'{"type":"\\ud800"}', JSON),
        (b'{"type": 1}', JSON),
        (b'{"type": "event_callback"}', JSON),
        (b'{"type": "event_callback", "event": 1}', JSON),
        (b'{"type": "event_callback", "event": {}}', JSON),
        (b'{"type": "event_callback", "event": {"type": "app_mention", "text": 5}}', JSON),
        (b'{"type": "event_callback", "authorizations": 5, "event": {"type": "message"}}', JSON),
        (b'{"type": "event_callback", "authorizations": [5], "event": {"type": "message"}}', JSON),
        (b"%7B", FORM),
        (b'{"type": "event_callback"}', FORM),
        (b"a=b&c", FORM),
        (b"payload=%5B%5D", FORM),
        (b"payload=", FORM),
        (b"payload=%7B%22actions%22%3A5%7D", FORM),
        (b"nothing=known", FORM),
        (b"&" * 1000, FORM),
    ],
)
def test_what_cannot_be_read_is_refused_although_it_is_signed(shop: Shop, body: bytes, kind: str) -> None:
    assert shop.post(body, signed(body, kind)).status_code == 400


def test_other_methods_and_paths_are_refused(shop: Shop) -> None:
    body = as_json(MENTION)
    assert shop.get("/slack/events").status_code == 405
    for path in ("/slack/events/", "/slack", "/", "/slack/events%00", "/../etc/passwd", "//"):
        assert shop.post(body, signed(body), path).status_code in (404, 405)


def test_before_the_shop_is_open_slack_is_asked_to_come_again_and_strangers_are_not(shop: Shop) -> None:
    shop.door.inner = None
    body = as_json(MENTION)
    answer = shop.post(body, signed(body))
    assert answer.status_code == 503 and answer.headers["retry-after"]
    assert shop.post(body, {"content-type": JSON}).status_code == 401


def test_refusals_are_counted_by_reason(shop: Shop) -> None:
    shop.post(b"x", {"content-type": JSON})
    assert (
        shop.metrics.registry.get_sample_value("shopkeeper_refused_requests_total", {"reason": "unsigned"})
        == 1
    )


def test_a_thousand_forged_stale_and_malformed_requests_are_all_refused() -> None:
    """Every one is turned away with a 4xx; none gets in, none makes the server fail."""
    shop, draw = Shop(), random.Random(3)

    async def storm() -> list[tuple[int, str]]:
        found = []
        async with shop.client() as client:
            for number in range(1000):
                what, body, headers = _attack(draw, number)
                answer = await client.post("/slack/events", content=body, headers=headers)
                found.append((answer.status_code, what))
        return found

    found = asyncio.run(storm())
    assert len(found) == 1000
    assert [hit for hit in found if not 400 <= hit[0] < 500] == []
    assert shop.heard == []


def _attack(draw: random.Random, number: int) -> tuple[str, bytes, dict[str, Any]]:
    """One request that must not get in: a good one with something wrong."""
    body = draw.choice([as_json(MENTION), urlencode({"payload": json.dumps(CLICK)}).encode()])
    kind = JSON if body.startswith(b"{") else FORM
    headers: dict[str, Any] = signed(body, kind)
    what = ("timestamp", "signature", "stale", "body", "noise", "missing", "truncated")[number % 7]
    noise = draw.randbytes(draw.randrange(1, 40))
    visible = bytes(byte % 223 + 33 for byte in noise if byte % 223 + 33 != 127)
    if what == "timestamp":
        headers["x-slack-request-timestamp"] = b"x" + visible
    elif what == "signature":
        headers["x-slack-signature"] = b"v0=" + visible
    elif what == "stale":
        headers = signed(body, kind, age=draw.choice([-1, 1]) * draw.randrange(302, 10**9))
    elif what == "body":
        place = draw.randrange(len(body))
        body = body[:place] + bytes([body[place] ^ draw.randrange(1, 256)]) + body[place + 1 :]
    elif what == "noise":  # signed noise: somebody stole the secret and cannot write JSON
        body = b"\x80" + noise
        headers = signed(body, kind)
    elif what == "missing":
        del headers[draw.choice(["x-slack-request-timestamp", "x-slack-signature", "content-type"])]
    else:
        body = as_json(MENTION)[: draw.randrange(len(as_json(MENTION)))]
        headers = signed(body, JSON)
    return what, body, headers


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = sorted(
    {*MENTION, *CLICK, *COMMAND, "view", "message", "container", "enterprise", "ssl_check", "response_urls"}
)
EVENT_NAMES = [
    "type",
    "user",
    "channel",
    "ts",
    "thread_ts",
    "text",
    "bot_id",
    "subtype",
    "message",
    "files",
    "team",
]


@settings(max_examples=300, deadline=None)
@given(
    payload=st.fixed_dictionaries({}, optional={name: values for name in NAMES}),
    event=st.fixed_dictionaries({}, optional={name: values for name in EVENT_NAMES}),
    kept=st.sampled_from([{}, MENTION, CLICK]),
    form=st.booleans(),
)
def test_even_signed_nonsense_makes_nothing_fail(
    payload: dict[str, Any], event: dict[str, Any], kept: dict[str, Any], form: bool
) -> None:
    mixed = {**kept, **payload}
    if isinstance(mixed.get("event"), dict):
        mixed["event"] = {**mixed["event"], **event}
    text = json.dumps(mixed)
    body = urlencode({"payload": text}).encode() if form else text.encode()
    answer = Shop().post(body, signed(body, FORM if form else JSON))
    assert answer.status_code < 500


@settings(max_examples=200, deadline=None)
@given(
    body=st.binary(max_size=200),
    stamp=st.text(max_size=20),
    signature=st.text(max_size=80),
    kind=st.text(max_size=40),
)
def test_no_headers_make_it_fail(body: bytes, stamp: str, signature: str, kind: str) -> None:
    headers = {
        "content-type": kind.encode("utf-8", "replace"),
        "x-slack-request-timestamp": stamp.encode("utf-8", "replace"),
        "x-slack-signature": signature.encode("utf-8", "replace"),
    }
    assert 400 <= Shop().post(body, headers).status_code < 500


def test_alive_is_not_yet_ready() -> None:
    async def loading() -> str:
        return "still loading"

    async def well() -> str:
        return ""

    async def broken() -> str:
        raise ConnectionError("postgresql://shop:hunter22@db")

    answer = _health({"engine": loading, "database": well, "slack": broken})
    assert answer.status_code == 503
    assert answer.json()["parts"] == {"engine": "still loading", "database": "ok", "slack": "ConnectionError"}
    assert _health({"database": well}).status_code == 200


def test_a_part_that_hangs_is_not_ready_and_asked_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def hangs() -> str:
        asked.append("once")
        await asyncio.Event().wait()
        return ""

    monkeypatch.setattr("bot.http.PATIENCE", 0.01)

    async def twice() -> list[dict[str, str]]:
        health = Health({"database": hangs})
        return [await health.report(), await health.report()]

    for report in asyncio.run(twice()):
        assert "no answer" in report["database"]
    assert asked == ["once"]


def test_meters_are_served_for_prometheus(shop: Shop) -> None:
    answer = shop.get("/metrics")
    assert answer.status_code == 200 and "shopkeeper_waiting_jobs" in answer.text
    assert answer.headers["content-type"].startswith("text/plain")


def test_in_socket_mode_there_is_no_door() -> None:
    shop = Shop()
    shop.app = web(Health({}), shop.metrics, None)
    body = as_json(MENTION)
    assert shop.post(body, signed(body)).status_code == 404
    assert shop.get("/health/live").status_code == 200


def _health(checks: dict[str, Check]) -> httpx.Response:
    shop = Shop()
    shop.app = web(Health(checks), shop.metrics, None)
    return shop.get("/health/ready")


def slips(part: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield each field's way, with what goes wrong there: it is gone, null, empty, or of another kind.

    Blocks are left alone: they are ours, and nobody reads them.
    """
    for name, inner in part.items() if isinstance(part, dict) else enumerate(part):
        yield from (((*way, name), wrong) for wrong in (GONE, None, "", 5, [], {}))
        if isinstance(inner, dict | list) and name != "blocks":
            yield from slips(inner, (*way, name))


def slipped(payload: Any, way: tuple[Any, ...], wrong: Any) -> Any:
    payload = part = json.loads(json.dumps(payload))
    for name in way[:-1]:
        part = part[name]
    if wrong is GONE:
        del part[way[-1]]
    else:
        part[way[-1]] = wrong
    return payload


def test_no_field_that_is_missing_or_wrong_makes_our_own_app_fail(
    echo_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """All that people do, as Slack would tell us and signed, with each field wrong in each way."""
    with PocketSlack() as slack:
        given = echo_settings.model_copy(
            update={
                "slack_url": slack.api_url,
                "slack_bot_token": SecretStr(slack.bot_token),
                "slack_signing_secret": SecretStr(SECRET),
                "human_channel": slack.channel,
                "user_limit": 0,
                "channel_limit": 0,
            }
        )
        sound = payloads(slack)
        shop = Shop()

        async def sweep() -> list[tuple[int, object, object]]:
            opened = build(given)
            marketing = open_marketing(given, opened.engine, opened.store)
            service = build_service(given, opened, shop.metrics, marketing, PaintersDesk(FlatPainter()))
            shop.door.inner = Receiver(service.bolt, shop.metrics)
            found = []
            async with shop.client() as client:

                async def send(kind: str, payload: Any) -> int:
                    body, heading = written(kind, payload)
                    headers = signed(body, heading)
                    return (await client.post("/slack/events", content=body, headers=headers)).status_code

                assert {await send(*each) for each in sound} == {200}
                for kind, payload in sound:
                    for way, wrong in slips(payload):
                        spoilt = slipped(payload, way, wrong)
                        if kind != "slash_commands" or wrong in (GONE, ""):  # in a form every value is text
                            found.append((await send(kind, spoilt), way, spoilt))
            await service.desk.close()
            opened.store.close()
            return found

        found = asyncio.run(sweep())
    assert [hit for hit in found if hit[0] >= 500] == []
    assert sum(status == 400 for status, *_ in found) > 1000
