"""Laws of copy from a given text: one sentence of it says each, and pronouns mean what they meant."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot import claims, sentences
from bot.copywriting import facts
from bot.copywriting.ledger import check_against_source
from bot.domain import Brief, Claim, Passage
from tests.copywriting.test_brand import desk

NOTICE = (
    "Vouchers that were bought in 2023 are valid until 30 June 2026. They can be used in the shop, but not "
    "on the website. A voucher cannot be exchanged for cash. If a part is needed, you pay for the part only. "
    "Tom is away in August. We are at the fair in Ripon on 4 October, where you find us at stand 27. A demo "
    "costs £18, which we take off the price if you buy within 3 weeks."
)
GIVEN = facts.of_source(NOTICE)


@pytest.mark.parametrize("at", range(len(GIVEN)))
def test_what_stands_there_may_be_said_and_names_its_sentence(at: int) -> None:
    claim = check_against_source(GIVEN[at].value, GIVEN)
    assert (claim.supported, claim.source) == (True, f"source.{at + 1}")


@pytest.mark.parametrize(
    "said",
    [
        "We are at the fair in Ripon on 4 October.",
        "You find us at stand 27.",
        "A demo costs £18.",
        "Vouchers can be used in the shop, but not on the website.",
    ],
)
def test_a_part_of_a_sentence_may_be_said(said: str) -> None:
    assert check_against_source(said, GIVEN).supported


@pytest.mark.parametrize(
    "said",
    [
        "If a part is needed, Tom is away in August.",
        "You pay for the part only.",
        "If a part is needed, we pay for the part only.",
        "You are at the fair in Ripon on 4 October.",
        "A demo costs £18, which we take off the price if you buy.",
        "We are at the fair in Ripon on 4 August.",
        "Tom can be used in the shop.",
    ],
)
def test_what_two_sentences_say_together_or_under_a_condition_is_not_said_alone(said: str) -> None:
    assert not check_against_source(said, GIVEN).supported


def cut_out(said: str) -> Claim:
    """The verdict on a sentence without what its source says in its middle."""
    source = f"The shop in Ripon lends a grinder {said} and sells 12 teas."
    return check_against_source("The shop sells 12 teas.", facts.of_source(source))


@pytest.mark.parametrize(
    "limit",
    [
        *("from March", "for Sept", "for May", "from Mondays", "from Sun", "from Thurs", "for today"),
        *("for two weeks", "from 9 am", "for the first year", "after 3 weeks", "afterwards"),
    ],
)
def test_a_limit_stays(limit: str) -> None:
    assert "sets a limit" in cut_out(limit).why


@pytest.mark.parametrize(
    "purpose",
    [
        *("for mayonnaise", "for marmalade", "for separate use", "for birthdays", "for everyday use"),
        *("from sun", "for decoration", "for twofold use", "for octopus", "overall"),
    ],
)
def test_a_word_that_begins_like_a_month_or_ends_like_a_day_is_no_limit(purpose: str) -> None:
    assert cut_out(purpose).supported


def test_each_passage_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def judged(sentence: str, passages: Sequence[Passage]) -> Claim:
        read.extend(passage.id for passage in passages)
        return Claim(sentence, False, None, "it stands nowhere")

    monkeypatch.setattr(claims, "check", judged)
    assert check_against_source("The shop is shut.", GIVEN).why == "it stands nowhere"
    assert read == [fact.id for fact in GIVEN]


@pytest.mark.parametrize("kind", ["rewrite", "article"])
@pytest.mark.parametrize("told", [(0, 2, 3), (1,), (2, 1), (2, 1, 0), (4, 1)])
def test_they_stand_behind_what_they_stood_behind(kind: str, told: tuple[int, ...]) -> None:
    """'They can be used in the shop' is said of the vouchers, wherever the model puts or forgets it."""
    brief = Brief(kind, "page", topic="Vouchers", source=NOTICE)  # type: ignore[arg-type]
    [copy] = desk(" ".join(GIVEN[at].value for at in told)).write(brief, 1).copies
    said = sentences.split(copy.text)
    if GIVEN[1].value in said:
        assert said[said.index(GIVEN[1].value) - 1] == GIVEN[0].value
    if kind == "rewrite":
        assert set(said) == {fact.value for fact in GIVEN}


def test_what_only_announces_is_not_told_without_its_list() -> None:
    source = "The fair has three halls:\nA, B and C.\nIt begins at 9 am on 4 October in Ripon."
    [copy] = desk().write(Brief("article", "sms", topic="The fair", source=source), 1).copies
    assert ":." not in copy.text and "halls" not in copy.text


def test_help_without_room_for_its_steps_is_no_help() -> None:
    copies = desk().write(Brief("help", "poster", topic="Season a pan", steps=("Wash it.", "Dry it.")), 1)
    assert copies.copies == () and "room for all 2 steps in this channel" in copies.missing
