"""Pairs of a source and a sentence: false ones that once passed, and faithful look-alikes that must."""

from __future__ import annotations

import pytest

from bot.claims import check, without_leader
from bot.domain import Claim, Passage

FALSE = [
    ("Shipping is free for orders over €50.", "Shipping is free.", ""),
    ("You can cancel an order until it is packed.", "You can cancel an order.", ""),
    ("You can return anything if you have the receipt.", "You can return anything.", ""),
    ("With a receipt, we refund you in full within 14 days.", "We refund you in full.", ""),
    ("Marketing data is deleted after 2 years.", "Your data is deleted after 2 years.", ""),
    ("Children under 6 enter free.", "Children enter free.", ""),
    ("You can return unused pans within 30 days.", "You can return pans within 30 days.", ""),
    (
        "Our knives are guaranteed for life against breakage, not against rust.",
        "Our knives are guaranteed.",
        "",
    ),
    (
        "When you buy a new machine from £700, "
        "we take your old espresso machine in part exchange and credit between £40 and £260.",
        "We take your old espresso machine in part exchange and credit between £40 and £260.",
        "",
    ),
    ("Unopened coffee can be returned.", "Coffee can be returned.", ""),
    ("You can pay by invoice once you have ordered three times.", "You can pay by invoice.", ""),
    ("Unless the box is open, we refund you.", "We refund you.", ""),
    ("Refunds are paid within 14 days.", "Refunds are paid.", ""),
    ("If the pan is unused and in its box, we refund you.", "If the pan is unused, we refund you.", ""),
    ("We repair pans bought at our shop.", "We repair pans.", ""),
    ("Orders that you collect at our shop have no minimum.", "Orders have no minimum.", ""),
    ("Customers who have an account can pay later.", "Customers can pay later.", ""),
    (
        'As long as the status is "Received", you can cancel free of charge.',
        "You can cancel free of charge.",
        "",
    ),
    ("Sale items cannot be returned, except faulty ones.", "Sale items cannot be returned.", ""),
    ("Only members can choose Saturday.", "Members can choose Saturday.", ""),
    (
        "You can return anything if you have the receipt.",
        "You can return anything.",
        "Can I return anything without the receipt?",
    ),
    ("Shipping is free for orders over €50.", "Shipping is free.", "Is shipping free for orders under €50?"),
    ("Parcels without a signature are left at the door.", "Parcels are left at the door.", ""),
    ("We ship to Belgium, but not to islands.", "We ship to Belgium.", ""),
    ("Orders of €60 or more ship free.", "Orders ship free.", ""),
    ("Returns are free provided that you use our label.", "Returns are free.", ""),
    ("We deliver on Saturdays from May to August.", "We deliver on Saturdays.", ""),
    ("Faulty items can be returned at any time.", "Items can be returned at any time.", ""),
    ("Adding items is not possible after the order is packed.", "Adding items is not possible.", ""),
    ("If a returned item shows signs of use, we deduct 30%.", "A returned item shows signs of use.", ""),
    ("We pay for returns of faulty items.", "You pay for returns of faulty items.", ""),
    ("You pay us a deposit of €50.", "We pay you a deposit of €50.", ""),
    ("You keep the lid, and we keep the pan.", "You keep the pan, and we keep the lid.", ""),
    ("Your carrier picks it up from our shop.", "Our carrier picks it up from your shop.", ""),
    ("Keep the box.", "We keep the box.", ""),
    ("We keep the lid.", "Keep the lid.", ""),
    ("We send you a label.", "You send us a label.", ""),
    ("Returns are paid by us.", "Returns are paid by you.", ""),
    ("Returns are paid by us.", "You pay returns.", ""),
    ("We shipped to Norway before 2020.", "We ship to Norway.", ""),
    ("We shipped to Norway before 2020.", "We ship to Norway before 2020.", ""),
    ("We will open a shop in Antwerp in 2027.", "We have a shop in Antwerp.", ""),
    ("We will open a shop in Antwerp in 2027.", "We have a shop in Antwerp in 2027.", ""),
    ("We ship to Norway.", "We shipped to Norway.", ""),
    ("Delivery was free.", "Delivery is free.", ""),
    ("You would pay €5.", "You pay €5.", ""),
    ("Delivery could take 5 days.", "Delivery takes 5 days.", ""),
    ("Delivery could take 5 days.", "Delivery can take 5 days.", ""),
    ("You should keep the box.", "You must keep the box.", ""),
    ("You must keep the box.", "You should keep the box.", ""),
    ("Delivery takes 5 days.", "Delivery might take 5 days.", ""),
    ("We accept returns without a box.", "We accept returns with a box.", ""),
    ("Returns without a receipt are fine.", "Returns with a receipt are fine.", ""),
    ("Not all pans work on induction.", "No pans work on induction.", ""),
    ("It fails to be free of lead.", "It is free of lead.", ""),
    ("We refuse returns without a box.", "We refuse returns.", ""),
    ("We refuse returns without a box.", "We accept returns without a box.", ""),
    ("We refuse parcels from abroad.", "Parcels from abroad.", ""),
    ("We try to ship the same day.", "We ship the same day.", ""),
    (
        "The warranty lasts 2 years for pans and 5 years for knives.",
        "The warranty lasts 2 years for pans and knives.",
        "",
    ),
    ("Oil the pan after you wash it.", "Wash the pan after you oil it.", ""),
    ("Pay before we ship.", "Ship before we pay.", ""),
    ("Pay before we ship.", "We ship before you pay.", ""),
    ("Returns are free by post or cost €3 at a drop-off point.", "Returns by post cost €3.", ""),
    ("You must be 18 or older to buy knives.", "You must buy knives.", ""),
    ("Choose a refund or a voucher.", "Choose a refund and a voucher.", ""),
    ("Shipping is free above 1.500 EUR.", "Shipping is free above 1.5 EUR.", ""),
    ("Shipping is free above EUR 1.500.", "Shipping is free above EUR 1.5.", ""),
    ("Heat it to 230 degrees.", "Heat it to >230 degrees.", ""),
    ("Heat it to 230 degrees.", "Heat it to ~230 degrees.", ""),
    ("Heat it to 230 degrees.", "Heat it to ±230 degrees.", ""),
    ("Heat it to 230 degrees.", "Heat it to 230+ degrees.", ""),
    ("Heat it to >230 degrees.", "Heat it to 230 degrees.", ""),
    ("You have twenty-one days to return it.", "You have one day to return it.", ""),
    ("You have twenty-one days to return it.", "You have twenty days to return it.", ""),
    ("The warranty lasts one and a half years.", "The warranty lasts half a year.", ""),
    ("The warranty lasts one and a half years.", "The warranty lasts one year.", ""),
    ("The warranty lasts 1½ years.", "The warranty lasts 1 year.", ""),
    ("Write to us at fernhill.be for a label.", "Write to us at fernhill.it for a label.", ""),
    ("See fernhill.be/track for more.", "See fernhill.be.evil.ru/track for more.", ""),
    ("We ship to Norway.", "Of course, we ship to Norway.", ""),
    ("We ship to Norway.", "Unfortunately we ship to Norway.", ""),
    ("Keep the box.", "Keep the box 😡🖕!!!???", ""),
    ("Keep the box.", "Keep the box 😡.", ""),
    ("Heat it to 230 degrees.", "Heat it to 230 degrees?", ""),
    ("Keep the box.", "Keep the box!!!", ""),
    ("锅具保修2年，刀具保修5年。", "锅具保修5年。", ""),
    ("锅具保修2年，刀具保修5年。", "刀具保修2年。", ""),
    ("满60欧元免运费，其他订单运费4.95欧元。", "其他订单免运费。", ""),
]
TRUE = [
    ("Shipping is free for orders over €50.", "For orders over €50, shipping is free.", ""),
    ("Shipping is free for orders over €50.", "Shipping is free.", "Is shipping free for orders over €50?"),
    ("You can cancel an order until it is packed.", "Until it is packed, you can cancel an order.", ""),
    ("You can cancel an order until it is packed.", "You can cancel until it is packed.", ""),
    (
        "You can return anything if you have the receipt.",
        "If you have the receipt, you can return anything.",
        "",
    ),
    (
        "You can return anything if you have the receipt.",
        "You can return anything.",
        "Can I return something if I have the receipt?",
    ),
    (
        "With a receipt, we refund you in full within 14 days.",
        "We refund you in full within 14 days with a receipt.",
        "",
    ),
    ("We do not ship plants, because they wilt in the box.", "We do not ship plants.", ""),
    ("You can choose books, pens and paper.", "You can choose books and pens.", ""),
    ("We repair pans and sharpen knives.", "We sharpen knives.", ""),
    ("If it is late, tell us; we answer within two days.", "We answer within two days.", ""),
    ("Sale items can be exchanged, but they cannot be refunded.", "Sale items can be exchanged.", ""),
    ("The label costs €4.95, which we subtract from your refund.", "The label costs €4.95.", ""),
    ('You can lower quantities through the link "Change my order".', "You can lower quantities.", ""),
    (
        "Pans must be unused and in the original box, so that we can sell them again.",
        "Pans must be unused and in the original box.",
        "",
    ),
    ("Keep the box.", "You keep the box.", ""),
    ("You keep the box.", "Keep the box.", ""),
    ("Returns are paid by us.", "We pay returns.", ""),
    ("We pay returns.", "Returns are paid by us.", ""),
    ("You can return items.", "Items can be returned.", ""),
    ("We refund you within 14 days.", "We will refund you within 14 days.", ""),
    ("We will refund you within 14 days.", "We refund you within 14 days.", ""),
    ("You may return it.", "You can return it.", ""),
    ("You must keep the box.", "You have to keep the box.", ""),
    ("Not all pans work on induction.", "Not all pans work on induction.", ""),
    ("Oil the pan after you wash it.", "After you wash it, oil the pan.", ""),
    (
        "The warranty lasts 2 years for pans and 5 years for knives.",
        "The warranty lasts 5 years for knives.",
        "",
    ),
    (
        "The warranty lasts 2 years for pans and 5 years for knives.",
        "The warranty lasts 2 years for pans.",
        "",
    ),
    ("Choose a refund or a voucher.", "You can choose a refund or a voucher.", ""),
    ("We do not ship to Norway or Switzerland.", "We do not ship to Norway and Switzerland.", ""),
    (
        "You can exchange items within 14 days, and return them within 30 days.",
        "You can exchange items within 14 days.",
        "",
    ),
    ("The pan you bought must be unused.", "The pan you bought must be unused.", ""),
    ("Shipping is free above 1.500 EUR.", "Shipping is free above €1,500.", ""),
    ("Shipping is free above EUR 1.500.", "Above 1500 euros shipping is free.", ""),
    ("You have twenty-one days to return it.", "You have 21 days to return it.", ""),
    ("The warranty lasts one and a half years.", "The warranty lasts 1.5 years.", ""),
    ("The warranty lasts 1½ years.", "The warranty lasts 1.5 years.", ""),
    ("Heat it to at least 230 degrees.", "Heat it to ≥230 degrees.", ""),
    ("Orders of €60 or more are free.", "Orders of €60+ are free.", ""),
    ("Write to us at fernhill.be for a label.", "For a label, write to us at fernhill.be.", ""),
    ("Keep the box.", "Keep the box!", ""),
    ("iPhone users can pay with Apple Pay.", "iPhone users can pay with Apple Pay.", ""),
    ("锅具保修2年，刀具保修5年。", "刀具保修5年。", ""),
    ("锅具保修2年，刀具保修5年。", "锅具保修2年。", ""),
    ("满60欧元免运费，其他订单运费4.95欧元。", "其他订单运费4.95欧元。", ""),
    ('在"订单"页面点击"取消"，钱款3个工作日内退回。', "钱款3个工作日内退回。", ""),
]


def judged(source: str, sentence: str, question: str = "") -> Claim:
    return check(sentence, [Passage(1, "x", "", source)], question)


@pytest.mark.parametrize(("source", "sentence", "question"), FALSE)
def test_a_false_sentence_is_refused(source: str, sentence: str, question: str) -> None:
    assert not judged(source, sentence, question).supported


@pytest.mark.parametrize(("source", "sentence", "question"), TRUE)
def test_a_faithful_one_passes(source: str, sentence: str, question: str) -> None:
    assert judged(source, sentence, question).why == ""


@pytest.mark.parametrize(
    ("source", "sentence", "question"),
    [row for row in FALSE if row[1].startswith(("Shipping is", "You can cancel", "Children"))],
)
def test_a_mere_omission_is_completed_in_the_source_s_own_words(
    source: str, sentence: str, question: str
) -> None:
    assert judged(source, sentence, question).completed in ((source,), ())


def test_what_is_false_otherwise_is_not_completed() -> None:
    assert judged("Shipping is free for orders over €50.", "Shipping is free.").completed
    assert not judged("You pay us a deposit of €50.", "We pay you a deposit of €50.").completed


def test_a_completed_sentence_brings_the_one_that_its_it_points_to() -> None:
    source = "Shipping to Norway takes a week. It is free for orders over €50. Keep the box."
    assert judged(source, "It is free.").completed == tuple(source.split(". ")[i] + "." for i in (0, 1))


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("Of course, we ship to Norway.", "We ship to Norway."),
        ("Yes, absolutely! We ship to Norway.", "We ship to Norway."),
        ("Unfortunately we do not ship to Norway.", "We do not ship to Norway."),
        ("I'm sorry, but we do not ship.", "But we do not ship."),
        ("iPhone users can pay.", "iPhone users can pay."),
        ("Sure shots are a product.", "Sure shots are a product."),
        ("No pans are returned.", "No pans are returned."),
    ],
)
def test_a_disguised_yes_is_cut(sentence: str, rest: str) -> None:
    assert without_leader(sentence) == rest
