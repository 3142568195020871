"""Laws of the claim checker: the source's own words always pass, planted errors do not.

The demo shops are the ground: every sentence of the FAQ passes against its own entry and against no
other; hand-written answers nearly all pass; each kind of planted error is caught. The held-out shop
(brewmoor) is not read here.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import sentences
from bot.claims import check, check_all, without_leader
from bot.claims.facts import tokens
from bot.domain import Passage

SHOPS = Path(__file__).parents[1] / "data" / "shops"
TRAINED = ("fernhill", "pedalwerk", "inkwell")
Row = dict[str, str]

RETURNS = Passage(
    1,
    "returns",
    "How long do I have to return or exchange something?",
    "You can exchange items within 14 days, and return them within 30 days of delivery. Returns must be "
    "unused and in the original box. The label costs €4.95, which we subtract from your refund. Sale items "
    "cannot be returned, except faulty ones.",
)
SHIPPING = Passage(
    2,
    "shipping",
    "Do you ship to Norway and Switzerland?",
    "No, we do not ship to Norway or Switzerland. Parcels to Belgium, France and Germany arrive in 2 to 4 "
    "working days. Orders of €60 or more are free. Express costs €12.50 and orders placed before 14:00 leave "
    "the same day. Parcels may weigh up to 20 kg. Only members can choose Saturday. Write to "
    "help@shop.example, call "
    "+32 9 555 01 40 or see shop.example/track.",
)
STAYS = [  # faithful: reordered, shortened, joined, we/you changed, other spellings of the same fact
    "You can return items within 30 days of delivery.",
    "Within 14 days you can exchange items.",
    "You can exchange items within fourteen days.",
    "The label costs 4,95 EUR.",
    "The label costs 4.95 euros, which is subtracted from your refund.",
    "Returns must be in the original box and unused.",
    "No. Sale items cannot be returned, except faulty ones.",
    "No, we don't ship to Norway.",
    "We do not ship to Switzerland.",
    "Parcels to France arrive in 2-4 working days.",
    "Parcels to Germany arrive in two to four business days.",
    "Orders of at least €60 are free.",
    "Express costs €12.50.",
    "Please note: orders placed before 2 pm leave the same day.",
    "Parcels may weigh at most 20 kilograms.",
    "Only members can choose Saturday.",
    "Write to help@shop.example or call +32 9 555 0140.",
]
FALLS = [  # each is one false step away from the source
    "You can exchange items within 30 days.",
    "You can exchange items within 30 days, and return them within 14 days.",
    "You can return items within 14 days of delivery.",
    "You can return items after 30 days of delivery.",
    "You can return items within 30 weeks of delivery.",
    "You can return items within 30 working days of delivery.",
    "You can return items for free within 30 days.",
    "You can always return items within 30 days of delivery.",
    "You must exchange items within 14 days.",
    "Returns can be unused and in the original box.",
    "Returns must be used and in the original box.",
    "The label costs $4.95.",
    "The label costs €4.59.",
    "The label costs €4.95, which we add to your refund.",
    "Sale items can be returned.",
    "Sale items cannot be returned.",
    "Yes, we ship to Norway.",
    "We ship to Switzerland.",
    "Yes, we do not ship to Norway.",
    "We do not ship to Sweden.",
    "We ship to Mars.",
    "Parcels to Norway arrive in 2 to 4 working days.",
    "Parcels to Belgium arrive in 2 to 4 days.",
    "Parcels to Belgium arrive in 4 to 6 working days.",
    "Parcels to Belgium arrive in 2 to 4 working days, guaranteed.",
    "Parcels to Belgium arrive in 2 to 4 working days, and we refund late ones.",
    "Orders up to €60 are free.",
    "Orders of €12.50 or more are free.",
    "Express is free.",
    "Express costs €60.",
    "Orders placed after 14:00 leave the same day.",
    "Orders placed before 4 pm leave the same day.",
    "Parcels may weigh at least 20 kg.",
    "Parcels may weigh 20 kg.",
    "Members can choose Saturday.",
    "Only members can choose Sunday.",
    "Write to hello@shop.example.",
    "Call +32 9 555 01 41.",
    "See shop.example/returns.",
    "",
    "Thank you!",
]


@cache
def shop(name: str) -> tuple[dict[str, Row], list[Row]]:
    faq, rows = (
        [
            json.loads(line)
            for file in sorted((SHOPS / name).glob(f"{kind}*.jsonl"))
            for line in file.read_text("utf-8").splitlines()
        ]
        for kind in ("faq", "questions")
    )
    entries = {row["id"]: row for row in faq}
    return entries, [row for row in rows if row.get("answer") and row["faq_id"] in entries]


def passage(entry: Row) -> Passage:
    return Passage(1, entry["id"], entry["question"], entry["answer"])


def gold(language: str = "en") -> Iterator[tuple[str, Row, Row]]:
    """Each sentence of a hand-written answer, with its question's row and its entry."""
    for name in TRAINED:
        entries, rows = shop(name)
        for row in rows:
            if row["language"] == language:
                for sentence in sentences.split(row["answer"]):
                    yield sentence, row, entries[row["faq_id"]]


ENTRIES = [entry for name in TRAINED for entry in shop(name)[0].values()]


@pytest.mark.parametrize("sentence", STAYS)
def test_a_faithful_sentence_passes(sentence: str) -> None:
    assert check(sentence, [RETURNS, SHIPPING]).why == ""


@pytest.mark.parametrize("sentence", FALLS)
def test_a_false_sentence_does_not(sentence: str) -> None:
    claim = check(sentence, [RETURNS, SHIPPING])
    assert not claim.supported and claim.source is None and claim.why


def test_the_source_is_named_and_one_passage_must_say_it_all() -> None:
    assert check("Express costs €12.50.", [RETURNS, SHIPPING]).source == "shipping"
    assert not check("Express costs €12.50 and returns must be unused.", [RETURNS, SHIPPING]).supported
    assert not check("Express costs €12.50.", []).supported


def test_why_is_a_short_sentence_for_people() -> None:
    assert (
        check("You can return items within 45 days.", [RETURNS]).why
        == "the passage does not say '45 days' like this"
    )


@pytest.mark.parametrize(
    ("sentence", "question", "passes"),
    [
        ("No.", "Do you ship to Norway?", True),
        ("Yes.", "Do you ship to Norway?", False),
        ("Yes.", "Do you ship to Mars?", False),
        ("Yes.", "", False),
        ("No, we do not ship to Norway.", "Could I have a parcel sent to Oslo, Norway?", True),
        ("Yes, we do not ship to Norway.", "Could I have a parcel sent to Oslo, Norway?", False),
        ("Yes, parcels may weigh up to 20 kg.", "Is a parcel of 25 kg all right?", False),
        ("No, parcels may weigh up to 20 kg.", "Is a parcel of 25 kg all right?", True),
        ("No, parcels may weigh up to 20 kg.", "Is a parcel of 15 kg all right?", False),
    ],
)
def test_yes_and_no_are_held_against_the_question(sentence: str, question: str, passes: bool) -> None:
    assert check(sentence, [SHIPPING], question).supported == passes


def test_the_question_supports_nothing() -> None:
    assert not check("We ship to Mars.", [SHIPPING], "Do you ship to Mars?").supported


def test_a_yes_or_no_title_supports_nothing() -> None:
    sundays = Passage(1, "x", "Do you deliver on Sundays?", "We deliver from Monday to Saturday.")
    assert not check("We deliver on Sundays.", [sundays]).supported


def test_check_all_checks_each_sentence() -> None:
    claims = check_all("Express costs €12.50. It is quick.", [SHIPPING], "")
    assert [claim.supported for claim in claims] == [True, False]


def test_a_refused_leader_can_be_left_out() -> None:
    sentence = "Yes, we do not ship to Norway."
    assert check(without_leader(sentence), [SHIPPING]).supported


def test_words_of_the_source_always_pass() -> None:
    for entry in ENTRIES:
        for sentence in sentences.split(entry["answer"]):
            assert check(sentence, [passage(entry)]).supported, sentence


def test_words_of_one_entry_do_not_stand_in_another() -> None:
    chance = random.Random(0)
    pairs = [(s, chance.choice(ENTRIES), e) for e in ENTRIES for s in sentences.split(e["answer"])]
    passed = [s for s, other, own in pairs if own is not other and check(s, [passage(other)]).supported]
    assert len(passed) <= 0.002 * len(pairs), passed


@pytest.mark.parametrize(("language", "whole", "without"), [("en", 0.88, 0.95), ("zh", 0.88, 0.94)])
def test_hand_written_answers_pass(language: str, whole: float, without: float) -> None:
    """As they stand, or at least without their 'Yes' or 'No', which is an inference and judged strictly.

    Some leave out a condition that the customer did not name; those are completed.
    """
    rows = list(gold(language))
    plain = [s for s, row, entry in rows if check(s, [passage(entry)], row["query"]).supported]
    claims = {s: check(without_leader(s), [passage(entry)], row["query"]) for s, row, entry in rows}
    led = {s for s, claim in claims.items() if claim.supported or claim.completed}
    assert len(plain) >= whole * len(rows)
    assert len(set(plain) | led) >= without * len({s for s, _, _ in rows})


NUMBER = r"(?<![\w.,:-])\d+(?:[.,]\d+)?(?![\w:-]|[.,]\d)"
HELPER = r"\b(can|is|are|will|may|must|do|does|be)\b(?! not|not| no )"
DENIAL = r"\bcannot\b|\b(?:do|does|is|are|can|may|must|has|have|will) not\b|\bnever "
Planter = Callable[[str, Row, random.Random], str]


def _sub(pattern: str, into: str | Callable[[re.Match[str]], str]) -> Planter:
    """Plant an error at one place, chosen at random, where the pattern stands."""

    def plant(sentence: str, entry: Row, chance: random.Random) -> str:
        places = list(re.finditer(pattern, sentence))
        if not places:
            return sentence
        at = chance.choice(places)
        return (
            sentence[: at.start()]
            + (at.expand(into) if isinstance(into, str) else into(at))
            + sentence[at.end() :]
        )

    return plant


def _other_number(sentence: str, entry: Row, chance: random.Random) -> str:
    mine, its = ([t for t in tokens(text) if t.kind == "fact"] for text in (sentence, entry["answer"]))
    pairs = [
        (a.text, b.text)
        for a in mine
        for b in its
        if a.unit == b.unit and a.key != b.key and a.text in sentence
    ]
    return sentence.replace(*chance.choice(pairs), 1) if pairs else sentence


def _tail(*tails: str) -> Planter:
    return lambda sentence, entry, chance: sentence.rstrip(".") + chance.choice(tails)


PLANTED: dict[str, tuple[Planter, float]] = {
    "number": (_sub(NUMBER, lambda m: str(int(float(m.group().replace(",", "."))) + 5)), 0.995),
    "other number": (_other_number, 0.98),
    "unit": (_sub(r"(?<=\d )(?:working |business )?(?:day|week|month|hour|minute)s?\b", "years"), 0.995),
    "currency": (_sub(r"[€$£]", lambda m: {"€": "$", "$": "£", "£": "€"}[m.group()]), 0.995),
    "not": (_sub(HELPER, r"\g<0> not"), 0.99),
    "no not": (_sub(DENIAL, lambda m: "can" if m.group() == "cannot" else m.group().split()[0]), 0.98),
    "name": (_sub(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b", "Toronto"), 0.995),
    "free": (_sub(HELPER, r"\g<0> always"), 0.99),
    "promise": (
        _tail(" free of charge.", " at no cost.", " with a full refund.", " without exception."),
        0.98,
    ),
    "up to": (_sub(r"\bup to\b|\bat most\b", "at least"), 0.995),
    "within": (_sub(r"\bwithin\b|\bbefore\b", "after"), 0.99),
    "only": (_sub(r"\b(?:only|at least|up to|at most|usually|about) ", ""), 0.98),
    "must": (_sub(r"\b(?:may|can)\b(?! ?not)", "must"), 0.98),
    "clause": (
        _tail(", and we pay the postage.", " and every Sunday.", ", which takes two days.", " by courier."),
        0.98,
    ),
}


@cache
def passing() -> list[tuple[str, Row, Row]]:
    rows = [r for r in gold() if check(r[0], [passage(r[2])], r[1]["query"]).supported]
    return random.Random(1).sample(rows, min(600, len(rows)))


@pytest.mark.parametrize("kind", PLANTED)
def test_planted_errors_are_caught(kind: str) -> None:
    plant, least = PLANTED[kind]
    chance = random.Random(7)
    planted = [(plant(s, e, chance), s, row, e) for s, row, e in passing()]
    planted = [row for row in planted if row[0] != row[1]]
    missed = [p for p, _, row, e in planted if check(p, [passage(e)], row["query"]).supported]
    assert planted and len(missed) <= (1 - least) * len(planted) + 1, missed


@given(st.sampled_from(ENTRIES), st.text(max_size=60))
def test_any_text_gets_a_verdict(entry: Row, text: str) -> None:
    claim = check(text, [passage(entry)], text)
    assert claim.text == text and claim.supported == (claim.source is not None) == (not claim.why)


@given(st.sampled_from([e for e in ENTRIES if e["language"] == "en"]), st.integers(1, 998))
def test_a_number_that_the_entry_does_not_have_never_passes(entry: Row, number: int) -> None:
    have = {re.sub(r"\D", "", n) for n in re.findall(r"\d[\d.,:]*", entry["answer"])}
    numbers = [m for m in re.finditer(NUMBER, entry["answer"]) if str(number) not in have]
    for place in numbers[:3]:
        told = entry["answer"][: place.start()] + str(number) + entry["answer"][place.end() :]
        changed = [s for s in sentences.split(told) if s not in sentences.split(entry["answer"])]
        assert not any(check(sentence, [passage(entry)]).supported for sentence in changed)
