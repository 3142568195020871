"""When something breaks on our side, whoever clicked or typed hears of it, and the log has it once."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import settings as configuration
from bot.engines import EchoEngine
from bot.playground import PocketSlack
from bot.slack.app import worker_client
from bot.slack.copy.room import Copydesk
from bot.slack.excuse import SORRY
from bot.slack.handler import Clerk
from bot.slack.pictures.room import Atelier
from bot.store.conversations import Conversations
from bot.store.copydesk import CopyBooks
from bot.store.database import open_database
from bot.watch import logs
from bot.watch.metrics import Metrics
from bot.work import TRIES, InlineWork, Job, durable
from bot.work.durable import DurableWork
from tests.slack.conftest import MANIFEST, QUESTION, Shop, open_shop, support_of


def broken(*_: Any, **__: Any) -> Any:
    raise OSError("the disk is full")


def test_a_command_that_breaks_says_so_to_who_typed_it(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = slack.add_channel("elsewhere", [slack.user])
    elsewhere.members.discard(slack.bot)  # where we could not post by ourselves
    monkeypatch.setattr(Conversations, "hear", broken)
    typed = slack.command(slack.user, elsewhere.id, "/ask", QUESTION)
    slack.wait_for(lambda: slack.ephemerals(slack.user))
    shop.idle()
    assert [m.shown for m in slack.ephemerals(slack.user)] == [SORRY]
    assert typed.acked is not None, "Slack would add an error of its own"


def test_a_window_that_breaks_stays_open_and_its_person_is_written_to(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = slack.say(slack.user, slack.channel, QUESTION)
    slack.shortcut(slack.colleague, asked, "draft_reply")
    slack.wait_for(lambda: [v for v in slack.views(slack.colleague) if "Your reply" in str(v.body)])
    (window,) = slack.views(slack.colleague)
    monkeypatch.setattr(Conversations, "hear", broken)
    slack.submit(slack.colleague, window, {"words": "Three days."})
    (told,) = slack.wait_for(lambda: slack.answers(slack.space.im(slack.colleague).id))
    shop.idle()
    assert told.shown == SORRY and slack.views(slack.colleague) == [window]


def test_a_shortcut_that_breaks_says_so(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conversations, "hear", broken)
    asked = slack.say(slack.user, slack.channel, QUESTION)
    slack.shortcut(slack.colleague, asked, "draft_reply")
    slack.wait_for(lambda: slack.ephemerals(slack.colleague))
    assert [m.shown for m in slack.ephemerals(slack.colleague)] == [SORRY]


def test_a_click_that_breaks_says_so(shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = shop.answer(slack.mention(slack.user, slack.channel, QUESTION))
    monkeypatch.setattr(Conversations, "rate", broken)
    slack.press(slack.user, answer, "feedback", "positive")
    slack.wait_for(lambda: slack.ephemerals(slack.user))
    shop.idle()
    assert [m.shown for m in slack.ephemerals(slack.user)] == [SORRY]


def test_an_event_that_breaks_is_brought_again_and_nobody_is_told(tmp_path: Path) -> None:
    """The same words in an apology for each delivery would be worse than the wait."""
    with (
        PocketSlack(manifest=MANIFEST, retries=(0.0, 0.0)) as slack,
        open_shop(slack, tmp_path / "h") as shop,
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Conversations, "hear", broken)
            asked = slack.mention(slack.user, slack.channel, QUESTION)
            shop.idle()
        assert not slack.ephemerals(slack.user) and not slack.answers(slack.channel, asked)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged, as in a service."""
    names = (None, *logs._OURS, *logs._FOREIGN)
    before = {name: (logging.getLogger(name).handlers[:], logging.getLogger(name).level) for name in names}
    hooks = sys.excepthook, threading.excepthook
    stream = io.StringIO()
    logs.configure("info", (), stream)
    yield stream
    for name, (handlers, level) in before.items():
        logging.getLogger(name).handlers[:] = handlers
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook = hooks


def test_a_job_that_fails_has_its_trace_in_the_log_once_for_each_try(
    lines: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "_BACK_OFF", (0.0,) * 6)
    settings = configuration.load(home=tmp_path)
    engine = open_database(settings.database)
    parts = (support_of(EchoEngine()), Conversations(engine), InlineWork(), settings, Metrics())
    work = DurableWork(engine, f"sqlite:///{tmp_path / 'work.db'}")
    copydesk = Copydesk(settings, CopyBooks(engine))
    work.start(Clerk(worker_client(settings), *parts, copydesk, Atelier(copydesk)))
    work.submit(Job("T1:C1:1.1", "lane", "ask", {"nothing": "that it needs"}))
    while work.waiting():
        time.sleep(0.02)
    work.stop(1)
    engine.dispose()
    traces = [line for line in map(json.loads, lines.getvalue().splitlines()) if "KeyError" in str(line)]
    tried = [line for line in traces if "Traceback" in str(line)]
    assert len(tried) == 2 * TRIES, "and as often, when the person is told, since that fails as well"
    assert {line["job"] for line in tried} == {"T1:C1:1.1"}


def test_what_comes_while_slack_cannot_say_who_we_are_gets_no_receipt_and_is_answered_later(
    tmp_path: Path,
) -> None:
    retries = (0.0, 0.5, 0.5)
    with (
        PocketSlack(manifest=MANIFEST, retries=retries) as slack,
        open_shop(slack, tmp_path / "home") as shop,
    ):
        slack.faults.fail(403, methods=("auth.test",), times=1)  # a 500 is tried again first
        asked = slack.dm(slack.user, QUESTION)
        assert "3 days" in shop.answer(asked).text
        shop.idle()
