"""The search adapter: what it may learn from, how its loss counts, and how it reaches the model."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from bot import shops
from bot.errors import BadInput, NotReady
from bot.knowledge import lora
from bot.knowledge.embed import TUNED, HashEmbedder, MiniLM
from bot.knowledge.index import Index
from bot.shops import held_back
from finetune import recipe
from finetune.collections import PUBLIC
from finetune.course import Course
from finetune.forms import READERS, Corpus, build
from finetune.nearness import Scorer, apart, leading, remember
from finetune.recipe import Listening, Nearing, SearchRecipe, Weighing
from tests.conftest import ROOT

RECIPE = ROOT / "finetune" / "recipes" / "search.toml"
SHARED = ROOT.parent / "shared" / "data"
LEARNING = ("fernhill", "inkwell", "pedalwerk")


def plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return build([shops.load(name) for name in LEARNING], Listening(shops=LEARNING), Weighing(), 7, None)


@pytest.fixture(scope="module")
def vectors(corpus: Corpus) -> np.ndarray[Any, Any]:
    return HashEmbedder().embed(corpus.texts)


def test_nothing_of_the_test_shop_or_of_what_is_held_back_is_learned(corpus: Corpus) -> None:
    learned = {plain(text) for text in corpus.texts}
    test = shops.load("brewmoor")
    forbidden = [q.text for q in test.questions] + [e.answer for e in test.entries]
    forbidden += [text for e in test.entries for text in (e.question, *e.also)]
    for name in LEARNING:
        shop = shops.load(name)
        forbidden += [q.text for q in shop.questions if q.entry_id is None or held_back(q.entry_id)]
        forbidden += [text for e in shop.entries if held_back(e.id) for text in (e.answer, *e.also)]
    assert not learned & {plain(text) for text in forbidden}


def test_no_reported_collection_is_learned() -> None:
    if not SHARED.is_dir():
        pytest.skip("the public collections are not here")
    chosen = recipe.read(RECIPE, SearchRecipe)
    corpus = build([shops.load(name) for name in LEARNING], chosen.data, chosen.weigh, chosen.seed, SHARED)
    # Of the shops' own texts, two titles are banking77 questions too ("I forgot my password").
    learned = {plain(corpus.texts[number]) for number in corpus.common}
    assert len(learned) > 1000
    for read in PUBLIC.values():
        collection = read(SHARED)
        texts = [query.text for query in collection.queries] + [
            text for entry in collection.entries for text in entry.also
        ]
        assert not learned & {plain(text) for text in texts}, collection.name
    debian = (SHARED / "faq_debian" / "debian_faq_en.jsonl").read_text("utf-8").splitlines()
    assert not learned & {plain(json.loads(line)["question"]) for line in debian}


def test_a_test_shop_or_a_reported_collection_is_refused() -> None:
    with pytest.raises(BadInput, match="brewmoor"):
        build([shops.load("brewmoor")], Listening(shops=("brewmoor",)), Weighing(), 7, None)
    assert not set(READERS) & {*PUBLIC, "faq_debian"}
    for name in (*PUBLIC, "faq_debian"):
        with pytest.raises(BadInput, match=name):
            build([], Listening(shops=(), public=(name,)), Weighing(), 7, SHARED)


def test_the_recipe_names_training_shops_only() -> None:
    chosen = recipe.read(RECIPE, SearchRecipe)
    assert all(shops.load(name).split == "train" for name in chosen.data.shops)


@pytest.mark.parametrize("bare", [False, True])
def test_training_scores_as_search_does(corpus: Corpus, vectors: np.ndarray[Any, Any], bare: bool) -> None:
    """For a question, which is no form of any entry, the loss sees the very numbers of ``Index.evidence``."""
    faq, weigh = corpus.faqs[1], Weighing()
    shop = shops.load(faq.name)
    entries = [
        replace(e, also=() if bare else tuple(text for text in e.also if text in corpus.texts))
        for e in shop.entries
        if e.language == "en" and not held_back(e.id)
    ]
    anchors = [anchor for anchor in faq.anchors if anchor.own < 0][:5]
    index = Index(entries, HashEmbedder().embed)
    bank = torch.from_numpy(vectors)
    scorer = Scorer(faq, weigh)
    asked = bank[torch.tensor([anchor.text for anchor in anchors])]
    found = scorer.scores(anchors, asked, bank, bare) + scorer.words(anchors, bare)
    weights = np.array([5.0, 5.0, 5.0, 7.5, 4.0, 6.0, 6.0], np.float32)
    for row, anchor in zip(found, anchors, strict=True):
        evidence = index.evidence(corpus.texts[anchor.text], vectors[anchor.text])
        assert np.allclose(row.numpy(), evidence @ weights, atol=1e-3)


def test_a_phrasing_does_not_find_its_entry_by_itself(corpus: Corpus, vectors: np.ndarray[Any, Any]) -> None:
    faq = corpus.faqs[1]
    anchor = next(anchor for anchor in faq.anchors if anchor.own > 0)
    bank = torch.from_numpy(vectors).clone()
    asked = bank[[anchor.text]]
    scorer = Scorer(faq, Weighing())
    before = scorer.scores([anchor], asked, bank, False)[0, anchor.entry]
    bank[anchor.text] = -bank[anchor.text]  # were it a form of its entry, the score would change
    assert torch.allclose(scorer.scores([anchor], asked, bank, False)[0, anchor.entry], before, atol=1e-4)


def test_the_losses_fall_when_the_right_entry_leads() -> None:
    right = torch.tensor([0, 1])
    good, bad = torch.tensor([[9.0, 1.0], [1.0, 9.0]]), torch.tensor([[1.0, 9.0], [9.0, 1.0]])
    assert leading(good, right) < leading(bad, right) and apart(good, right) < apart(bad, right)
    vectors = torch.nn.functional.normalize(torch.randn(4, 8), dim=1)
    assert remember(vectors, vectors, 2) == 0 and remember(vectors, vectors.flip(1), 2) < 1e-10


def test_a_step_depends_on_its_number_alone(corpus: Corpus, vectors: np.ndarray[Any, Any]) -> None:
    plan = Nearing(remembered=2)
    course, again = (Course(corpus, vectors, plan, 7) for _ in range(2))
    course.step(0)
    assert course.step(5) == again.step(5) != course.step(6)
    step = course.step(5)
    assert {anchor.text for anchor in step.anchors} <= set(step.texts)
    assert len({anchor.entry for anchor in step.anchors}) == plan.entries


def adapter(folder: Path, base: str, layer: str = "dense") -> Path:
    folder.mkdir()
    down, up = torch.ones(2, 3), torch.full((4, 2), 0.5)
    name = f"base_model.model.{layer}.lora_"
    save_file({f"{name}A.weight": down, f"{name}B.weight": up}, folder / lora.WEIGHTS)
    (folder / lora.CONFIG).write_text(json.dumps({"r": 2, "lora_alpha": 4}))
    (folder / lora.RECORD).write_text(json.dumps({"base_sha256": base}))
    return folder


def test_an_adapter_is_added_with_its_scaling(tmp_path: Path) -> None:
    model = torch.nn.ModuleDict({"dense": torch.nn.Linear(3, 4)})
    before = model["dense"].weight.detach().clone()
    lora.merge(model, adapter(tmp_path / "a", "x"))
    assert torch.allclose(model["dense"].weight, before + 2.0)  # 4 / 2 of ones and halves, over two ranks
    with pytest.raises(NotReady, match="another model"):
        lora.merge(model, adapter(tmp_path / "b", "x", "elsewhere"))


def test_an_adapter_fits_only_the_weights_it_was_trained_on(tmp_path: Path) -> None:
    made = adapter(tmp_path / "a", "these")
    assert lora.fits(made, "these") and not lora.fits(made, "others") and not lora.fits(tmp_path, "these")
    name = lora.fingerprint(made)
    (made / lora.CONFIG).write_text(json.dumps({"r": 2, "lora_alpha": 2}))
    assert lora.fingerprint(made) != name  # half the change gives other vectors


@pytest.mark.model
def test_the_name_of_the_vectors_changes_with_the_adapter(minilm_folder: Path) -> None:
    plain_model, tuned = MiniLM(minilm_folder, adapter=None), MiniLM(minilm_folder)
    assert TUNED.is_dir() and tuned.adapter == TUNED
    assert tuned.name.startswith(f"{plain_model.name}-")
    texts = ["can i still send the pan back?", "How long can I return an item?"]
    before, after = plain_model.embed(texts), tuned.embed(texts)
    assert after[0] @ after[1] > before[0] @ before[1]
