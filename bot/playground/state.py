"""The workspace: what is true in the pocket Slack, under one lock.

It knows nothing of HTTP, of sockets or of the rules; whoever changes it calls ``changed`` so that
a waiting test looks again. Times are the workspace's own clock, which a test may put forward.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import defaultdict
from collections.abc import Sequence

from bot.playground.records import Call, Channel, Json, Message, Refusal, Status, User, Version, View


class Workspace:
    """Everything that is true in the pocket Slack. Hold ``lock`` while reading or changing."""

    def __init__(self) -> None:
        self.lock = threading.Condition(threading.RLock())
        self.team = "T0POCKET01"
        self.app = "A0POCKET01"
        self.bot_id = "B0POCKET01"
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self._at: dict[tuple[str, str], Message] = {}
        self._threads: dict[tuple[str, str], list[Message]] = defaultdict(list)
        self.views: dict[str, View] = {}
        self.files: dict[str, Json] = {}
        self.statuses: list[Status] = []
        self.sessions: dict[tuple[str, str | None], Json] = {}
        self.prompts: dict[tuple[str, str | None], Json] = {}
        self.titles: dict[tuple[str, str], str] = {}
        self.triggers: dict[str, Json] = {}
        self.tickets: set[str] = set()  # each opens one socket
        self.response_urls: dict[str, Json] = {}
        self.refusals: list[Refusal] = []
        self.calls: list[Call] = []
        self._ahead = 0.0
        self._last = 0
        self._numbers = itertools.count(1)
        self.bot = self.add_user("shopkeeper", is_bot=True).id

    def now(self) -> float:
        """Unix time here: the machine's, put forward by ``advance``."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Put the workspace's clock forward."""
        with self.lock:
            self._ahead += seconds

    def stamp(self) -> str:
        """A message's ``ts``: unique and rising, whatever the clock does."""
        with self.lock:
            self._last = max(int(self.now() * 1_000_000), self._last + 1)
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def number(self, prefix: str) -> str:
        """A fresh id such as ``U0000000007``."""
        with self.lock:
            return f"{prefix}{next(self._numbers):010d}"

    def changed(self) -> None:
        """Wake everybody who waits for something to happen."""
        with self.lock:
            self.lock.notify_all()

    def add_user(self, name: str, *, is_bot: bool = False, team: str = "") -> User:
        with self.lock:
            user = User(self.number("U"), name, team or self.team, is_bot, f"{name}@example.com")
            self.users[user.id] = user
            return user

    def add_channel(self, name: str, members: Sequence[str] = (), *, private: bool = False) -> Channel:
        with self.lock:
            channel = Channel(self.number("G" if private else "C"), name, {self.bot, *members})
            self.channels[channel.id] = channel
            return channel

    def team_of(self, user: str) -> str:
        """The workspace that somebody belongs to."""
        return self.users[user].team if user in self.users else self.team

    def im(self, user: str) -> Channel:
        """The conversation between ``user`` and the bot, opened if there was none."""
        with self.lock:
            for channel in self.channels.values():
                if channel.kind == "im" and user in channel.members:
                    return channel
            channel = Channel(self.number("D"), "directmessage", {user, self.bot})
            self.channels[channel.id] = channel
            return channel

    def find(self, channel: str, ts: str) -> Message | None:
        """The message there, unless it was deleted or is for one pair of eyes only."""
        message = self._at.get((channel, ts))
        return None if message is None or message.deleted or message.only_for else message

    def put(self, message: Message) -> Message:
        """Keep a new message with its first version."""
        with self.lock:
            message.versions.append(Version(self.now(), message.shown))
            self.messages.append(message)
            self._at[message.channel, message.ts] = message
            self._threads[message.channel, message.thread or message.ts].append(message)
            self.changed()
            return message

    def touched(self, message: Message) -> None:
        """Remember what a changed message says now."""
        with self.lock:
            message.versions.append(Version(self.now(), message.shown))
            self.changed()

    def remove(self, message: Message) -> None:
        with self.lock:
            message.deleted = True
            message.versions.append(Version(self.now(), ""))
            self.changed()

    def thread(self, channel: str, thread: str) -> list[Message]:
        """A thread's messages, its first one included, oldest first."""
        with self.lock:
            found = [m for m in self._threads.get((channel, thread), ()) if not m.deleted and not m.only_for]
            return sorted(found, key=lambda m: m.ts)
