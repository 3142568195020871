"""Score a trained model by its recipe, and write scores and model card beside the weights.

    python -m imagegen.evaluate imagegen/recipes/fashion.toml
    python -m imagegen.evaluate imagegen/recipes/fashion.toml --weights runs/trial --n 2000

Everything is measured on the test part, which neither training nor the choice of the best weights has seen.
The features of real pictures are kept, so that an interrupted evaluation is soon where it was. The last line
printed is one JSON object.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from imagegen import needs, places, record
from imagegen import recipe as recipes
from imagegen.data import images
from imagegen.data.images import Images
from imagegen.errors import BadInput, ImagegenError

if TYPE_CHECKING:
    from imagegen.measures.panel import Judged, Real, Say
    from imagegen.measures.score import Score
    from imagegen.weights import Loaded

COUNT = 5000  # pictures drawn
SAMPLES = 50  # importance samples of the bound
_BOUND = 1000  # pictures that it is taken over


def evaluate(folder: Path, n: int, seed: int, say: Say) -> dict[str, Any]:
    """Judge the model in ``folder``, write scores, card and pictures there, and return the scores.

    Raises:
        BadInput: the model or its data are missing, damaged, or do not belong together.
    """
    from imagegen import card, weights
    from imagegen.measures import panel

    loaded = weights.load(folder)
    recipe = loaded.recipe
    size = loaded.subject.size  # of a recipe without one, not what is the smallest today
    images.check(recipe.data.name, size)
    train, test = (images.load(recipe.data.name, part, size) for part in ("train", "test"))
    if test.fingerprint != loaded.fingerprint:
        raise BadInput(
            f"The model in {folder} was trained on other data ({loaded.fingerprint}) than the {test.name} "
            f"that is here ({test.fingerprint}). Make the data again with: {images.command(test.name)}"
        )
    scores: dict[str, Score] = {}
    judged: Judged | None = None
    if recipe.data.stack:
        from imagegen.sampling import sampler

        scores |= panel.stacks(train, test, sampler(loaded.model), say, seed)
    else:
        judged, more = pictures(loaded, panel.Real(train, test, say, seed), n, seed)
        scores |= more
    if recipe.model == "vae" and recipe.loss.kind == "beta":
        scores |= likelihood(loaded, test, say)
    result = {
        "name": recipe.name,
        "model": recipe.model,
        "recipe": recipes.digest(recipe),
        "weights": str(loaded.scores["weights"])[:16],
        "data": {"name": test.name, "size": int(test.pixels.shape[1]), "fingerprint": test.fingerprint},
        "trained": {key: loaded.scores.get(key) for key in ("step", "images", "seconds", "score", "start")},
        "seed": seed,
        "scores": {name: asdict(score) for name, score in scores.items()},
    }
    card.write(folder, loaded, result, scores, train, judged)
    return result


def pictures(loaded: Loaded, real: Real, n: int, seed: int) -> tuple[Judged, dict[str, Score]]:
    """Judge single pictures; a VAE's from its density, with the distance from the prior beside it."""
    from imagegen.measures import panel
    from imagegen.measures.features import extract
    from imagegen.sampling import sampler
    from imagegen.subject import draw_labels

    recipe, model = loaded.recipe, loaded.model
    labels = draw_labels(loaded.subject, n, seed) if recipe.network.labels else None
    if recipe.model == "gan":
        judged = panel.pictures(real, sampler(model), n, seed, labels)
        return judged, judged.scores
    judged = panel.pictures(real, sampler(model, "fitted"), n, seed, labels)
    real.say("the same from the prior")
    prior = real.distance(extract(sampler(model, "prior")(n, seed)), seed)
    return judged, judged.scores | {"kid_prior": prior}


def likelihood(
    loaded: Loaded, test: Images, say: Say, samples: int = SAMPLES, count: int = _BOUND
) -> dict[str, Score]:
    """Return ELBO and importance-weighted bound of a VAE on up to ``count`` test pictures, in nats a picture.

    Grey pixels are no coin flips: for a Bernoulli likelihood without ``binarise`` there is no bound to
    report.
    """
    import numpy as np
    import torch

    from imagegen.measures.bounds import bounds
    from imagegen.training.batches import Batches, seed_step
    from imagegen.vae import VAE

    recipe, model = loaded.recipe, loaded.model
    if not isinstance(model, VAE) or (model.likelihood == "bernoulli" and not recipe.data.binarise):
        return {}
    n = min(count, len(test.pixels))
    say(f"bounds with {samples} samples for {n:,} pictures")
    seed_step(0, 0, 0)
    batch = Batches(test, recipe.data, n, seed=0).at(0)

    @torch.inference_mode()
    def log_weights(rows: Any, k: int) -> Any:
        part = (tensor[torch.from_numpy(rows)] for tensor in (batch.x, batch.style, batch.category))
        x, style, category = (tensor.to(model.log_scale.device) for tensor in part)
        return model.log_weights(x, k, style, category).cpu().numpy()

    return bounds(log_weights, np.arange(n), samples, batch=50, seed=0)


def main(
    recipe: Annotated[Path, typer.Argument(help="recipe, e.g. imagegen/recipes/fashion.toml")],
    folder: Annotated[
        Path | None, typer.Option("--weights", help="the model's folder; default NAME in the folder of runs")
    ] = None,
    n: Annotated[int, typer.Option(min=100, help="pictures to draw")] = COUNT,
    seed: Annotated[int, typer.Option(min=0, help="of the pictures and of every lot")] = 0,
    only_json: Annotated[bool, typer.Option("--json", help="print the JSON line alone")] = False,
) -> None:
    """Score a trained model on pictures it never saw. Writes scores and model card beside the weights."""
    console = Console(stderr=True, quiet=only_json)
    try:
        name = recipes.load(recipe).name
        place = folder or places.runs() / name
        with console.status("reading the model") as status:
            if (found := record.read(place).recipe.name) != name:
                raise BadInput(f"{place} is a model of the recipe {found}, and {recipe} is {name}.")
            result = evaluate(place, n, seed, status.update)
    except ImagegenError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2 if isinstance(error, BadInput) else 1) from error
    except KeyboardInterrupt as stop:
        typer.echo(
            "Stopped. The features of real pictures are kept; the same command begins from there.", err=True
        )
        raise typer.Exit(130) from stop
    if not only_json:
        from imagegen import card

        console.print(card.table(result))
        console.print(f"Wrote scores.json and README.md in {place}")
    print(json.dumps(result))


if __name__ == "__main__":
    needs.check("PIL", "matplotlib", "scipy", "sklearn")
    typer.run(main)
