"""What people do in a workspace, as short plays: each notes what the bot owes, and waits where people would.

A play is a generator of conditions; it goes on when its condition holds. People are new in every play,
because several messages of one person in a row are one question. They sit in ``ROOMS`` channels.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from typing import Any

from benchmarks.dues import Due
from bot import shops
from bot.domain import Entry, Rating
from bot.playground import Message, NobodyCanDoThat, PocketSlack

Condition = Callable[[], Any]
Play = Generator[Condition, None, None]

#: How many of a hundred plays are of which kind.
SHARES: Mapping[str, int] = {
    **{"mention": 22, "dm": 13, "follow_up": 12, "ask": 8, "edit": 8, "delete": 6},
    **{"files": 6, "draft": 6, "thumb": 6, "hand_off": 5, "stop": 3, "burst": 3, "burst_at_once": 2},
}
ROOMS = 10
REASON = "That is not what I asked."
#: Seconds between two short messages in a row: less than the product's pause, 1.2.
TYPING = (0.3, 0.8)
#: Seconds after which a question to a bot that must be quiet counts as passed over.
OVERHEARD = 5.0


def deal(draw: random.Random) -> Generator[str, None, None]:
    """Yield kinds without end: first one of each, then the rest; every hundred holds the very shares."""
    while True:
        first = list(SHARES)
        rest = [kind for kind, share in SHARES.items() for _ in range(share - 1)]
        draw.shuffle(first)
        draw.shuffle(rest)
        yield from first + rest


class Plays:
    """The plays, on one stage. ``dues`` and ``ratings`` are owed, ``acts`` counts what people did."""

    def __init__(self, slack: PocketSlack, draw: random.Random) -> None:
        self.slack, self.draw = slack, draw
        self.people = slack.add_channel("people", [slack.colleague]).id
        self.rooms = [slack.add_channel(f"help{number}").id for number in range(ROOMS)]
        entries = [entry for entry in shops.load("fernhill").entries if entry.language == "en"]
        self.entries = draw.sample(entries, len(entries))
        self.dues: list[Due] = []
        self.ratings: list[Rating] = []
        self.acts: Counter[str] = Counter()

    def begin(self, kind: str) -> Play:
        play: Play = getattr(self, f"_{kind}")()
        return play

    def _mention(self) -> Play:
        yield self._paid(self._question("mention", self._room())[0])

    def _dm(self) -> Play:
        yield self._paid(self._question("dm")[0])

    def _follow_up(self) -> Play:
        due, said = self._question("mention", self._room())
        yield self._paid(due)
        more, _ = self._question("follow_up", said.channel, said)
        yield self._paid(more)

    def _ask(self) -> Play:
        person, channel, entry = self._person(), self._room(), self._entry()
        self._join(person, channel)
        self.acts["command"] += 1
        typed = self.slack.command(person, channel, "/ask", entry.question)
        name = self._name(channel, typed.payload["trigger_id"])
        asked = self._owe("ask_put_into_channel", channel, None, name)
        yield self._paid(asked)
        root = asked.found(self.slack)[0].ts
        yield self._paid(self._owe("ask", channel, root, self._name(channel, root), entry.answer))

    def _edit(self) -> Play:
        due, said = self._question(*self._anywhere())
        yield self._in(self.draw.uniform(0, 4))
        entry, name = self._entry(), f"<@{self.slack.bot}> "
        self.acts["edit"] += 1
        due.kind, due.words = "edited", entry.answer
        self.slack.edit(said, (name if said.text.startswith(name) else "") + entry.question)
        yield self._paid(due)

    def _delete(self) -> Play:
        due, said = self._question(*self._anywhere())
        yield self._in(self.draw.uniform(0, 4))
        self.acts["delete"] += 1
        due.kind, due.wanted = "deleted", 0
        self.slack.delete(said)

    def _files(self) -> Play:
        self.acts["file"] += 1
        said = self.slack.dm(
            self._person(), "", files=[self.draw.choice(("box.png", "note.m4a", "bill.pdf"))]
        )
        yield self._paid(
            self._owe("files", said.channel, said.ts, self._name(said.channel, said.ts, "/files"))
        )

    def _draft(self) -> Play:
        customer, agent, channel, entry = self._person(), self._person(), self._room(), self._entry()
        self._join(customer, channel)
        said = self.slack.say(customer, channel, entry.question)
        self.acts["shortcut"] += 1
        self.slack.shortcut(agent, said, "draft_reply")
        yield lambda: [view for view in self.slack.views(agent) if "initial_value" in str(view.body)]
        (window,) = self.slack.views(agent)
        job = self._name(channel, f"{window.id}.reply")
        if self.draw.random() < 0.5:
            self.acts["draft_sent"] += 1
            due = self._owe("draft_sent", channel, said.ts, job, entry.answer)
            self.slack.submit(agent, window)
            yield self._paid(due)
        else:
            self.acts["draft_dismissed"] += 1
            self._owe("draft_dismissed", channel, said.ts, job, wanted=0)
            self.slack.close(agent, window)

    def _thumb(self) -> Play:
        due, said = self._question(*self._anywhere())
        yield self._paid(due)
        good = self.draw.random() < 0.5
        rating = Rating(
            f"{self.slack.team}:{said.channel}:{said.ts}", said.user, good, "" if good else REASON
        )
        self.ratings.append(rating)
        self.acts["thumb_up" if good else "thumb_down"] += 1
        answer = due.found(self.slack)[0]
        self.slack.press(said.user, answer, "feedback", "positive" if good else "negative")
        if not good:
            yield lambda: self.slack.views(said.user)
            self.acts["reason"] += 1
            self.slack.submit(said.user, self.slack.views(said.user)[0], {"words": REASON})

    def _hand_off(self) -> Play:
        due, said = self._question(*self._anywhere())
        yield self._paid(due)
        where, lane = (said.channel, said.ts), self._name(said.channel, said.ts)
        self.acts["hand_off"] += 1
        self.slack.press(said.user, due.found(self.slack)[0], "talk_to_a_human")
        # Handed back, the announcement belongs to the job that changed it.
        told = self._owe("hand_off_announced", self.people, None, rf"{lane}/hand(off|back)/[^/]+")
        quiet = self._owe("hand_off_said", *where, rf"{lane}/handoff/[^/]+/notice")
        yield lambda: told.paid(self.slack) and quiet.paid(self.slack)
        unheard, _ = self._question("while_handed_off", said.channel, said)
        unheard.wanted = 0
        yield self._in(OVERHEARD)
        self.acts["hand_back"] += 1
        self.slack.press(self.slack.colleague, told.found(self.slack)[0], "hand_back")
        yield self._paid(self._owe("hand_back_said", *where, rf"{lane}/handback/[^/]+/notice"))
        more, _ = self._question("after_hand_back", said.channel, said)
        yield self._paid(more)

    def _stop(self) -> Play:
        due, said = self._question("answered_before_stop", self._room())
        session = (said.channel, said.ts)
        states = self.slack.space.sessions
        yield lambda: states.get(session, {}).get("status") == "processing" or due.paid(self.slack)
        try:
            self.slack.stop_session(said.user, said.channel, said)
        except NobodyCanDoThat:  # it was done already
            return
        self.acts["stop"] += 1
        due.kind, due.words, due.quiet_from = "stopped", "", self.slack.space.now()
        yield self._paid(due)

    def _burst_at_once(self) -> Play:
        """They overtake each other: the answer stands in the thread of whichever is heard first."""
        return self._burst("burst_at_once", at_once=True)

    def _burst(self, kind: str = "burst", at_once: bool = False) -> Play:
        person, entry = self._person(), self._entry()
        words = entry.question.split()
        third = -(-len(words) // 3)
        parts = [" ".join(words[start : start + third]) for start in range(0, len(words), third)]
        row = []
        for part in parts:
            row.append(self.slack.dm(person, part))
            self.acts["part_of_a_burst"] += 1
            if not at_once:
                yield self._in(self.draw.uniform(*TYPING))
        names = "|".join(self._name(said.channel, said.ts) for said in row)
        due = self._owe(kind, row[0].channel, row[0].ts, names, entry.answer)
        yield lambda: [said for said in row if self.slack.answers(said.channel, said)]
        due.thread = next(said.ts for said in row if self.slack.answers(said.channel, said))
        yield self._paid(due)

    def _question(
        self, kind: str, channel: str | None = None, thread: Message | None = None
    ) -> tuple[Due, Message]:
        """Ask: in private, in a channel by name, or once more in a thread, without a name."""
        self.acts["question"] += 1
        entry = self._entry()
        if thread:
            said = self.slack.say(thread.user, thread.channel, entry.question, thread)
        elif channel:
            person = self._person()
            self._join(person, channel)
            said = self.slack.mention(person, channel, entry.question)
        else:
            said = self.slack.dm(self._person(), entry.question)
        job = self._name(said.channel, said.ts)
        return self._owe(kind, said.channel, said.thread or said.ts, job, entry.answer), said

    def _owe(
        self, kind: str, channel: str, thread: str | None, job: str, words: str = "", wanted: int = 1
    ) -> Due:
        due = Due(kind, channel, thread, job, words, wanted)
        self.dues.append(due)
        return due

    def _name(self, channel: str, ts: str, tail: str = "") -> str:
        """A job's name, as a pattern."""
        return re.escape(f"{self.slack.team}:{channel}:{ts}{tail}")

    def _person(self) -> str:
        return self.slack.add_user(f"person{len(self.slack.space.users)}").id

    def _join(self, person: str, channel: str) -> None:
        self.slack.space.channels[channel].members.add(person)

    def _anywhere(self) -> tuple[str, str | None]:
        """A kind of question and where it is put."""
        return ("mention", self._room()) if self.draw.random() < 0.5 else ("dm", None)

    def _room(self) -> str:
        return self.draw.choice(self.rooms)

    def _entry(self) -> Entry:
        self.entries.append(self.entries.pop(0))
        return self.entries[-1]

    def _paid(self, due: Due) -> Condition:
        return lambda: due.paid(self.slack)

    def _in(self, seconds: float) -> Condition:
        end = time.monotonic() + seconds
        return lambda: time.monotonic() >= end
