"""Looking in from outside: what was said, shown, refused, and how soon things were acknowledged."""

from __future__ import annotations

from bot.playground.courier import Courier, Delivery
from bot.playground.records import Message, Refusal, Status, View
from bot.playground.state import Workspace
from bot.playground.web_api import NO_FAULT_OF_THE_APP

STATUS_SECONDS = 120


class Glass:
    """Reading for tests. Everything is what people would see, oldest first."""

    space: Workspace
    courier: Courier

    def messages(self, channel: str, thread: str | Message | None = None) -> list[Message]:
        """A channel's messages, or those of a thread with its first one."""
        with self.space.lock:
            if thread is not None:
                root = thread.thread or thread.ts if isinstance(thread, Message) else thread
                return self.space.thread(channel, root)
            found = [m for m in self.space.messages if m.channel == channel]
            return [m for m in found if not (m.thread or m.deleted or m.only_for)]

    def answers(self, channel: str, thread: str | Message | None = None) -> list[Message]:
        """What the bot has said there."""
        return [m for m in self.messages(channel, thread) if m.user == self.space.bot]

    def finished(self, channel: str, thread: str | Message | None = None) -> list[Message]:
        """What the bot has said there, once none of it is still being streamed; until then nothing."""
        said = self.answers(channel, thread)
        return [] if any(m.stream and m.stream.running for m in said) else said

    def ephemerals(self, user: str) -> list[Message]:
        """What only ``user`` was shown."""
        with self.space.lock:
            return [m for m in self.space.messages if m.only_for == user and not m.deleted]

    def views(self, user: str) -> list[View]:
        """Windows that are open before ``user``, the topmost last."""
        with self.space.lock:
            return [v for v in self.space.views.values() if v.user == user and v.open]

    def statuses(self, channel: str, thread: str | None = None) -> list[Status]:
        """Every status the app has set there."""
        with self.space.lock:
            return [s for s in self.space.statuses if s.channel == channel and thread in (None, s.thread)]

    def status(self, channel: str, thread: str) -> str:
        """The status line that people see there now: gone after two minutes, or once the bot has answered."""
        with self.space.lock:
            set_here = [s for s in self.statuses(channel, thread) if not s.session]
            if not set_here or self.space.now() - set_here[-1].at > STATUS_SECONDS:
                return ""
            answered = any(m.versions[0].at > set_here[-1].at for m in self.answers(channel, thread))
            return "" if answered else set_here[-1].text

    @property
    def refusals(self) -> list[Refusal]:
        """Every request that was refused."""
        return list(self.space.refusals)

    @property
    def violations(self) -> list[Refusal]:
        """Refused requests that the app should not have made."""
        return [refusal for refusal in self.refusals if refusal.error not in NO_FAULT_OF_THE_APP]

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything that was to be brought to the app."""
        return list(self.courier.deliveries)

    def latencies(self) -> list[float]:
        """Seconds to acknowledgement, of what was acknowledged."""
        return [delivery.seconds for delivery in self.deliveries if delivery.seconds is not None]

    def unacknowledged(self) -> list[Delivery]:
        """What was given up: people would have seen an error, or nothing at all."""
        return [delivery for delivery in self.deliveries if delivery.over and delivery.acked is None]

    def transcript(self) -> str:
        """All that was said and refused, for the reader of a failed test."""
        with self.space.lock:
            names = {id: user.name for id, user in self.space.users.items()}
            said = [
                f"{m.channel} {m.thread or m.ts} {names.get(m.user, m.user)}"
                f"{' (ephemeral)' if m.only_for else ''}{' (deleted)' if m.deleted else ''}: {m.shown[:200]}"
                for m in self.space.messages
            ]
            refused = [f"refused {r.method}: {r.error} {r.detail}" for r in self.space.refusals]
            return "\n".join([*said, *refused]) or "nothing"
