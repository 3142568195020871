"""What is learned from: never the test shop, never what is held back, and changed numbers stay true."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import prompts
from bot import shops
from bot.domain import Entry, Passage
from bot.knowledge.embed import HashEmbedder
from bot.shops import Asked, Shop, held_back
from finetune import dataset, recipe
from finetune.dataset import Example
from finetune.recipe import Data
from tests.conftest import ROOT

DATA = Data(shops=("tiny",), rounds=2, two_passages=1, wrong_alone=1, other_numbers=0.5)
ENTRIES = tuple(
    Entry(f"thing-{i}", f"What does thing {name} cost?", f"Thing {name} costs {i + 10} EUR in the shop.")
    for i, name in enumerate("abcdefghijklmnopqrstuvwxyz")
)
ASKED = tuple(
    Asked(f"q-{e.id}", e.question.replace("What does", "how much does"), e.id, "paraphrase", e.answer, "en")
    for e in ENTRIES
) + tuple(Asked(f"far-{i}", "Is the moon far?", None, "far", "", "en") for i in range(9))


def shop(split: str = "train") -> Shop:
    return Shop("tiny", "Tiny", "things", "Ring.", split, ENTRIES, ASKED)


def built(part: dataset.Part, seed: int = 1) -> list[Example]:
    return dataset.build(
        [shop("test" if part == "test" else "train")], DATA, HashEmbedder(), part, seed, "support"
    )


@pytest.mark.parametrize(("split", "part"), [("test", "train"), ("test", "dev"), ("train", "test")])
def test_a_shop_serves_its_own_part_alone(split: str, part: dataset.Part) -> None:
    with pytest.raises(ValueError, match=f"tiny is a {split} shop and cannot serve as {part} data"):
        dataset.build([shop(split)], DATA, HashEmbedder(), part, 1, "support")


def test_no_recipe_names_the_test_shop() -> None:
    for file in sorted(Path(ROOT / "finetune" / "recipes").glob("support*.toml")):
        assert {shops.load(name).split for name in recipe.load(file).data.shops} == {"train"}


def test_what_is_held_back_is_not_read_in_training() -> None:
    train, dev = built("train"), built("dev")
    assert train and dev
    read = {passage.id for example in train for passage in example.passages}
    assert not {id for id in read if held_back(id)}, "not even as a wrong passage"
    assert not {e.id for e in train} & {e.id for e in dev}
    assert {e.id for e in train} | {e.id for e in dev} == {question.id for question in ASKED}


def test_a_follow_up_is_held_back_with_the_entry_before_it() -> None:
    back = next(e.id for e in ENTRIES if held_back(e.id))
    taught = next(e.id for e in ENTRIES if not held_back(e.id))
    asked = Asked("q", "and that?", taught, "follow_up", "x", "en", (("first?", back),))
    assert dataset.part_of(asked) == "dev"


def test_the_same_seed_gives_the_same_examples_and_another_does_not() -> None:
    one, two, other = (dataset.fingerprint(built("train", seed)) for seed in (1, 1, 2))
    assert one == two != other


def test_every_reply_stands_in_its_passages_or_declines() -> None:
    for example in built("train"):
        told = " ".join(passage.text for passage in example.passages)
        assert (example.reply == prompts.DECLINE) == (example.kind == "decline")
        assert example.kind == "decline" or example.reply in told


# Numbers: the same change everywhere, and no two become one.

sentence = st.builds(
    "We send {} boxes of {} grams for {} in {} days.".format,
    st.integers(0, 999),
    st.integers(0, 999),
    st.sampled_from(["4.90 EUR", "EUR 12,50", "9:00", "15%", "1,200 EUR", "A-7"]),
    st.integers(0, 12),
)


def example_of(sentences: list[str], reply: str, question: str = "How many?") -> Example:
    passage = Passage(1, "e", "Sending", " ".join(sentences))
    messages = prompts.render("support", shop="Tiny", passages=[passage], earlier=[], question=question)
    return Example("q", "one", messages, reply, (passage,))


@given(st.lists(sentence, min_size=1, max_size=4), st.integers(), st.data())
def test_other_numbers_are_the_same_in_prompt_passage_and_reply(
    sentences: list[str], seed: int, data: st.DataObject
) -> None:
    before = example_of(sentences, data.draw(st.sampled_from(sentences)))
    after = dataset._with_other_numbers(before, "How many?", random.Random(seed))
    (passage,) = after.passages
    assert after.reply in passage.text and passage.text in after.prompt[-1].content
    plain = dataset._NUMBER
    old, new = plain.findall(before.passages[0].text), plain.findall(passage.text)
    pairs = set(zip(old, new, strict=True))
    assert len(pairs) == len(set(old)) == len(set(new)), "each number becomes one other, no two the same"
    assert plain.sub("#", passage.text) == plain.sub("#", before.passages[0].text), "prices and times stay"
    assert all(int(b) == int(a) if int(a) < 2 else len(a) == len(b) for a, b in pairs)


@pytest.mark.parametrize(
    ("reply", "question"), [("Yes, 30 boxes.", "How many?"), ("We send 30 boxes.", "Do you send 30?")]
)
def test_numbers_stay_where_reasoning_hangs_on_them(reply: str, question: str) -> None:
    before = example_of(["We send 30 boxes."], reply, question)
    assert dataset._with_other_numbers(before, question, random.Random(1)) is before


def test_numbers_do_change() -> None:
    before = example_of(["We send 30 boxes."], "We send 30 boxes.")
    after = dataset._with_other_numbers(before, "How many?", random.Random(1))
    assert not re.search(r"\b30\b", after.reply)
