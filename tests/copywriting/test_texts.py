"""Laws of the words that are ours: built sentences, names, cutting, planning, ranking."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import catalogue, sentences, shops
from bot.claims.words import group
from bot.copywriter import Copywriter
from bot.copywriting import building, channels, facts, planning, ranking, wording
from bot.copywriting.brand import BrandBook
from bot.copywriting.ledger import check
from bot.copywriting.mending import Mender
from bot.copywriting.naming import shortened
from bot.domain import Brief, Copy, Fact, Part, Product
from bot.engines import EchoEngine
from bot.settings import data_folder

PAN = Product(
    "P-1",
    "Stillwater Frying Pan 24 cm",
    "cookware",
    69.0,
    "EUR",
    {"material": "steel", "weight": "1.2 kg", "dishwasher_safe": True, "warranty": "10 years"},
    "An uncoated pan for searing meat.",
)


def desk(*replies: str, **book: object) -> Copywriter:
    return Copywriter(EchoEngine(replies, ["copy"]), "copy", "Fernhill", BrandBook.model_validate(book))


# Built sentences


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("material", "steel", "Made of steel."),
        ("material", "steel, beech lid", "Material: steel, beech lid."),
        ("weight", "1.2 kg", "Weighs 1.2 kg."),
        ("made_in", "France", "Made in France."),
        ("oven_safe_to", "260 °C", "Oven safe to 260 °C."),
        ("not_for", "babies", "Not for babies."),
        ("dishwasher_safe", "no", "Not dishwasher safe."),
        ("stackable", "yes", "Stackable."),
        ("cable", "yes", "Cable: yes."),
        ("induction", "yes", "Suits induction."),  # 'works on induction' would be more than it says
        ("pages", "352", "352 pages."),
        ("serves", "6", "Serves 6."),
        ("coating", "none", "Coating: none."),
        ("care", "wipe dry.", "Care: wipe dry."),
        ("description.1", "Wipe it dry", "Wipe it dry."),
        ("price", "EUR 9.50", "EUR 9.50."),
        ("age in years", "3", "Age in years: 3."),
        ("max users", "4", "Max users: 4."),
        ("glass", "2", "Glass: 2."),
        ("contains nuts", "no", "Does not contain nuts."),
        ("lead free", "no", "Not lead free."),
        ("side effects", "none", "Side effects: none."),
    ],
)
def test_a_fact_is_told_in_plain_words(name: str, value: str, said: str) -> None:
    assert building.sentence(Fact(name, name.replace("_", " "), value)) == said


def test_a_built_sentence_adds_no_word_of_its_own() -> None:
    """For every fact of the demo shops: label and value, and hardly a word that the two do not hold."""
    refused, told = [], 0
    for shop in shops.names():
        for product in catalogue.read(data_folder() / shop / "products.jsonl").products.values():
            known = facts.of_product(product)
            for fact in known[1:]:
                said = building.sentence(fact)
                held = set(re.findall(r"\w+", f"{fact.label} {fact.value}".lower()))
                added = set(re.findall(r"\w+", said.lower())) - held
                assert added <= wording.OWN, said
                assert "not" not in added or fact.value == "no", said
                if ": " not in said:
                    told += 1
                    refused += [said] if not check(said, known).supported else []
    assert len(refused) <= 0.01 * told, refused


def test_chinese_is_told_in_chinese() -> None:
    read = catalogue.read(data_folder() / "fernhill" / "products.jsonl")
    for product in read.chinese.values():
        for fact in facts.of_product(product):
            if fact.id not in ("title", "category"):  # neither is told with its label, unless it is asked for
                said = building.sentence(fact, "zh")
                assert said[-1] in "。！？" and not re.search(r"[a-z_]{3,}：|：(yes|no)", said), said
    text = desk().write(Brief(product=read.get("FH-1001", "zh"), language="zh"), 1).copies[0].text
    assert "可用洗碗机：否。" in text and not re.search(r"[。：] |yes|no\b", text)


@pytest.mark.parametrize("title", ["The Good Pan", "A Small Mug", "Pan 24 cm"])
def test_an_opening_has_one_article(title: str) -> None:
    said, _ = building.opening([Fact("bought.1", "bought", f"{title}, 2026-03-14")]) or ("", None)
    assert said == f"You bought {'' if title != 'Pan 24 cm' else 'the '}{title} in March 2026."


def test_a_title_with_a_full_stop_gets_no_second() -> None:
    product = replace(PAN, title="The No. 5 Pan by Pan & Co.")
    [copy] = desk().write(Brief(product=product), 1).copies
    assert copy.text.startswith("The No. 5 Pan by Pan & Co. ") and ".." not in copy.text


# Names


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Stillwater Frying Pan 24 cm", "Stillwater Frying Pan 24 cm"),
        ("Marlow Breakfast Bowl, Set of 4", "Marlow Breakfast Bowl"),
        ("Fellside Wool Throw 130 x 190 cm", "Fellside Wool Throw"),
        ("Rookery Teapot 1 l with Strainer", "Rookery Teapot 1 l with Strainer"[:14]),
        ("Bramble End-grain Chopping Board", ""),
        ("Letters from Lantern Street, Signed Copy", "Letters from Lantern Street"),
        ("x" * 31, ""),
        ("Alcohol-free Sparkling White Wine 0.75 l", ""),
        ("Artificial Olive Tree in Terracotta Pot", ""),
        ("Decaffeinated Single-Origin Coffee Beans", ""),
        ("Vegan Alternative to Cream Cheese Spread", ""),
        ("Refill for Fountain Pen Harbour Blue", ""),
        ("Shoulder Handbag Brown, Imitation Leather", ""),
        ("Sparkling White Wine 0.75 l, Alcohol-free", ""),
    ],
)
def test_a_name_is_shortened_to_a_name(title: str, name: str) -> None:
    assert shortened(title, 30) == name


@given(st.text().map(str.strip).filter(bool), st.integers(1, 60))  # as a catalogue holds titles
def test_a_shortened_name_fits_and_loses_no_word_before_the_thing(title: str, longest: int) -> None:
    name = shortened(title, longest)
    assert len(name) <= longest and title.startswith(name)
    assert len(title) > longest or name == title
    assert shortened("x" * 99, longest, short="Olive") == ("Olive" if longest >= 5 else "")


def test_no_name_of_a_demo_product_loses_a_unit_or_ends_in_a_joining_word() -> None:
    for shop in shops.names():
        for title in [
            p.title for p in catalogue.read(data_folder() / shop / "products.jsonl").products.values()
        ]:
            name = shortened(title, 30)
            assert title.startswith(name)
            if not name:
                continue
            rest = title[title.index(name) + len(name) :]
            assert not (name[-1].isdigit() and re.match(r"\s\S{1,3}\b", rest)), name
            assert name.split()[-1] not in ("and", "with", "of", "x", "to") and name[-1] not in ",-", name


SMALL = sorted(group("a an the and or with of from for to at by into than its our"))


def test_a_shortened_name_never_ends_on_a_small_word() -> None:
    names = [shortened(f"Bramble Shelf {word} 24 cm", n) for word in SMALL for n in range(13, 19)]
    names += [shortened(f"Bramble Shelf {word}, Set of 2", n) for word in SMALL for n in range(13, 19)]
    assert set(names) == {"Bramble Shelf"}


# Cutting


@pytest.mark.parametrize("word", SMALL)
def test_what_ends_on_a_small_word_was_broken_off(word: str) -> None:
    mender = Mender(Brief(product=PAN, channel="push"), facts.of_product(PAN), BrandBook())
    mended = mender.mend(f"A steel pan {word}\nAn uncoated pan for searing meat.", ())
    assert mended is not None
    assert [part.text for part in mended.parts] == [PAN.title, "An uncoated pan for searing meat."]
    assert any(claim.why == "it ends in the middle" for claim in mended.rejected)


def test_a_particle_may_close_a_sentence() -> None:
    assert not channels.broken_off("Something to cook with.")
    assert not channels.broken_off("What is it for?")
    assert channels.broken_off("Made of steel and.")


@given(
    st.lists(st.sampled_from(["One is 1.5 cm.", "Two!", "Is it three?", "四。", "It"]), max_size=9),
    st.integers(0, 60),
)
def test_a_text_is_cut_at_its_sentences_and_as_late_as_possible(said: list[str], longest: int) -> None:
    whole = " ".join(said)
    every = sentences.split(whole)
    kept = channels.cut(whole, lambda text: len(text) <= longest)
    number = len(sentences.split(kept))
    assert len(kept) <= longest and sentences.split(kept) == every[:number]
    assert number == len(every) or len(kept) + 1 + len(every[number]) > longest


def test_chinese_is_cut_without_spaces_coming_in() -> None:
    assert channels.cut("一。二。三。", lambda text: len(text) <= 4) == "一。二。"


# Planning


@given(st.integers(0, 10_000), st.sampled_from(["page", "push", "search_ad", "sms"]))
def test_named_facts_are_told_by_every_plan(seed: int, channel: channels.Channel) -> None:
    brief = Brief(product=PAN, channel=channel, facts=("weight", "price"), keywords=("warranty",))
    known = facts.of_product(PAN)
    assert {"weight", "price", "warranty"} <= {fact.id for fact in planning.plan(brief, known, seed)}


@given(st.integers(-50, 10_000))
def test_neighbouring_seeds_tell_other_facts(seed: int) -> None:
    brief, known = Brief(product=PAN, channel="push"), facts.of_product(PAN)
    assert planning.plan(brief, known, seed) == planning.plan(brief, known, seed)
    assert planning.plan(brief, known, seed) != planning.plan(brief, known, seed + 1)


# Ranking


def copy(text: str, seed: int = 0, score: float = 0.0) -> Copy:
    return Copy((Part("body", text),), seed=seed, score=score)


def test_the_better_of_two_that_say_the_same_stays() -> None:
    kept, merged = ranking.best(
        [copy("A pan of steel.", 1, 0.2), copy("A pan of steel!", 2, 0.9), copy("A mug.", 3, 0.1)]
    )
    assert ([each.seed for each in kept], merged) == ([2, 3], 1)


@given(st.text(), st.text())
def test_likeness_is_symmetric_and_whole_for_the_same(one: str, other: str) -> None:
    assert ranking.likeness(one, other) == ranking.likeness(other, one)
    assert ranking.likeness(one, one) == 1.0


def test_chinese_is_compared_by_characters_whatever_spaces_it_has() -> None:
    one, other = "平底锅 24厘米，适合煎肉。", "平底锅 24厘米，适合煎鱼。"
    assert 0.5 < ranking.likeness(one, other) < 1


def test_a_sentence_that_goes_on_below_gets_no_stop_in_its_middle() -> None:
    [body] = channels.parts("Soft and\nabsorbent tissues.\nFor every day", "social")
    assert body.text == "Soft and absorbent tissues. For every day"
