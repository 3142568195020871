"""Slack does not know us, or fails for one message alone: who waits is kept, and nobody else waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import settings as configuration
from bot.domain import Place, Said
from bot.playground import Message, PocketSlack
from bot.slack.calls import Unreachable
from bot.slack.copy.room import Copydesk
from bot.slack.handler import Clerk
from bot.slack.jobs import question_job
from bot.slack.pictures.room import Atelier
from bot.store.conversations import Conversations
from bot.store.copydesk import CopyBooks
from bot.store.database import open_database
from bot.watch.metrics import Metrics
from bot.work import Cancelled, Job, Later
from tests.slack.conftest import MANIFEST, QUESTION, Scripted, ThreadedWork, open_shop, support_of


class Moody(WebClient):
    """Answers ``error`` (with ``status``) to whatever concerns ``thread``, or to all calls if it is "*"."""

    status, error, thread = 200, "", ""

    def api_call(self, *args: Any, **kwargs: Any) -> Any:
        sent = kwargs.get("json") or kwargs.get("params") or {}
        if self.error and self.thread in ("*", sent.get("thread_ts")):
            body = self._answer()
            raise SlackApiError(self.error, body)
        return super().api_call(*args, **kwargs)

    def _answer(self) -> Any:
        class Answer(dict[str, Any]):
            status_code, headers = self.status, dict[str, str]()

        return Answer(ok=False, error=self.error)


class Bench:
    """A clerk whose Slack has moods."""

    def __init__(self, slack: PocketSlack, home: Path) -> None:
        self.slack, self.metrics = slack, Metrics()
        settings = configuration.load(
            home=home, slack_bot_token=slack.bot_token, slack_url=slack.api_url, pause=0.0
        )
        self.books = Conversations(open_database(settings.database))
        self.client = Moody(slack.bot_token, base_url=slack.api_url)
        self.client.retry_handlers = []
        parts = (support_of(Scripted()), self.books, ThreadedWork(), settings, self.metrics)
        copydesk = Copydesk(settings, CopyBooks(self.books._engine))
        self.clerk = Clerk(self.client, *parts, copydesk, Atelier(copydesk))
        self.clerk._slack.patience = 0.2

    def ask(self) -> tuple[Message, Job]:
        asked = self.slack.mention(self.slack.user, self.slack.channel, QUESTION)
        place = Place(self.slack.team, asked.channel, asked.ts)
        said = Said(f"{place.team}:{place.channel}:{asked.ts}", place, asked.user, QUESTION, asked.ts)
        self.books.hear(said)
        return asked, question_job(said)

    def run(self, job: Job) -> None:
        self.clerk.run(job, Cancelled())

    def answered(self, asked: Message) -> bool:
        return "3 days" in "".join(m.text for m in self.slack.answers(asked.channel, asked))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with PocketSlack(manifest=MANIFEST) as slack:
        yield Bench(slack, tmp_path)


@pytest.mark.parametrize("code", ["token_revoked", "invalid_auth", "account_inactive"])
def test_while_our_token_is_refused_questions_wait_and_it_is_said_why(bench: Bench, code: str) -> None:
    asked, job = bench.ask()
    bench.client.thread, bench.client.error = "*", code
    for _ in range(5):
        with pytest.raises(Later):
            bench.run(job)
    assert code in bench.clerk.problem
    bench.client.error = ""
    bench.run(job)
    assert bench.answered(asked) and bench.clerk.problem == ""


def test_a_channel_that_is_closed_to_us_is_no_outage(bench: Bench) -> None:
    asked, job = bench.ask()
    bench.client.thread, bench.client.error = asked.ts, "is_archived"
    bench.run(job)
    assert bench.clerk.problem == ""


def test_a_message_that_slack_always_fails_at_uses_up_its_tries_once_others_get_through(
    bench: Bench,
) -> None:
    (asked, job), (other, theirs) = bench.ask(), bench.ask()
    client = bench.client
    client.status, client.error, client.thread = 500, "internal_error", asked.ts
    for _ in range(5):
        with pytest.raises(Later):
            bench.run(job)  # nobody has got through yet: Slack may be away
    bench.run(theirs)
    assert bench.answered(other)
    with pytest.raises(Unreachable):
        bench.run(job)


def test_slack_being_away_for_everybody_uses_up_no_try(bench: Bench) -> None:
    (asked, job), (_, theirs) = bench.ask(), bench.ask()
    bench.run(theirs)
    client = bench.client
    client.status, client.error, client.thread = 500, "internal_error", "*"
    for _ in range(5):
        with pytest.raises(Later):
            bench.run(job)
    client.error = ""
    bench.run(job)
    assert bench.answered(asked)


def test_an_event_that_comes_before_slack_says_who_we_are_comes_again(tmp_path: Path) -> None:
    """In Socket Mode a receipt of 200 would end it: nobody would ever hear the question."""
    with (
        PocketSlack(manifest=MANIFEST, retries=(0.0, 0.5, 1.0)) as slack,
        open_shop(slack, tmp_path / "home") as shop,
    ):
        slack.faults.fail(400, methods=("auth.test",), times=2)
        asked = slack.mention(slack.user, slack.channel, QUESTION)
        assert "3 days" in shop.answer(asked).text
        shop.idle()
        assert len(slack.answers(asked.channel, asked)) == 1
