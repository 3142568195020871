"""One question, one answer: whatever dies, is lost or comes twice between Slack and us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import settings as configuration
from bot.domain import Place, Said
from bot.painting import FlatPainter
from bot.playground import Message, PocketSlack
from bot.settings import Settings
from bot.slack import live
from bot.slack.app import worker_client
from bot.slack.calls import Refused, Slack
from bot.slack.handler import Clerk
from bot.slack.jobs import question_job
from bot.slack.pictures.room import Atelier
from bot.slack.posting import INTENT
from bot.store.conversations import Conversations
from bot.store.database import open_database
from bot.watch.metrics import Metrics
from bot.work import Cancelled, Job, Later, Work
from tests.slack.conftest import (
    MANIFEST,
    QUESTION,
    Scripted,
    ThreadedWork,
    copydesk_of,
    let_it_say,
    parts,
    support_of,
    without_streams,
)

ANSWER = "Delivery takes 3 days. We ship on weekdays."


class Killed(BaseException):
    """The process dies here."""


class Deadly(WebClient):
    """Dies at the n-th call: ``before`` it is sent, or after it was done."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.retry_handlers = []
        self.calls = 0
        self.dies_at: int | None = None
        self.before = True

    def api_call(self, *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        if self.calls - 1 != self.dies_at:
            return super().api_call(*args, **kwargs)
        with suppress(SlackApiError):
            if not self.before:
                super().api_call(*args, **kwargs)
        raise Killed


class Bench:
    """A clerk and its books, without listeners: jobs are run by hand, and killed."""

    def __init__(self, slack: PocketSlack, home: Path) -> None:
        home.mkdir()
        self.slack = slack
        self.settings: Settings = configuration.load(
            home=home, slack_bot_token=slack.bot_token, slack_url=slack.api_url, pause=0.0
        )
        self.books = Conversations(open_database(self.settings.database))
        self.client = Deadly(slack.bot_token, base_url=slack.api_url)
        self.engine = Scripted()
        self.work: Work = ThreadedWork()  # what jobs submit is only kept

    def clerk(self, client: WebClient | None = None) -> Clerk:
        """A process that has just been started."""
        support = support_of(self.engine)
        client = client or self.client
        copydesk = copydesk_of(self.settings, self.books, self.engine)
        rooms = copydesk, Atelier(copydesk, FlatPainter())
        return Clerk(client, support, self.books, self.work, self.settings, Metrics(), *rooms)

    def ask(self, text: str = QUESTION) -> tuple[Message, Job]:
        asked = self.slack.mention(self.slack.user, self.slack.channel, text)
        place = Place(self.slack.team, asked.channel, asked.ts)
        said = Said(f"{place.team}:{place.channel}:{asked.ts}", place, asked.user, text, asked.ts)
        self.books.hear(said)
        return asked, question_job(said)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with PocketSlack(manifest=MANIFEST) as slack:
        yield Bench(slack, tmp_path / "home")
        assert not slack.violations, slack.violations


def one_whole_answer(bench: Bench, asked: Message, job: Job, text: str = ANSWER) -> None:
    assert " ".join(parts(bench.slack, asked)) == text
    marked = [m.metadata for m in bench.slack.answers(asked.channel, asked)]
    assert all(m and m["event_payload"] == {"job": job.id} for m in marked)
    assert [m["event_type"] for m in marked if m][-1] == "shopkeeper_answer"
    last = bench.slack.answers(asked.channel, asked)[-1]
    assert last.button("feedback") and "`delivery`, version 1" in last.shown
    kept = bench.books.kept(job.id)
    assert kept and kept.posts[-1] == last.ts


def run_until_done(bench: Bench, job: Job) -> None:
    for _ in range(5):
        try:
            bench.clerk().run(job, Cancelled())
            return
        except Later:
            continue
    raise AssertionError("never done")


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_killed_at_any_call_the_next_run_completes_the_one_answer(
    bench: Bench, before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "STREAM_PACE", 0.0)
    bench.client.before = before
    step, survived = 0, False
    while not survived:
        asked, job = bench.ask()
        bench.client.calls, bench.client.dies_at = 0, step
        try:
            bench.clerk().run(job, Cancelled())
            survived = True
        except Killed:
            bench.client.dies_at = None
            run_until_done(bench, job)
        bench.client.dies_at = None
        one_whole_answer(bench, asked, job)
        step += 1
    assert step > 3  # there were calls to be killed at


@pytest.mark.parametrize("name", ["posted", "keep", "gather", "kept"])
@pytest.mark.parametrize("after", [False, True])
def test_killed_at_any_look_into_the_books_the_next_run_completes_the_one_answer(
    bench: Bench, name: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "STREAM_PACE", 0.0)
    real = getattr(Conversations, name)
    left = -1

    def deadly(self: Conversations, *args: Any) -> Any:
        nonlocal left
        left -= 1
        if left != -1:
            return real(self, *args)
        if after:
            real(self, *args)
        raise Killed

    monkeypatch.setattr(Conversations, name, deadly)
    for step in range(10):
        asked, job = bench.ask()
        left, survived = step, True
        try:
            bench.clerk().run(job, Cancelled())
        except Killed:
            survived = False
            run_until_done(bench, job)
        left = -1
        one_whole_answer(bench, asked, job)
        if survived:
            break
    assert step and survived


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("streams", [True, False], ids=["streams", "changes"])
def test_killed_again_and_again_there_is_one_answer(
    bench: Bench, before: bool, streams: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long answer in several messages; each run is killed one call later than the one before."""
    monkeypatch.setattr("bot.slack.markdown.LIMIT", 600)
    monkeypatch.setattr(live, "STREAM_PACE", 0.0)
    monkeypatch.setattr(live, "UPDATE_PACE", 0.0)
    sentences = [f"Sentence number {n} is about the price of tea." for n in range(30)]
    let_it_say(monkeypatch, sentences)
    with nullcontext() if streams else without_streams(monkeypatch, bench.slack):
        asked, job = bench.ask()
        bench.client.before = before
        for step in range(100):
            bench.client.calls, bench.client.dies_at = 0, step
            try:
                bench.clerk().run(job, Cancelled())
                break
            except Killed:
                continue
        bench.client.dies_at = None
        assert step > 3
        one_whole_answer(bench, asked, job, " ".join(sentences))
        assert len(bench.slack.answers(asked.channel, asked)) == 3


@pytest.mark.parametrize(
    "method",
    ["chat.startStream", "chat.appendStream", "chat.stopStream", "agents.sessions.setStatus"],
)
@pytest.mark.parametrize("after", [False, True], ids=["refused", "done"])
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_failing_call_neither_loses_nor_doubles(
    bench: Bench, method: str, after: bool, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if status == 429 and after:
        pytest.skip("what was refused for haste was not done")
    monkeypatch.setattr(live, "STREAM_PACE", 0.0)
    bench.slack.faults.fail(status, methods=(method,), times=1, after=after)
    asked, job = bench.ask()
    run_until_done(bench, job)
    one_whole_answer(bench, asked, job)


def test_a_post_whose_answer_was_lost_is_found_not_repeated(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streams are refused, so the answer is posted: done, but we hear 500."""
    with without_streams(monkeypatch, bench.slack):
        bench.slack.faults.fail(500, methods=("chat.postMessage",), times=1, after=True)
        asked, job = bench.ask()
        run_until_done(bench, job)
        one_whole_answer(bench, asked, job)


def test_in_a_storm_nothing_is_lost_or_doubled(bench: Bench) -> None:
    bench.slack.faults.storm(4.0, share=0.4, retry_after=1)
    jobs = [bench.ask() for _ in range(4)]
    for _, job in jobs:
        run_until_done(bench, job)
    for asked, job in jobs:
        one_whole_answer(bench, asked, job)


def test_while_slack_is_away_the_job_waits_and_no_try_is_used_up(bench: Bench) -> None:
    asked, job = bench.ask()
    bench.slack.faults.fail(503, times=None)
    clerk = bench.clerk()
    impatient = Slack(worker_client(bench.settings), Metrics(), patience=0.2)
    object.__setattr__(clerk._doers["answer"], "slack", impatient)
    with pytest.raises(Later):
        clerk.run(job, Cancelled())
    bench.slack.faults.clear()
    run_until_done(bench, job)
    one_whole_answer(bench, asked, job)


def test_the_job_waits_as_long_as_slack_asks_for(bench: Bench) -> None:
    asked, job = bench.ask()
    bench.slack.faults.fail(429, methods=("chat.startStream", "chat.postMessage"), retry_after=75)
    with pytest.raises(Later) as later:
        bench.clerk().run(job, Cancelled())
    assert later.value.seconds == 75
    bench.slack.faults.clear()
    run_until_done(bench, job)
    one_whole_answer(bench, asked, job)


def test_a_process_that_must_stop_leaves_the_job_and_the_next_one_completes_it(bench: Bench) -> None:
    asked, job = bench.ask()
    cancelled = Cancelled()
    cancelled.handover = True
    cancelled.set()
    bench.clerk().run(job, cancelled)
    assert bench.books.kept(job.id) is None
    run_until_done(bench, job)
    one_whole_answer(bench, asked, job)


@pytest.mark.parametrize("code", ["thread_not_found", "missing_scope"])
def test_where_it_cannot_be_seen_what_stands_nothing_is_added(
    bench: Bench, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, job = bench.ask()
    bench.books.posted(job.id, INTENT)

    def mine(*_: object) -> None:
        raise Refused(code)

    monkeypatch.setattr(Slack, "mine", mine)
    bench.clerk().run(job, Cancelled())
    assert len(bench.slack.answers(asked.channel, asked)) == (code == "thread_not_found")


@pytest.mark.parametrize("why", ["withdrawn", "handed off", "a deletion"])
def test_giving_up_where_no_answer_is_wanted_says_nothing(bench: Bench, why: str) -> None:
    asked, job = bench.ask()
    if why == "withdrawn":
        bench.books.withdraw(job.id)
    elif why == "handed off":
        bench.books.hand_off(Place(bench.slack.team, asked.channel, asked.ts), asked.user)
    else:
        job = replace(job, id=f"{job.id}#w1.0")
    bench.clerk().give_up(job, "poisoned")
    assert bench.slack.answers(asked.channel, asked) == []


def test_giving_up_twice_says_sorry_once(bench: Bench) -> None:
    asked, job = bench.ask()
    bench.books.gather(job.id, Said(job.payload["said"], Place("", "", ""), job.user, "", asked.ts))
    for _ in range(2):
        bench.clerk().give_up(job, "poisoned")
    (answer,) = bench.slack.answers(asked.channel, asked)
    assert "I am sorry" in answer.shown


@pytest.mark.parametrize("wait", ["flush", "finish"])
def test_told_to_stop_while_slack_is_slow_the_answer_is_neither_cut_nor_marked(
    bench: Bench, wait: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is told in the middle of the last words: they belong to the next process."""
    cancelled = Cancelled()
    real = getattr(live.Live, wait)

    def told(self: live.Live, *args: Any) -> None:
        self.say("One more word.")
        cancelled.handover = True
        cancelled.set()
        real(self, *args)

    monkeypatch.setattr(live.Live, wait, told)
    asked, job = bench.ask()
    bench.clerk().run(job, cancelled)
    standing = bench.slack.answers(asked.channel, asked)
    assert not any((m.metadata or {}).get("event_type") == "shopkeeper_answer" for m in standing)
    assert "Stopped" not in bench.slack.transcript()
    monkeypatch.undo()
    run_until_done(bench, job)
    one_whole_answer(bench, asked, job)
