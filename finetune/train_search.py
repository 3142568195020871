"""Train the adapter of the embedding model: customers' questions come near the entries that answer them.

    python -m finetune.train_search finetune/recipes/search.toml --shared ../shared/data
    python -m finetune.train_search finetune/recipes/search.toml --steps 20 --out runs/trial

Progress and the time left are shown; Ctrl-C stops after the step at hand, and the same command
goes on from the last checkpoint to the same result. A finished run is kept, so that another
``keep`` in the recipe only writes the folder again. ``finetune.evaluate_search`` then scores it.
"""

from __future__ import annotations

import json
import math
import platform
import time
from pathlib import Path
from typing import Annotated, Any

import peft
import torch
import transformers
import typer

from bot import models, settings, shops
from bot.knowledge.embed import TUNED, MiniLM
from bot.knowledge.lora import CONFIG, RECORD
from finetune import recipe
from finetune.course import Course
from finetune.forms import build
from finetune.recipe import Nearing, SearchRecipe
from finetune.student import Student
from finetune.train import StopCleanly
from finetune.vectors import remembering

ROOT = Path(__file__).resolve().parents[1]


def rate(plan: Nearing, step: int) -> float:
    """Up in a line, down in a cosine."""
    if step < plan.warmup_steps:
        return plan.learning_rate * (step + 1) / plan.warmup_steps
    done = (step - plan.warmup_steps) / max(1, plan.steps - plan.warmup_steps)
    return plan.learning_rate * (1 + math.cos(math.pi * done)) / 2


def train(file: Path, shared: Path | None, out: Path, steps: int | None = None) -> Path:
    """Train by the recipe ``file`` and return the adapter's folder."""
    chosen = recipe.read(file, SearchRecipe)
    if steps is not None:
        chosen = chosen.model_copy(update={"training": chosen.training.model_copy(update={"steps": steps})})
    home = settings.load()
    base = MiniLM(models.fetch(models.MINILM, home.models, print), adapter=None)
    corpus = build(
        [shops.load(name) for name in chosen.data.shops], chosen.data, chosen.weigh, chosen.seed, shared
    )
    recipe_hash = recipe.digest(chosen.model_dump_json(exclude={"keep"}))
    print(f"{len(corpus.texts)} texts, data {corpus.fingerprint}, recipe {recipe_hash}", flush=True)
    vectors = remembering(base, ROOT / "runs").embed(corpus.texts)
    student = Student(chosen, corpus, base, vectors)
    course = Course(corpus, vectors, chosen.training, chosen.seed)
    checkpoint = home.home / "runs" / chosen.name / f"{recipe_hash}-{corpus.fingerprint}.pt"
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    state: dict[str, Any] = {"step": 0, "seconds": 0.0, "loss": [], "resumed": False}
    if checkpoint.is_file():
        state = student.resume(checkpoint)
        state["resumed"] |= state["step"] < chosen.training.steps
    _run(student, course, chosen, state, checkpoint)
    _write(
        out,
        file,
        chosen,
        student,
        {"base_sha256": base.sha256, "data": corpus.fingerprint, "recipe": recipe_hash, **state},
    )
    print(f"Wrote {out}. Next: python -m finetune.evaluate_search {file}")
    return out


def _run(
    student: Student, course: Course, chosen: SearchRecipe, state: dict[str, Any], checkpoint: Path
) -> None:
    plan = chosen.training
    stop = StopCleanly()
    stop.listen()
    begun, before, first = time.monotonic(), state["seconds"], state["step"]
    seen: list[dict[str, float]] = []
    for number in range(first, plan.steps):
        torch.manual_seed(chosen.seed * 1_000_003 + number)  # of the dropout
        seen.append(student.learn(course.step(number), rate(plan, number)))
        took = time.monotonic() - begun
        state |= {"step": number + 1, "seconds": before + took}
        if (number + 1) % 10 == 0:
            means = {name: round(sum(row[name] for row in seen) / len(seen), 4) for name in seen[0]}
            state["loss"].append(means["leading"])
            left = took / (number + 1 - first) * (plan.steps - number - 1)
            print(f"step {number + 1}/{plan.steps} {means}, {left / 60:.1f} minutes left", flush=True)
            seen = []
        if stop.asked or (number + 1) % plan.save_steps == 0 or number + 1 == plan.steps:
            student.save(checkpoint, state)
        if stop.asked:
            raise typer.Exit(130)


def _write(folder: Path, file: Path, chosen: SearchRecipe, student: Student, state: dict[str, Any]) -> None:
    """Write the weights (half precision), the recipe and what was learned from."""
    folder.mkdir(parents=True, exist_ok=True)
    student.model.to(torch.float16).save_pretrained(folder)
    config = json.loads((folder / CONFIG).read_text("utf-8"))
    config["base_model_name_or_path"] = models.MINILM.name  # a name, not a path of this machine
    config["lora_alpha"] = chosen.lora.alpha * chosen.keep
    (folder / CONFIG).write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", "utf-8")
    (folder / "README.md").unlink(missing_ok=True)  # PEFT's empty card; evaluate_search writes ours
    (folder / "recipe.toml").write_text(file.read_text("utf-8"), "utf-8")
    record = {
        "base": models.MINILM.name,
        **{key: state[key] for key in ("base_sha256", "data", "recipe")},
        "keep": chosen.keep,
        "steps": state["step"],
        "loss": state["loss"],
        "seconds": round(state["seconds"]),
        "resumed": state["resumed"],
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "peft": peft.__version__,
        },
    }
    (folder / RECORD).write_text(json.dumps(record, indent=2) + "\n", "utf-8")


def main(
    recipe: Annotated[Path, typer.Argument(help="recipe, e.g. finetune/recipes/search.toml")],
    shared: Annotated[Path, typer.Option(help="folder of the public collections")] = ROOT.parent
    / "shared"
    / "data",
    out: Annotated[Path, typer.Option(help="adapter folder to write")] = TUNED,
    steps: Annotated[int | None, typer.Option(help="so many steps only, for a trial")] = None,
) -> None:
    """Train the search adapter by its recipe. Stops cleanly on Ctrl-C; the same command goes on."""
    train(recipe, shared, out, steps)


if __name__ == "__main__":
    typer.run(main)
