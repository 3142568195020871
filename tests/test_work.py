"""One job, one effect, in order: whatever is submitted twice, fails, is cancelled, stopped or killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dbos import DBOS
from sqlalchemy import Engine, text

from bot.errors import NotReady
from bot.store.database import open_database
from bot.work import TRIES, Cancelled, InlineWork, Job, Later, Work, durable, executors, tokens
from bot.work.durable import DurableWork
from bot.work.executors import Executor
from bot.work.jobs import JobBook
from tests.conftest import ROOT, process_environment


class Scribe:
    """A handler that writes down what it is given; a job's kind says how it behaves."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.gate = threading.Event()  # what a job of kind "wait" waits for
        self.most, self._now, self._lock = 0, 0, threading.Lock()
        self.handover: dict[str, bool] = {}

    def run(self, job: Job, cancelled: Cancelled) -> None:
        with self._lock:
            self.lines.append(job.id)
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            self._behave(job, cancelled)
        finally:
            with self._lock:
                self._now -= 1

    def _behave(self, job: Job, cancelled: Cancelled) -> None:
        if job.kind == "bad" or (job.kind == "once" and self.lines.count(job.id) == 1):
            raise ValueError("no good")
        if job.kind == "later" and self.lines.count(job.id) <= TRIES:
            raise Later(0.01)
        if job.kind == "wait":
            while not self.gate.wait(0.01) and not cancelled.is_set():
                pass
            self.handover[job.id] = cancelled.handover

    def give_up(self, job: Job, error: str) -> None:
        self.lines.append(f"gave up {job.id}: {error}")


def until(truth: Callable[[], Any]) -> None:
    """Wait for something that is bound to come; a minute is a hang, not a measure."""
    deadline = time.monotonic() + 60
    while not truth():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def work_url(database: str, tmp_path: Path) -> str:
    return database if database.startswith("postgresql") else f"sqlite:///{tmp_path / 'work.db'}"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "_BACK_OFF", (0.0,) * 6)


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_database(database)
    yield engine
    engine.dispose()


@pytest.fixture
def real(engine: Engine, database: str, tmp_path: Path) -> Iterator[DurableWork]:
    work = DurableWork(engine, work_url(database, tmp_path))
    yield work
    work.stop(0)


def finish(work: Work) -> None:
    until(lambda: work.waiting() == 0)


def test_laws_of_the_fake() -> None:
    obeys_the_laws(InlineWork())


def test_laws_of_the_real_one(real: DurableWork) -> None:
    obeys_the_laws(real)


def obeys_the_laws(work: Work) -> None:
    """One start for many laws, because starting takes a second."""
    scribe = Scribe()
    before = Job("early", "z", "good")
    assert work.submit(before)  # before the start, as after a crash
    work.start(scribe)
    jobs = [Job(f"{lane}{n}", lane, "good", {"n": n}) for n in range(4) for lane in "abc"]
    assert all(work.submit(job) for job in jobs)
    assert not any(work.submit(job) for job in jobs)
    work.submit(Job("o1", "o", "once"))
    work.submit(Job("o2", "o", "bad"))
    work.submit(Job("o3", "o", "later"))
    work.submit(Job("o4", "o", "good"), delay=0.05)
    work.submit(Job("o5", "o", "good"))
    finish(work)
    assert not work.submit(before), "known even when it is over"
    for lane in "abc":
        assert [line for line in scribe.lines if line[0] == lane] == [f"{lane}{n}" for n in range(4)]
    told = "gave up o2: ValueError: no good"
    assert [line for line in scribe.lines if "o" in line] == (
        ["o1"] * 2 + ["o2"] * TRIES + [told] + ["o3"] * (TRIES + 1) + ["o4", "o5"]
    )
    assert scribe.lines.count("early") == 1
    assert work.ahead("o5") == work.ahead("nobody") == 0


def test_workers_lanes_places_and_cancellation(real: DurableWork, engine: Engine) -> None:
    scribe = Scribe()
    jobs = [Job(f"w{n}", f"lane{n}", "wait") for n in range(4)]
    behind = Job("behind", "lane0", "good", {"n": 1}, "U1")
    real.start(scribe)
    for job in jobs[:2]:
        real.submit(job)
    until(lambda: len(scribe.lines) == 2)
    for job in (*jobs[2:], behind):
        real.submit(job)
    assert [real.ahead(job.id) for job in (*jobs, behind)] == [0, 1, 2, 3, 4]
    until(lambda: sum(running.ready for running in list(real._running)) == 2)
    real.cancel("behind")
    real.cancel("w1")
    until(lambda: "w1" in scribe.handover)
    until(lambda: len(scribe.lines) == 3)
    assert scribe.lines[-1] == "w2", "the oldest that waits comes first"
    assert scribe.handover == {"w1": False}
    other = DurableWork(engine, "sqlite://")  # as it would come from another process
    other.cancel("w2")
    until(lambda: "w2" in scribe.handover)
    scribe.gate.set()
    finish(real)
    assert sorted(scribe.lines) == ["w0", "w1", "w2", "w3"]
    assert scribe.most == 2
    with engine.connect() as connection:
        rows = connection.execute(text('SELECT id, state, payload, "user" FROM jobs ORDER BY "row"')).all()
    states = {row[0]: row[1] for row in rows}
    assert states == {"w0": "done", "w1": "cancelled", "w2": "cancelled", "w3": "done", "behind": "cancelled"}
    assert all(row[2] in ("{}", {}) and row[3] == "" for row in rows), "what is over holds nothing"


def test_a_quick_job_does_not_wait_for_slow_ones(engine: Engine, database: str, tmp_path: Path) -> None:
    work = DurableWork(engine, work_url(database, tmp_path), workers=1, quick={"good"})
    work.start(scribe := Scribe())
    try:
        for number in range(3):
            work.submit(Job(f"slow{number}", f"lane{number}", "wait"))
        until(lambda: scribe.lines)
        work.submit(Job("quick", "lane9", "good"))
        until(lambda: "quick" in scribe.lines)
        assert len(scribe.lines) == 2, "the slow ones have no more workers than before"
        scribe.gate.set()
        finish(work)
    finally:
        work.stop(0)


def test_a_stop_waits_and_then_leaves_the_rest_to_the_next_start(
    engine: Engine, database: str, tmp_path: Path
) -> None:
    url = work_url(database, tmp_path)
    first, scribe = DurableWork(engine, url), Scribe()
    first.start(scribe)
    for job in (Job("slow", "a", "wait"), Job("next", "a", "good")):
        first.submit(job)
    until(lambda: scribe.lines)
    first.stop(0)
    assert (scribe.lines, scribe.handover) == (["slow"], {"slow": True})
    second, again = DurableWork(engine, url), Scribe()
    second.start(again)
    until(lambda: again.lines)
    threading.Timer(0.2, again.gate.set).start()
    second.stop(60)
    assert (again.lines, again.handover) == (["slow"], {"slow": False}), (
        "it was let finish, and no more begun"
    )
    third, last = DurableWork(engine, url), Scribe()
    third.start(last)
    finish(third)
    third.stop(0)
    assert last.lines == ["next"]


def test_a_job_that_kills_its_process_is_given_up(real: DurableWork, engine: Engine) -> None:
    real.submit(Job("poison", "a", "good"))
    real.submit(Job("fine", "a", "good"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE jobs SET starts = 10 WHERE id = 'poison'"))
    scribe = Scribe()
    real.start(scribe)
    finish(real)
    assert scribe.lines == ["gave up poison: the process ended 10 times while it worked on this", "fine"]


def test_what_cannot_even_be_given_up_is_set_aside(real: DurableWork, engine: Engine) -> None:
    class Mute(Scribe):
        def give_up(self, job: Job, error: str) -> None:
            raise OSError("no line")

    real.start(scribe := Mute())
    real.submit(Job("bad", "a", "bad"))
    real.submit(Job("fine", "a", "good"))
    finish(real)
    assert scribe.lines == ["bad"] * TRIES + ["fine"]
    with engine.connect() as connection:
        found = connection.execute(text("SELECT state, error FROM jobs WHERE id = 'bad'")).one()
    assert tuple(found) == ("failed", "ValueError: no good")


def test_a_job_that_another_process_wrote_down_is_done(
    real: DurableWork, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As ``shopkeeper handoffs end`` does beside a service that runs."""
    monkeypatch.setattr(durable, "_TOP_UP", 0.1)
    real.start(scribe := Scribe())
    JobBook(engine).add(Job("left", "a", "good"), 0.0)
    finish(real)
    assert scribe.lines == ["left"]


def test_nothing_is_printed_and_no_words_reach_dbos(
    real: DurableWork, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    real.start(Scribe())
    real.submit(Job("quiet", "a", "good", {"words": "my secret wish"}, "U1"))
    finish(real)
    until(lambda: DBOS.list_workflows(status="SUCCESS"))
    tokens.prune(days=-1)  # what is over tomorrow is over now
    assert not DBOS.list_workflows()
    real.stop(1)
    assert capfd.readouterr() == ("", "")
    for file in tmp_path.glob("work.db*"):
        assert b"secret wish" not in file.read_bytes()


def test_of_two_that_start_in_one_moment_one_has_the_name(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Executor(engine, "one"), Executor(engine, "one")
    monkeypatch.setattr(second, "_known", lambda: None)  # it looked before the first had taken the name
    first.claim()
    with pytest.raises(NotReady, match="SHOPKEEPER_EXECUTOR"):
        second.claim()
    assert first.beat()


def test_a_name_can_be_had_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "BEAT", 0.2)
    monkeypatch.setattr("socket.gethostname", lambda: "elsewhere")
    living = Executor(engine, "one")
    living.claim()
    monkeypatch.undo()
    over = threading.Event()

    def beats() -> None:
        while not over.wait(0.05):
            living.beat()

    heart = threading.Thread(target=beats)
    heart.start()
    with pytest.raises(NotReady, match="SHOPKEEPER_EXECUTOR"):
        Executor(engine, "one").claim()
    over.set()
    heart.join()
    living.leave()
    Executor(engine, "one").claim()
    assert not living.beat(), "it is told that its name is gone"


class Child:
    """A process that works on the database until it is killed; it writes each job's id into a file."""

    def __init__(self, database: str, tmp_path: Path, name: str) -> None:
        self.out = tmp_path / "lines"
        url = work_url(database, tmp_path)
        command = [sys.executable, "-m", "tests.worker", database, url, name, str(self.out)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=process_environment({}))

    def kill(self) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


def lines(tmp_path: Path) -> list[str]:
    file = tmp_path / "lines"
    return file.read_text().split() if file.exists() else []


def test_killed_at_any_point_nothing_is_lost_and_the_order_stays(
    engine: Engine, database: str, tmp_path: Path
) -> None:
    """A child dies in the midst of a job by its own hand, another before it has begun."""
    outside = DurableWork(engine, work_url(database, tmp_path))
    for job in (
        Job("a1", "a", "die"),
        Job("a2", "a", "good"),
        Job("b1", "b", "hang"),
        Job("b2", "b", "good"),
    ):
        outside.submit(job)
    child = Child(database, tmp_path, "one")
    child.process.wait()
    assert "a1" in lines(tmp_path)
    child = Child(database, tmp_path, "one")  # the same name takes up at once what the first one left
    try:
        until(lambda: outside.waiting() == 2 and "b1" in lines(tmp_path))
    finally:
        child.kill()
    (tmp_path / "lines.go").touch()
    child = Child(database, tmp_path, "one")
    try:
        until(lambda: outside.waiting() == 0)
    finally:
        child.kill()
    found = lines(tmp_path)
    assert list(dict.fromkeys(line for line in found if line[0] == "a")) == ["a1", "a2"]
    assert list(dict.fromkeys(line for line in found if line[0] == "b")) == ["b1", "b2"]
    assert found.count("a2") == found.count("b2") == 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_another_process_takes_over_what_a_dead_one_left(
    engine: Engine, database: str, tmp_path: Path
) -> None:
    outside = DurableWork(engine, database)
    outside.submit(Job("b1", "b", "hang"))
    one = Child(database, tmp_path, "one")
    two = None
    try:
        until(lambda: lines(tmp_path) == ["b1"])
        two = Child(database, tmp_path, "two")
        outside.submit(Job("b2", "b", "good"))
        outside.submit(Job("c1", "c", "good"))
        until(lambda: "c1" in lines(tmp_path))
        assert "b2" not in lines(tmp_path), "its lane is held"
        (tmp_path / "lines.go").touch()
        one.kill()
        until(lambda: outside.waiting() == 0)
    finally:
        one.kill()
        if two:
            two.kill()
    assert [line for line in lines(tmp_path) if line[0] == "b"] in (["b1", "b1", "b2"], ["b1", "b2"])
