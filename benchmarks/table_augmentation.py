"""Do generated rows help a classifier of a small table beyond the best classical augmentation?

    python -m benchmarks.table_augmentation            # about 10 minutes on two cores; goes on where it was
    python -m benchmarks.table_augmentation --smoke    # the same in seconds, to see that it runs

Simulated card payments (``benchmarks/transactions.py``), 100, 300 and 1,000 rows to learn from, AUC of the
chargeback on rows that nobody learned from. For each size, the classifier with its best classical
augmentation, then the tabular VAE's steps and how many of its rows are added, are chosen on dev rows with
draws that are not used again. With that fixed, each seed draws new rows, and the VAE sees nothing else:

- ``plain``, ``classical``: real rows, without and with the chosen augmentation;
- ``generated``: the VAE's rows only (train on synthetic, test on real);
- ``vae``, ``classical+vae``: its rows added to the real ones, without and with that augmentation.

Gains are differences within a seed; their intervals (Student, 95 %) are over seeds.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from benchmarks import augmentation
from benchmarks import images_runs as runs
from benchmarks.cells import Cells, best, gain, over_seeds
from benchmarks.table_rows import MAKERS, MODELS, auc, labels, made
from benchmarks.transactions import simulate
from imagegen import tabular
from imagegen.columns import Table

NAME = "table_augmentation"
AXES = ("auc", "rows", "test AUC")
_ASIDE = 1000  # seeds from here on choose; those below are measured
_DEV, _TEST = 9_000_001, 9_000_002  # seeds of the rows that judge


@dataclass(frozen=True, slots=True)
class Study:
    """How large the study is."""

    rows: tuple[int, ...] = (100, 300, 1000)
    draws: int = 3  # of rows, to choose with
    steps: tuple[int, ...] = (1000, 3000)  # of the VAE
    times: tuple[float, ...] = (0.5, 1.0, 3.0)  # generated rows for each real one
    seen: int = 10_000  # dev rows, and test rows
    plan: tabular.Plan = field(default_factory=tabular.Plan)


SMOKE = Study((40, 60), 1, (3,), (1.0,), 200, tabular.Plan(batch=20, hidden=8, latent=4))


class Laboratory:
    """The rows that judge, and the cells of one study."""

    def __init__(self, study: Study, folder: Path) -> None:
        self.study = study
        self.dev, _ = simulate(study.seen, _DEV)
        self.test, self.chances = simulate(study.seen, _TEST)
        asked = {"seen": study.seen, "plan": asdict(study.plan), "data": fingerprint(self.dev)}
        self.cells = Cells(folder / "cells", asked, runs.say)

    def ways(self, n: int, draw: int) -> dict[str, float]:
        """Dev AUC of every classifier with every classical augmentation."""
        seed = _ASIDE + draw
        real, _ = simulate(n, seed)
        return {
            f"{model} {way}": auc(model, real, made(way, real, seed), way == "weights", self.dev, seed)
            for model in MODELS
            for way in MAKERS
        }

    def amounts(self, n: int, draw: int, model: str) -> dict[str, float]:
        """Dev AUC with the VAE's rows added, for each number of its steps and of its rows."""
        seed = _ASIDE + draw
        real, _ = simulate(n, seed)
        found = {}
        for steps in self.study.steps:
            drawn = self._fitted(real, steps, seed).sample(round(n * max(self.study.times)), seed)
            for times in self.study.times:
                some = first(drawn, round(n * times))
                found[f"{steps} {times}"] = auc(model, real, some, False, self.dev, seed)
        return found

    def arms(self, n: int, seed: int, model: str, way: str, steps: int, times: float) -> dict[str, float]:
        """Test AUC of every arm."""
        real, _ = simulate(n, seed)
        drawn = self._fitted(real, steps, seed).sample(max(n, round(n * times)), seed)
        added, some = made(way, real, seed), first(drawn, round(n * times))
        both = some if added is None else added.joined(some)

        def score(base: Table, more: Table | None, balanced: bool = False) -> float:
            return auc(model, base, more, balanced, self.test, seed)

        return {
            "plain": score(real, None),
            "classical": score(real, added, way == "weights"),
            "generated": score(first(drawn, n), None),
            "vae": score(real, some),
            "classical+vae": score(real, both, way == "weights"),
        }

    def _fitted(self, real: Table, steps: int, seed: int) -> tabular.TableVAE:
        return tabular.fit(real, replace(self.study.plan, steps=steps), seed)


def of_size(lab: Laboratory, n: int, seeds: int) -> dict[str, Any]:
    """Choose, then measure, with one number of rows."""
    study, cells = lab.study, lab.cells

    def ways(draw: int) -> Any:
        return cells.get(f"ways-{n}-{draw}", {"ways": list(MAKERS)}, lambda: lab.ways(n, draw))

    tried = [ways(draw) for draw in range(study.draws)]
    model, way = best(tried).split()

    def amounts(draw: int) -> Any:
        wanted = {"model": model, "steps": study.steps, "times": study.times}
        return cells.get(f"amounts-{n}-{draw}", wanted, lambda: lab.amounts(n, draw, model))

    weighed = [amounts(draw) for draw in range(study.draws)]
    steps, times = best(weighed).split()

    def arms(seed: int) -> Any:
        wanted = {"model": model, "way": way, "steps": steps, "times": times}
        measure = lab.arms
        return cells.get(
            f"arms-{n}-{seed}", wanted, lambda: measure(n, seed, model, way, int(steps), float(times))
        )

    measured = [arms(seed) for seed in range(seeds)]
    by_arm = {arm: [row[arm] for row in measured] for arm in measured[0]}
    new = ("generated", "vae", "classical+vae")
    return {
        "labels": n,
        "chosen": {"classifier": model, "classical": way, "steps": int(steps), "times": float(times)},
        "dev": {"ways": tried, "amounts": weighed},
        "seeds": measured,
        "auc": {arm: over_seeds(values) for arm, values in by_arm.items()},
        "gain_over_classical": {arm: gain(by_arm[arm], by_arm["classical"]) for arm in new},
        "gain_over_plain": {arm: gain(by_arm[arm], by_arm["plain"]) for arm in ("classical", *new)},
    }


def first(table: Table, count: int) -> Table:
    """Return the first ``count`` rows."""
    return table.take(np.arange(count))


def fingerprint(table: Table) -> str:
    """Return a short hash of what the simulation gives: other rules make other cells."""
    return hashlib.sha256(table.numbers.round(9).tobytes() + table.choices.tobytes()).hexdigest()[:16]


@runs.explained()
def main(
    smoke: augmentation.Smoke = False,
    seeds: Annotated[int, typer.Option(min=2, help="draws of the rows that are measured")] = 5,
    out: Annotated[Path | None, typer.Option(help="folder of cells and chart")] = None,
) -> None:
    """Run what is left of the study, draw its chart and print one JSON object."""
    from sklearn.metrics import roc_auc_score

    study = SMOKE if smoke else Study()
    folder = augmentation.folder_of(NAME, smoke, out)
    lab = Laboratory(study, folder)
    found = [of_size(lab, n, seeds) for n in study.rows]
    told = {
        "smoke": smoke,
        "n": {"dev": len(lab.dev), "test": len(lab.test)},
        "seeds": seeds,
        "study": asdict(study),
        "data": fingerprint(lab.dev),
        "charged_back": round(float(labels(lab.test).mean()), 4),
        "highest_possible_auc": round(float(roc_auc_score(labels(lab.test), lab.chances)), 4),
    }
    augmentation.closing(NAME, folder, AXES, found, told)


if __name__ == "__main__":
    typer.run(main)
