"""Rows of messages are decided by the books alone: whoever hears, takes or withdraws them, and when."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.domain import Place, Said
from bot.store import gathering
from bot.store.conversations import Conversations
from bot.store.database import open_database, writing
from bot.store.tables import MessageRow
from tests.test_conversations import ANSWER, PLACE, said


@pytest.fixture
def processes(database: str) -> Iterator[tuple[Engine, Engine]]:
    """Two processes on one database."""
    engines = open_database(database), open_database(database)
    yield engines
    for engine in engines:
        engine.dispose()


@pytest.fixture
def books(processes: tuple[Engine, Engine]) -> Conversations:
    return Conversations(processes[0])


@pytest.fixture
def others(processes: tuple[Engine, Engine]) -> Conversations:
    return Conversations(processes[1])


def alone(seconds: int, user: str = "U1", channel: str = "D1") -> Said:
    """A message outside threads."""
    ts = f"{1_700_000_000 + seconds}.000100"
    return Said(f"T1:{channel}:{ts}", Place("T1", channel, ts), user, f"line {seconds}", ts)


def thread_of(books: Conversations, message: Said) -> str:
    found = books.said(message.id)
    assert found
    return found.place.thread


@pytest.mark.parametrize("backwards", [False, True])
def test_two_processes_see_one_row(books: Conversations, others: Conversations, backwards: bool) -> None:
    lines = [alone(0), alone(3), alone(8)]
    for process, line in zip((books, others, books), lines[:: -1 if backwards else 1], strict=True):
        assert process.hear(line, 60.0)
    first = lines[-1 if backwards else 0]
    assert {thread_of(books, line) for line in lines} == {first.ts}
    placed = [replace(line, place=first.place) for line in lines]
    assert others.gather(first.id, replace(first, place=first.place)) == tuple(placed)
    assert [books.gather(line.id, line) for line in placed if line.id != first.id] == [(), ()]


@pytest.mark.parametrize(
    ("other", "within"),
    [
        (alone(61), 60.0),
        (alone(3, user="U2"), 60.0),
        (alone(3, channel="D2"), 60.0),
        (alone(3), 0.0),
        (replace(alone(3), place=Place("T1", "D1", "1600000000.000100")), 60.0),
    ],
    ids=["later", "another person", "another channel", "no pause", "in another thread"],
)
def test_what_is_no_row_keeps_its_thread(books: Conversations, other: Said, within: float) -> None:
    books.hear(alone(0), within)
    books.hear(other, within)
    assert thread_of(books, other) == other.place.thread


@pytest.mark.parametrize("how", ["answered", "deleted", "set aside"])
def test_a_message_that_waits_no_more_draws_none(books: Conversations, how: str) -> None:
    first, second = alone(0), alone(3)
    books.hear(first, 60.0)
    if how == "answered":
        books.gather(first.id, first)
    elif how == "deleted":
        books.withdraw(first.id)
    else:
        books.set_aside(first, "note")
    books.hear(second, 60.0)
    assert thread_of(books, second) == second.ts
    assert books.gather(second.id, second) == (second,)


def test_a_row_has_one_question_that_stands_alone(books: Conversations) -> None:
    words = ("About my order", "How long does delivery take?", "to Spain", "Do you wrap gifts?", "in red")
    lines = [replace(said(100 * number), text=text) for number, text in enumerate(words, 1)]
    for line in lines:
        books.hear(line)
    rows = [books.gather(line.id, line) for line in lines]
    assert rows == [tuple(lines[:3]), (), (), tuple(lines[3:]), ()]


@pytest.mark.parametrize("opened", [False, True], ids=["first", "after an opening"])
def test_a_question_that_stands_alone_does_not_join_another_that_waits(
    books: Conversations, opened: bool
) -> None:
    words = [*["Hello there, about my order"][: int(opened)], "How long does delivery take?"]
    words += ["Do you wrap gifts?", "in red"]
    lines = [replace(alone(number), text=text) for number, text in enumerate(words)]
    for line in lines:
        books.hear(line, 60.0)
    first, second = lines[0].ts, lines[-2].ts
    assert [thread_of(books, line) for line in lines] == [*[first] * (len(lines) - 2), second, second]


def test_what_was_left_to_another_job_ends_no_row(books: Conversations) -> None:
    before, file, after = said(100), replace(said(200), text=""), said(300)
    for message in (before, file, after):
        books.hear(message)
    books.set_aside(file, "note")
    books.set_aside(file, "another")
    assert books.gather(before.id, before) == (before, after)
    assert books.gather("note", file) == (file,) and books.gather("another", file) == ()


def test_a_withdrawn_message_is_not_taken_nor_its_neighbours(books: Conversations) -> None:
    first, second = said(100), said(200)
    books.hear(first)
    books.hear(second)
    books.withdraw(first.id)
    assert books.gather(first.id, first) == (), "its job ends, cancelled or not"
    assert books.gather(second.id, second) == (second,)


def test_a_deletion_that_comes_again_says_the_same_and_keeps_the_new_answer(books: Conversations) -> None:
    first, second = said(100), said(200)
    books.hear(first)
    books.hear(second)
    books.gather(first.id, first)
    books.keep(first.id, PLACE, "U1", ANSWER)
    found = books.withdraw(second.id)
    assert found == (replace(second, text=""), first.id) and books.kept(first.id) is None
    books.keep(f"{first.id}#w1", PLACE, "U1", ANSWER)
    assert books.withdraw(second.id) == found
    assert books.kept(f"{first.id}#w1")


def in_a_thread(act: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(act()))
    thread.start()
    return thread, found


def test_withdrawn_while_it_is_taken(
    processes: tuple[Engine, Engine], books: Conversations, others: Conversations
) -> None:
    """The withdrawal waits until the row is taken, and knows by whom."""
    first, second = said(100), said(200)
    books.hear(first)
    books.hear(second)
    with writing(processes[0]) as session:
        assert len(gathering.take(session, first.id, first)) == 2
        withdrawal, found = in_a_thread(lambda: others.withdraw(second.id))
        withdrawal.join(0.3)
        assert not found
    withdrawal.join()
    assert found == [(replace(second, text=""), first.id)]
    assert books.gather(first.id, first) == (first,)


def test_taken_while_it_is_withdrawn(
    processes: tuple[Engine, Engine], books: Conversations, others: Conversations
) -> None:
    """The job waits until the message is withdrawn, and leaves it out."""
    first, second = said(100), said(200)
    books.hear(first)
    books.hear(second)
    with writing(processes[0]) as session:
        row = session.get(MessageRow, second.id, with_for_update=True)
        assert row
        row.withdrawn = True
        session.flush()
        taking, found = in_a_thread(lambda: others.gather(first.id, first))
        taking.join(0.3)
        assert not found
    taking.join()
    assert found == [(first,)]
    assert books.withdraw(second.id) == (replace(second, text=""), None)


def test_edited_while_it_is_taken(
    processes: tuple[Engine, Engine], books: Conversations, others: Conversations
) -> None:
    """The edit waits until the row is taken, and knows by whom: that job has read the old words."""
    first, second = said(100), said(200)
    books.hear(first)
    books.hear(second)
    with writing(processes[0]) as session:
        assert len(gathering.take(session, first.id, first)) == 2
        session.flush()
        edit, found = in_a_thread(lambda: others.edit(second.id, "new", "1700000300.000100"))
        edit.join(0.3)
        assert not found
    edit.join()
    assert found == [first.id]


def test_taken_while_it_is_edited(
    processes: tuple[Engine, Engine], books: Conversations, others: Conversations
) -> None:
    """The job waits until the message is edited, and reads the new words."""
    first = said(100)
    books.hear(first)
    with writing(processes[0]) as session:
        assert gathering.edit(session, first.id, "new", "1700000300.000100") is None
        session.flush()
        taking, found = in_a_thread(lambda: others.gather(first.id, first))
        taking.join(0.3)
        assert not found
    taking.join()
    assert found == [(replace(first, text="new"),)]


def test_an_answer_is_not_kept_while_its_question_is_withdrawn(
    processes: tuple[Engine, Engine], books: Conversations, others: Conversations
) -> None:
    """The last of a row goes while the answer is put into the books: nothing of it stays."""
    first, second = said(100), said(200)
    books.hear(first)
    books.hear(second)
    books.gather(first.id, first)
    books.withdraw(first.id)
    with writing(processes[0]) as session:
        row = session.get(MessageRow, second.id, with_for_update=True)
        assert row
        row.withdrawn = True
        session.flush()
        keeping, _ = in_a_thread(lambda: others.keep(first.id, PLACE, "U1", ANSWER))
        keeping.join(0.3)
    keeping.join()
    assert books.kept(first.id) is None


@pytest.mark.parametrize("earlier", ["heard", "taken"])
def test_a_row_is_not_taken_while_a_message_joins_it(
    processes: tuple[Engine, Engine], books: Conversations, others: Conversations, earlier: str
) -> None:
    """Whichever transaction comes second waits for the first, and decides by what that has left."""
    first, second = alone(0), alone(1)
    books.hear(first, 60.0)
    with writing(processes[0]) as session:
        if earlier == "heard":
            gathering.hear(session, second, 60.0)
            other, found = in_a_thread(lambda: others.gather(first.id, first))
        else:
            gathering.take(session, first.id, first)
            other, found = in_a_thread(lambda: others.hear(second, 60.0))
        session.flush()
        other.join(0.3)
        assert not found
    other.join()
    joined = earlier == "heard"
    assert thread_of(books, second) == (first.ts if joined else second.ts)
    assert [message.id for message in books.gather(first.id, first)] == [first.id, second.id][: 1 + joined]


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do all this in the same moment, each in a thread of its own; return what came of it."""
    gate = threading.Barrier(len(acts))

    def begin(act: Callable[[], Any]) -> Any:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(begin, acts))


def burst(number: int) -> list[Said]:
    """Three messages of one person, microseconds apart."""
    stamps = [f"1700000000.{100 + line:06}" for line in range(3)]
    channel = f"D{number}"
    return [Said(f"T1:{channel}:{ts}", Place("T1", channel, ts), "U1", "line", ts) for ts in stamps]


def test_messages_that_come_in_the_same_moment_are_one_row(
    books: Conversations, others: Conversations
) -> None:
    for number in range(20):
        lines = burst(number)
        both = [(line, process) for line in lines for process in (books, others)]  # delivered twice
        at_once([partial(process.hear, line, 60.0) for line, process in both])
        (thread,) = {thread_of(books, line) for line in lines}  # that of whichever was heard first
        heard = [replace(line, place=replace(line.place, thread=thread)) for line in lines]
        rows = at_once([partial(others.gather, line.id, line) for line in heard])
        assert sorted(map(len, rows)) == [0, 0, 3], "one of the three jobs has it whole"


def test_no_thread_gets_two_answers_however_messages_and_jobs_meet(
    books: Conversations, others: Conversations
) -> None:
    """Each message's job takes its row as soon as it is heard: then there may be several, but whole ones."""

    def hear_and_take(process: Conversations, line: Said) -> tuple[Said, ...]:
        process.hear(line, 60.0)
        heard = process.said(line.id)
        assert heard
        return process.gather(line.id, heard)

    for number in range(20):
        lines = burst(number)
        rows = at_once([partial(hear_and_take, (books, others)[i % 2], lines[i]) for i in range(3)])
        answered = [row for row in rows if row]
        assert sorted(message.id for row in answered for message in row) == [line.id for line in lines]
        assert len({row[0].place.thread for row in answered}) == len(answered)
