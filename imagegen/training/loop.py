"""The training loop, the same for every model: batches in, updates, and what is seen and kept on the way.

A run's folder holds the model's (``weights.safetensors``, ``recipe.toml``, ``training.json``: the best so
far), and ``log.jsonl``, ``curves.png``, ``sheet.png`` and ``checkpoint.safetensors`` to go on from.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path

import torch
from accelerate import Accelerator

from imagegen import recipe as recipes
from imagegen import weights
from imagegen.data.images import Images
from imagegen.errors import BadInput
from imagegen.recipe import Coder, Recipe
from imagegen.sampling import sampler
from imagegen.subject import Sampler, Subject
from imagegen.tensors import to_pixels
from imagegen.training import checkpoint, sheet, starting
from imagegen.training.adversarial import Adversary
from imagegen.training.batches import Batches, seed_step
from imagegen.training.encoding import fit_density, held_out_loss
from imagegen.training.log import Log, means
from imagegen.training.schedules import precision
from imagegen.training.stopping import Stop
from imagegen.training.variational import Autoencoder
from imagegen.training.watch import Watch, diversity
from imagegen.vae import VAE

SHOWN = 64  # pictures of the sample sheet
Score = Callable[[Sampler], float]  # of held-out pictures; lower is better
Say = Callable[[str], None]
Tick = Callable[[int, int], None]  # (steps done, last step)


class Run:
    """One training run in one folder."""

    def __init__(
        self,
        recipe: Recipe,
        train: Images,
        dev: Images,
        folder: Path,
        score: Score | None = None,
        say: Say = print,
    ) -> None:
        """``score`` judges what is drawn, for example by KID; a VAE without one, by its loss on ``dev``."""
        self.recipe, self.train, self.dev, self.folder = recipe, train, dev, folder
        self.score, self.say = score, say
        network = recipe.network
        if isinstance(network, Coder) and not network.neighbours and len(train.pixels) < network.components:
            raise BadInput(
                f"{len(train.pixels)} pictures to learn from are too few for the recipe's mixture of "
                f"{network.components} components: lower `components`, or add pictures."
            )
        self.accelerator = Accelerator()
        self.batches = Batches(train, recipe.data, recipe.training.batch, recipe.seed)
        torch.manual_seed(recipe.seed)
        subject = Subject.of(train, recipe.data.stack)
        file = folder / "checkpoint.safetensors"
        start = None if file.exists() else starting.find(recipe, train)
        self.learner: Adversary | Autoencoder = (
            Adversary(recipe, subject, self.accelerator, start.model if start else None)
            if recipe.model == "gan"
            else Autoencoder(recipe, subject, self.accelerator)
        )
        self.progress = checkpoint.load(
            file,
            self.learner.modules,
            self.learner.optimizers,
            f"{recipes.digest(recipe)}-{train.fingerprint}",
        )
        if start is not None:
            self.progress.start = start.weights
            if self.accelerator.is_main_process:
                self.say(f"Begins as the VAE in {start.folder}.")
        self.watch = Watch(self.progress.watched)
        self.log = Log(folder, self.progress.step, recipe.training.batch)
        self._recent: list[dict[str, torch.Tensor]] = []
        self._since = time.monotonic()

    def go(
        self, max_steps: int | None = None, minutes: float | None = None, tick: Tick | None = None
    ) -> bool:
        """Train to the last step, to ``max_steps`` or for ``minutes``; False if Ctrl-C ended it.

        After the last call, ``finish`` makes the kept weights whole.
        """
        plan, process = self.recipe.training, self.accelerator
        last = min(plan.steps, max_steps if max_steps is not None else plan.steps)
        stop = Stop(process, minutes)
        self._since = time.monotonic() - self.progress.seconds
        if process.is_main_process:
            self.log.begin()
        with stop.listening(self.say):
            while self.progress.step < last:
                step = self.progress.step
                seed_step(self.recipe.seed, step, process.process_index)
                batch = self.batches.at(step, process.process_index, process.num_processes)
                numbers = self.learner.update(step, batch.to(process.device))
                self.progress.step += 1
                if process.is_main_process:
                    self._recent.append(numbers)
                over = stop.now()
                done = over or self.progress.step == last
                if process.is_main_process:
                    self._look(done, judge=not stop.asked)
                if tick is not None:
                    tick(self.progress.step, last)
                if over:
                    break
        if process.is_main_process and not (stop.asked or (self.folder / "weights.safetensors").exists()):
            self._judge()  # Ctrl-C fell into the last step of an earlier call
        process.wait_for_everyone()
        return not stop.asked

    def finish(self) -> None:
        """Fit the density of a VAE's best weights, unless it is: it takes as long as many steps."""
        if self.accelerator.is_main_process and self.recipe.model == "vae":
            best = weights.load(self.folder, str(self.accelerator.device))
            assert isinstance(best.model, VAE)
            if not best.model.density.fitted:
                fit_density(best.model, self.recipe, self.train)
                weights.save(self.folder, best.model, self.recipe, best.scores, self.train.fingerprint)
        self.accelerator.wait_for_everyone()

    def _look(self, done: bool, judge: bool) -> None:
        """Whatever is due after this step: log, sheet, score, checkpoint."""
        plan, step = self.recipe.training, self.progress.step
        if done or step % plan.log_every == 0:
            seconds = round(time.monotonic() - self._since, 1)
            self.log.add(step, seconds=seconds, **means(self._recent, step))
            self._recent.clear()
        if done or step % plan.sheet_every == 0:
            self._show()
        if (done and judge) or step % plan.score_every == 0:
            self._judge()
        if done or step % plan.save_every == 0:
            self.progress.seconds = time.monotonic() - self._since
            self.progress.watched = self.watch.state
            means(self._recent, step)  # raises rather than keep broken weights
            checkpoint.save(
                self.folder / "checkpoint.safetensors",
                self.learner.modules,
                self.learner.optimizers,
                self.progress,
            )

    def _show(self) -> None:
        """Draw the fixed sample and the curves, and say if something looks wrong."""
        pixels = self._sampler()(SHOWN, self.recipe.seed)
        sheet.save(sheet.sheet(pixels), self.folder / "sheet.png")
        spread = diversity(pixels) / self._real_diversity()
        for notice in self.watch.look(spread, self._cross_entropy()):
            self.say(f"Step {self.progress.step}: {notice}")
        self.log.add(self.progress.step, diversity=round(spread, 4))
        sheet.curves(self.log.rows, self.folder / "curves.png")

    def _cross_entropy(self) -> float | None:
        """The discriminator's last loss, unless there is none or it is another kind of number."""
        if self.recipe.model == "vae" or self.recipe.loss.kind == "wasserstein":
            return None
        return self.log.last("discriminator")

    def _judge(self) -> None:
        """Score the model on held-out pictures and keep it if it is the best so far."""
        model, recipe, best = self.learner.model, self.recipe, self._best()
        value = self._score()
        if value is not None:
            self.log.add(self.progress.step, score=value)
            before = "" if best is None else f", best so far {best:.4g}"
            self.say(f"Step {self.progress.step}: held-out score {value:.4g}{before}")
            if not math.isfinite(value) or (best is not None and value >= best):
                return
        self.progress.best, self.progress.best_step = value, self.progress.step
        scores = {
            "step": self.progress.step,
            "images": self.progress.step * recipe.training.batch,
            "seconds": round(time.monotonic() - self._since),
            "score": value,
            "precision": precision(recipe.training, self.accelerator.device),
            **({"start": self.progress.start} if self.progress.start else {}),
        }
        weights.save(self.folder, model, recipe, scores, self.train.fingerprint)

    def _score(self) -> float | None:
        """A GAN is judged by what it draws; a VAE only if there is a score, else by its loss."""
        model, recipe = self.learner.model, self.recipe
        if self.score is None and recipe.model == "vae" and isinstance(model, VAE):
            return held_out_loss(model, recipe, self.dev)
        return None if self.score is None else self.score(self._sampler())

    def _sampler(self) -> Sampler:
        """What the model would draw now; a VAE with neighbours, between the pictures as it sees them now.

        The next step copies the learner's buffers and with them the fit away. A mixture takes as long as many
        steps and is fitted once, at the end; until then it is the prior.
        """
        model, recipe = self.learner.model, self.recipe
        if recipe.model == "vae" and isinstance(model, VAE):
            fits_now = recipe.network.neighbours > 0 and not model.density.fitted
            if fits_now:
                fit_density(model, recipe, self.train)
        return sampler(model, "fitted")

    def _best(self) -> float | None:
        """The best score so far; those from before the labels counted in full do not count."""
        plan, progress = self.recipe.training, self.progress
        early = (progress.best_step or 0) < plan.ramp[1] * plan.steps <= progress.step
        return None if early else progress.best

    def _real_diversity(self) -> float:
        batch = Batches(self.train, self.recipe.data, SHOWN, self.recipe.seed).at(0)
        return max(diversity(to_pixels(batch.x)), 1e-6)
