"""What keeps the shop's words and loses their sense: the slips that readers found, and faithful twins."""

from __future__ import annotations

import random

import pytest

from benchmarks import planted
from benchmarks.faithful import REWORDINGS, Faithful, Pool, reword
from benchmarks.planting import plant
from benchmarks.second_checker import audit
from benchmarks.slips import SLIPS
from bot import shops
from bot.domain import Entry


def kinds(text: str, source: str, question: str = "") -> set[str]:
    return {finding.kind for finding in audit(text, [source], question)}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Shipping is free for orders over €50.", "Shipping is free."),
        ("You can cancel an order until it is packed.", "You can cancel an order."),
        ("With a receipt, we refund you in full within 14 days.", "We refund you in full."),
        ("Children under 6 enter free.", "Children enter free."),
        ("You can return unused pans within 30 days.", "You can return pans within 30 days."),
        (
            "Our knives are guaranteed for life against breakage, not against rust.",
            "Our knives are guaranteed.",
        ),
        (
            "When you buy a new machine from £700, we take your old espresso machine in part exchange.",
            "We take your old espresso machine in part exchange.",
        ),
    ],
)
def test_a_dropped_condition_is_a_finding_of_its_own(source: str, text: str) -> None:
    assert "condition dropped" in kinds(text, source)
    assert kinds(source, source) == set()


def test_what_the_question_names_may_be_left_out() -> None:
    source = "If you have lost the receipt, we look the order up by your name."
    assert kinds("We look the order up by your name.", source, "I lost my receipt, what now?") == set()
    assert kinds("We look the order up by your name.", source, "Do you keep orders?") == {"condition dropped"}


def test_a_condition_may_stand_in_the_next_sentence() -> None:
    source = "Shipping is free for orders over €50."
    assert "condition dropped" not in kinds("Shipping is free. The orders are over €50.", source)


def test_the_shop_may_promise_less() -> None:
    assert kinds("We answer.", "We answer within 2 days.") == set()


@pytest.mark.parametrize(
    ("source", "text", "kind"),
    [
        ("We pay for returns.", "You pay for returns.", "role"),
        ("You keep the lid, and we keep the pan.", "We keep the lid, and you keep the pan.", "role"),
        ("We shipped parcels to Norway.", "We ship parcels to Norway.", "tense"),
        ("You must keep the box.", "You should keep the box.", "modal"),
        ("We could send it by post.", "We can send it by post.", "modal"),
        ("We refuse to ship batteries.", "We ship batteries.", "polarity"),
        ("We repair pans without a receipt.", "We repair pans with a receipt.", "polarity"),
        ("The guarantee is 2 years for pans and 5 years for knives.",
         "The guarantee is 2 years for pans and knives.", "joined"),
        ("Oil the pan after you wash it.", "Wash the pan after you oil it.", "order"),
        ("Oil the pan after you wash it.", "Oil the pan before you wash it.", "order"),
        ("Returns are free by post or cost €3 at a drop-off point.", "Returns by post cost €3.", "joined"),
        ("Show your receipt or your card.", "Show your receipt and your card.", "joined"),
        ("It costs 1.5 EUR.", "It costs 1.500 EUR.", "number"),
        ("It costs 230 EUR.", "It costs >230 EUR.", "restriction"),
        ("It costs 230 EUR.", "It costs ~230 EUR.", "restriction"),
        ("Returns take twenty-one days.", "Returns take one day.", "number"),
        ("满60欧元免运费，其他订单运费4.95欧元。", "其他订单免运费。", "joined"),
        ("Orders over €60 ship free, and other orders cost €4.95.", "Other orders ship free.", "joined"),
    ],
)  # fmt: skip
def test_small_words_are_read_in_place(source: str, text: str, kind: str) -> None:
    assert kind in kinds(text, source)
    assert kinds(source, source) == set()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Returns take twenty-one days.", "Returns take 21 days."),
        ("If the parcel is lost, we send a new one.", "We send a new one if the parcel is lost."),
        ("Saturday delivery is possible in Belgium and Germany for €5.",
         "Saturday delivery is possible in Belgium for €5."),
        ("Bags have a warranty of 2 years, clothing 15 months and lights 3 years.",
         "Lights have a warranty of 3 years."),
        ("Items must not be washed.", "Items cannot be washed."),
        ("We check the parcel and mail you a voucher.", "We mail you a voucher."),
    ],
)  # fmt: skip
def test_rewordings_pass(source: str, text: str) -> None:
    assert kinds(text, source) == set()


@pytest.mark.parametrize("kind", sorted(SLIPS))
def test_every_slip_finds_its_place_and_changes_the_text(kind: str) -> None:
    shop = shops.load("pedalwerk")
    pool, chance = Pool.of(shop.entries), random.Random(0)
    for base in planted.quoted(shop) + planted.gold(shop):
        if made := plant(kind, base, pool, chance):
            assert made != base.text
            return
    pytest.fail(f"{kind}: no place in a whole shop")


def test_a_slip_drops_nothing_that_the_question_names() -> None:
    entry = Entry("a", "Is shipping free?", "Shipping is free for orders over €50.")
    pool = Pool.of([entry])
    asked = [(Faithful(entry.answer, entry, q), q) for q in ("Is it free?", "Is it free for 50 euros?")]
    made = [plant("condition dropped", base, pool, random.Random(0)) for base, _ in asked]
    assert made == ["Shipping is free.", None]


@pytest.mark.parametrize("kind", sorted(REWORDINGS))
def test_rewordings_change_the_form(kind: str) -> None:
    texts = [text for base in planted.quoted(shops.load("fernhill")) if (text := reword(kind, base))]
    assert texts and all(text.strip() for text in texts)
