"""``shopkeeper forget``: what a person wrote is gone from tables and bytes, and it is proven."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.domain import Answer, Choice, Order, Place, Rating, Said
from bot.store.conversations import Conversations
from bot.store.copydesk import CopyBooks
from bot.store.database import open_database
from bot.work import Job
from bot.work.jobs import JobBook
from tests.conftest import Run

SECRET = "zanzibar"
OURS = "written by nobody in particular"


def live(engine: Engine, user: str, thread: str) -> Said:
    """Let a person do everything that leaves a trace."""
    books, jobs = Conversations(engine), JobBook(engine)
    place = Place("T1", "C1", thread)
    words = f"{SECRET} of {user}"
    asked, waits = (Said(f"T1:C1:{thread}{n}", place, user, words, f"{thread}{n}") for n in (1, 2))
    books.hear(asked)
    jobs.add(Job(asked.id, place.lane, "answer", user=user), 0.0)
    books.gather(asked.id, asked)
    books.keep(asked.id, place, user, Answer(words, "answered", f"About {words}", 0.9))
    books.posted(asked.id, "5.1")
    books.rate(Rating(asked.id, user, False, words))
    books.hand_off(place, user)
    desk, order = CopyBooks(engine), Order(f"{asked.id}/copy", place, user, {"audience": words})
    desk.hand_in(order)
    desk.keep(order.id, {1: {"text": words}})
    desk.choose(Choice(f"{order.id}/used", order.id, 1, user, "used", words, words, confirmed=(words,)))
    jobs.end(asked.id, "failed", words)
    books.hear(waits)
    jobs.add(Job(waits.id, place.lane, "answer", {"words": words}, user), 0.0)
    return asked


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_database(database)
    yield engine
    engine.dispose()


def test_nothing_remains_of_a_person_and_all_of_the_others(engine: Engine) -> None:
    books, jobs = Conversations(engine), JobBook(engine)
    mine, theirs = live(engine, "U1", "100.00"), live(engine, "U2", "200.00")
    before = books.remains("U2")
    assert all(books.remains("U1").values())
    books.rate(Rating(theirs.id, "U1", True, SECRET))
    touched = books.forget("U1")
    assert all(touched.values())
    assert not any(books.remains("U1").values())
    assert books.remains("U2") == before
    assert books.said(mine.id) is None and books.kept(mine.id) is None
    assert books.posts(mine.id) == ()
    assert not books.hear(mine), "a late redelivery is still known"
    assert books.ratings(theirs.id) == (
        Rating(theirs.id, "U2", False, f"{SECRET} of U2"),
        Rating(theirs.id, "", True),
    )
    desk, order = CopyBooks(engine), f"{mine.id}/copy"
    assert desk.order(order) is None and desk.copies(order) == ()
    assert desk.choices(order) == (Choice(f"{order}/used", order, 1, "", "used"),)
    assert not desk.hand_in(Order(order, mine.place, "U1")), "a late redelivery is still known"
    assert books.handed_off(mine.place), "people go on where they are at it"
    assert jobs.lanes() == {theirs.place.lane: 1}, "what waited for them will not run"
    assert not any(books.forget("U1").values())


def test_a_brief_that_others_had_written_again_and_an_edit_of_another_s_copy_are_forgotten(
    engine: Engine,
) -> None:
    books, desk, place = Conversations(engine), CopyBooks(engine), Place("T1", "C1", "")
    for name, user in (("o1", "U1"), ("o1/1.0/bolder", "U2"), ("o2", "U2"), ("o11", "U2")):
        desk.hand_in(Order(name, place, user, {"audience": SECRET}))
        desk.keep(name, {1: {"text": SECRET}, 2: {"text": SECRET}})
        for post in ("head", "card/1", "card/2"):
            books.posted(f"{name}/{post}", f"{name}.{post}", "D1")
    desk.choose(Choice("o2/1.0/used", "o2", 1, "U2", "used", "", OURS))
    desk.choose(Choice("o2/2.0/used", "o2", 2, "U2", "used", "", OURS))
    desk.choose(Choice("o2/1/V1", "o2", 1, "U1", "edited", "", SECRET), {"text": SECRET})
    desk.choose(Choice("o2/1.1/used", "o2", 1, "U2", "used", "", SECRET))
    for key in ("o2/1.0/used", "o2/1.1/used"):
        books.posted(key, key, "C1")
    found = [trace.job for trace in books.traces("U1", "")]
    theirs = [f"{name}/{post}" for name in ("o1", "o1/1.0/bolder") for post in ("head", "card/1", "card/2")]
    assert found == [*theirs, "o2/card/1", "o2/1.1/used"]
    assert {trace.channel for trace in books.traces("U1", "")} == {"C1", "D1"}
    books.forget("U1")
    assert books.traces("U1", "") == () and not any(books.remains("U1").values())
    assert desk.order("o1/1.0/bolder") is None and desk.copies("o1/1.0/bolder") == ()
    assert [kept.number for kept in desk.copies("o2")] == [2] and len(desk.copies("o11")) == 2
    assert [choice.after for choice in desk.choices("o2")] == [OURS, OURS, "", ""]
    assert desk.order("o2") and desk.order("o11") and len(books.traces("U2", "")) == 6


def test_a_running_job_of_a_person_is_told(engine: Engine) -> None:
    jobs = JobBook(engine)
    jobs.add(Job("j", "lane", "answer", {"words": SECRET}, "U1"), 0.0)
    assert jobs.take("lane")
    Conversations(engine).forget("U1")
    assert jobs.cancelled(["j"]) == {"j"}


def test_the_command_asks_shows_and_proves(shopkeeper: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    url = f"sqlite:///{home / 'shop.db'}"
    engine = open_database(url)
    live(engine, "U1", "100.00")
    engine.dispose()
    refused = shopkeeper("forget", "U1", stdin="n\n")
    assert refused.returncode == 1 and "Nothing was changed" in refused.stderr
    assert shopkeeper("forget", "U1", "--json").returncode == 2
    assert shopkeeper("forget", " ").returncode == 2
    assert SECRET in " ".join(path.read_bytes().decode("latin-1") for path in home.iterdir())
    done = shopkeeper("forget", "U1", "--yes", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0 and found["user"] == "U1"
    assert found["forgotten"]["messages"] == 2 and not any(found["remains"].values())
    for path in home.iterdir():
        assert SECRET.encode() not in path.read_bytes(), path.name
    again = shopkeeper("forget", "U1", "--yes")
    assert again.returncode == 0 and "0 rows" in again.stdout


def test_words_that_linger_in_the_journal_are_named(shopkeeper: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    engine = open_database(f"sqlite:///{home / 'shop.db'}")
    live(engine, "U1", "100.00")
    books = Conversations(engine)
    with engine.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        reader.exec_driver_sql("SELECT count(*) FROM messages").all()
        books.forget("U1")
        assert not books.scrub(0.2)
        busy = shopkeeper("forget", "U1", "--yes", "--json")
        assert busy.returncode == 1 and json.loads(busy.stdout)["journal_clean"] is False
        assert "linger in its journal" in busy.stderr
        reader.rollback()
        assert books.scrub()
    engine.dispose()
    for path in home.iterdir():
        assert SECRET.encode() not in path.read_bytes(), path.name
    again = shopkeeper("forget", "U1", "--yes", "--json")
    assert again.returncode == 0 and json.loads(again.stdout)["journal_clean"] is True


def test_whoever_is_not_known_is_not_said_to_be_forgotten(shopkeeper: Run) -> None:
    done = shopkeeper("forget", "U0NOBODY", "--yes")
    assert done.returncode == 0
    assert "Nobody of this id is known" in done.stdout and "Forgotten" not in done.stdout
