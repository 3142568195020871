"""The books of conversations: heard once, edited, withdrawn, handed off, expired."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from bot.domain import Answer, Citation, Claim, Place, Rating, Said, Turn
from bot.store.conversations import Conversations
from bot.store.database import open_database
from bot.work import Job
from bot.work.jobs import JobBook

PLACE = Place("T1", "C1", "1700000000.000100")
CITED = Citation(1, "returns", "How long?", "Thirty days.", 3.5, 2)
ANSWER = Answer(
    "How long?",
    "answered",
    "Thirty days.",
    0.9,
    citations=(CITED,),
    claims=(Claim("Thirty days.", True, "returns"),),
    rejected=(Claim("Forty.", False, None, "40"),),
)


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_database(database)
    yield engine
    engine.dispose()


@pytest.fixture
def books(engine: Engine) -> Conversations:
    return Conversations(engine)


def said(number: int, text: str = "How long?", user: str = "U1", place: Place = PLACE) -> Said:
    ts = f"1700000000.{number:06}"
    return Said(f"{place.team}:{place.channel}:{ts}", place, user, text, ts)


def test_a_message_is_heard_once(books: Conversations) -> None:
    assert books.asker(PLACE) == ""
    assert [books.hear(said(100)) for _ in range(11)] == [True] + [False] * 10
    assert books.said(said(100).id) == said(100)
    assert books.asker(PLACE) == "U1"
    assert books.asker(Place("T1", "C1", "1700000009.000100")) == ""
    assert books.said("T1:C1:9.9") is None


def test_what_no_database_keeps_is_taken_out(books: Conversations) -> None:
    books.hear(said(100, "a\0b\ud800c"))
    found = books.said(said(100).id)
    assert found and found.text == "ab?c"


def test_short_messages_in_a_row_are_one_question(books: Conversations) -> None:
    a, other, b, c = (
        said(100, "Hi"),
        said(150, "Me too", "U2"),
        said(200, "how long"),
        said(300, "to return?"),
    )
    for message in (c, other, a, b):  # Slack keeps no order
        books.hear(message)
    before = books.last_heard(PLACE, "U1")
    assert before is not None
    assert books.gather(a.id, a) == (a, b, c)
    books.hear(later := said(400, "And shipping?"))
    assert books.gather(a.id, a) == (a, b, c), "the same job gets the same row"
    assert books.gather(b.id, b) == (), "another has taken it"
    assert books.gather(other.id, other) == (other,)
    assert books.last_heard(PLACE, "U1") is not None
    assert books.gather(later.id, later) == (later,)
    assert books.last_heard(PLACE, "U1") is None
    assert books.gather("unheard", said(999)) == ()


def test_a_row_ends_where_an_answer_lies_between(books: Conversations) -> None:
    first, second, third = said(100), said(200), said(300)
    books.hear(second)
    assert books.gather(second.id, second) == (second,)
    books.hear(first)
    books.hear(third)
    assert books.gather(first.id, first) == (first,)
    assert books.gather(third.id, third) == (third,)


def test_an_edit_before_the_answer_and_after_it(books: Conversations) -> None:
    a = said(100)
    books.hear(a)
    assert books.edit(a.id, "How much?", "1700000001.1") is None
    assert [message.text for message in books.gather(a.id, a)] == ["How much?"]
    assert books.edit(a.id, "How far?", "1700000002.2") == a.id
    assert [message.text for message in books.gather(f"{a.id}#e1", a)] == ["How far?"]
    assert books.edit("T1:C1:9.9", "?", "1.0") is None


def test_of_several_edits_the_newest_counts_in_whatever_order_they_come(books: Conversations) -> None:
    message, newest = said(100), "1700000002.2"
    books.hear(message)
    books.gather(message.id, message)
    assert books.edit(message.id, "second", newest) == message.id
    assert books.edit(message.id, "first", "1700000001.1") is None
    assert books.edit(message.id, "second", newest) == message.id, "it may have been broken off"
    assert [found.text for found in books.gather(message.id, message)] == ["second"]


def test_an_edit_that_overtook_its_message_is_newer_than_one_that_comes_after_it(
    books: Conversations,
) -> None:
    message = said(100)
    books.edit_early(dataclasses.replace(message, text="second"), "1700000002.2")
    books.hear(message)
    books.edit(message.id, "first", "1700000001.1")
    assert [found.text for found in books.gather(message.id, message)] == ["second"]


def test_a_withdrawn_message_takes_its_answer_along(books: Conversations) -> None:
    a, b = said(100), said(200)
    books.hear(a)
    books.hear(b)
    assert books.gather(a.id, a) == (a, b)
    assert books.withdraw(b.id) == (dataclasses.replace(b, text=""), a.id)
    assert books.gather(a.id, a) == (a,)
    books.keep(a.id, PLACE, "U1", ANSWER)
    books.posted(a.id, "5.1")
    assert books.withdraw(a.id) == (dataclasses.replace(a, text=""), a.id)
    assert books.kept(a.id) is None
    assert books.posts(a.id) == ("5.1",)
    assert books.said(a.id) is None
    assert not books.hear(a), "a late redelivery is known"
    assert books.edit(a.id, "again", "1700000009.9") is None
    books.keep(a.id, PLACE, "U1", ANSWER)
    assert books.kept(a.id) is None, "nobody asks any more"
    assert books.withdraw("T1:C1:9.9") is None


def test_a_message_that_was_deleted_before_it_came_is_known(books: Conversations) -> None:
    late = said(100)
    assert [books.withdraw(late.id) for _ in range(3)] == [None] * 3
    assert books.withdrawn(late.id) and not books.withdrawn(said(200).id)
    assert not books.hear(late)
    assert books.said(late.id) is None and books.edit(late.id, "again", "1700000009.9") is None
    assert books.gather(late.id, late) == () and books.last_heard(PLACE, "U1") is None
    assert books.asker(PLACE) == ""
    books.withdraw("T1:C1:V1.draft")  # what is held for a window has no time in its name
    assert books.expire(time.time() + 60)["messages"] == 2


def test_an_edit_that_overtakes_its_message_counts(books: Conversations) -> None:
    message = said(100)
    for text, when in (("Second?", "1700000002.2"), ("First?", "1700000001.1"), ("Third?", "1700000003.3")):
        assert books.edit_early(dataclasses.replace(message, text=text), when)
    assert books.said(message.id) is None and not books.withdrawn(message.id)
    assert books.asker(PLACE) == "" and books.edit(message.id, "again", "1700000009.9") is None
    assert books.remains("U1")["messages"] == 1, "it can be forgotten"
    assert [books.hear(message) for _ in range(2)] == [True, False]
    assert books.said(message.id) == dataclasses.replace(message, text="Third?")
    assert not books.edit_early(message, "1700000004.4")
    assert books.gather(message.id, message) == (dataclasses.replace(message, text="Third?"),)


def test_an_answer_is_kept_as_it_was_shown(books: Conversations) -> None:
    books.keep("job", PLACE, "U1", ANSWER)
    books.keep("job", PLACE, "U1", Answer("other", "abstained", "No.", 0.1))
    for ts in ("5.1", "5.2", "5.1"):
        books.posted("job", ts)
    kept = books.kept("job")
    assert kept and (kept.place, kept.user, kept.answer, kept.posts) == (PLACE, "U1", ANSWER, ("5.1", "5.2"))
    assert books.kept("job#e1") is None


def test_the_history_is_in_order_and_knows_the_last_answer(books: Conversations) -> None:
    for number in (200, 100):  # answered in another order than asked
        books.hear(said(number))
        books.gather(said(number).id, said(number))
        shown = Answer(f"q{number}", "answered", f"a{number}", 0.9, citations=(CITED,))
        books.keep(said(number).id, PLACE, "U1", shown)
    books.keep(f"{said(100).id}#e5", PLACE, "U1", Answer("q100 edited", "abstained", "a100 new", 0.2))
    wanted = (Turn("q100 edited", "a100 new"), Turn("q200", "a200", ("returns",)))
    assert books.history(PLACE, "1700000000.000300") == wanted
    assert books.history(PLACE, "1700000000.000200") == wanted[:1]
    assert books.history(Place("T1", "C1", "8.8"), "1700000000.000300") == ()


def test_the_last_rating_of_a_person_counts(books: Conversations) -> None:
    for rating in (Rating("j", "U1", True), Rating("j", "U1", False), Rating("j", "U2", True)):
        books.rate(rating)
    books.rate(Rating("j", "U1", False, "too short"))
    books.rate(Rating("j", "U1", False))
    assert books.ratings("j") == (Rating("j", "U1", False, "too short"), Rating("j", "U2", True))
    books.rate(Rating("j", "U1", True))
    assert books.ratings("j")[0] == Rating("j", "U1", True), "a reason for another verdict is gone"


def test_a_hand_off_lasts_until_it_is_handed_back(books: Conversations) -> None:
    assert books.handed_off(PLACE) is None and not books.hand_back(PLACE)
    assert books.hand_off(PLACE, "U1")
    assert not books.hand_off(PLACE, "U2")
    books.announced(PLACE, "C9", "7.7")
    found = books.handed_off(PLACE)
    assert found and (found.user, found.announced_in, found.announced) == ("U1", "C9", "7.7")
    assert books.hand_offs() == (found,)
    assert books.hand_back(PLACE) and not books.hand_back(PLACE)
    assert books.handed_off(PLACE) is None
    assert books.hand_off(PLACE, "U1")


def test_what_is_old_expires_and_work_in_hand_does_not(books: Conversations, engine: Engine) -> None:
    done, asked = said(100), said(200, user="U2")
    jobs = JobBook(engine)
    for message in (done, asked):
        books.hear(message)
        jobs.add(Job(message.id, PLACE.lane, "answer", user="U1"), 0.0)
    books.gather(done.id, done)
    books.keep(done.id, PLACE, "U1", ANSWER)
    books.posted(done.id, "5.1")
    books.rate(Rating(done.id, "U1", True))
    jobs.end(done.id, "done")
    books.hand_off(PLACE, "U1")
    books.hand_off(closed := Place("T1", "C2", "1.1"), "U1")
    books.hand_back(closed)
    assert not any(books.expire(time.time() - 60).values()), "nothing is that old"
    removed = books.expire(time.time() + 60)
    assert removed == {
        "messages": 1,
        "answers": 1,
        "posts": 1,
        "ratings": 1,
        "hand_offs": 1,
        "jobs": 1,
        "replies": 0,
        **dict.fromkeys(("copies", "choices", "orders"), 0),
    }
    still = books.handed_off(PLACE)
    assert still
    assert jobs.ahead(asked.id) == 0 and jobs.lanes().total() == 1
