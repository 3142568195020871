"""Train one model from a recipe: a GAN or a VAE.

    python -m imagegen.train imagegen/recipes/fashion.toml
    python -m imagegen.train imagegen/recipes/fashion.toml --out runs/trial --max-steps 200

Progress and the time left are shown; Ctrl-C stops after the step at hand, and the same command goes on from
the last checkpoint, to the same weights as if it had never stopped. Runs on whatever accelerate finds: two
cores, a GPU, several (``accelerate launch -m imagegen.train ...``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from imagegen import needs, places
from imagegen import recipe as recipes
from imagegen.data import images
from imagegen.errors import BadInput, ImagegenError


def train(
    file: Path, out: Path | None = None, max_steps: int | None = None, minutes: float | None = None
) -> bool:
    """Train by the recipe ``file`` and write the model's folder; False if Ctrl-C came first.

    ``out`` defaults to the recipe's name in the folder of runs.

    Raises:
        BadInput: the recipe or its data cannot be used, or ``out`` holds another run.
    """
    recipe = recipes.load(file)
    images.check(recipe.data.name, recipe.data.size)
    data = images.load(recipe.data.name, "train", recipe.data.size)
    dev = images.load(recipe.data.name, "dev", recipe.data.size)
    folder = out or places.runs() / recipe.name

    from imagegen.training.judging import score_of
    from imagegen.training.loop import Run

    console = Console()
    run = Run(recipe, data, dev, folder, score_of(recipe, dev), console.print)
    console.quiet = not run.accelerator.is_main_process  # of several, one speaks
    console.print(
        f"{recipe.name}: {len(data.pixels):,} pictures, from step {run.progress.step} to "
        f"{recipe.training.steps} on {run.accelerator.device}, in {folder} (run {run.progress.origin})"
    )
    columns = (
        TextColumn("{task.fields[rate]:.0f} pictures/s"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("steps, time left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not run.accelerator.is_main_process) as shown:
        task = shown.add_task("", total=recipe.training.steps, completed=run.progress.step, rate=0.0)

        def tick(step: int, last: int) -> None:
            rate = (shown.tasks[0].speed or 0.0) * recipe.training.batch
            shown.update(task, completed=step, total=last, rate=rate)

        finished = run.go(max_steps, minutes, tick)
    if not finished:
        return False
    run.finish()
    where = f" --weights {out}" if out else ""
    console.print(f"Wrote {folder}. Next: python -m imagegen.evaluate {file}{where}", soft_wrap=True)
    return True


def main(
    recipe: Annotated[Path, typer.Argument(help="recipe, e.g. imagegen/recipes/fashion.toml")],
    out: Annotated[
        Path | None, typer.Option(help="folder to write; default NAME in the folder of runs")
    ] = None,
    max_steps: Annotated[int | None, typer.Option(min=1, help="stop at this step, for a trial")] = None,
    minutes: Annotated[float | None, typer.Option(min=0, help="stop after so many minutes")] = None,
) -> None:
    """Train one model by its recipe. Stops cleanly on Ctrl-C; the same command goes on."""
    try:
        finished = train(recipe, out, max_steps, minutes)
    except ImagegenError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2 if isinstance(error, BadInput) else 1) from error
    if not finished:
        raise typer.Exit(130)


if __name__ == "__main__":
    needs.check("PIL", "matplotlib", "scipy", "sklearn")
    typer.run(main)
