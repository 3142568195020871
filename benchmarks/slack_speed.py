"""How soon: acknowledgement under load, first visible word, Stop; with the default model or the fake."""

from __future__ import annotations

import os
import random
import time
from functools import partial
from typing import Any

from benchmarks.asking import open_shop
from benchmarks.service import ECHO, Service, folder
from benchmarks.slack_chaos import Crowd, Tell, whole
from benchmarks.stats import percentile
from bot.domain import Answer, Question
from bot.playground import Message, PocketSlack
from bot.playground.people import NobodyCanDoThat
from bot.settings import Settings


def _engine(model: bool) -> dict[str, str]:
    """The default model, or the fake for a quick look."""
    return {} if model else dict(ECHO)


def acks(waiting: int, events: int, seed: int, model: bool, tell: Tell) -> dict[str, Any]:
    """Acknowledgements while ``waiting`` questions are being answered or wait for it."""
    with folder() as home, PocketSlack() as slack:
        crowd = Crowd(slack, 1, random.Random(seed))
        service = Service(slack, home, _engine(model))
        try:
            service.start()
            for _ in range(waiting):
                crowd.ask()
            time.sleep(2)  # until they are in the queue
            first, open_before = len(slack.deliveries), crowd.waiting()
            for _ in range(events):
                crowd.ask()
                time.sleep(0.1)
            open_after = crowd.waiting()
            tell(f"{open_before} to {open_after} questions were open")
            end = time.monotonic() + 30
            while not all(d.over for d in slack.deliveries) and time.monotonic() < end:
                time.sleep(0.1)
            seconds = [d.seconds for d in slack.deliveries[first:] if d.seconds is not None]
            return {
                "n": len(seconds),
                "open_questions": [open_before, open_after],
                "unacknowledged": len(slack.unacknowledged()),
                "seconds": {f"p{p}": round(percentile(seconds, p), 4) for p in (50, 95, 99)},
            }
        finally:
            service.kill()


def first_word(n: int, seed: int, model: bool, tell: Tell) -> dict[str, Any]:
    """One person, one question after the other: until the first word of the answer, and until its end.

    ``made_of`` says what the median is made of: the pause in which more messages would be waited for, the
    time to the first checked sentence (search, writing, checking, measured alone in this process for the
    same questions), and the rest, which is the queue, Slack and the books.
    """
    with folder() as home, PocketSlack() as slack:
        crowd = Crowd(slack, 1, random.Random(seed))
        service = Service(slack, home, _engine(model))
        words, ends = [], []
        try:
            service.start()
            for number in range(n + 1):
                start = time.monotonic()
                crowd.ask()
                message = crowd.asked[-1].message
                slack.wait_for(partial(_seen, slack, message), 120)
                word = time.monotonic() - start
                slack.wait_for(partial(whole, slack, message), 120)
                if number:  # the first warms caches up
                    words.append(word)
                    ends.append(time.monotonic() - start)
        finally:
            service.kill()
    tell("now the same questions without Slack")
    alone = _alone([entry.question for entry in crowd.entries[1 : n + 1]], model)
    pause = float(Settings.model_fields["pause"].default)
    middle = percentile(words, 50)
    return {
        "n": n,
        "first_word_seconds": {"p50": round(middle, 2), "p95": round(percentile(words, 95), 2)},
        "whole_answer_seconds": {
            "p50": round(percentile(ends, 50), 2),
            "p95": round(percentile(ends, 95), 2),
        },
        "made_of": {
            "pause": pause,
            "first_checked_sentence": round(percentile(alone, 50), 2),
            "queue_slack_and_books": round(middle - pause - percentile(alone, 50), 2),
        },
    }


def stop(n: int, seed: int, model: bool, tell: Tell) -> dict[str, Any]:
    """Press Stop while the answer is being made: whatever appears a second later is counted."""
    with folder() as home, PocketSlack() as slack:
        crowd = Crowd(slack, 1, random.Random(seed))
        service = Service(slack, home, _engine(model))
        pressed = late = unsaid = 0
        try:
            service.start()
            for number in range(n):
                crowd.ask()
                message = crowd.asked[-1].message
                time.sleep(random.Random(f"{seed}/{number}").uniform(1.2, 3.0))
                try:
                    slack.stop_session(message.user, message.channel, message)
                except NobodyCanDoThat:
                    slack.wait_for(partial(whole, slack, message), 120)  # it was done already
                    continue
                pressed, at = pressed + 1, slack.space.now()
                time.sleep(3)
                answers = slack.answers(message.channel, message)
                late += any(version.at > at + 1 for m in answers for version in m.versions)
                unsaid += not any("Stopped" in m.shown for m in answers)
            return {"n": n, "pressed_in_time": pressed, "appeared_after_1_s": late, "not_said": unsaid}
        finally:
            service.kill()


def _seen(slack: PocketSlack, asked: Message) -> bool:
    return any(m.shown.strip() for m in slack.answers(asked.channel, asked))


def _alone(questions: list[str], model: bool) -> list[float]:
    """Seconds to the first sentence that may be shown, without Slack."""
    if not model:
        os.environ.update(ECHO)
    found = []
    with open_shop() as app:
        for number, text in enumerate([questions[0], *questions]):
            start = time.monotonic()
            for event in app.support.stream(Question(text)):
                if number and not isinstance(event, Answer):
                    found.append(time.monotonic() - start)
                break
    return found
