"""Ten minutes of all that people do in Slack: is anything lost, does anything grow or stay behind?"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.dues import Due, account
from benchmarks.service import ECHO, Service, folder
from benchmarks.slack_chaos import Tell, limits
from benchmarks.slack_plays import SHARES, Condition, Play, Plays, deal
from bot.domain import Rating
from bot.playground import PocketSlack
from bot.settings import Settings
from bot.store.conversations import Conversations
from bot.store.database import open_database

#: Seconds that Slack takes to do its part of a stream, so that there is a time in which Stop can be pressed.
SLUGGISH = 0.3
_STREAMING = ("chat.startStream", "chat.appendStream", "chat.stopStream")
#: Seconds between two looks of the people at what they wait for.
GLANCE = 0.05
#: Seconds that the last jobs may take once nobody acts any more.
JOBS = 30.0
#: The part of the run in which caches may fill.
WARM_UP = 1 / 6


def load(
    n: int, rate: float, seed: int, tell: Tell, patience: float = 60.0, rest: float = 30.0
) -> dict[str, Any]:
    """Begin ``n`` plays, ``rate`` a second, and let them end within ``patience`` seconds.

    ``stuck`` are the plays that waited in vain. Memory is read once a second; it is ``flat`` when the median
    of the last third is not above the middle third's by more than 5 %. What is left at the end is counted
    when it is no more than at the start, at the latest after ``rest`` seconds without anything to do.
    """
    draw = random.Random(seed)
    with folder() as home, PocketSlack() as slack:
        slack.faults.slow(SLUGGISH, methods=_STREAMING)
        plays = Plays(slack, draw)
        given = {**ECHO, "SHOPKEEPER_HUMAN_CHANNEL": plays.people}
        service = Service(slack, home, given, watched=True)
        try:
            service.start()
            before, memory = _holds(service), [service.memory()]
            warm: dict[str, Any] = {}
            start, told = time.monotonic(), 0.0
            cards, dealt = deal(draw), Counter[str]()
            running: list[tuple[str, Play, Condition]] = []
            last = n / rate
            while (passed := time.monotonic() - start) < last + patience:
                while dealt.total() < min(n, rate * passed):
                    kind = next(cards)
                    dealt[kind] += 1
                    play = plays.begin(kind)
                    running.append((kind, play, next(play)))
                running = [one for one in map(_on, running) if one]
                if len(memory) < min(passed, last):
                    memory.append(service.memory())
                if not warm and passed > last * WARM_UP:
                    warm = _holds(service)
                if passed > told:
                    state = f"{dealt.total()} begun, {len(running)} under way"
                    tell(f"{passed:.0f} s: {state}, {memory[-1] // 1024} MB")
                    told += 30
                if dealt.total() == n and passed > last and not running:
                    break
                time.sleep(GLANCE)
            after, jobs = _rested(service, before["tasks"], rest), service.meter("shopkeeper_waiting_jobs")
            end_memory = service.memory()
            given_up = service.meter("shopkeeper_given_up_jobs_total")
            clean = service.stop() == 0
            return {
                "plays": n,
                "plays_a_second": rate,
                "shares_of_a_hundred": dict(SHARES),
                "acts": dict(sorted(plays.acts.items())),
                **account(slack, plays.dues),
                "ratings": _ratings(_books(service), plays.ratings),
                "stopped_in_time": sum(_stopped(slack, due) for due in plays.dues),
                "stuck": dict(Counter(kind for kind, _, _ in running)),
                "unacknowledged": len(slack.unacknowledged()),
                "refused_by_slack": [f"{r.method}: {r.error} {r.detail}" for r in slack.violations][:5],
                "limits": limits(slack),
                "pause_seconds": Settings.model_fields["pause"].default,
                "slack_takes_seconds": SLUGGISH,
                "memory_mb": growth(memory, end_memory),
                "flat": flat(memory),
                "at_the_start": before,
                "after_warm_up": warm,
                "at_the_end": after,
                "jobs_left": jobs,
                "jobs_given_up": given_up,
                "stops_cleanly": clean,
            }
        finally:
            service.kill()


def _stopped(slack: PocketSlack, due: Due) -> bool:
    """Whether Stop came before the answer was whole; else the whole answer stands there."""
    return due.quiet_from is not None and any("Stopped" in said.shown for said in due.found(slack))


def _books(service: Service) -> str:
    return f"sqlite:///{service.home / 'shop.db'}"


def growth(memory: Sequence[int], end: int) -> dict[str, float]:
    """Return megabytes at the start, after the warm-up and at the end, and the slope between, per minute.

    ``memory``: kilobytes while people act, once a second; ``end``: when all is done.
    """
    warm = int(len(memory) * WARM_UP)
    minutes = [second / 60 for second in range(warm, len(memory))]
    slope = statistics.linear_regression(minutes, memory[warm:]).slope if len(minutes) > 1 else 0.0
    return {
        "start": round(memory[0] / 1024, 1),
        "after_warm_up": round(memory[warm] / 1024, 1),
        "end": round(end / 1024, 1),
        "slope_a_minute": round(slope / 1024, 3),
        "warm_up_seconds": warm,
    }


def flat(memory: Sequence[int]) -> bool:
    """Say whether the last third is no higher than the middle one, but for 5 %."""
    third = len(memory) // 3
    middle, last = memory[third : 2 * third] or memory, memory[2 * third :]
    return statistics.median(last) <= statistics.median(middle) * 1.05


def _on(one: tuple[str, Play, Condition]) -> tuple[str, Play, Condition] | None:
    """Let a play go on if it can. None: it is over."""
    kind, play, holds = one
    while holds():
        following = next(play, None)
        if following is None:
            return None
        holds = following
    return kind, play, holds


def _rested(service: Service, tasks: int, rest: float) -> dict[str, Any]:
    """Wait until no job is left, then until no task is that was not there before; return what is held then.

    Three seconds pass in between: a second answer would come late.
    """
    end = time.monotonic() + JOBS
    while service.meter("shopkeeper_waiting_jobs") and time.monotonic() < end:
        time.sleep(0.2)
    time.sleep(3)
    end = time.monotonic() + rest
    while (held := _holds(service))["tasks"] > tasks and time.monotonic() < end:
        time.sleep(1)
    return held


def _holds(service: Service) -> dict[str, Any]:
    """What a process could leave behind."""
    inside = service.inside()
    return {
        "threads": service.threads(),
        "open_files": service.open_files(),
        "tasks": sum(inside["tasks"].values()),
        "tasks_by_name": inside["tasks"],
        "threads_by_name": inside["threads"],
    }


def _ratings(url: str, given: Sequence[Rating]) -> dict[str, int]:
    """Compare what people thought of answers with the books."""
    engine = open_database(url)
    try:
        books = Conversations(engine)
        kept = [(rating, books.ratings(rating.answer)) for rating in given]
    finally:
        engine.dispose()
    return {
        "n": len(given),
        "lost": sum(rating not in found for rating, found in kept),
        "doubled": sum(len(found) > 1 for _, found in kept),
    }
