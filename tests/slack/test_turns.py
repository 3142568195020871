"""A file of products: so many at most, read once, in turn with others, stopped at a word, never in vain."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.copywriter import Copywriter
from bot.copywriting.brand import Unused
from bot.domain import Copies
from bot.playground import Message, PocketSlack
from bot.slack.copy import intake, progress, sheet
from bot.slack.copy.room import NOT_YOURS
from bot.store.copydesk import CopyBooks
from bot.work import Cancelled, InlineWork, Job
from tests.slack.conftest import BRAND, MANIFEST, Shop, open_shop
from tests.slack.test_crashes import Bench, Killed
from tests.slack.test_sheet import GOODS, finish, following, handed_in, results, sent

ONE = "id,title,material\nB1,Tin Whisk,tin\n"


@pytest.fixture(autouse=True)
def _a_product_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PACE", 0.0)
    monkeypatch.setattr(sheet, "SLICE", 0.0)
    monkeypatch.setattr("bot.copywriter.ROWS", 1)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with PocketSlack(manifest=MANIFEST) as slack:
        yield Bench(slack, tmp_path / "home")
        assert not slack.violations, slack.violations


@pytest.fixture
def shop(slack: PocketSlack, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(slack, tmp_path / "home", goods=True, marketers=slack.user) as opened:
        yield opened


def told(bench: Bench, message: Message) -> Message:
    (found,) = [m for m in bench.slack.answers(message.channel, message) if not m.files]
    return found


def ids(slack: PocketSlack, message: Message) -> list[str]:
    return [row["id"] for rows in results(slack, message) for row in rows]


def test_a_file_of_too_many_products_is_refused_with_both_numbers(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST", 2)
    message = sent(shop, "goods.csv", GOODS.encode())
    (answer,) = slack.answers(message.channel, message)
    assert "goods.csv has 3 products, and I take up to 2 at a time" in answer.shown
    assert not answer.button(progress.STOP) and results(slack, message) == []
    assert len(shop.work.jobs) == 1


def test_a_file_may_vanish_once_its_rows_are_in_the_books(bench: Bench) -> None:
    message, work = handed_in(bench)
    bench.clerk().run(work, Cancelled())
    bench.slack.space.files[message.files[0]["id"]]["content"] = b"another file altogether"
    finish(bench, following(bench, work))
    assert ids(bench.slack, message) == ["A1", "A3", "A5"]
    assert "line 3: price must be a number" in told(bench, message).shown


def test_files_take_turns(bench: Bench) -> None:
    long, first = handed_in(bench, "long")
    short, second = handed_in(bench, "short", ONE)
    bench.work = InlineWork(held=True)
    for job in (first, second):
        bench.work.submit(job)
    bench.work.start(bench.clerk())
    bench.work.run()
    assert ids(bench.slack, long) == ["A1", "A3", "A5"] and ids(bench.slack, short) == ["B1"]
    files = [
        m.ts for message in (short, long) for m in bench.slack.answers(message.channel, message) if m.files
    ]
    assert files == sorted(files), "the short file waited for the long one"
    assert [*bench.work.jobs] == ["long", "short", "long/slice/1", "long/slice/2"]


def test_a_slice_that_is_killed_is_gone_on_with_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    message, work = handed_in(bench)
    bench.work = InlineWork(held=True)
    submit = InlineWork.submit

    def dies(self: InlineWork, job: Job, delay: float = 0.0) -> bool:
        submit(self, job, delay)
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(InlineWork, "submit", dies)
        bench.clerk().run(work, Cancelled())
    bench.work.submit(work)
    bench.work.start(bench.clerk())
    bench.work.run()
    assert ids(bench.slack, message) == ["A1", "A3", "A5"]
    assert set(bench.work.jobs) == {"o", "o/slice/1", "o/slice/2"}


def test_what_is_written_is_delivered_though_the_rest_cannot_be(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, work = handed_in(bench)
    bench.clerk().run(work, Cancelled())
    closed = BRAND.model_copy(update={"unused": (Unused(channel="page", why="we have no pages"),)})
    monkeypatch.setattr("tests.slack.conftest.BRAND", closed)
    finish(bench, following(bench, work))
    assert ids(bench.slack, message) == ["A1"]
    assert "does not use the channel page" in told(bench, message).shown


def test_what_is_written_is_delivered_when_the_job_is_given_up(bench: Bench) -> None:
    message, work = handed_in(bench)
    bench.clerk().run(work, Cancelled())
    for _ in range(2):
        bench.clerk().give_up(following(bench, work), "broken")
    assert ids(bench.slack, message) == ["A1"]
    answer = told(bench, message)
    assert sheet.BROKEN in answer.shown and not answer.button(progress.STOP)
    other, work = handed_in(bench, "other")
    bench.clerk().give_up(work, "broken")
    assert bench.slack.ephemerals(bench.slack.user)[-1].shown == sheet.SORRY
    assert results(bench.slack, other) == []


def test_a_message_that_is_deleted_between_two_slices_ends_the_file(bench: Bench) -> None:
    message, work = handed_in(bench)
    bench.clerk().run(work, Cancelled())
    bench.books.withdraw(work.payload["said"])
    finish(bench, following(bench, work))
    assert sheet.DELETED in told(bench, message).shown and results(bench.slack, message) == []


def test_who_was_forgotten_between_two_slices_is_written_nothing(bench: Bench) -> None:
    message, work = handed_in(bench)
    bench.clerk().run(work, Cancelled())
    bench.books.forget(message.user)
    finish(bench, following(bench, work))
    assert CopyBooks(bench.books._engine).copies("o") == () and results(bench.slack, message) == []


@pytest.fixture
def pressed(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The second product is begun once this is set."""
    write, done = Copywriter.write_many, threading.Event()

    def slowly(self: Copywriter, *args: Any) -> Iterator[Copies]:
        for copies in write(self, *args):
            yield copies
            assert done.wait(20)

    monkeypatch.setattr(Copywriter, "write_many", slowly)
    return done


def one_of_three(slack: PocketSlack, message: Message) -> Message:
    def found() -> Message | None:
        return next((m for m in slack.answers(message.channel, message) if "1 of 3" in m.shown), None)

    return slack.wait_for(found)


def test_stop_ends_a_file_and_brings_what_is_written(
    shop: Shop, slack: PocketSlack, pressed: threading.Event
) -> None:
    message = slack.dm(slack.user, "", files=[("goods.csv", GOODS.encode())])
    answer = one_of_three(slack, message)
    done = slack.press(slack.user, answer, progress.STOP)
    slack.wait_for(lambda: done.over)
    pressed.set()
    shop.idle()
    assert ids(slack, message) == ["A1"]
    assert "Stopped after 1 of 3 products." in answer.shown and not answer.button(progress.STOP)
    slack.wait_for(lambda: any(m.shown == intake.STOPPING for m in slack.ephemerals(slack.user)))


def test_who_is_no_marketer_stops_nothing(shop: Shop, slack: PocketSlack, pressed: threading.Event) -> None:
    words = f"<@{slack.bot}>"
    message = slack.say(slack.user, slack.channel, words, files=[("goods.csv", GOODS.encode())])
    done = slack.press(slack.colleague, one_of_three(slack, message), progress.STOP)
    slack.wait_for(lambda: done.over)
    pressed.set()
    shop.idle()
    slack.wait_for(lambda: any(m.shown == NOT_YOURS for m in slack.ephemerals(slack.colleague)))
    assert ids(slack, message) == ["A1", "A3", "A5"]
