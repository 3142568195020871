"""A thousand requests over HTTP that Slack did not send, or sent damaged: what each kind is answered with.

Refused means 4xx, and nothing may be answered with 5xx. Only two kinds may get a 200; see
``benchmarks.spoilt``.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from typing import Any

import httpx

from benchmarks.service import ECHO, Service, folder
from benchmarks.slack_chaos import Tell
from benchmarks.spoilt import LET_IN, SIGNED, UNTRUE, payloads, request
from bot.playground import PocketSlack

PATH = "/slack/events"
#: So many further turns of each round go to the kind that gets furthest in.
DEEPER = 4


def forged(n: int, seed: int, tell: Tell) -> dict[str, Any]:
    """Send ``n`` requests, the kinds in turn. ``wrong`` counts answers that a kind must not get.

    ``handled`` is what the app's listeners saw: never more than was let in.
    """
    draw = random.Random(seed)
    kinds = {**UNTRUE, **SIGNED, **LET_IN}
    turns = [*kinds, *("signed_damaged",) * DEEPER]
    with folder() as home, PocketSlack() as slack:
        given = payloads(slack)
        service = Service(slack, home, {**ECHO, "http": ""})
        found: defaultdict[str, Counter[int]] = defaultdict(Counter)
        try:
            service.start()
            with httpx.Client(base_url=f"http://127.0.0.1:{service.port}") as client:
                for number in range(n):
                    name = turns[number % len(turns)]
                    payload = draw.choice(given)
                    asked = request(slack.signing_secret, payload)
                    kinds[name](asked, draw, payload)
                    answer = client.post(PATH, content=asked.body, headers=asked.headers())
                    found[name][answer.status_code] += 1
                    if answer.status_code >= 500:
                        tell(f"{name}, {answer.status_code}: {asked.body[:2000]!r}")
                others = {
                    method: client.request(method, PATH).status_code for method in ("GET", "PUT", "HEAD")
                }
            classes = {name: _class(name, statuses) for name, statuses in found.items()}
            tell(f"{n} requests: {dict(sum(found.values(), Counter()))}")
            return {
                "n": n,
                "classes": classes,
                "wrong": sum(each["wrong"] for each in classes.values()),
                "server_errors": sum(
                    count for each in found.values() for s, count in each.items() if s >= 500
                ),
                "let_in": sum(each[200] for each in found.values()),
                "handled": service.meter("shopkeeper_events_total"),
                "other_methods": others,
                "jobs_given_up": service.meter("shopkeeper_given_up_jobs_total"),
                "still_ready": service.ready(),
            }
        finally:
            service.kill()


def _class(name: str, statuses: Counter[int]) -> dict[str, Any]:
    """What a kind of request was answered with, and how often that was not allowed."""
    right = [status for status in statuses if 400 <= status < 500 or (status == 200 and name in LET_IN)]
    if name == "sound":
        right = [200]
    return {
        "n": statuses.total(),
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        "wrong": sum(count for status, count in statuses.items() if status not in right),
    }
