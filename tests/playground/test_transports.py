"""Laws of delivery: sockets and signed requests, acknowledged, retried, cut and reordered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from starlette.websockets import WebSocket

from bot.playground import PocketSlack, socket_mode
from bot.playground.state import Workspace
from tests.playground.conftest import Register, bolt, bolt_app
from tests.playground.test_web_api import refused


def echo(app: AsyncApp) -> None:
    @app.event("app_mention")
    async def answer(event: dict[str, Any], say: Any) -> None:
        await say(text="yes", thread_ts=event["ts"])

    @app.event("message")
    async def ignore() -> None: ...


@pytest.fixture
def patient() -> Iterator[PocketSlack]:
    """Slack with quick retries, so that a test need not wait a minute."""
    with PocketSlack(patience=0.3, retries=(0.0, 0.1, 0.2, 0.5, 1.0, 2.0)) as pocket:
        yield pocket


def test_a_socket_brings_events_and_takes_acknowledgements(slack: PocketSlack) -> None:
    with bolt(slack, echo):
        said = slack.mention(slack.user, slack.channel, "hi")
        slack.wait_for(lambda: slack.answers(slack.channel, said))
        slack.wait_for(lambda: all(d.over for d in slack.deliveries))
    assert len(slack.latencies()) == len(slack.deliveries) == 3  # the mention, the message, the bot's own
    assert not slack.violations and not slack.unacknowledged()


def test_cut_sockets_are_opened_again_and_nothing_is_lost(patient: PocketSlack) -> None:
    with bolt(patient, echo):
        for number in range(5):
            said = patient.mention(patient.user, patient.channel, str(number))
            patient.drop_sockets()
            patient.wait_for(lambda: patient.socket_mode.sockets)
            patient.wait_for(lambda said=said: patient.answers(patient.channel, said))
        patient.wait_for(lambda: all(d.over for d in patient.deliveries))
    assert patient.socket_mode.opened == 6
    assert not patient.unacknowledged()


def test_a_socket_whose_app_is_gone_is_cut_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stuck:
        """A socket at whose other end nobody says goodbye."""

        async def close(self, code: int) -> None:
            await asyncio.Event().wait()

    async def drop() -> None:
        monkeypatch.setattr(socket_mode, "GOODBYE", 0.01)
        sockets = socket_mode.SocketMode(Workspace(), lambda: None)
        sockets.sockets += cast(list[WebSocket], [Stuck(), Stuck()])
        await asyncio.wait_for(sockets.drop(), 20)
        assert not sockets.sockets

    asyncio.run(drop())


def test_a_polite_disconnect_opens_another_socket(slack: PocketSlack) -> None:
    with bolt(slack, echo):
        slack.ask_to_reconnect()
        slack.wait_for(lambda: slack.socket_mode.opened == 2)
        said = slack.mention(slack.user, slack.channel, "hi")
        slack.wait_for(lambda: slack.answers(slack.channel, said))


def test_several_sockets_take_turns(slack: PocketSlack) -> None:
    with bolt(slack, echo), bolt(slack, echo):
        slack.wait_for(lambda: len(slack.socket_mode.sockets) == 2)
        for number in range(4):
            slack.mention(slack.user, slack.channel, str(number))
        slack.wait_for(lambda: len([m for m in slack.space.messages if m.user == slack.bot]) == 4)


def test_a_lost_acknowledgement_brings_the_event_again_with_its_number(patient: PocketSlack) -> None:
    seen: list[str] = []

    def register(app: AsyncApp) -> None:
        @app.event("message")
        async def hear(request: Any) -> None:
            seen.append(request.headers.get("x-slack-retry-num", [""])[0])

    with bolt(patient, register):
        patient.socket_mode.deaf = True
        patient.dm(patient.user, "hello")
        patient.wait_for(lambda: len(seen) >= 2)
        patient.socket_mode.deaf = False
        patient.wait_for(lambda: patient.deliveries[0].over)
    assert seen[:2] == ["0", "1"]
    assert patient.deliveries[0].reasons[0] == "timeout"


def test_a_late_acknowledgement_counts_and_shows_in_the_figures() -> None:
    def register(app: AsyncApp) -> None:
        @app.middleware
        async def slow(next: Any) -> Any:
            await asyncio.sleep(0.5)
            return await next()

        @app.event("message")
        async def ignore() -> None: ...

    with PocketSlack(patience=0.1, retries=(60.0,)) as pocket, bolt(pocket, register):
        pocket.dm(pocket.user, "hello")
        pocket.wait_for(pocket.latencies)
    assert pocket.deliveries[0].reasons == ["timeout"]
    assert pocket.latencies()[0] > pocket.courier.patience


def test_an_event_waits_for_an_app_that_is_away(patient: PocketSlack) -> None:
    said = patient.mention(patient.user, patient.channel, "anybody?")
    patient.wait_for(lambda: patient.deliveries[0].reasons)
    with bolt(patient, echo):
        patient.wait_for(lambda: patient.answers(patient.channel, said))


def test_a_socket_needs_a_ticket_and_an_app_token(slack: PocketSlack, client: WebClient) -> None:
    assert refused(client.apps_connections_open, app_token=slack.bot_token) == "not_allowed_token_type"
    opened = client.apps_connections_open(app_token=slack.app_token)
    assert opened["url"].startswith("ws://127.0.0.1:")
    with bolt(slack, echo):
        assert len(slack.space.tickets) == 1  # the app's own is used up


@contextmanager
def http_app(slack: PocketSlack, register: Register) -> Iterator[str]:
    """The same Bolt app behind HTTP, as its own server."""
    ready, done, where = threading.Event(), threading.Event(), []

    async def live() -> None:
        server = bolt_app(slack, register).web_app("/slack/events")
        runner = web.AppRunner(server)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        where.append(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        ready.set()
        await asyncio.to_thread(done.wait)
        await runner.cleanup()

    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    try:
        assert ready.wait(20)
        yield where[0]
    finally:
        done.set()
        thread.join(20)


def test_signed_requests_bring_events_clicks_and_commands(slack: PocketSlack) -> None:
    def register(app: AsyncApp) -> None:
        echo(app)

        @app.command("/ask")
        async def ask(ack: Any, command: dict[str, Any]) -> None:
            await ack(command["text"])

        @app.shortcut("draft")
        async def draft(ack: Any, shortcut: dict[str, Any], respond: Any) -> None:
            await ack()
            await respond(text=f"drafting for {shortcut['message']['text']}")

    with http_app(slack, register) as url:
        slack.use_http(url)
        said = slack.mention(slack.user, slack.channel, "hi")
        slack.wait_for(lambda: slack.answers(slack.channel, said))
        slack.command(slack.user, slack.channel, "/ask", "a & b")
        slack.wait_for(lambda: len(slack.ephemerals(slack.user)) == 1)
        slack.shortcut(slack.user, said, "draft")
        slack.wait_for(lambda: len(slack.ephemerals(slack.user)) == 2)
        slack.wait_for(lambda: all(d.over for d in slack.deliveries))
    assert slack.ephemerals(slack.user)[0].text == "a & b"
    assert not slack.violations and not slack.unacknowledged()


def test_a_request_that_fails_is_sent_again_with_slacks_headers(patient: PocketSlack) -> None:
    seen: list[Any] = []

    def register(app: AsyncApp) -> None:
        @app.middleware
        async def stumble(request: Any, next: Any) -> Any:
            seen.append(request.headers)
            if len(seen) == 1:
                raise RuntimeError("out of order")
            return await next()

        @app.event("message")
        async def hear() -> None: ...

    with http_app(patient, register) as url:
        patient.use_http(url)
        patient.dm(patient.user, "hello")
        patient.wait_for(lambda: patient.deliveries[0].over)
    assert "x-slack-retry-num" not in seen[0]
    assert (seen[1]["x-slack-retry-num"], seen[1]["x-slack-retry-reason"]) == (["1"], ["http_error"])
    assert patient.deliveries[0].acked


def test_a_wrong_secret_is_not_let_in(slack: PocketSlack) -> None:
    with http_app(slack, echo) as url:
        slack.use_http(url)
        assert slack.courier.carrier is not None
        slack.courier.carrier.secret = "wrong"  # type: ignore[attr-defined]
        slack.command(slack.user, slack.channel, "/ask")
        slack.wait_for(lambda: slack.unacknowledged())
    assert slack.unacknowledged()[0].reasons == ["http_error"]
