"""A file of products comes back with copy for all, whatever is killed meanwhile."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.copywriting.lending import NONE_OF_YOUR_OWN, lend
from bot.domain import Brief, Order, Place
from bot.errors import BadInput
from bot.playground import Message, PocketSlack
from bot.slack import threads
from bot.slack.calls import Refused
from bot.slack.copy import job, progress, sheet, showing, transfer
from bot.slack.copy.job import copy_job
from bot.store.copydesk import CopyBooks
from bot.work import Cancelled, Job, Later
from tests.slack.conftest import BRAND, MANIFEST, SKILLET, Shop, ThreadedWork, open_shop
from tests.slack.test_crashes import Bench, Killed

GOODS = (
    "id,title,price,currency,material\n"
    "A1,Beech Board,12.50,EUR,beech\n"
    "A2,Tin Whisk,abc,EUR,tin\n"
    "A3,Linen Cloth,9.00,EUR,linen\n"
    ",Nameless,1.00,EUR,felt\n"
    "A5,Copper Pot,80.00,EUR,copper\n"
)


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PACE", 0.0)


@pytest.fixture
def shop(slack: PocketSlack, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(slack, tmp_path / "home", goods=True) as opened:
        yield opened


def sent(shop: Shop, name: str, content: bytes, text: str = "") -> Message:
    message = shop.slack.dm(shop.slack.user, text, files=[(name, content)])
    shop.idle()
    return message


def results(slack: PocketSlack, message: Message) -> list[list[dict[str, str]]]:
    """The files that came back, as rows."""
    answers = slack.answers(message.channel, message)
    ids = [file["id"] for answer in answers for file in answer.files]
    texts = [slack.space.files[id]["content"].decode("utf-8-sig") for id in ids]
    return [list(csv.DictReader(io.StringIO(text, newline=""))) for text in texts]


def test_a_file_comes_back_with_copy_for_all_and_bad_rows_are_named(shop: Shop, slack: PocketSlack) -> None:
    message = sent(shop, "autumn.csv", GOODS.encode("utf-8-sig"), "social please, bold")
    (rows,) = results(slack, message)
    assert [row["id"] for row in rows] == ["A1", "A3", "A5"]
    assert list(rows[0]) == ["id", "title", "channel", "head", "body", "stands_in", "warnings"]
    assert (
        rows[0]["channel"] == "social"
        and "Beech Board" in rows[0]["body"]
        and "material" in rows[0]["stands_in"]
    )
    told, file = slack.answers(message.channel, message)
    assert "copy for 3 products is in the file below" in told.shown
    assert "line 3: price must be a number" in told.shown and "line 5: id is missing" in told.shown
    assert any("1 of 3 products" in version.text for version in told.versions)
    assert file.files[0]["title"] == file.files[0]["alt_txt"] == "Copy for autumn"
    assert not [j for j in shop.work.jobs.values() if j.kind in ("answer", "files")]


def test_what_was_understood_of_a_file_is_said_first(shop: Shop, slack: PocketSlack) -> None:
    writer = shop.copydesk.writer
    assert writer
    lent = lend(writer.brand, shop.copydesk.reader.catalogue)
    object.__setattr__(writer, "brand", lent)
    goods = "id,title,category,material,stock\nA1,Beech Board,cookware,beech,4\nA2,Tin Whisk,cookware,tin,5\n"
    message = sent(shop, "autumn.csv", goods.encode(), "short messages, not too bold")
    told = slack.answers(message.channel, message)[0]
    head = (
        "2 products, short message, plain",
        "Columns taken as attributes: material.",
        "Passed over, line 1: the column 'stock' is internal and goes into no text",
        NONE_OF_YOUR_OWN,
    )
    assert told.shown.startswith("\n".join(head)) and "in the file below" in told.shown
    assert any(
        version.text.startswith(head[0]) and "I am writing" in version.text for version in told.versions
    )
    (rows,) = results(slack, message)
    assert all("Keep away" not in row["body"] + row["warnings"] for row in rows)


def test_a_cell_runs_no_formula_and_a_product_without_copy_has_a_row_with_the_reason(
    shop: Shop, slack: PocketSlack
) -> None:
    never = BRAND.never[0].claim
    goods = f"id,title,material\n=1+1,@Home Mug,tin\nB1,{never.title()} Bag,linen\n"
    message = sent(shop, "goods.csv", goods.encode())
    (rows,) = results(slack, message)
    assert (rows[0]["id"], rows[0]["title"]) == ("'=1+1", "'@Home Mug") and rows[0]["body"]
    assert (rows[1]["id"], rows[1]["body"]) == ("B1", "")
    assert f"never allows '{never}'" in rows[1]["warnings"]
    told = slack.answers(message.channel, message)[0].shown
    assert "copy for one product is in" in told and f"No copy for B1 ({never.title()} Bag): Nothing" in told


def test_a_jsonl_and_a_picture_beside_it_are_each_dealt_with(shop: Shop, slack: PocketSlack) -> None:
    goods = b'{"id": "Z", "title": "Zinc Tray", "attributes": {"material": "zinc"}}\n'
    message = slack.dm(slack.user, "", files=[("goods.jsonl", goods), "photo.png"])
    shop.idle()
    assert [row["id"] for row in results(slack, message)[0]] == ["Z"]
    assert "1 picture" in "".join(answer.shown for answer in slack.answers(message.channel, message))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"name,price\nx,1\n", "title"),
        (b"id,title\n", "no product"),
        (b"id,title\n,x\n", "line 2: id is missing"),
        (b"id,title,language\nA,Topf,de\n", "line 2: language is 'de'"),
        (b"x" * (transfer.LARGEST + 1), "5.0 MB"),
    ],
    ids=["bytes", "columns", "empty", "all bad", "language", "large"],
)
def test_what_cannot_be_used_is_said_in_a_sentence(
    shop: Shop, slack: PocketSlack, content: bytes, says: str
) -> None:
    message = sent(shop, "goods.csv", content)
    (told,) = slack.answers(message.channel, message)
    assert says in told.shown and not shop.work.failed and results(slack, message) == []


def test_who_is_no_marketer_has_sent_a_file_like_any_other(slack: PocketSlack, tmp_path: Path) -> None:
    with open_shop(slack, tmp_path / "home", goods=True, marketers=slack.colleague) as shop:
        message = sent(shop, "goods.csv", GOODS.encode())
        assert "I can neither open files" in slack.answers(message.channel, message)[0].shown


def test_a_long_file_leaves_the_worker_to_others(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "SLICE", 0.0)
    monkeypatch.setattr("bot.copywriter.ROWS", 1)
    message = sent(shop, "goods.csv", GOODS.encode())
    assert [row["id"] for row in results(slack, message)[0]] == ["A1", "A3", "A5"]


def test_a_file_that_outlives_its_brand_book_says_which_products_follow_the_old_one(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "SLICE", 0.0)
    monkeypatch.setattr("bot.copywriter.ROWS", 1)
    books = CopyBooks(bench.books._engine)
    message, work = handed_in(bench)
    bench.clerk().run(work, Cancelled())
    before = len(books.copies("o"))
    monkeypatch.setattr("tests.slack.conftest.BRAND", BRAND.model_copy(update={"exclamation_marks": 0}))
    finish(bench, following(bench, work))
    (rows,) = results(bench.slack, message)
    assert [sheet.EARLIER in row["warnings"] for row in rows] == [n < before for n in range(3)]
    told = bench.slack.answers(message.channel, message)[0]
    assert f"{before} of them, marked in the file" in told.shown and 0 < before < 3


def test_the_token_goes_to_slack_alone(shop: Shop, slack: PocketSlack) -> None:
    assert transfer._ours("https://files.slack.com/files-pri/T-F/x.csv", "https://slack.com/api/")
    for url in ("https://evil.example/x", "http://files.slack.com/x", "https://files.slack.com.evil/x", ""):
        assert not transfer._ours(url, "https://slack.com/api/")
    client = shop.clerk._doers["sheet"].slack  # type: ignore[attr-defined]
    with pytest.raises(BadInput, match="cannot read that file"):
        transfer.fetch(client, "F0")
    slack.space.refusals.clear()


# Killed at any call.


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with PocketSlack(manifest=MANIFEST) as slack:
        yield Bench(slack, tmp_path / "home")
        assert not slack.violations, slack.violations


def handed_in(bench: Bench, name: str = "o", goods: str = GOODS) -> tuple[Message, Job]:
    """A file that somebody sent, and its job."""
    message = bench.slack.dm(bench.slack.user, "", files=[("goods.csv", goods.encode())])
    place = Place(bench.slack.team, message.channel, message.ts)
    brief = {"file": message.files[0]["id"], "name": "goods.csv"}
    CopyBooks(bench.books._engine).hand_in(Order(name, place, message.user, brief))
    payload = {"order": name, "said": f"said{message.ts}", "at": time.time()}
    return message, Job(name, "sheets", "sheet", payload, message.user)


def following(bench: Bench, job: Job) -> Job:
    """The job that goes on where this one ended."""
    assert isinstance(bench.work, ThreadedWork)
    return bench.work.jobs[sheet._next(job).id]


def finish(bench: Bench, job: Job) -> None:
    assert isinstance(bench.work, ThreadedWork)
    for _ in range(9):
        try:
            bench.clerk().run(job, Cancelled())
        except Later:
            continue
        if sheet.SLICE or sheet._next(job).id not in bench.work.jobs:
            return
        job = following(bench, job)
    raise AssertionError("never done")


def until_it_survives(bench: Bench, job_of: Any, check: Any, before: bool) -> int:
    """Run a fresh job killed at its first call, the next at its second, until one is not killed."""
    bench.client.before = before
    for step in range(60):
        job = job_of()
        bench.client.calls, bench.client.dies_at = 0, step
        try:
            bench.clerk().run(job, Cancelled())
            return step
        except Killed:
            bench.client.dies_at = None
            finish(bench, job)
            check(job)
        finally:
            bench.client.dies_at = None
    raise AssertionError("it never survives")


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_copies_are_shown_once_wherever_the_process_is_killed(bench: Bench, before: bool) -> None:
    books, count = CopyBooks(bench.books._engine), iter(range(100))

    def order() -> Job:
        place = Place(bench.slack.team, bench.slack.channel, "")
        bench.engine.replies = [
            "The Oakfire Skillet is made of cast iron. It costs EUR 49.90. It has a diameter of 26 cm.",
            "A heavy pan for searing. Made in France. The Oakfire Skillet is not dishwasher safe.",
        ]
        wish = {"product_id": SKILLET.id, "channel": "social", "length": "short"}  # short: two texts differ
        made = Order(f"o{next(count)}", place, bench.slack.user, wish, count=2)
        books.hand_in(made)
        return copy_job(made)

    def once(done: Job) -> None:
        found = [m for m in bench.slack.space.messages if done.id in str(m.metadata) and not m.deleted]
        names = [m.metadata["event_payload"]["job"] for m in found if m.metadata]
        assert sorted(names) == [f"{done.id}/card/1", f"{done.id}/card/2", f"{done.id}/head"]
        assert "2 variants below" in found[0].shown

    assert until_it_survives(bench, order, once, before) >= 4


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_clean_text_is_posted_once_wherever_the_process_is_killed(bench: Bench, before: bool) -> None:
    from bot.domain import Choice

    books, count = CopyBooks(bench.books._engine), iter(range(100))

    def used() -> Job:
        root = bench.slack.say(bench.slack.user, bench.slack.channel, "copy")
        place = Place(bench.slack.team, bench.slack.channel, root.ts)
        bench.engine.replies = ["The Oakfire Skillet is made of cast iron. It costs EUR 49.90."]
        made = Order(f"o{next(count)}", place, bench.slack.user, {"product_id": SKILLET.id}, count=1)
        books.hand_in(made)
        bench.clerk(bench.client).run(copy_job(made), Cancelled())
        (card,) = bench.slack.answers(place.channel, root)
        choice = Choice(f"{made.id}/1.0/used", made.id, 1, bench.slack.user, "used", "x", "Made in France.")
        books.choose(choice)
        return showing.job(choice, place, card.ts)

    def once(done: Job) -> None:
        found = bench.slack.answers(bench.slack.channel, done.payload["thread"])
        assert len(found) == 2 and "Used by" in found[0].shown and "Made in France." in found[1].shown

    assert until_it_survives(bench, used, once, before) >= 2


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_file_is_filled_once_wherever_the_process_is_killed(
    bench: Bench, before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.copywriter.ROWS", 1)
    books, sources = CopyBooks(bench.books._engine), {}

    def order() -> Job:
        message = bench.slack.dm(bench.slack.user, "", files=[("goods.csv", GOODS.encode())])
        place, file = Place(bench.slack.team, message.channel, message.ts), message.files[0]
        said = f"{place.team}:{place.channel}:{message.ts}"
        brief = {"file": file["id"], "name": "goods.csv"}
        made = Order(f"{said}/sheet/{file['id']}", place, message.user, brief)
        books.hand_in(made)
        sources[made.id] = message
        payload = {"order": made.id, "said": said, "at": time.time()}
        return Job(made.id, "sheets", "sheet", payload, message.user)

    def once(done: Job) -> None:
        message = sources[done.id]
        (rows,) = results(bench.slack, message)
        assert [row["id"] for row in rows] == ["A1", "A3", "A5"]
        assert [kept.number for kept in books.copies(done.id)] == [1, 2, 3]
        (told,) = [m for m in bench.slack.answers(message.channel, message) if not m.files]
        assert "3 products is in the file below" in told.shown

    assert until_it_survives(bench, order, once, before) >= 6


def test_a_stop_leaves_a_file_where_it_is_and_a_deletion_ends_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.copywriter.ROWS", 1)
    books = CopyBooks(bench.books._engine)
    message = bench.slack.dm(bench.slack.user, "", files=[("goods.csv", GOODS.encode())])
    place, said = Place(bench.slack.team, message.channel, message.ts), f"said{message.ts}"
    made = Order("o", place, message.user, {"file": message.files[0]["id"], "name": "goods.csv"})
    books.hand_in(made)
    work = Job("o", "sheets", "sheet", {"order": "o", "said": said, "at": time.time()}, message.user)
    cancelled = Cancelled()
    cancelled.handover = True
    cancelled.set()
    bench.clerk().run(work, cancelled)
    assert books.copies("o") == () and results(bench.slack, message) == []
    bench.books.withdraw(said)
    finish(bench, work)
    assert books.copies("o") == () and results(bench.slack, message) == []


def test_a_head_that_slack_refuses_is_told_to_the_marketer(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = CopyBooks(bench.books._engine)
    place = Place(bench.slack.team, bench.slack.channel, "")
    made = Order("o", place, bench.slack.user, {"product_id": "gone"})
    books.hand_in(made)
    bench.clerk().run(copy_job(made), Cancelled())
    (told,) = bench.slack.answers(bench.slack.channel)
    assert "The catalogue has no product 'gone'." in told.shown
    bench.clerk().give_up(copy_job(replace(made)), "broken")
    assert bench.slack.ephemerals(bench.slack.user)[-1].shown == job.SORRY

    def refused(*_: object, **__: object) -> None:
        raise Refused("restricted_action")

    monkeypatch.setattr(threads, "say_once", refused)
    with pytest.raises(Refused):
        bench.clerk().run(copy_job(made), Cancelled())


def test_a_brief_that_is_forgotten_while_it_is_written_is_not_said_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = job.Writing._write

    def forgotten(writing: job.Writing, order: Order, brief: Brief) -> str:
        said = write(writing, order, brief)
        bench.books.forget(order.user)
        return said

    monkeypatch.setattr(job.Writing, "_write", forgotten)
    place = Place(bench.slack.team, bench.slack.channel, "")
    made = Order("o", place, bench.slack.user, {"product_id": SKILLET.id}, count=1)
    CopyBooks(bench.books._engine).hand_in(made)
    bench.clerk().run(copy_job(made), Cancelled())
    (head,) = bench.slack.answers(bench.slack.channel)
    assert "I am writing" in head.shown and len(head.versions) <= 1, "what was redacted must not come back"
