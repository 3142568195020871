"""Nothing lost, nothing doubled: kills, redelivery, storms, dropped sockets, a worker that never returns.

Each part asks questions whose answer is known and counts, per question, the messages that people see.
A question is ``lost`` when its thread holds no whole answer, ``doubled`` when the bot has said more than
one message there, ``cut`` when the words are not the whole answer. The limits on how often people may ask
are the product's; the questions are spread over so many people and channels that nobody meets them.
"""

from __future__ import annotations

import html
import random
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from benchmarks.service import ECHO, Service, folder, postgres
from bot import shops
from bot.playground import Message, PocketSlack
from bot.settings import Settings

Tell = Callable[[str], None]
#: Mentions in one channel, ever: fewer than a channel may ask in a minute, however fast they come.
CROWDED = 25
#: How the words begin that put somebody off.
TOO_MANY = "That was a lot of questions."
#: Seconds after the last disturbance in which everything must be answered: Slack's last try comes after 300.
PATIENCE = 420.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was put, and words of the entry that its answer must hold."""

    message: Message
    entry: str


class Crowd:
    """Many people, one question each: by name in a channel and in private, by turns.

    A channel that was asked in ``CROWDED`` times is left for a new one. Each event is delivered ``times``
    times. Nobody asks twice, because several messages of one person in a row are one question.
    """

    def __init__(self, slack: PocketSlack, times: int, draw: random.Random) -> None:
        self.slack, self.times, self.draw = slack, times, draw
        entries = [entry for entry in shops.load("fernhill").entries if entry.language == "en"]
        self.entries = draw.sample(entries, len(entries))
        self.asked: list[Asked] = []
        self.channel = ""

    def ask(self) -> None:
        number = len(self.asked)
        person = self.slack.add_user(f"person{number}").id
        entry = self.entries[number % len(self.entries)]
        if number % 2:
            said = self.slack.dm(person, entry.question, times=self.times)
        else:
            if number // 2 % CROWDED == 0:
                self.channel = self.slack.add_channel(f"help{number}").id
            self.slack.space.channels[self.channel].members.add(person)
            said = self.slack.mention(person, self.channel, entry.question, times=self.times)
        self.asked.append(Asked(said, entry.answer))

    def waiting(self) -> int:
        """How many questions have no whole answer yet."""
        return sum(not whole(self.slack, one.message) for one in self.asked)

    def settle(self, patience: float = PATIENCE) -> None:
        """Wait until all is answered, and a little more: a second answer would come late."""
        end = time.monotonic() + patience
        while self.waiting() and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(3)


def whole(slack: PocketSlack, asked: Message) -> list[Message]:
    """Return the bot's messages in the thread of a question that are marked as the end of an answer."""
    found = slack.answers(asked.channel, asked.thread or asked.ts)
    done = [m for m in found if not (m.stream and m.stream.running)]
    return [m for m in done if (m.metadata or {}).get("event_type") == "shopkeeper_answer"]


def verdict(slack: PocketSlack, asked: Sequence[Asked]) -> dict[str, Any]:
    """Count what people see."""
    lost = [one for one in asked if not whole(slack, one.message)]
    said = {id(one): slack.answers(one.message.channel, one.message.ts) for one in asked}
    doubled = [one for one in asked if len(said[id(one)]) > 1]
    cut = [one for one in asked if said[id(one)] and not says(said[id(one)], one.entry)]
    return {
        "questions": len(asked),
        "lost": len(lost),
        "doubled": len(doubled),
        "cut": len(cut),
        "limits": limits(slack),
        "refused_by_slack": [f"{r.method}: {r.error} {r.detail}" for r in slack.violations][:5],
    }


def limits(slack: PocketSlack) -> dict[str, int]:
    """Return the limits in force, questions a minute, and how often people were put off by them."""
    fields = Settings.model_fields
    return {
        "a_person": int(fields["user_limit"].default),
        "a_channel": int(fields["channel_limit"].default),
        "put_off": sum(TOO_MANY in said.shown for said in slack.space.messages if said.only_for),
    }


def undelivered(slack: PocketSlack, asked: Sequence[Asked]) -> int:
    """Count the questions that no process ever acknowledged: all tries of Slack met a dead one."""
    known = {
        d.payload["event"]["ts"] for d in slack.deliveries if d.acked is not None and "event" in d.payload
    }
    return sum(one.message.ts not in known for one in asked)


def says(messages: Sequence[Message], entry: str) -> bool:
    """Whether the words of an entry stand in the answer itself, in a row; its sources are left out.

    A "Yes" or "No" before them may be missing: without the question it says nothing.
    """
    wanted = _words(entry)
    if not wanted:
        return True
    if wanted[0] in ("yes", "no"):
        del wanted[0]
    shown = _words(" ".join(_answer(message) for message in messages))
    return f" {' '.join(wanted)} " in f" {' '.join(shown)} "


def _answer(message: Message) -> str:
    """What a message says above its small print, which repeats the passage."""
    parts = [block["text"] for block in message.blocks if block["type"] == "markdown"]
    return "\n".join(parts) or message.text


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in html.unescape(text).lower()).split()


def kills(
    database: str, questions: int, count: int, times: int, seed: int, tell: Tell, pause: str = "0.2"
) -> dict[str, Any]:
    """Ask while the process is killed again and again at random moments."""
    draw = random.Random(f"{seed}/{database}")
    server = postgres() if database == "postgresql" else nullcontext("")
    with folder() as home, server as address, PocketSlack() as slack:
        crowd = Crowd(slack, times, draw)
        given = {**ECHO, "SHOPKEEPER_PAUSE": pause}
        if address:
            given["SHOPKEEPER_DATABASE_URL"] = address
        service = Service(slack, home, given)
        done, unanswered = 0, []
        try:
            while done < count or len(crowd.asked) < questions:
                service.start()
                burst = -(-(questions - len(crowd.asked)) // max(count - done, 1))
                for _ in range(max(burst, 0)):
                    crowd.ask()
                    time.sleep(draw.uniform(0, 0.1))
                if done < count:
                    time.sleep(draw.uniform(0, 0.8))
                    unanswered.append(crowd.waiting())
                    service.kill()
                    done += 1
                    tell(f"{database}: kill {done} of {count}, {unanswered[-1]} questions were open")
            if not service.ready():
                service.start()
            crowd.settle()
            return verdict(slack, crowd.asked) | {
                "kills": done,
                "kills_with_open_questions": sum(n > 0 for n in unanswered),
                "deliveries_of_each_event": times,
                "never_delivered": undelivered(slack, crowd.asked),
            }
        finally:
            service.kill()


def takeover(questions: int, seed: int, tell: Tell) -> dict[str, Any]:
    """Two processes on one PostgreSQL; one is killed amid its work and never comes back."""
    with folder() as home, postgres() as address, PocketSlack() as slack:
        crowd = Crowd(slack, 2, random.Random(seed))
        given = {**ECHO, "SHOPKEEPER_PAUSE": "0.2", "SHOPKEEPER_DATABASE_URL": address}
        one, two = (Service(slack, home, given, name) for name in ("one", "two"))
        try:
            one.start()
            two.start()
            for number in range(questions):
                crowd.ask()
                if number == questions // 2:
                    open_then = crowd.waiting()
                    one.kill()
                    tell(f"one of two killed for good, {open_then} questions open")
            crowd.settle()
            return verdict(slack, crowd.asked) | {"open_at_the_kill": open_then}
        finally:
            one.kill()
            two.kill()


def storm(seconds: float, drops: int, questions: int, seed: int, tell: Tell) -> dict[str, Any]:
    """A share of all calls fails with 429 and 5xx, some after they were carried out; sockets are cut."""
    with folder() as home, PocketSlack() as slack:
        crowd = Crowd(slack, 2, random.Random(seed))
        service = Service(slack, home, {**ECHO, "SHOPKEEPER_PAUSE": "0.2"})
        try:
            service.start()
            slack.faults.storm(seconds)
            start, dropped = time.monotonic(), 0
            while (passed := time.monotonic() - start) < seconds:
                while len(crowd.asked) < questions * passed / seconds:
                    crowd.ask()
                if dropped < drops * passed / seconds:
                    slack.drop_sockets()
                    dropped += 1
                time.sleep(0.05)
            while len(crowd.asked) < questions:
                crowd.ask()
            tell(f"the storm is over; {crowd.waiting()} questions are open")
            crowd.settle()
            return verdict(slack, crowd.asked) | {"seconds": seconds, "sockets_dropped": dropped}
        finally:
            service.kill()
