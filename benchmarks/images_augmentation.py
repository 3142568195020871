"""Do generated pictures help a classifier with few labels beyond the best classical augmentation?

    python -m imagegen.data fashion
    python -m benchmarks.images_augmentation            # about 40 minutes on two cores; goes on where it was
    python -m benchmarks.images_augmentation --smoke    # the same in seconds, to see that it runs

For each number of labels, everything is chosen on the dev part with draws of labels that are not used again:
first the best of six classical policies, then for each generator how much of a batch is generated. With
that fixed, each seed draws new labels and trains every arm; the test part is looked at only here. Gains are
differences to the best classical augmentation within a seed; their intervals (Student, 95 %) are over seeds.
There are twelve: by luck alone, nearly every other such study would find a clear one. What each generator
has seen is told in ``benchmarks/images_sources.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from benchmarks import augmentation
from benchmarks import images_runs as runs
from benchmarks.cells import Cells, best, gain, over_seeds
from benchmarks.images_classifier import Labelled, Plan, accuracy, logistic, train
from benchmarks.images_policies import POLICIES, name_of, named
from benchmarks.images_sources import SOURCES, Generators, subset
from imagegen import recipe as recipes
from imagegen.data import images
from imagegen.data.images import Images

NAME = "images_augmentation"
AXES = ("accuracy", "labelled pictures", "test accuracy")
_ASIDE = 1000  # seeds from here on choose; those below are measured


@dataclass(frozen=True, slots=True)
class Study:
    """How large the study is."""

    labels: tuple[int, ...] = (100, 300, 1000)
    draws: int = 2  # of labels, to choose with
    shares: tuple[float, ...] = (0.25, 0.5)  # of a batch that is generated
    pool: int = 4000  # generated pictures to draw from
    seen: int = 10_000  # dev and test pictures, at most
    plan: Plan = field(default_factory=Plan)
    most_steps: int | None = None  # of a generator; default: its recipe's


SMOKE = Study((20,), 1, (0.5,), 40, 100, Plan(6, batch=16, width=4), most_steps=4)


class Laboratory:
    """The data, the generators and the cells of one study."""

    def __init__(self, study: Study, folder: Path) -> None:
        self.study = study
        self.everything, self.dev, test = (images.load("fashion", part, 28) for part in images.PARTS)
        self.classes = len(self.everything.category_names)
        self.judges = {"dev": self._few(self.dev), "test": self._few(test)}
        self.generators = Generators(self.everything, self.dev, folder / "generators", study.most_steps)
        asked = {"plan": asdict(study.plan), "seen": study.seen, "data": self.everything.fingerprint}
        self.cells = Cells(folder / "cells", asked, runs.say)

    def policies(self, labels: int, draw: int) -> dict[str, float]:
        """Dev accuracy of every classical policy."""
        seen = subset(self.everything, labels, _ASIDE + draw)
        return {
            name_of(policy): self._score(seen, "dev", name_of(policy), None, 0, _ASIDE + draw)
            for policy in POLICIES
        }

    def shares(self, labels: int, draw: int, policy: str) -> dict[str, dict[str, float]]:
        """Dev accuracy of every generator with each share of the batch."""
        seen = subset(self.everything, labels, _ASIDE + draw)
        found: dict[str, dict[str, float]] = {}
        for source in SOURCES:
            drawn = self.generators.draw(source, seen, self.study.pool, _ASIDE + draw)
            found[source] = {
                str(share): self._score(seen, "dev", policy, drawn, share, _ASIDE + draw)
                for share in self.study.shares
            }
        return found

    def arms(self, labels: int, seed: int, policy: str, shares: Mapping[str, float]) -> dict[str, float]:
        """Test accuracy of every arm."""
        seen = subset(self.everything, labels, seed)
        drawn = {source: self.generators.draw(source, seen, self.study.pool, seed) for source in SOURCES}
        found = {
            "logistic": logistic(Labelled(seen.pixels, seen.categories), self.judges["test"]),
            "plain": self._score(seen, "test", "none", None, 0, seed),
            "plain+vae": self._score(seen, "test", "none", drawn["vae"], shares["vae"], seed),
            "classical": self._score(seen, "test", policy, None, 0, seed),
        }
        for source in SOURCES:
            found[source] = self._score(seen, "test", policy, drawn[source], shares[source], seed)
        return found

    def _score(
        self, seen: Images, part: str, policy: str, drawn: Labelled | None, share: float, seed: int
    ) -> float:
        real = Labelled(seen.pixels, seen.categories)
        model = train(real, named(policy), drawn, share, self.classes, self.study.plan, seed)
        return accuracy(model, self.judges[part])

    def _few(self, part: Images) -> Labelled:
        rows = np.sort(np.random.default_rng(0).permutation(len(part.pixels))[: self.study.seen])
        return Labelled(part.pixels[rows], part.categories[rows])


def of_size(lab: Laboratory, labels: int, seeds: int) -> dict[str, Any]:
    """Choose, then measure, with one number of labels."""
    study, cells = lab.study, lab.cells

    def policies(draw: int) -> Any:
        return cells.get(
            f"policies-{labels}-{draw}", {"policies": POLICIES}, lambda: lab.policies(labels, draw)
        )

    tried = [policies(draw) for draw in range(study.draws)]
    policy = best(tried)
    asked: dict[str, Any] = {
        "policy": policy,
        "pool": study.pool,
        "recipes": digests(),
        "most": study.most_steps,
    }

    def shares(draw: int) -> Any:
        wanted = {**asked, "shares": study.shares}
        return cells.get(f"shares-{labels}-{draw}", wanted, lambda: lab.shares(labels, draw, policy))

    weighed = [shares(draw) for draw in range(study.draws)]
    chosen = {source: float(best([row[source] for row in weighed])) for source in SOURCES}

    def arms(seed: int) -> Any:
        wanted = {**asked, "chosen": chosen}
        return cells.get(f"arms-{labels}-{seed}", wanted, lambda: lab.arms(labels, seed, policy, chosen))

    measured = [arms(seed) for seed in range(seeds)]
    by_arm = {arm: [row[arm] for row in measured] for arm in measured[0]}
    return {
        "labels": labels,
        "chosen": {"policy": policy, "share": chosen},
        "dev": {"policies": tried, "shares": weighed},
        "seeds": measured,
        "accuracy": {arm: over_seeds(values) for arm, values in by_arm.items()},
        "gain_over_classical": {source: gain(by_arm[source], by_arm["classical"]) for source in SOURCES},
        "gain_over_plain": {arm: gain(by_arm[arm], by_arm["plain"]) for arm in ("classical", "plain+vae")},
    }


def digests() -> dict[str, str]:
    """Return a hash of each generator's recipe: another recipe makes other cells."""
    files = {source: runs.RECIPES / f"augmentation-{source}.toml" for source in SOURCES}
    return {source: recipes.digest(recipes.load(file)) for source, file in files.items()}


@runs.explained()
def main(
    smoke: augmentation.Smoke = False,
    seeds: Annotated[int, typer.Option(min=2, help="draws of the labels that are measured")] = 5,
    out: Annotated[Path | None, typer.Option(help="folder of generators, cells and chart")] = None,
) -> None:
    """Run what is left of the study, draw its chart and print one JSON object."""
    study = SMOKE if smoke else Study()
    folder = augmentation.folder_of(NAME, smoke, out)
    lab = Laboratory(study, folder)
    found = [of_size(lab, labels, seeds) for labels in study.labels]
    told = {
        "smoke": smoke,
        "n": {part: len(seen.pixels) for part, seen in lab.judges.items()},
        "seeds": seeds,
        "study": asdict(study),
        "recipes": digests(),
        "data": lab.everything.fingerprint,
    }
    augmentation.closing(NAME, folder, AXES, found, told)


if __name__ == "__main__":
    typer.run(main)
