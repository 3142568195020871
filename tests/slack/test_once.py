"""What is said besides answers is said once as well, wherever the process is killed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain import Place, Said
from bot.playground import Message, PocketSlack
from bot.slack import handoff, jobs
from bot.slack.calls import is_last
from bot.work import Cancelled, Job
from tests.slack.conftest import MANIFEST, QUESTION
from tests.slack.test_crashes import Bench, Killed

Told = tuple[Job, Callable[[], list[Message]]]


def asking(bench: Bench) -> Told:
    """/ask: the question is put into the channel."""
    slack = bench.slack
    channel = slack.add_channel("ask", [slack.user]).id
    name = f"click{time.monotonic_ns()}"
    said = Said(
        f"{slack.team}:{channel}:{name}", Place(slack.team, channel, name), slack.user, QUESTION, "1.0"
    )
    bench.books.hear(said)
    payload = {"said": said.id, "channel": channel, "at": time.time(), "reply": ""}
    return Job(said.id, said.place.lane, "ask", payload, slack.user), lambda: slack.answers(channel)


def attaching(bench: Bench) -> Told:
    """A file is acknowledged."""
    slack = bench.slack
    said = slack.say(slack.user, slack.channel, "look", files=["a.pdf"])
    where = {"team": slack.team, "channel": said.channel, "thread": said.ts, "ts": said.ts}
    id = f"{slack.team}:{said.channel}:{said.ts}"
    job = Job(f"{id}/files", id, "files", {"said": id, "file": 1, **where}, slack.user)
    return job, lambda: slack.answers(said.channel, said)


def replying(bench: Bench) -> Told:
    """A draft that an agent has approved is sent."""
    slack = bench.slack
    asked = slack.say(slack.user, slack.channel, QUESTION)
    held = Said(
        f"held{asked.ts}", Place(slack.team, asked.channel, "x"), slack.colleague, "Three days.", "1.0"
    )
    bench.books.hear(held)
    where = {"team": slack.team, "channel": asked.channel, "thread": asked.ts}
    job = Job(held.id, asked.ts, "reply", {"said": held.id, "at": time.time(), **where}, slack.colleague)
    return job, lambda: slack.answers(asked.channel, asked)


def handing_off(bench: Bench) -> Told:
    """People are told that they are wanted."""
    slack = bench.slack
    people = slack.add_channel("people", [slack.user]).id
    bench.settings = bench.settings.model_copy(update={"human_channel": people})
    asked = slack.say(slack.user, slack.channel, QUESTION)
    place = Place(slack.team, asked.channel, asked.ts)
    bench.books.hand_off(place, slack.user)
    standing = bench.books.handed_off(place)
    assert standing
    return jobs.announcing_job(standing), lambda: [
        *slack.answers(people),
        *(m for m in slack.answers(asked.channel, asked) if m.shown != handoff.QUIET),
    ]


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("prepare", [asking, attaching, replying, handing_off])
def test_killed_at_any_call_it_is_said_once(
    prepare: Callable[[Bench], Told], before: bool, tmp_path: Path
) -> None:
    with PocketSlack(manifest=MANIFEST) as slack:
        bench = Bench(slack, tmp_path / "home")
        bench.client.before = before
        for step in range(10):
            job, said = prepare(bench)
            bench.client.calls, bench.client.dies_at = 0, step
            survived = True
            try:
                bench.clerk().run(job, Cancelled())
            except Killed:
                survived = False
                bench.client.dies_at = None
                bench.clerk().run(job, Cancelled())
                bench.clerk().run(job, Cancelled())  # and once more for nothing
            assert len(said()) == 1, slack.transcript()
            assert is_last({"metadata": said()[0].metadata})
            if survived:
                break
        assert survived and step >= 1
        assert not slack.violations
