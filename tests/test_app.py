"""The process: it comes up in order, answers, and goes down without losing what it has begun."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import settings
from bot.app import Process
from bot.build.serving import Serving
from bot.errors import NotReady
from bot.playground import PocketSlack
from bot.settings import Settings
from bot.slack import connection
from bot.slack.connection import SocketConnection, introduce
from bot.watch.metrics import Metrics
from tests.conftest import Run, process_environment
from tests.test_cli import ECHO

QUESTION = "How do I cancel an order?"
#: Seconds after which a busy machine is a broken one.
LONG = 300.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def variables(slack: PocketSlack, http: bool = False) -> dict[str, str]:
    found = {
        **ECHO,
        "SHOPKEEPER_SLACK_URL": slack.api_url,
        "SHOPKEEPER_SLACK_BOT_TOKEN": slack.bot_token,
        "SHOPKEEPER_HTTP_PORT": str(free_port()),
        "SHOPKEEPER_PAUSE": "0.1",
    }
    if http:
        return {**found, "SHOPKEEPER_SLACK_SIGNING_SECRET": slack.signing_secret}
    return {**found, "SHOPKEEPER_SLACK_APP_TOKEN": slack.app_token}


@dataclass
class Served:
    """``shopkeeper serve`` as a process of its own."""

    process: subprocess.Popen[str]
    log: Path
    port: int

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]

    def get(self, path: str) -> tuple[int, str]:
        return get(self.port, path)

    def ends(self) -> int:
        return self.process.wait(LONG)


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=LONG) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


@contextmanager
def serving(folder: Path, given: Mapping[str, str]) -> Iterator[Served]:
    log = folder / "log.jsonl"
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "serve"],
            cwd=folder,
            env=process_environment(given),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    try:
        yield Served(process, log, int(given.get("SHOPKEEPER_HTTP_PORT", 0)))
    finally:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_it_serves_from_start_to_clean_end(tmp_path: Path, http: bool) -> None:
    with PocketSlack() as slack, serving(tmp_path, variables(slack, http)) as served:
        assert served.process.stdout
        assert "At work in" in served.process.stdout.readline()
        if http:
            slack.use_http(f"http://127.0.0.1:{served.port}/slack/events")
        said = slack.mention(slack.user, slack.channel, QUESTION)
        slack.wait_for(lambda: slack.finished(slack.channel, said), LONG)
        assert len(slack.finished(slack.channel, said)) == 1
        assert "cancel free of charge" in slack.finished(slack.channel, said)[0].text

        assert served.get("/health/live")[0] == 200
        assert served.get("/health/ready") == (
            200,
            '{"status":"ok","parts":{"shop":"ok","database":"ok","slack":"ok"}}',
        )
        until(lambda: 'shopkeeper_answers_total{outcome="answered"} 1.0' in served.get("/metrics")[1])
        assert served.get("/slack/events")[0] == (405 if http else 404)

        served.process.send_signal(signal.SIGTERM)
        assert served.ends() == 0
        job = f"{slack.team}:{slack.channel}:{said.ts}"
        events = [line["event"] for line in served.lines() if line.get("job") == job]
        assert events[0] == "question heard" and "answer shown" in events
        assert served.lines()[-1]["event"] == "stopped"
        assert not any(line["level"] in ("error", "critical") for line in served.lines()), served.lines()
        written = served.log.read_text("utf-8")
        for never in (QUESTION, "free of charge", slack.bot_token, slack.app_token, slack.signing_secret):
            assert never not in written
        assert slack.violations == []


def test_what_waits_at_the_end_is_answered_by_the_next_start(tmp_path: Path) -> None:
    with PocketSlack() as slack:
        given = variables(slack) | {"SHOPKEEPER_GRACE": "0"}
        with serving(tmp_path, given | {"SHOPKEEPER_PAUSE": "10"}) as served:  # the row of messages may go on
            assert served.process.stdout and served.process.stdout.readline()
            said = slack.mention(slack.user, slack.channel, QUESTION)
            until(lambda: "question heard" in served.log.read_text("utf-8"))
            served.process.send_signal(signal.SIGTERM)
            assert served.ends() == 0
            assert slack.finished(slack.channel, said) == []
        with serving(tmp_path, given) as served:
            slack.wait_for(lambda: slack.finished(slack.channel, said), LONG)
            served.process.send_signal(signal.SIGTERM)
            assert served.ends() == 0
        assert len(slack.answers(slack.channel, said)) == 1


def test_ctrl_c_while_it_starts_ends_it_cleanly(tmp_path: Path) -> None:
    with PocketSlack() as slack:
        slack.faults.slow(LONG, methods=["auth.test"])
        with serving(tmp_path, variables(slack)) as served:
            until(lambda: "Asking Slack" in served.log.read_text("utf-8"))
            served.process.send_signal(signal.SIGINT)
            assert served.ends() == 0


def test_without_tokens_it_says_what_is_missing_and_where_to_get_it(tmp_path: Path) -> None:
    with serving(tmp_path, ECHO) as served:
        assert served.ends() == 1
        assert served.process.stdout
        told = served.process.stdout.read()
        for part in (
            "SHOPKEEPER_SLACK_BOT_TOKEN",
            "SHOPKEEPER_SLACK_APP_TOKEN",
            "SIGNING_SECRET",
            "api.slack.com",
        ):
            assert part in told
        assert "Traceback" not in told + served.log.read_text("utf-8")
        assert served.lines()[-1]["event"] == "cannot serve"


def test_a_token_that_slack_does_not_accept_is_named_not_shown(tmp_path: Path) -> None:
    wrong = "xoxb-of-another-app"
    with PocketSlack() as slack:
        with serving(tmp_path, variables(slack) | {"SHOPKEEPER_SLACK_BOT_TOKEN": wrong}) as served:
            assert served.ends() == 1
            assert served.process.stdout
            told = served.process.stdout.read()
            assert "SHOPKEEPER_SLACK_BOT_TOKEN" in told and "invalid_auth" in told
            assert wrong not in told + served.log.read_text("utf-8")
        with serving(tmp_path, variables(slack) | {"SHOPKEEPER_SLACK_APP_TOKEN": "xapp-wrong"}) as served:
            assert served.ends() == 1
            assert served.process.stdout and "SHOPKEEPER_SLACK_APP_TOKEN" in served.process.stdout.read()


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with PocketSlack() as slack, socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        with serving(tmp_path, variables(slack) | {"SHOPKEEPER_HTTP_PORT": port}) as served:
            assert served.ends() == 1
            assert served.process.stdout and "SHOPKEEPER_HTTP_PORT" in served.process.stdout.read()


def until(done: Callable[[], object]) -> None:
    end = time.monotonic() + LONG
    while not done():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@dataclass
class FakeService:
    """A service that writes down what is done to it, in order."""

    bolt: AsyncApp
    done: list[str] = field(default_factory=list)
    hang: threading.Event | None = None
    database: str = ""

    @property
    def slack(self) -> FakeService:
        return self

    api = None

    @property
    def work(self) -> FakeService:
        return self

    @property
    def conversations(self) -> FakeService:
        return self

    @property
    def desk(self) -> FakeService:
        return self

    looked_back: int = 0

    def later(self, errand: Coroutine[Any, Any, None]) -> None:
        """The only errand of the process itself is the look back; what it finds has tests of its own."""
        self.looked_back += errand.__name__ == "look_back"
        errand.close()

    problem: str = ""

    @property
    def handler(self) -> FakeService:
        return self

    def start(self, handler: FakeService) -> None:
        self.done.append("work started")

    def stop(self, grace: float) -> None:
        self.done.append(f"work stopped within {grace:g}")
        if self.hang:
            self.hang.wait(LONG)

    def waiting(self) -> int:
        self.ping()
        return 3

    def expire(self, before: float) -> dict[str, int]:
        self.done.append("expired")
        return {}

    def ping(self) -> None:
        if self.database:
            raise ConnectionError(self.database)

    async def close(self) -> None:
        self.done.append("closed")


@dataclass
class Running:
    """A ``Process`` in a thread, on a fake service."""

    process: Process
    service: FakeService
    thread: threading.Thread
    failed: list[BaseException]

    def ends(self) -> None:
        self.thread.join(LONG)
        assert not self.thread.is_alive()


@contextmanager
def running(slack: PocketSlack, gate: threading.Event | None = None, **changed: Any) -> Iterator[Running]:
    given = settings.load(
        slack_url=slack.api_url, slack_bot_token=slack.bot_token, slack_app_token=slack.app_token, http_port=0
    ).model_copy(update=changed)
    bolt = AsyncApp(client=AsyncWebClient(slack.bot_token, base_url=slack.api_url))
    service, failed = FakeService(bolt), list[BaseException]()

    def build(settings: Settings, metrics: Metrics, say: Callable[[str], None]) -> Serving:
        say("Loading the language model ...")
        if gate:
            gate.wait(LONG)
        return service  # type: ignore[return-value]

    process = Process(given, lambda line: None, build)

    def run() -> None:
        try:
            asyncio.run(process.run())
        except BaseException as error:  # noqa: BLE001 - looked at by the test
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield Running(process, service, thread, failed)
    finally:
        if gate:
            gate.set()
        if service.hang:
            service.hang.set()
        if thread.is_alive() and not process.stopping:
            process.stop()
        thread.join(LONG)


def test_it_stops_in_order_events_first_then_work_then_the_rest() -> None:
    with PocketSlack() as slack, running(slack, grace=7.0) as found:
        assert found.process.ready.wait(LONG)
        until(lambda: slack.socket_mode.sockets)
        assert found.service.looked_back == 1
        found.process.stop()
        found.ends()
        assert not slack.socket_mode.sockets
        assert [step for step in found.service.done if step != "expired"] == [
            "work started",
            "work stopped within 7",
            "closed",
        ]
        assert found.failed == []


def test_when_the_database_was_away_for_long_the_process_looks_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack gives an event up after five minutes without a receipt, whoever was away."""
    monkeypatch.setattr("bot.app.GAUGE", 0.02)
    http = {
        "slack_app_token": None,
        "slack_signing_secret": SecretStr("s" * 32),
    }  # no line that might be away
    with PocketSlack() as slack, running(slack, **http) as found:
        assert found.process.ready.wait(LONG)
        until(lambda: "shopkeeper_waiting_jobs 3.0" in get(found.process.port, "/metrics")[1])
        assert found.service.looked_back == 1
        found.service.database = "gone"
        monkeypatch.setattr(connection, "GONE", 0.5)
        time.sleep(1)
        found.service.database = ""
        until(lambda: found.service.looked_back == 2)


def test_alive_while_the_models_load_ready_when_slack_is_connected() -> None:
    gate = threading.Event()
    with PocketSlack() as slack, running(slack, gate) as found:
        until(lambda: found.process.port)
        assert get(found.process.port, "/health/live")[0] == 200
        until(lambda: "Loading" in get(found.process.port, "/health/ready")[1])
        assert get(found.process.port, "/health/ready")[0] == 503
        gate.set()
        assert found.process.ready.wait(LONG)
        assert get(found.process.port, "/health/ready")[0] == 200
        found.service.database = "gone"
        status, parts = get(found.process.port, "/health/ready")
        assert status == 503 and json.loads(parts)["parts"]["database"] == "ConnectionError"
        found.service.problem = "Slack does not accept the bot token (token_revoked)"
        assert "token_revoked" in json.loads(get(found.process.port, "/health/ready")[1])["parts"]["slack"]


def test_the_end_may_be_asked_for_while_the_models_load() -> None:
    gate = threading.Event()
    with PocketSlack() as slack, running(slack, gate) as found:
        until(lambda: found.process.building)
        found.process.stop()
        found.ends()
        assert found.failed == [] and found.service.done == []


def test_asked_twice_the_end_comes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    statuses: list[int] = []
    monkeypatch.setattr(os, "_exit", statuses.append)
    with PocketSlack() as slack, running(slack) as found:
        assert found.process.ready.wait(LONG)
        found.service.hang = threading.Event()
        found.process.stop()
        until(lambda: any(step.startswith("work stopped") for step in found.service.done))
        assert statuses == []
        found.process.stop(143)
        assert statuses == [143]


def test_work_that_does_not_stop_is_left_as_a_crash_would_leave_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.MARGIN", 0.0)
    with PocketSlack() as slack, running(slack, grace=0.0) as found:
        assert found.process.ready.wait(LONG)
        found.service.hang = threading.Event()
        found.process.stop()
        found.ends()
        assert found.service.done[-1] == "closed"


def test_retention_is_swept_at_the_start_and_the_queue_is_counted() -> None:
    with PocketSlack() as slack, running(slack) as found:
        assert found.process.ready.wait(LONG)
        until(lambda: "expired" in found.service.done)
        until(lambda: "shopkeeper_waiting_jobs 3.0" in get(found.process.port, "/metrics")[1])
    with PocketSlack() as slack, running(slack, retention_days=0) as found:
        assert found.process.ready.wait(LONG)
        until(lambda: "shopkeeper_waiting_jobs 3.0" in get(found.process.port, "/metrics")[1])
        assert "expired" not in found.service.done


def test_an_event_in_hand_is_still_acknowledged_when_the_line_is_closed() -> None:
    """What was taken is in the books and has its receipt; nothing is half taken."""

    async def law(slack: PocketSlack) -> None:
        bolt = AsyncApp(
            client=AsyncWebClient(slack.bot_token, base_url=slack.api_url), process_before_response=True
        )
        begun, kept = asyncio.Event(), list[str]()

        @bolt.event("app_mention")
        async def slow(event: dict[str, Any]) -> None:
            begun.set()
            await asyncio.sleep(0.3)
            kept.append(event["ts"])

        line = SocketConnection(bolt, slack.app_token, Metrics())
        await line.open()
        assert await line.problem() == ""
        said = await asyncio.to_thread(slack.mention, slack.user, slack.channel, "hello")
        await begun.wait()
        await line.close()
        assert kept == [said.ts]
        assert await line.problem() != ""
        mention = next(d for d in slack.deliveries if d.payload["event"]["type"] == "app_mention")
        assert mention not in slack.unacknowledged()

    with PocketSlack() as slack:
        asyncio.run(law(slack))


def test_a_line_that_breaks_is_made_again_even_if_its_new_address_has_expired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "_PING", 0.2)
    monkeypatch.setattr(connection, "RETRY", 0.1)

    async def law(slack: PocketSlack) -> None:
        bolt = AsyncApp(client=AsyncWebClient(slack.bot_token, base_url=slack.api_url))
        heard = asyncio.Event()

        @bolt.event("app_mention")
        async def hear() -> None:
            heard.set()

        line = SocketConnection(bolt, slack.app_token, Metrics())
        line._client.wss_uri = f"{slack.server.url.replace('http', 'ws')}/link/?ticket=expired"
        await line.open()
        for _ in range(3):
            await asyncio.to_thread(slack.drop_sockets)
            async with asyncio.timeout(LONG):
                while not slack.socket_mode.sockets or await line.problem():
                    await asyncio.sleep(0.05)
        await asyncio.to_thread(slack.mention, slack.user, slack.channel, "hello")
        async with asyncio.timeout(LONG):
            await heard.wait()
        await line.close()

    with PocketSlack(retries=(0.0, 0.5, 0.5, 0.5, 0.5)) as slack:
        asyncio.run(law(slack))


class Answers:
    """A client whose ``auth_test`` fails as told, then succeeds."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)

    async def auth_test(self) -> Any:
        if self.failures:
            raise self.failures.pop(0)
        return type("Answer", (dict,), {"headers": {"X-OAuth-Scopes": "chat:write,commands"}})(
            team="T", user="b"
        )


def refusal(code: str) -> SlackApiError:
    return SlackApiError("no", {"ok": False, "error": code})


def test_slack_may_be_away_when_we_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "RETRY", 0.0)
    client: Any = Answers(
        aiohttp.ClientError(), OSError(), TimeoutError(), refusal("ratelimited"), refusal("fatal_error")
    )
    identity = asyncio.run(introduce(client))
    assert identity.bot == "b" and identity.scopes == {"chat:write", "commands"}


def test_a_revoked_token_is_no_reason_to_wait() -> None:
    client: Any = Answers(refusal("token_revoked"))
    with pytest.raises(NotReady, match="SHOPKEEPER_SLACK_BOT_TOKEN"):
        asyncio.run(introduce(client))


def test_the_manifest_for_http_tells_slack_where_to_post(shopkeeper: Run) -> None:
    plain, http = (
        json.loads(shopkeeper("manifest", *arguments).stdout)
        for arguments in ((), ("--http", "https://bot.example.com/"))
    )
    address = "https://bot.example.com/slack/events"
    assert plain["settings"]["socket_mode_enabled"] and not http["settings"]["socket_mode_enabled"]
    assert http["settings"]["event_subscriptions"]["request_url"] == address
    assert http["settings"]["interactivity"]["request_url"] == address
    assert {command["url"] for command in http["features"]["slash_commands"]} == {address}
    assert http["oauth_config"] == plain["oauth_config"]
    refused = shopkeeper("manifest", "--http", "http://bot.example.com")
    assert refused.returncode == 2 and "https" in refused.stderr
