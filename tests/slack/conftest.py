"""The real Bolt app and the real clerk in a pocket Slack; only the engine and the queue are simple."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot import settings as configuration
from bot.briefs import Reader
from bot.catalogue import Catalogue
from bot.copywriter import Copywriter
from bot.copywriting.brand import Avoided, BrandBook, MustSay, Never
from bot.domain import Answer, Citation, Claim, Customer, Deed, Entry, Product, Question
from bot.engines import EchoEngine, Prompt, Sampling
from bot.knowledge import Knowledge
from bot.knowledge.confidence import Confidence
from bot.knowledge.embed import HashEmbedder
from bot.painting import Painter
from bot.playground import Message, PocketSlack, web_api
from bot.settings import Settings
from bot.slack.app import slack_app, worker_client
from bot.slack.copy.room import Copydesk
from bot.slack.desk import Desk
from bot.slack.handler import Clerk
from bot.slack.pictures.room import Atelier
from bot.store import MemoryStore
from bot.store.conversations import Conversations
from bot.store.copydesk import CopyBooks
from bot.store.database import open_database
from bot.support import Shown, Support
from bot.watch.limits import Limits
from bot.watch.metrics import Metrics
from bot.work import TRIES, Cancelled, Handler, Job, Later
from tests.conftest import ROOT

MANIFEST = ROOT / "bot" / "slack" / "manifest.json"
HUMAN = "Write to help@fernhill.example."
_PING = 5  # seconds, as in the bot; half of it without an answer cuts the line, and a busy machine pauses
_AGAIN = (0.0, 2.0, 10.0)  # sooner than Slack's minute, so that a line that was cut ends no test

FAQ = (
    Entry("delivery", "How long does delivery take?", "Delivery takes 3 days. We ship on weekdays."),
    Entry(
        "returns",
        "How do I return an item?",
        "Send it back within 30 days.",
        url="https://fernhill.example/r",
    ),
    Entry("opening", "When are you open?", "We are open from 9 to 17 on weekdays."),
    Entry("payment", "Which cards do you take?", "We take Visa & Mastercard <both>."),
    Entry("gifts", "Do you wrap gifts?", "We wrap gifts for 2 euros."),
)
QUESTION = FAQ[0].question


class Scripted(EchoEngine):
    """Echoes, but as slowly as told, or fails, or says what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.pause, self.error = 0.0, ""
        self.gate = threading.Event()
        self.gate.set()

    def stream(
        self,
        prompt: Prompt,
        sampling: Sampling = Sampling(),
        adapter: str | None = None,
        cancelled: threading.Event | None = None,
    ) -> Iterator[str]:
        while not self.gate.wait(0.02):
            if cancelled is not None and cancelled.is_set():
                return
        if self.error:
            raise RuntimeError(self.error)
        for piece in super().stream(prompt, sampling, adapter, cancelled):
            if self.pause and cancelled is not None and cancelled.wait(self.pause):
                return
            yield piece


class ThreadedWork:
    """A queue with two threads, order within lanes, and no memory."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.failed: dict[str, str] = {}
        self._open: dict[str, Job] = {}
        self._due: dict[str, float] = {}
        self._busy: set[str] = set()
        self._cancelled: dict[str, Cancelled] = {}
        self._change = threading.Condition()
        self._ended = False
        self._threads: list[threading.Thread] = []
        self._handler: Handler | None = None

    def submit(self, job: Job, delay: float = 0.0) -> bool:
        with self._change:
            if job.id in self.jobs:
                return False
            self.jobs[job.id] = self._open[job.id] = job
            self._due[job.id] = time.monotonic() + delay
            self._cancelled[job.id] = Cancelled()
            self._change.notify_all()
            return True

    def cancel(self, job_id: str) -> None:
        with self._change:
            if job_id in self._cancelled:
                self._cancelled[job_id].set()
            self._change.notify_all()

    def ahead(self, job_id: str) -> int:
        with self._change:
            return [*self._open].index(job_id) if job_id in self._open else 0

    def waiting(self) -> int:
        return len(self._open)

    def unfinished(self, lane: str, kind: str = "", user: str = "") -> tuple[str, ...]:
        with self._change:
            jobs = [job for job in self._open.values() if job.lane == lane]
            return tuple(j.id for j in jobs if kind in ("", j.kind) and user in ("", j.user))

    def start(self, handler: Handler) -> None:
        self._handler = handler
        self._threads = [threading.Thread(target=self._loop) for _ in range(2)]
        for thread in self._threads:
            thread.start()

    def stop(self, grace: float) -> None:
        with self._change:
            self._ended = True
            self._change.notify_all()
        for thread in self._threads:
            thread.join(grace)

    def _next(self) -> Job | None:
        lanes = {job.lane for id, job in self._open.items() if id in self._busy}
        for job in self._open.values():
            if job.lane not in lanes:
                if self._due[job.id] <= time.monotonic():
                    return job
                lanes.add(job.lane)
        return None

    def _loop(self) -> None:
        while True:
            with self._change:
                while not self._ended and (job := self._next()) is None:
                    self._change.wait(0.02)
                if self._ended:
                    return
                assert job
                self._busy.add(job.id)
            done = self._do(job)
            with self._change:
                self._busy.discard(job.id)
                if done:
                    del self._open[job.id]
                self._change.notify_all()

    def _do(self, job: Job) -> bool:
        assert self._handler
        cancelled, error = self._cancelled[job.id], ""
        for _ in range(TRIES):
            if cancelled.is_set():
                return True
            try:
                self._handler.run(job, cancelled)
                return True
            except Later as later:
                self._due[job.id] = time.monotonic() + min(later.seconds, 0.3)
                return False
            except Exception as raised:  # noqa: BLE001 - as the real one
                error = repr(raised)
        self.failed[job.id] = error
        self._handler.give_up(job, error)
        return True


@dataclass
class Shop:
    """A shop in a pocket Slack, with handles on all its parts."""

    slack: PocketSlack
    settings: Settings
    engine: Scripted
    support: Support
    books: Conversations
    work: ThreadedWork
    metrics: Metrics
    clerk: Clerk
    copydesk: Copydesk
    atelier: Atelier
    desk: Desk = field(init=False)

    def answer(self, asked: Message, timeout: float = 15.0) -> Message:
        """The answer to a message, once it is whole."""
        root = asked.thread or asked.ts
        return self.slack.wait_for(lambda: self._whole(asked.channel, root, asked.ts), timeout)

    def _whole(self, channel: str, root: str, after: str) -> Message | None:
        for message in self.slack.answers(channel, root):
            kind = (message.metadata or {}).get("event_type")
            if message.ts > after and kind == "shopkeeper_answer":
                return message
        return None

    def idle(self, timeout: float = 60.0) -> None:
        """Wait until every event is acknowledged and every job done."""
        end = time.monotonic() + timeout
        while self.work.waiting() or not all(d.over for d in self.slack.deliveries):
            assert time.monotonic() < end, f"still busy: {list(self.work._open)}\n{self.slack.transcript()}"
            time.sleep(0.02)

    def words(self, asked: Message) -> str:
        """All that the bot says in the thread of a message, in order."""
        return "\n".join(m.text for m in self.slack.answers(asked.channel, asked.thread or asked.ts))


def support_of(engine: EchoEngine, entries: Sequence[Entry] = FAQ) -> Support:
    knowledge = Knowledge(MemoryStore(), HashEmbedder(), replace(Confidence.load(), threshold=0.5))
    knowledge.add(list(entries))
    return Support(knowledge, engine, "support", "Fernhill", HUMAN)


SKILLET = Product(
    "FH-1",
    "Oakfire Skillet",
    "cookware",
    49.9,
    "EUR",
    {"material": "cast iron", "made_in": "France", "diameter": "26 cm", "dishwasher_safe": False},
    "A heavy pan for searing.",
)
KETTLE = Product("FH-2", "Whistle Kettle", "kettles", 30.0, "EUR", {"capacity": "1.5 l", "material": "steel"})
ANNA = Customer(
    "C1", "Anna", consent=("purchases",), purchases=(Deed("FH-1", "Oakfire Skillet", "2026-03-14"),)
)
BRAND = BrandBook(
    never=(Never(claim="lasts forever"),),
    avoid=(Avoided(word="cheap"),),
    must_say=(MustSay(line="Keep away from children.", categories=("cookware",)),),
)


def copydesk_of(settings: Settings, books: Conversations, engine: EchoEngine) -> Copydesk:
    """The marketing desk of a shop with two products and one customer."""
    goods = Catalogue({product.id: product for product in (SKILLET, KETTLE)})
    writer = Copywriter(engine, "copy", "Fernhill", BRAND)
    return Copydesk(settings, CopyBooks(books._engine), writer, Reader(goods, {ANNA.id: ANNA}))


@contextmanager
def open_shop(
    slack: PocketSlack, home: Path, goods: bool = False, painter: Painter | None = None, **settings: Any
) -> Iterator[Shop]:
    """Open a shop and connect it by Socket Mode; ``goods`` opens its marketing desk too.

    At the end nothing may have been refused by Slack."""
    chosen = configuration.load(
        **{
            **{"home": home, "slack_bot_token": slack.bot_token, "slack_app_token": slack.app_token},
            **{"slack_signing_secret": slack.signing_secret, "slack_url": slack.api_url},
            **{"pause": 0.15, "user_limit": 0, "channel_limit": 0, "patience": 5.0, **settings},
        }
    )
    home.mkdir(parents=True, exist_ok=True)
    engine = Scripted()
    support, books = support_of(engine), Conversations(open_database(chosen.database))
    work, metrics = ThreadedWork(), Metrics()
    copydesk = copydesk_of(chosen, books, engine) if goods else Copydesk(chosen, CopyBooks(books._engine))
    atelier = Atelier(copydesk, painter)
    clerk = Clerk(worker_client(chosen), support, books, work, chosen, metrics, copydesk, atelier)
    shop = Shop(slack, chosen, engine, support, books, work, metrics, clerk, copydesk, atelier)
    limits = Limits(chosen.user_limit, chosen.channel_limit)
    with _connected(shop, limits):
        work.start(clerk)
        try:
            yield shop
        finally:
            engine.gate.set()
            work.stop(10)


@contextmanager
def _connected(shop: Shop, limits: Limits) -> Iterator[None]:
    ready, done = threading.Event(), threading.Event()
    broken: list[BaseException] = []

    async def live() -> None:
        parts = (shop.settings, shop.support, shop.books, shop.work, limits, shop.metrics)
        shop.desk = Desk(*parts, shop.copydesk, shop.atelier)
        app = slack_app(shop.desk)
        handler = AsyncSocketModeHandler(app, shop.slack.app_token, ping_interval=_PING)
        await handler.connect_async()
        ready.set()
        await asyncio.to_thread(done.wait)
        await shop.desk.close()
        await handler.close_async()
        await handler.client.aiohttp_client_session.close()

    def run() -> None:
        try:
            asyncio.run(live())
        except BaseException as error:  # noqa: BLE001 - told to the test
            broken.append(error)
            ready.set()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert ready.wait(20) and not broken, broken
        yield
    finally:
        done.set()
        thread.join(20)


@contextmanager
def pocket(patient: bool = False) -> Iterator[PocketSlack]:
    """A Slack none of whose rules may be broken; a ``patient`` one where it does not matter how soon a window
    opens."""
    times = {"patience": 10.0, "trigger_seconds": 60.0} if patient else {}
    with PocketSlack(manifest=MANIFEST, retries=_AGAIN, **times) as opened:
        yield opened
        assert not opened.violations, [dataclasses.astuple(v) for v in opened.violations]


@pytest.fixture
def slack() -> Iterator[PocketSlack]:
    with pocket() as opened:
        yield opened


@pytest.fixture
def shop(slack: PocketSlack, tmp_path: Path) -> Iterator[Shop]:
    people = slack.add_channel("people", (slack.user, slack.colleague)).id
    with open_shop(slack, tmp_path / "home", human_channel=people) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ("slack_bolt", "slack_sdk")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def let_it_say(patch: pytest.MonkeyPatch, sentences: Sequence[str], engine: Scripted | None = None) -> None:
    """Whatever a shop is asked, it answers these sentences, at the pace of ``engine``."""

    def stream(
        self: Support, question: Question, cancelled: threading.Event | None = None
    ) -> Iterator[Shown | Answer]:
        for sentence in sentences:
            if cancelled is not None and cancelled.is_set():
                return
            if engine and engine.pause:
                time.sleep(engine.pause)
            yield Shown(sentence)
        source = Citation(1, "delivery", FAQ[0].question, FAQ[0].answer, 1.0, 1)
        claims = tuple(Claim(sentence, True, "delivery") for sentence in sentences)
        text = "".join(sentences) if sentences[0].startswith("第") else " ".join(sentences)
        yield Answer(question.text, "answered", text, 1.0, (source,), claims)

    patch.setattr(Support, "stream", stream)


def parts(slack: PocketSlack, asked: Message) -> list[str]:
    """The words of each message of an answer, without what stands under them."""
    found = slack.answers(asked.channel, asked.thread or asked.ts)
    assert not any(m.stream and m.stream.running for m in found), "a stream was left open"
    return [m.text if m.stream or not m.blocks else m.blocks[0]["text"] for m in found]


@contextmanager
def without_streams(patch: pytest.MonkeyPatch, slack: PocketSlack) -> Iterator[None]:
    """A workspace that does not know streams; that it says so is no fault of ours."""
    methods = dict(web_api.METHODS)
    del methods["chat.startStream"]
    patch.setattr(web_api, "METHODS", methods)
    yield
    others = [refusal for refusal in slack.space.refusals if refusal.method != "chat.startStream"]
    slack.space.refusals[:] = others
