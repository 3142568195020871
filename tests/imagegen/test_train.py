"""Training: a resumed run is the run, a stopped one can be taken up, and what goes wrong is said."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file
from torch import nn

from imagegen import weights
from imagegen.data.images import Images
from imagegen.errors import BadInput, ImagegenError
from imagegen.recipe import Recipe, Variational
from imagegen.sampling import sampler
from imagegen.subject import Sampler, Subject
from imagegen.tensors import to_pixels, to_tensor
from imagegen.training import loop, variational
from imagegen.training.averaging import follow
from imagegen.training.batches import Batch, Batches
from imagegen.training.encoding import held_out_loss
from imagegen.training.judging import held_out, held_out_kid, score_of
from imagegen.training.loop import Run
from imagegen.training.schedules import between, learn, precision, ramp
from imagegen.training.sheet import on_white, sheet
from imagegen.training.variational import objective
from imagegen.training.watch import PATIENCE, Watch, diversity
from imagegen.vae import VAE
from tests.imagegen import toys

WASSERSTEIN = 'kind = "wasserstein"\npenalty = 10.0\ncritic_steps = 2'
RECIPES: dict[str, Recipe] = {
    "modern": toys.gan(),
    "dcgan": toys.gan(toys.DCGAN, 'kind = "cross_entropy"'),
    "wgan": toys.gan(toys.DCGAN + '\nnorm = "layer"\nattention = 14', WASSERSTEIN),
    "vae": toys.vae(),
    "bfloat16": toys.changed(toys.gan(), "training", precision="bfloat16"),
}


def run(folder: Path, recipe: Recipe = RECIPES["modern"], images: Images | None = None, **rest: Any) -> Run:
    rest.setdefault("say", lambda _: None)
    return Run(recipe, images or toys.images(), toys.images(part="dev"), folder, **rest)


@pytest.mark.parametrize("name", RECIPES)
def test_ten_steps_and_ten_more_are_twenty(tmp_path: Path, name: str) -> None:
    run(tmp_path / "straight", RECIPES[name]).go()
    run(tmp_path / "halves", RECIPES[name]).go(max_steps=10)
    run(tmp_path / "halves", RECIPES[name]).go()
    straight, halves = (
        load_file(tmp_path / folder / "checkpoint.safetensors") for folder in ("straight", "halves")
    )
    assert straight.keys() == halves.keys()
    assert [key for key in straight if not torch.equal(straight[key], halves[key])] == []


def test_ctrl_c_ends_after_the_step_and_the_run_goes_on_as_if_nothing_was(tmp_path: Path) -> None:
    def interrupt(step: int, last: int) -> None:
        if step == 7:
            signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    stopped = run(tmp_path / "stopped")
    assert stopped.go(tick=interrupt) is False
    assert stopped.progress.step == 8 and signal.getsignal(signal.SIGINT) is before
    assert run(tmp_path / "stopped").go() is True
    run(tmp_path / "straight").go()
    one, other = (load_file(tmp_path / name / "checkpoint.safetensors") for name in ("stopped", "straight"))
    assert all(torch.equal(one[key], other[key]) for key in one)


def test_a_run_leaves_a_model_a_log_and_pictures(tmp_path: Path) -> None:
    run(tmp_path).go()
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "checkpoint.safetensors",
        "curves.png",
        "log.jsonl",
        "recipe.toml",
        "sheet.png",
        "training.json",
        "weights.safetensors",
    ]
    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert {"step", "images", "discriminator", "generator", "wins", "r1", "r2"} <= rows[0].keys()
    assert weights.load(tmp_path).scores["step"] == 20


def test_the_best_weights_by_the_held_out_score_are_kept(tmp_path: Path) -> None:
    scores = iter([3.0, 1.0, 2.0, 4.0])

    def score(sampler: Sampler) -> float:
        assert sampler(3, 0).shape == (3, 28, 28, 1)
        return next(scores)

    recipe = toys.changed(toys.gan(), "training", score_every=5, ramp=(0.0, 0.2))
    done = run(tmp_path, recipe, score=score)
    done.go()
    assert (done.progress.best, done.progress.best_step) == (1.0, 10)
    found = weights.load(tmp_path).scores
    assert (found["score"], found["step"]) == (1.0, 10)


def test_a_vae_that_draws_between_neighbours_is_judged_by_what_it_draws(tmp_path: Path) -> None:
    near = toys.changed(toys.vae(), "network", neighbours=3)
    dev = toys.images(part="dev")
    assert score_of(toys.vae(), dev) is None
    assert score_of(near, dev) is not None and score_of(toys.gan(), dev) is not None
    drawn: list[np.ndarray] = []

    def score(sampler: Sampler) -> float:
        drawn.append(sampler(3, 0))
        return -float(len(drawn))

    done = run(tmp_path, toys.changed(near, "training", score_every=10, sheet_every=10), score=score)
    done.go()
    kept = weights.load(tmp_path)
    shown = np.asarray(Image.open(tmp_path / "sheet.png"))
    assert np.array_equal(shown, sheet(sampler(done.learner.model, "fitted")(loop.SHOWN, done.recipe.seed)))
    prior = sheet(sampler(done.learner.model, "prior")(loop.SHOWN, done.recipe.seed))
    assert not np.array_equal(shown, prior), "the sheet shows what is judged"
    assert kept.scores["score"] == -2 and kept.model.density is not None and kept.model.density.fitted
    again = sampler(kept.model, "fitted")(3, 0)
    assert np.abs(again.astype(int) - drawn[1]).max() <= 1, "what was judged is what is kept"
    assert not np.array_equal(sampler(kept.model, "prior")(3, 0), again)


def test_weights_from_before_the_labels_counted_are_not_the_best(tmp_path: Path) -> None:
    scores = iter([0.1, 0.5, 0.4, 0.3])
    recipe = toys.changed(toys.gan(), "training", score_every=5, ramp=(0.1, 0.4))
    done = run(tmp_path, recipe, score=lambda _: next(scores))
    done.go()
    assert done.progress.best == 0.3 and done.progress.best_step == 20
    assert [row["score"] for row in done.log.rows if "score" in row] == [0.1, 0.5, 0.4, 0.3]


def test_too_few_pictures_for_a_score_or_a_mixture_are_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="add pictures"):
        held_out_kid(toys.images(3, part="dev"), toys.gan().data)
    with pytest.raises(BadInput, match="lower `components`"):
        run(tmp_path, toys.changed(toys.vae(), "network", components=30), toys.images(24))


def test_a_run_of_another_recipe_or_other_data_is_not_taken_up(tmp_path: Path) -> None:
    run(tmp_path).go(max_steps=2)
    with pytest.raises(BadInput, match="--out"):
        run(tmp_path, toys.changed(toys.gan(), "training", learning_rate=1.0))
    damaged = tmp_path / "checkpoint.safetensors"
    damaged.write_bytes(damaged.read_bytes()[:-50])
    with pytest.raises(BadInput, match="damaged"):
        run(tmp_path)


def test_a_breakdown_is_an_error_and_not_a_model(tmp_path: Path) -> None:
    recipe = toys.changed(toys.vae(), "training", learning_rate=1e12, log_every=1)
    with pytest.raises(ImagegenError, match="broke down"):
        run(tmp_path, recipe).go()
    assert not (tmp_path / "weights.safetensors").exists()


def test_the_log_forgets_steps_that_are_taken_again(tmp_path: Path) -> None:
    recipe = toys.changed(toys.gan(), "training", log_every=5)
    run(tmp_path, recipe).go(max_steps=10)
    with (tmp_path / "log.jsonl").open("a") as log:  # as after a crash between two checkpoints
        log.write('{"step": 15, "images": 120, "wins": 0.5}\n{"step": 15, "ima')
    again = run(tmp_path, recipe)
    again.go()
    steps = [row["step"] for row in again.log.rows if "wins" in row]
    assert steps == [5, 10, 15, 20]
    assert [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()] == again.log.rows


def test_processes_learn_from_the_mean_of_their_gradients() -> None:
    class Two:
        num_processes = 2

        def reduce(self, gradients: torch.Tensor, how: str) -> torch.Tensor:
            assert how == "mean"
            return gradients / 4  # as if the other process had found half of minus ours

    module, plan = nn.Linear(3, 2), toys.changed(toys.gan(), "training", learning_rate=1.0).training
    before = [parameter.clone() for parameter in module.parameters()]
    accelerator: Any = Two()
    optimizer = torch.optim.SGD(module.parameters(), 1.0)
    learn(module(torch.ones(1, 3)).sum(), module, optimizer, plan, 0.0, accelerator)
    assert torch.allclose(before[0] - module.weight, torch.full((2, 3), 0.25))
    assert torch.allclose(before[1] - module.bias, torch.full((2,), 0.25))


def test_the_density_is_fitted_once_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fits = []
    fit = loop.fit_density
    monkeypatch.setattr(loop, "fit_density", lambda *given: fits.append(given) or fit(*given))
    recipe = toys.changed(toys.vae(), "training", score_every=2)
    done = run(tmp_path, recipe)
    done.go(max_steps=3)
    done.go()
    assert not fits, "it takes as long as many steps"
    done.finish()
    (tmp_path / "scores.json").write_text("{}")
    again = run(tmp_path, recipe)
    assert again.go()
    again.finish()
    assert (tmp_path / "scores.json").exists(), "what was evaluated is still what is there"
    found = weights.load(tmp_path)
    assert len(fits) == 1 and isinstance(found.model, VAE) and found.model.density.fitted


def test_a_vae_may_learn_from_mirrored_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[torch.Tensor] = []

    def looking(model: VAE, batch: Batch, *rest: Any) -> dict[str, torch.Tensor]:
        seen.append(batch.x)
        return objective(model, batch, *rest)

    monkeypatch.setattr(variational, "objective", looking)
    plain = run(tmp_path / "plain", RECIPES["vae"])
    plain.go(max_steps=3)
    as_they_are, seen = seen, []
    run(tmp_path / "mirrored", toys.changed(toys.vae(), "loss", mirror=True)).go(max_steps=3)
    x, turned = torch.cat(as_they_are), torch.cat(seen)
    same, flipped = ((turned == each).flatten(1).all(1) for each in (x, x.flip(3)))
    assert (same | flipped).all() and 4 < int(flipped.sum()) < 20


def test_a_vae_is_judged_by_what_it_is_asked_to_learn() -> None:
    """By the ELBO, a model told to make little of KL would be best when it has learnt next to nothing."""
    dev = toys.images(part="dev")
    torch.manual_seed(0)
    model = VAE(toys.vae().network, Subject.of(dev))
    nn.init.normal_(model.encoder.head.weight, 0.0, 1.0)  # far from the prior: KL outweighs the pixels
    kinds: tuple[tuple[Literal["beta", "balanced"], float], ...] = (
        ("beta", 1.0),
        ("beta", 1e-6),
        ("balanced", 1e-6),
    )
    found = [
        held_out_loss(
            model, toys.vae().model_copy(update={"loss": Variational(kind=kind, weight=weight)}), dev
        )
        for kind, weight in kinds
    ]
    assert found[0] > 2 * found[1] and found[2] != found[1]


# Batches


def test_every_picture_is_seen_once_an_epoch_in_an_order_of_its_own() -> None:
    images = toys.images(24)
    images.pixels[:, 0, 0, 0] = np.arange(24)
    batches = Batches(images, toys.gan().data, 8, seed=1)
    seen = np.concatenate([to_pixels(batches.at(step).x)[:, 0, 0, 0] for step in range(6)]).tolist()
    assert sorted(seen[:24]) == sorted(seen[24:]) == list(range(24)) and seen[:24] != seen[24:]


@pytest.mark.parametrize("stack", [False, True])
def test_processes_share_a_batch(stack: bool) -> None:
    data = toys.gan().data.model_copy(update={"stack": stack})
    batches = Batches(toys.images(), data, 8, seed=1)
    whole, parts = batches.at(3), [batches.at(3, rank, 3) for rank in range(3)]
    assert torch.equal(torch.cat([part.x for part in parts]), whole.x)
    assert torch.equal(torch.cat([part.category for part in parts]), whole.category)


def test_stacked_pictures_have_three_channels_and_held_out_ones_too() -> None:
    data = toys.gan().data.model_copy(update={"stack": True})
    x = Batches(toys.images(), data, 8, seed=1).at(0).x
    assert x.shape == (8, 3, 28, 28) and not torch.equal(x[:, 0], x[:, 1])
    assert held_out(toys.images(part="dev"), data, 50).shape == (50, 28, 28, 3)
    assert held_out(toys.images(part="dev"), toys.gan().data, 50).shape == (40, 28, 28, 1)


def test_an_empty_part_is_refused() -> None:
    with pytest.raises(BadInput, match="dev part of toy is empty"):
        Batches(toys.images(0, part="dev"), toys.gan().data, 8, seed=1)


def test_pixels_come_back_from_tensors_as_they_were() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    assert np.array_equal(to_pixels(to_tensor(levels)), levels)
    assert to_pixels(torch.tensor([[[[-7.0, 7.0]]]])).tolist() == [[[[0], [255]]]]


def test_a_cpu_without_bfloat16_computes_in_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    plan, cpu = toys.changed(toys.gan(), "training", precision="bfloat16").training, torch.device("cpu")
    for able in (True, False):
        monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda able=able: able)
        monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
        assert precision(plan, cpu) == ("bfloat16" if able else "float32")
        assert precision(toys.gan().training, cpu) == "float32"


def test_a_gpu_that_would_emulate_bfloat16_computes_in_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = toys.changed(toys.gan(), "training", precision="bfloat16").training
    for able in (True, False):
        monkeypatch.setattr(
            torch.cuda,
            "is_bf16_supported",
            lambda including_emulation, able=able: able or including_emulation,
        )
        assert precision(plan, torch.device("cuda")) == ("bfloat16" if able else "float32")


# Schedules, average, notices, pictures


def test_schedules() -> None:
    assert [between(1.0, 0.0, share) for share in (0.0, 0.5, 1.0, 2.0)] == pytest.approx([1, 0.5, 0, 0])
    assert between(3.0, None, 0.7) == 3.0
    assert [ramp((0.2, 0.6), share) for share in (0.0, 0.2, 0.4, 0.9)] == pytest.approx([0, 0, 0.5, 1])
    assert ramp((0.0, 0.0), 0.0) == 1.0
    assert [ramp((0.3, 0.3), share) for share in (0.1, 0.3)] == [0, 1]


def test_an_average_forgets_half_in_its_half_life() -> None:
    average, model = nn.Linear(1, 1), nn.Linear(1, 1)
    nn.init.zeros_(average.weight)
    nn.init.ones_(model.weight)
    for step in range(10):
        follow(average, model, half_life=100, seen=100_000 + step, batch=10)
    assert average.weight.item() == pytest.approx(0.5)
    follow(average, model, half_life=0, seen=1, batch=10)
    assert average.weight.item() == 1.0


def test_a_collapse_is_said_once() -> None:
    watch = Watch({})
    said = [watch.look(share, 0.5) for share in (2.0, 0.9, 0.4, 0.3, 0.3, 0.3, 0.9)]
    assert [bool(notices) for notices in said] == [False] * 4 + [True, False, False]
    assert "30%" in said[4][0] and "after 100%" in said[4][0]
    assert Watch(watch.state).state == watch.state


def test_a_discriminator_that_is_sure_of_everything_is_said() -> None:
    watch = Watch({})
    said = [watch.look(0.9, 0.001) for _ in range(PATIENCE + 1)]
    assert [len(notices) for notices in said] == [0, 0, 1, 0]


def test_winning_by_a_hair_is_no_reason_to_worry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float | None] = []
    monkeypatch.setattr(Watch, "look", lambda self, spread, loss: looks.append(loss) or [])
    recipe = toys.changed(toys.gan(), "training", log_every=5, sheet_every=5)
    done = run(tmp_path, recipe)
    done.go(max_steps=10)
    assert looks == [row["discriminator"] for row in done.log.rows if "discriminator" in row]
    critic = run(tmp_path / "critic", toys.changed(RECIPES["wgan"], "training", sheet_every=5))
    critic.go(max_steps=10)
    assert looks[2:] == [None, None], "a critic's loss has no 0 to be near to"


def test_diversity_is_the_distance_to_the_nearest_other() -> None:
    pixels = np.zeros((3, 2, 2, 1), np.uint8)
    pixels[2] = 255
    assert diversity(pixels) == pytest.approx(1 / 3)
    assert diversity(pixels[:2]) == 0


@pytest.mark.parametrize("kinds", [1, 2, 8, 16])
def test_a_few_pictures_repeated_are_a_collapse_from_the_first_look_on(kinds: int) -> None:
    chance = np.random.default_rng(0)
    real = chance.integers(0, 256, (64, 8, 8, 3)).astype(np.uint8)
    repeated = real[:kinds][chance.integers(0, kinds, 64)]
    repeated = np.clip(repeated + chance.integers(-3, 4, repeated.shape), 0, 255).astype(np.uint8)
    watch = Watch({})
    said = [watch.look(diversity(repeated) / diversity(real), 0.5) for _ in range(PATIENCE)]
    assert said[-1] and not any(said[:-1])


def test_a_sheet_shows_every_picture_on_white() -> None:
    clear = np.zeros((5, 8, 8, 4), np.uint8)
    clear[0, ..., 0] = clear[0, ..., 3] = 255
    assert (on_white(clear)[1] == 255).all() and (on_white(clear)[0, 0, 0] == [255, 0, 0]).all()
    shown = sheet(clear, columns=4)
    assert shown.size == (8 * (4 * 10 + 2), 8 * (2 * 10 + 2))
    assert shown.getpixel((24, 24)) == (255, 0, 0)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
def test_a_gpu_is_used_where_there_is_one(tmp_path: Path) -> None:
    recipe = toys.changed(toys.gan(), "training", precision="bfloat16")
    done = run(tmp_path, recipe)
    done.go()
    assert next(done.learner.model.parameters()).is_cuda
    assert weights.load(tmp_path).scores["step"] == 20
