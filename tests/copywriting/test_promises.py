"""Harmless words can promise too: each class of such promises is refused, in sentences nobody listed."""

from __future__ import annotations

import pytest

from bot.copywriting import building, facts, ledger
from bot.domain.goods import Product

TABLE = Product(
    "P1",
    "Heronby Folding Side Table 60 cm",
    "garden",
    84.0,
    "EUR",
    {
        "material": "powder-coated steel",
        "size": "60 cm",
        "height": "71 cm",
        "folded": "8 cm",
        "weight": "6.7 kg",
        "keys": 2,
        "stackable": True,
        "frost_proof": False,
        "cover": "not included",
    },
    "A round table for two that folds flat to 8 cm. It must not stay out in frost.",
)
KNOWN = facts.of_product(TABLE)

REFUSED = {
    "delivery": ["With you by Friday.", "Here before dinner.", "It comes on Monday.", "It is on its way."],
    "hurry": ["While it is still here.", "EUR 84.00, while it is still there.", "Soon gone."],
    "opinion": [
        "Your neighbour will want one.",
        "Steel, and your guests ask for it.",
        "Friends call it a find.",
    ],
    "maker": ["We know the people who made it.", "Made by friends, for friends."],
    "health": ["Powder-coated steel, and kind to your back.", "Your hands will thank you."],
    "gain": [
        "Half the work.",
        "A must for the kitchen.",
        "The rest can stay at home.",
        "You keep the change.",
    ],
    "comparison": ["Others cannot keep up.", "There is none like it."],
    "denial": ["No cord.", "No questions asked.", "Steel, without a cord.", "No lawn, no shed.", "No."],
    "part": ["Powder-coated steel, and a spoon.", "The Heronby table, and a spoon."],
    "thing": [
        "The item is a lamp.",
        "Here is a glass.",
        "Here's your lamp.",
        "Inside: a spoon.",
        "What a lamp!",
        "A spoon, a table for two.",
    ],
    "feature": ["You can take it apart."],
    "yes and no": ["Stackable: no.", "Frost proof: yes.", "Cover: included.", "Stackable, no."],
    "measure": [
        "The Heronby side table, 8 cm.",
        "The Heronby table: round, 8 cm, a table for two.",
        "Heronby Side Table 71 cm.",
        "Folded, 60 cm.",
    ],
    "length": ["A chair, a lamp, a book, a card, a lunch, a morning, an evening, a Sunday, a friend."],
}
LET_OUT = [
    "Take a look.",
    "Bring a friend.",
    "Come and see it.",
    "Add it to your kitchen.",
    "A quiet morning, a friend.",
    "Who is coming to dinner?",
    "You choose.",
    "The evening can begin.",
    "Heronby table, 60 cm.",
    "A height of 71 cm.",
    "Folded: 8 cm.",
    "It folds flat to 8 cm.",
    "Stackable: yes.",
    "Frost proof: no.",
    "Keys: 2.",
    "Meet our Heronby table.",
]


@pytest.mark.parametrize(
    ("kind", "sentence"), [(kind, s) for kind, listed in REFUSED.items() for s in listed]
)
def test_a_promise_is_refused_with_its_reason(kind: str, sentence: str) -> None:
    claim = ledger.check(sentence, KNOWN)
    assert not claim.supported, kind
    assert claim.why and claim.source is None


@pytest.mark.parametrize("sentence", LET_OUT)
def test_invitations_scenes_and_what_the_facts_say_pass(sentence: str) -> None:
    claim = ledger.check(sentence, KNOWN)
    assert claim.supported, claim.why


def test_each_refused_phrase_of_a_sentence_is_looked_for() -> None:
    known = facts.of_product(Product("P2", "Rail", "storage", 9.0, "EUR", {"load": "holds up to six"}, ""))
    assert not ledger.check("The rail holds up to six, year after year.", known).supported


@pytest.mark.parametrize("fact", [f for f in KNOWN if f.id not in ("title", "category")], ids=lambda f: f.id)
def test_what_is_built_from_the_facts_passes(fact: facts.Fact) -> None:
    assert ledger.check(building.sentence(fact), KNOWN).supported
