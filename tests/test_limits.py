"""Limits: nobody gets more than their share in any minute, and the memory for it has an end."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from bot.watch.limits import MINUTE, Limits


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_within_the_limit_nobody_waits() -> None:
    limits = Limits(user=3, channel=0, clock=Clock())
    assert [limits.take("U1", "C1") for _ in range(3)] == [0.0, 0.0, 0.0]


def test_above_it_the_wait_is_named_and_true() -> None:
    clock = Clock()
    limits = Limits(user=2, channel=0, clock=clock)
    limits.take("U1", "C1")
    clock.now += 10
    limits.take("U1", "C1")
    assert limits.take("U1", "C1") == MINUTE - 10
    clock.now += MINUTE - 10
    assert limits.take("U1", "C1") == 0.0
    assert limits.take("U1", "C1") == 10


def test_one_person_does_not_use_up_anothers_share() -> None:
    limits = Limits(user=1, channel=0, clock=Clock())
    limits.take("U1", "C1")
    assert limits.take("U1", "C2") > 0
    assert limits.take("U2", "C1") == 0.0


def test_a_channel_has_a_limit_of_its_own() -> None:
    limits = Limits(user=0, channel=2, clock=Clock())
    assert [limits.take(user, "C1") > 0 for user in ("U1", "U2", "U3")] == [False, False, True]
    assert limits.take("U3", "C2") == 0.0


def test_whose_limit_it_is_is_said_with_a_time_that_has_come_by_then() -> None:
    clock = Clock()
    limits = Limits(user=1, channel=2, clock=clock)
    assert limits.put_off("U1", "C1") == limits.put_off("U2", "C1") == ""
    clock.now += MINUTE - 0.3
    assert limits.put_off("U1", "C1") == "That was a lot of questions. Ask again in 1 second."
    assert limits.put_off("U3", "C1").startswith("Many people ask in this channel just now. Ask again in 1 s")
    clock.now += 0.3
    assert limits.put_off("U3", "C1") == ""


def test_a_refused_question_counts_nowhere() -> None:
    limits = Limits(user=1, channel=2, clock=Clock())
    limits.take("U1", "C1")
    for _ in range(5):
        assert limits.take("U1", "C1") > 0
    assert limits.take("U2", "C1") == 0.0


def test_zero_is_no_limit() -> None:
    limits = Limits(user=0, channel=0, clock=Clock())
    assert all(limits.take("U1", "C1") == 0.0 for _ in range(1000))


def test_the_memory_has_an_end_and_the_past_is_forgotten() -> None:
    clock = Clock()
    limits = Limits(user=1, channel=1, clock=clock, remembered=100)
    for number in range(1000):
        limits.take(f"U{number}", f"C{number}")
    assert len(limits) <= 200
    clock.now += MINUTE
    limits.take("U", "C")
    assert len(limits) == 2


def test_threads_do_not_slip_through_together() -> None:
    limits = Limits(user=50, channel=0, clock=Clock())
    passed: list[bool] = []

    def ask() -> None:
        for _ in range(100):
            passed.append(limits.take("U1", "C1") == 0.0)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == 50


@given(
    limit=st.integers(1, 5),
    asked=st.lists(st.tuples(st.floats(0, 40), st.sampled_from(["U1", "U2"])), max_size=60),
)
def test_no_minute_holds_more_than_the_limit(limit: int, asked: list[tuple[float, str]]) -> None:
    clock = Clock()
    limits = Limits(user=limit, channel=0, clock=clock)
    passed: dict[str, list[float]] = {"U1": [], "U2": []}
    for pause, user in asked:
        clock.now += pause
        if limits.take(user, "C1") == 0.0:
            passed[user].append(clock.now)
    for times in passed.values():
        # The sums that made these times round, hence the hair's breadth.
        assert all(late - early >= MINUTE - 1e-6 for early, late in zip(times, times[limit:], strict=False))
