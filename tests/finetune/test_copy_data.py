"""What the copywriter learns from: nothing held back, no test shop, numbers changed in all places alike."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot import shops
from bot.copywriter import DRAWN
from bot.copywriting.channels import parts
from bot.copywriting.ledger import check_all
from bot.errors import BadInput
from finetune import briefs, evaluate_copy, recipe
from finetune.recipe import Briefs, CopyRecipe
from tests.conftest import ROOT

RECIPE = recipe.read(ROOT / "finetune" / "recipes" / "copy.toml", CopyRecipe)
CALM = {
    "rounds": 1,
    "spoken": 0,
    "other_values": 0.0,
    "other_numbers": 0.0,
    "as_source": 0.0,
    "no_keywords": 0.0,
}


def data(**changes: Any) -> Briefs:
    return RECIPE.data.model_copy(update=CALM | changes)


@cache
def cases(part: Any = "train", seed: int = 7, **changes: Any) -> list[briefs.Case]:
    """Made once for all tests: they take seconds and nobody changes them."""
    return briefs.cases(data(**changes), part, seed, "copy")


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", text))


def unsupported(made: list[briefs.Case]) -> float:
    claims = [claim for case in made for claim in check_all(case.reply, case.shown)]
    return sum(not claim.supported for claim in claims) / len(claims)


def test_no_held_back_product_and_no_test_shop_is_learned_from() -> None:
    train, dev = cases(), cases("dev")
    assert train and dev
    assert not [case.product.id for case in train if shops.held_back(case.product.id)]
    assert not {case.product.id for case in train} & {case.product.id for case in dev}
    assert {shops.load(name).split for name in RECIPE.data.shops} == {"train"}
    titles = {case.product.title for case in cases("test", shops=("brewmoor",))}
    assert not titles & {case.product.title for case in train}
    assert not any("brewmoor" in message.content.lower() for case in train for message in case.prompt)


@pytest.mark.parametrize(("shop", "part"), [("brewmoor", "train"), ("brewmoor", "dev"), ("fernhill", "test")])
def test_a_shop_serves_its_own_part_alone(shop: str, part: Any) -> None:
    with pytest.raises(ValueError, match=f"{shop} is a .* shop and cannot serve as {part} data"):
        cases(part, shops=(shop,))


def test_the_same_seed_gives_the_same_data_and_another_one_other_draws() -> None:
    drawn = {"other_numbers": 0.5, "other_values": 0.5, "as_source": 0.5, "no_keywords": 0.5}
    assert cases(**drawn) == cases.__wrapped__(**drawn)
    assert cases(**drawn) != cases(seed=8, **drawn)


def test_each_round_draws_anew() -> None:
    made = cases(rounds=2, other_numbers=1.0)
    replies: dict[str, set[str]] = {}
    for case in made:
        replies.setdefault(case.id, set()).add(case.reply)
    assert any(len(each) == 2 for each in replies.values())


def test_numbers_are_changed_in_all_places_alike() -> None:
    before = {case.id: case for case in cases()}
    changed = 0
    for case in cases(other_numbers=1.0):
        told = " ".join(f"{fact.label} {fact.value}" for fact in case.shown)
        known = " ".join(f"{fact.label} {fact.value}" for fact in before[case.id].shown)
        if numbers(before[case.id].reply) <= numbers(known):
            assert numbers(case.reply) <= numbers(told), case.id
        changed += case.reply != before[case.id].reply
    assert changed > 100


def test_what_is_learned_stands_in_what_is_shown() -> None:
    """Otherwise it would teach to invent."""
    assert unsupported(cases()) == 0
    assert unsupported(cases(other_numbers=1.0)) == 0
    assert unsupported(cases(other_values=1.0)) == 0


def test_keywords_stand_in_the_text_that_is_learned() -> None:
    for case in cases(other_numbers=1.0, other_values=1.0):
        assert all(word.casefold() in case.reply.casefold() for word in case.brief.keywords)


def test_the_prompt_shows_the_facts_and_no_others() -> None:
    for case in cases()[:40]:
        shown = case.prompt[-1].content
        assert all(f"{fact.label}: {fact.value}" in shown for fact in case.shown)
        assert case.shown[0].id == "title"


def test_a_copy_is_judged_by_sentences_facts_keywords_and_limits() -> None:
    case = next(case for case in cases("dev") if case.brief.channel == "page" and case.brief.keywords)
    right = evaluate_copy.judge(case, case.reply)
    assert (right.kept, right.fits) == (right.keywords, True)
    wrong = evaluate_copy.judge(case, "It flies to Mars. " * 80)
    assert (wrong.supported, wrong.told, wrong.kept, wrong.fits) == (0, 0, 0, False)
    assert parts(case.reply, "page")[0].name == "body"


def test_the_card_says_what_the_scores_say() -> None:
    made = cases("dev")[:12]
    good = evaluate_copy.summary([evaluate_copy.judge(case, case.reply) for case in made], 7)
    bad = evaluate_copy.summary([evaluate_copy.judge(case, "It flies to Mars.") for case in made], 7)
    training = {"base": "SmolLM2", "data": "d1", "recipe": "r1", "steps": 3, "seconds": 120.0}
    result = {
        "shop": "brewmoor",
        "written_by_hand": good,
        "untuned": bad,
        "tuned": good,
        "training": training,
    }
    card = evaluate_copy.card(RECIPE, result)
    for name in evaluate_copy.MEASURES.values():
        assert f"| {name} |" in card
    share = 100 * good["sentences_supported"]["share"]
    assert f"| {share:.1f} %" in card and "| sentences that stand in the facts | 0.0 %" in card
    assert f"temperature {DRAWN.temperature}" in card and f"no {DRAWN.no_repeat} tokens in a row" in card
    assert "brewmoor" in card and not set(RECIPE.data.shops) - set(re.findall(r"\w+", card))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (
            'template = "copy"\n[data]\nshops = ["fernhill"]\ntwo_passages = 1\n',
            "data.two_passages",
        ),
        (
            'template = "copy"\n[data]\nshops = ["fernhill"]\nno_keywords = 2\n',
            "data.no_keywords",
        ),
        ('template = "sales"\n[data]\nshops = ["fernhill"]\n', "template"),
    ],
)
def test_a_wrong_key_of_a_copy_recipe_is_named(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / "r.toml").write_text(f'name = "x"\n{text}')
    with pytest.raises(BadInput, match=f"{key}: "):
        recipe.load(tmp_path / "r.toml")


def test_the_card_of_the_shipped_adapter_is_the_one_that_its_scores_make() -> None:
    folder = ROOT / "bot" / "adapters" / "copy"
    scores = json.loads((folder / "scores.json").read_text("utf-8"))
    made = evaluate_copy.card(recipe.read(folder / "recipe.toml", CopyRecipe), scores)
    assert (folder / "README.md").read_text("utf-8") == made
