"""Long and hostile: ten minutes of mixed load at a rate that can be kept up, and a thousand bad requests."""

from __future__ import annotations

import random
import time
from collections import Counter
from typing import Any

import httpx

from benchmarks.service import ECHO, Service, folder
from benchmarks.slack_chaos import Crowd, Tell, verdict
from bot.playground import PocketSlack

_BODIES = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"type":"event_callback"}',
    b'{"type":"url_verification"}',
    b"payload=",
    b"payload=%7B",
    b"payload=%5B%5D",
    b"command=%2Fask",
    b"\xff\xfe",
    b"a" * 100_000,
)
_TYPES = ("application/json", "application/x-www-form-urlencoded", "text/plain", "", "application/json; x")
_STAMPS = (
    "",
    "abc",
    "nan",
    "-1",
    "0",
    "1e9",
    "99999999999999999999",
    "1e400",
    "１７００００００００",
    "stale",
    "now",
)


def load(seconds: float, rate: float, seed: int, tell: Tell) -> dict[str, Any]:
    """Questions, edits, deletions and follow-ups at ``rate`` a second. Memory is read once a second.

    The memory is ``flat`` when the last third's median is not above the middle third's by more than 5 %.
    """
    draw = random.Random(seed)
    with folder() as home, PocketSlack() as slack:
        crowd = Crowd(slack, 1, draw)
        service = Service(slack, home, {**ECHO, "SHOPKEEPER_PAUSE": "0.2"})
        memory: list[int] = []
        try:
            service.start()
            threads = service.threads()
            start, told = time.monotonic(), 0.0
            acts = edits = deletions = 0
            while (passed := time.monotonic() - start) < seconds:
                while acts < rate * passed:
                    acts += 1
                    what = draw.random()
                    old = draw.choice(crowd.asked[-50:]) if crowd.asked else None
                    if what < 0.05 and old and not old.message.deleted:
                        slack.edit(old.message, old.message.text + " please")
                        edits += 1
                    elif what < 0.1 and old and not old.message.deleted:
                        slack.delete(old.message)
                        crowd.asked.remove(old)
                        deletions += 1
                    else:
                        crowd.ask()
                memory.append(service.memory())
                if passed > told:
                    tell(f"{passed:.0f} s: {memory[-1] // 1024} MB, {crowd.waiting()} questions open")
                    told += 30
                time.sleep(1)
            crowd.settle(60)
            third = len(memory) // 3
            middle, last = (_median(memory[third : 2 * third]), _median(memory[2 * third :]))
            return verdict(slack, crowd.asked) | {
                "seconds": seconds,
                "acts_a_second": rate,
                "edits": edits,
                "deletions": deletions,
                "memory_mb": {"middle_third": middle // 1024, "last_third": last // 1024},
                "flat": last <= middle * 1.05,
                "threads": {"at_the_start": threads, "at_the_end": service.threads()},
                "jobs_left": service.meter("shopkeeper_waiting_jobs"),
                "stops_cleanly": service.stop() == 0,
            }
        finally:
            service.kill()


def forged(n: int, seed: int, tell: Tell) -> dict[str, Any]:
    """Requests that Slack did not sign, or signed long ago, or that say nothing sensible."""
    draw = random.Random(seed)
    with folder() as home, PocketSlack() as slack:
        service = Service(slack, home, {**ECHO, "http": ""})
        try:
            service.start()
            statuses: Counter[int] = Counter()
            with httpx.Client(base_url=f"http://127.0.0.1:{service.port}") as client:
                for _ in range(n):
                    body, kind, stamp = draw.choice(_BODIES), draw.choice(_TYPES), draw.choice(_STAMPS)
                    stamp = (
                        str(int(time.time()) - {"stale": 3600, "now": 0}.get(stamp, 0))
                        if stamp
                        in (
                            "stale",
                            "now",
                        )
                        else stamp
                    )
                    good = slack.signed(body.decode("latin-1"), kind, time.time())["X-Slack-Signature"]
                    mark = draw.choice(("", "v0=", "v0=" + "0" * 64, good[:-1] + "g", "ü"))
                    headers = [
                        (b"Content-Type", kind.encode()),
                        (b"X-Slack-Request-Timestamp", stamp.encode()),
                        (b"X-Slack-Signature", mark.encode()),
                    ]
                    answer = client.post("/slack/events", content=body, headers=headers)
                    statuses[answer.status_code] += 1
            tell(f"{n} bad requests: {dict(statuses)}")
            return {
                "n": n,
                "statuses": {str(code): count for code, count in sorted(statuses.items())},
                "not_4xx": sum(count for code, count in statuses.items() if not 400 <= code < 500),
                "still_ready": service.ready(),
            }
        finally:
            service.kill()


def _median(values: list[int]) -> int:
    return sorted(values)[len(values) // 2] if values else 0
