"""The painter's desk: a window, a sheet of candidates in a thread, and buttons that count once."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain import Choice, Order, Place
from bot.errors import BadInput
from bot.painting import FlatPainter, Motif
from bot.playground import Message, PocketSlack, View
from bot.slack import threads
from bot.slack.pictures import cards, choosing, posters, window
from bot.slack.pictures.job import picture_job
from bot.slack.pictures.room import GONE, NOBODY, NOT_YOURS, OTHER_WEIGHTS, sheet_brief
from bot.store.copydesk import CopyBooks
from bot.work import Cancelled, Job
from tests.slack.conftest import Shop, open_shop, pocket
from tests.slack.copy.conftest import TRUE, asked, hand_in, press
from tests.slack.test_crashes import Bench
from tests.slack.test_sheet import until_it_survives

FLAT = FlatPainter()


@pytest.fixture
def slack() -> Iterator[PocketSlack]:
    with pocket(patient=True) as patient:
        yield patient


@pytest.fixture
def shop(slack: PocketSlack, tmp_path: Path) -> Iterator[Shop]:
    people = f"{slack.user},{slack.colleague}"
    with open_shop(slack, tmp_path / "home", goods=True, painter=FlatPainter(), marketers=people) as opened:
        yield opened


def opened(slack: PocketSlack, user: str = "", text: str = "", channel: str = "") -> View:
    user = user or slack.user
    before = len(slack.views(user))
    slack.command(user, channel or slack.channel, "/illustrate", text)
    return slack.wait_for(lambda: slack.views(user)[before:])[0]


def sheet(shop: Shop, **given: Any) -> Message:
    """The rows of buttons that an order brings."""
    hand_in(shop, opened(shop.slack), **{"seed": "7", "number": "3", **given})
    return all_rows(shop)[-1]


def all_rows(shop: Shop) -> list[Message]:
    return [m for m in shop.slack.space.messages if m.button(cards.action(cards.MORE, 1))]


def files(shop: Shop, channel: str, thread: Message | str) -> list[dict[str, Any]]:
    """The files in a thread, with their content."""
    found = [file for message in shop.slack.answers(channel, thread) for file in message.files]
    return [{**shop.slack.space.files[file["id"]], **file} for file in found]


def size(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def push(shop: Shop, rows: Message, deed: str, number: int = 1, user: str = "") -> None:
    press(shop, rows, cards.action(deed, number), user)


def pushed_open(shop: Shop, rows: Message, deed: str, number: int = 1) -> View:
    """The window that a button opens."""
    before = len(shop.slack.views(shop.slack.user))
    push(shop, rows, deed, number)
    return shop.slack.wait_for(lambda: shop.slack.views(shop.slack.user)[before:])[0]


def test_an_order_becomes_a_sheet_with_alt_text_and_a_row_of_buttons_for_each(
    shop: Shop, slack: PocketSlack
) -> None:
    rows = sheet(shop, style="outline", category="plants")
    head, *_ = slack.answers(slack.channel)
    assert f"<@{slack.user}> asks for pictures: *plants, outline style*" in head.shown
    assert "3 from seed 7" in head.shown and "below" in head.shown
    (file,) = files(shop, slack.channel, head)
    drawn = FLAT.sheet([Motif(str(seed), "outline", "plants") for seed in (7, 8, 9)])
    assert file["content"] == drawn.png and file["alt_txt"] == drawn.alt
    assert [f"*{n}* · seed {n + 6}" in rows.shown for n in (1, 2, 3)] == [True] * 3
    for deed in (cards.CHOOSE, cards.MORE, cards.BLEND, cards.BIGGER, cards.POSTER):
        assert all(rows.button(cards.action(deed, number)) for number in (1, 2, 3))
    assert "plants" not in str([job.payload for job in shop.work.jobs.values()])


def test_only_what_the_weights_can_do_is_offered(slack: PocketSlack, tmp_path: Path) -> None:
    painter = FlatPainter()
    painter.palette = replace(painter.palette, styles=(), sizes=(16,))
    with open_shop(slack, tmp_path / "home", painter=painter) as shop:
        view = opened(slack)
        names = [block["block_id"] for block in view.body["blocks"] if block["type"] == "input"]
        assert names == ["category", "seed", "number"]
        hand_in(shop, view, number="1")
        (rows,) = all_rows(shop)
        assert not rows.button(cards.action(cards.BIGGER, 1)) and not rows.button(
            cards.action(cards.BLEND, 1)
        )


def test_typed_words_are_filled_in_and_an_empty_seed_is_drawn_once(shop: Shop, slack: PocketSlack) -> None:
    view = opened(slack, text="Plants, outline 12")
    initial = {
        block["block_id"]: block["element"].get("initial_value")
        or block["element"]["initial_option"]["value"]
        for block in view.body["blocks"]
        if block["type"] == "input"
    }
    assert initial == {"style": "outline", "category": "plants", "seed": "12", "number": "4"}
    body = {"id": "V1", "state": {"values": {}}}
    chosen = {"style": {"style": {"selected_option": {"value": "flat"}}}}
    chosen["category"] = {"category": {"selected_option": {"value": "food"}}}
    drawn = [window.brief_of({**body, "state": {"values": chosen}}, FLAT)["seeds"] for _ in range(2)]
    assert drawn[0] == drawn[1] != window.brief_of({"id": "V2", "state": {"values": chosen}}, FLAT)["seeds"]


def test_a_seed_that_is_none_is_named_under_its_input(shop: Shop, slack: PocketSlack) -> None:
    view = opened(slack)
    hand_in(shop, view, seed="lucky")
    assert view.open and "'lucky' is not a seed" in view.errors["seed"]
    assert not all_rows(shop)


def test_without_weights_the_window_says_how_to_get_some(slack: PocketSlack, tmp_path: Path) -> None:
    with open_shop(slack, tmp_path / "home", marketers=slack.user):
        view = opened(slack)
        assert NOBODY in str(view.body) and "submit" not in view.body
        assert NOT_YOURS in str(opened(slack, slack.colleague).body)


def test_a_submission_that_is_delivered_again_paints_nothing_again(shop: Shop, slack: PocketSlack) -> None:
    rows = sheet(shop)
    (delivery,) = [d for d in slack.deliveries if d.payload.get("type") == "view_submission"]
    slack.courier.send("interactive", delivery.payload)
    shop.idle()
    assert all_rows(shop) == [rows] and len(files(shop, slack.channel, str(rows.thread))) == 1


def test_where_we_are_not_invited_the_sheet_comes_in_a_direct_message(shop: Shop, slack: PocketSlack) -> None:
    elsewhere = slack.add_channel("elsewhere", [slack.user])
    elsewhere.members.discard(slack.bot)
    hand_in(shop, opened(slack, channel=elsewhere.id), seed="7")
    (rows,) = all_rows(shop)
    own = slack.space.im(slack.user).id
    assert rows.channel == own and threads.ELSEWHERE in slack.answers(own)[0].shown
    push(shop, rows, cards.CHOOSE)
    assert len(files(shop, own, str(rows.thread))) == 2
    slack.space.refusals[:] = [r for r in slack.space.refusals if r.error != "not_in_channel"]


def test_this_one_posts_the_clean_picture_once_and_keeps_who_chose_which(
    shop: Shop, slack: PocketSlack
) -> None:
    rows = sheet(shop)
    slack.press(slack.user, rows, cards.action(cards.CHOOSE, 2))
    slack.press(slack.colleague, rows, cards.action(cards.CHOOSE, 2))
    shop.idle()
    _, clean = files(shop, slack.channel, str(rows.thread))
    drawn = FLAT.paint(Motif("8", "flat", "food"), 16)
    assert clean["content"] == drawn.png and clean["alt_txt"] == drawn.alt
    order, _ = cards.pressed(rows.button(cards.action(cards.MORE, 2))[1]["value"])  # type: ignore[index]
    (choice,) = shop.atelier.books.choices(order)
    kept = shop.atelier.books.copy(order, choice.number)
    assert choice.deed == "chosen" and choice.user in (slack.user, slack.colleague)
    assert kept and (kept.body["seed"], kept.body["weights"]) == ("8", "flat")
    assert f"chosen by <@{choice.user}>" in rows.shown
    assert not rows.button(cards.action(cards.CHOOSE, 2)) and rows.button(cards.action(cards.CHOOSE, 1))
    people = (slack.user, slack.colleague)
    slack.wait_for(lambda: any(m.shown == choosing.KNOWN for user in people for m in slack.ephemerals(user)))


def test_more_like_this_and_blend_bring_other_sheets_into_the_thread(shop: Shop, slack: PocketSlack) -> None:
    rows = sheet(shop)
    push(shop, rows, cards.MORE, 3)
    push(shop, rows, cards.MORE, 3)
    first, more = all_rows(shop)
    assert more.thread == first.thread and "Like 3 above" in more.shown
    assert "*4* · seed 9+4@0.35" in more.shown and "*5*" not in more.shown
    view = pushed_open(shop, rows, cards.BLEND, 1)
    assert "2 · seed 8" in str(view.body) and "1 · seed 7" not in str(view.body)
    hand_in(shop, view, other="3")
    assert not view.open
    between = all_rows(shop)[-1]
    assert "Between 1 and 3 above" in between.shown and "*2* · seed 7+(9)@0.5" in between.shown
    push(shop, between, cards.CHOOSE, 2)  # what came of a sheet can be chosen like any other
    assert files(shop, slack.channel, str(rows.thread))[-1]["alt_txt"].endswith("(seed 7+(9)@0.5)")


def test_a_picture_too_far_from_where_it_began_is_refused_in_words(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def far(*_: object) -> tuple[str, ...]:
        raise BadInput("A seed may have at most 50 steps.")

    rows = sheet(shop)
    monkeypatch.setattr(FlatPainter, "near", far)
    monkeypatch.setattr(FlatPainter, "between", far)
    push(shop, rows, cards.MORE)
    slack.wait_for(lambda: any("at most 50 steps" in m.shown for m in slack.ephemerals(slack.user)))
    view = pushed_open(shop, rows, cards.BLEND, 1)
    hand_in(shop, view, other="2")
    assert view.open and "at most 50 steps" in view.errors["other"] and all_rows(shop) == [rows]


def test_bigger_is_four_times_as_large(shop: Shop, slack: PocketSlack) -> None:
    rows = sheet(shop)
    push(shop, rows, cards.BIGGER, 1)
    *_, large = files(shop, slack.channel, str(rows.thread))
    assert size(large["content"]) == (64, 64)
    assert "64 × 64 pixels. AI-generated." in slack.answers(slack.channel, str(rows.thread))[-2].shown


def test_a_picture_can_be_made_bigger_until_it_is_as_large_as_the_weights_can(
    slack: PocketSlack, tmp_path: Path
) -> None:
    painter = FlatPainter()
    painter.palette = replace(painter.palette, sizes=(16, 64, 256))
    with open_shop(slack, tmp_path / "home", painter=painter) as shop:
        rows = sheet(shop)
        push(shop, rows, cards.CHOOSE, 2)
        for deed in (cards.BIGGER, cards.BIGGEST):
            above = slack.answers(slack.channel, str(rows.thread))[-2]
            push(shop, above, deed, 2)
        *_, card, _ = slack.answers(slack.channel, str(rows.thread))
        assert "enlarged *2*" in card.shown and "256 × 256 pixels" in card.shown
        assert not any(card.button(cards.action(deed, 2)) for deed in cards.SINGLE)
        shown = files(shop, slack.channel, str(rows.thread))[1:]
        assert [size(file["content"]) for file in shown] == [(16, 16), (64, 64), (256, 256)]
        push(shop, above, cards.BIGGEST, 2)
        slack.wait_for(lambda: any(m.shown == choosing.KNOWN for m in slack.ephemerals(slack.user)))


def test_a_poster_names_who_typed_its_words_and_what_does_not_fit(shop: Shop, slack: PocketSlack) -> None:
    rows = sheet(shop)
    view = pushed_open(shop, rows, cards.POSTER, 2)
    assert posters.COPY not in str(view.body)  # nothing is approved yet
    hand_in(shop, view, headline="x" * 70)
    assert view.open and "10 characters too long" in view.errors["headline"]
    hand_in(shop, view, headline="   ")
    assert view.open and "needs a headline" in view.errors["headline"]
    hand_in(shop, view, headline="Fresh <every> day", shape="a4")
    assert not view.open
    *_, file = files(shop, slack.channel, str(rows.thread))
    assert size(file["content"]) == (62, 87) and "Fresh <every> day" in file["alt_txt"]
    said = slack.answers(slack.channel, str(rows.thread))[-2].shown
    assert f"typed by <@{slack.user}> and not checked" in said and "21.0:1" in said
    (delivery,) = [d for d in slack.deliveries if "Fresh" in str(d.payload)][-1:]
    slack.courier.send("interactive", delivery.payload)
    shop.idle()
    assert len(files(shop, slack.channel, str(rows.thread))) == 2


def test_a_poster_takes_approved_copy_as_long_as_it_holds(shop: Shop, slack: PocketSlack) -> None:
    (card,) = asked(shop, [TRUE])
    press(shop, card, "copy_use")
    rows = sheet(shop)
    view = pushed_open(shop, rows, cards.POSTER, 1)
    (option,) = next(b for b in view.body["blocks"] if b["block_id"] == posters.COPY)["element"]["options"]
    slack.press(slack.user, view, posters.COPY, option["value"])
    slack.wait_for(lambda: "text@" in str(view.body["blocks"]))
    hand_in(shop, view, headline="New: the skillet")
    said = slack.answers(slack.channel, str(rows.thread))[-2].shown
    assert f"The text is as <@{slack.user}> approved" in said
    assert f"the headline is typed by <@{slack.user}>" in said
    # A copy that does not hold any more is neither filled in nor taken.
    view = pushed_open(shop, rows, cards.POSTER, 2)
    writer = shop.copydesk.writer
    assert writer
    never = type(writer.brand.never[0])(claim="made of cast iron")
    object.__setattr__(writer, "brand", writer.brand.model_copy(update={"never": (never,)}))
    slack.press(slack.user, view, posters.COPY, option["value"])
    slack.wait_for(lambda: "never allows" in str(view.body["blocks"]))
    inputs = [block["element"] for block in view.body["blocks"] if block["type"] == "input"]
    assert not any("initial_value" in element for element in inputs)


def test_a_customers_copy_is_offered_to_nobody_who_may_not_read_it(
    slack: PocketSlack, tmp_path: Path
) -> None:
    with open_shop(slack, tmp_path / "home", goods=True, painter=FlatPainter()) as shop:
        place, body = (
            Place(slack.team, slack.channel, ""),
            {"parts": {"body": "Dear Anna"}, "text": "Dear Anna"},
        )
        shop.copydesk.books.hand_in(Order("o", place, slack.user, {"customer_id": "C1"}))
        shop.copydesk.books.keep("o", {1: {**body, "claims": []}})
        shop.copydesk.books.choose(Choice("o/1.0/used", "o", 1, slack.user, "used", after="Dear Anna"))
        view = pushed_open(shop, sheet(shop), cards.POSTER, 1)
        assert posters.COPY not in str(view.body) and "Anna" not in str(view.body)


def test_other_weights_paint_nothing_in_the_name_of_these(shop: Shop, slack: PocketSlack) -> None:
    rows = sheet(shop)
    assert isinstance(shop.atelier.painter, FlatPainter)
    shop.atelier.painter.palette = replace(FLAT.palette, weights="others")
    for deed in (cards.CHOOSE, cards.MORE, cards.BIGGER, cards.BLEND, cards.POSTER):
        push(shop, rows, deed)
    slack.wait_for(lambda: [m.shown for m in slack.ephemerals(slack.user)] == [OTHER_WEIGHTS] * 5)
    assert len(files(shop, slack.channel, str(rows.thread))) == 1 and not slack.views(slack.user)


def test_who_is_no_marketer_presses_in_vain_and_a_forgotten_sheet_says_so(
    shop: Shop, slack: PocketSlack
) -> None:
    rows = sheet(shop)
    stranger = slack.space.add_user("stranger").id
    slack.space.channels[slack.channel].members.add(stranger)
    push(shop, rows, cards.CHOOSE, 1, stranger)
    slack.wait_for(lambda: [m.shown for m in slack.ephemerals(stranger)] == [NOT_YOURS])
    shop.books.forget(slack.user)
    push(shop, rows, cards.CHOOSE)
    slack.wait_for(lambda: any(m.shown == GONE for m in slack.ephemerals(slack.user)))
    assert not any(shop.books.remains(slack.user).values())


# Killed at any call.


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with pocket() as slack:
        yield Bench(slack, tmp_path / "home")


def ordered(bench: Bench, name: str) -> tuple[Order, Job]:
    place = Place(bench.slack.team, bench.slack.channel, "")
    order = Order(name, place, bench.slack.user, sheet_brief(("7", "8"), "flat", "food"), count=2)
    CopyBooks(bench.books._engine).hand_in(order)
    return order, picture_job(order)


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_sheet_is_shown_once_wherever_the_process_is_killed(bench: Bench, before: bool) -> None:
    count = iter(range(100))

    def once(done: Job) -> None:
        found = [m for m in bench.slack.space.messages if done.id in str(m.metadata) and not m.deleted]
        names = [m.metadata["event_payload"]["job"] for m in found if m.metadata]
        assert names == [f"{done.id}/head", f"{done.id}/card"] and "below" in found[0].shown
        assert sum(len(m.files) for m in bench.slack.answers(bench.slack.channel, found[0])) == 1

    assert until_it_survives(bench, lambda: ordered(bench, f"o{next(count)}")[1], once, before) >= 5


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_what_was_chosen_is_posted_once_wherever_the_process_is_killed(bench: Bench, before: bool) -> None:
    books, count = CopyBooks(bench.books._engine), iter(range(100))

    def chosen() -> Job:
        order, painting = ordered(bench, f"o{next(count)}")
        bench.client.dies_at = None
        bench.clerk().run(painting, Cancelled())
        (head,) = [m for m in bench.slack.space.messages if f"'{order.id}/head'" in str(m.metadata)]
        books.choose(Choice(f"{order.id}/1/chosen", order.id, 1, bench.slack.user, "chosen"))
        brief = {"task": "choose", "of": order.id, "number": 1}
        place = replace(order.place, thread=head.ts)
        pick = replace(order, id=f"{order.id}/1/choose", place=place, brief=brief)
        books.hand_in(pick)
        return picture_job(pick)

    def once(done: Job) -> None:
        pick = books.order(done.id)
        assert pick
        found = bench.slack.answers(bench.slack.channel, pick.place.thread)
        assert sum(len(m.files) for m in found) == 2
        assert sum("chose *1*" in m.shown for m in found) == 1
        assert sum("chosen by" in m.shown for m in found) == 1

    assert until_it_survives(bench, chosen, once, before) >= 4
