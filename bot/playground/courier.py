"""Bringing things to the app: events, clicks, commands; with Slack's patience, retries and records.

What carries them (a socket or a signed request) is handed in. Here it is decided when to try again,
and remembered how soon each was acknowledged. Runs on the server's event loop; ``send`` may be called
from anywhere.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bot.playground.records import Json

#: Seconds that a delivery may take to notice that it was given up.
GOODBYE = 2.0

Kind = Literal["events_api", "interactive", "slash_commands"]


class NotCarried(Exception):
    """An attempt failed; the reason is Slack's word for it."""


@dataclass(slots=True)
class Delivery:
    """One thing to bring: how often it was tried, when it was acknowledged, what the app answered."""

    kind: Kind
    payload: Json
    sent: list[float] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    acked: float | None = None
    answer: Json = field(default_factory=dict)
    over: bool = False  # acknowledged, or given up
    then: Callable[[Json], None] | None = None  # told what the acknowledgement said

    @property
    def seconds(self) -> float | None:
        """From the first attempt to the acknowledgement."""
        return None if self.acked is None else self.acked - self.sent[0]


class Carrier(Protocol):
    """A way to the app."""

    async def carry(self, delivery: Delivery, attempt: int, reason: str, patience: float) -> Json:
        """Bring it once and return what the acknowledgement said.

        Raises:
            NotCarried: nobody there, no answer within ``patience`` seconds, or an error instead.
        """


class Courier:
    """Delivers through ``carrier``; events are tried again after each of ``retries`` seconds."""

    def __init__(self, patience: float, retries: Sequence[float], changed: Callable[[], None]) -> None:
        self.patience, self.retries = patience, tuple(retries)
        self.carrier: Carrier | None = None
        self.deliveries: list[Delivery] = []
        self._changed = changed
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: list[Delivery] | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    async def stop(self) -> None:
        """Give up what is under way."""
        self._loop = None
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:  # one that is sending into a line nobody reads may not hear of it
            await asyncio.wait(tasks, timeout=GOODBYE)

    def send(self, kind: Kind, payload: Json, then: Callable[[Json], None] | None = None) -> Delivery:
        """Bring this to the app, now or when ``release`` is called."""
        delivery = Delivery(kind, payload, then=then)
        self.deliveries.append(delivery)
        if self._held is not None and kind == "events_api":
            self._held.append(delivery)
        else:
            self._schedule(delivery)
        return delivery

    def hold(self) -> None:
        """Keep events back until ``release``."""
        self._held = []

    def release(self, order: Literal["kept", "reversed"] | int = "kept") -> None:
        """Bring what was held, in this order; a number shuffles with that seed."""
        held, self._held = self._held or [], None
        if order == "reversed":
            held.reverse()
        elif isinstance(order, int):
            random.Random(order).shuffle(held)
        for delivery in held:
            self._schedule(delivery)

    def _schedule(self, delivery: Delivery) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._begin, delivery)

    def _begin(self, delivery: Delivery) -> None:
        task = asyncio.ensure_future(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        pauses = (0.0, *self.retries) if delivery.kind == "events_api" else (0.0,)
        reason = ""
        for attempt, pause in enumerate(pauses):
            await asyncio.sleep(pause)
            if delivery.acked or await self._attempt(delivery, attempt, reason):
                break
            reason = delivery.reasons[-1]
        delivery.over = True
        self._changed()

    async def _attempt(self, delivery: Delivery, attempt: int, reason: str) -> bool:
        delivery.sent.append(time.monotonic())
        try:
            if self.carrier is None:
                raise NotCarried("no_connection")
            delivery.answer = await self.carrier.carry(delivery, attempt, reason, self.patience)
        except NotCarried as failed:
            delivery.reasons.append(str(failed))
            self._changed()
            return False
        delivery.acked = time.monotonic()
        if delivery.then:
            delivery.then(delivery.answer)
        return True


def answer_of(value: Any) -> Json:
    """What an acknowledgement says, as an object; plain words are a text."""
    if isinstance(value, dict):
        return value
    return {"text": str(value)} if value else {}
