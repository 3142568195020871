"""The model card of a generator, written from its scores so that it cannot go stale, with its pictures.

Follows the sections of Mitchell et al. 2019, "Model Cards for Model Reporting".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.table import Table

from imagegen import places
from imagegen.data import images
from imagegen.data.images import Images
from imagegen.measures.score import Score

if TYPE_CHECKING:
    from imagegen.measures.panel import Judged
    from imagegen.weights import Loaded

SHOWN = 64  # pictures on the sample sheet
#: name -> (what it is, which way is better, decimals, factor)
MEASURES: Mapping[str, tuple[str, str, int, float]] = {
    "kid": ("KID x 1000", "lower", 1, 1000),
    "kid_prior": ("KID x 1000, from the prior instead of what was fitted", "lower", 1, 1000),
    "precision": ("precision", "higher", 3, 1),
    "recall": ("recall", "higher", 3, 1),
    "copies": ("nearer to a training picture than 99 % of unseen ones, % (features)", "about 1", 2, 100),
    "copies_by_pixels": ("the same by pixels, %", "about 1", 2, 100),
    "style": ("style as asked, %", "higher", 1, 100),
    "style_real": ("style of real pictures read right, %", "", 1, 100),
    "style_share": ("style as asked, as a share of that", "1", 3, 1),
    "category": ("category as asked, %", "higher", 1, 100),
    "category_real": ("category of real pictures read right, %", "", 1, 100),
    "category_share": ("category as asked, as a share of that", "1", 3, 1),
    "modes": ("kinds of stacked digits, of 1,000", "higher", 0, 1),
    "divergence": ("their KL to equal shares, nats", "lower", 3, 1),
    "digits_read": ("real digits read right, %", "", 2, 100),
    "elbo": ("-ELBO, nats a picture", "lower", 2, 1),
    "iwae": ("importance-weighted bound on -log p, nats a picture", "lower", 2, 1),
}


def rows(scores: Mapping[str, Score]) -> list[tuple[str, str, str, str]]:
    """Return name, value with its interval and what real pictures score, which way is better, and n."""
    return [
        (name, scores[key].text(digits, factor), better, f"{scores[key].n:,}")
        for key, (name, better, digits, factor) in MEASURES.items()
        if key in scores
    ]


def table(result: Mapping[str, Any]) -> Table:
    """Lay the scores out for the terminal."""
    scores = {name: Score(**fields) for name, fields in result["scores"].items()}
    found = Table("measure", "value (95 % interval; real pictures)", "better", "n", title=str(result["name"]))
    for row in rows(scores):
        found.add_row(*row)
    return found


def write(
    folder: Path,
    loaded: Loaded,
    result: Mapping[str, Any],
    scores: Mapping[str, Score],
    train: Images,
    judged: Judged | None,
) -> None:
    """Write ``scores.json``, ``README.md``, ``samples.png`` and, of single pictures, ``closest.png``."""
    from imagegen import weights
    from imagegen.measures import nearest
    from imagegen.sampling import sampler
    from imagegen.training import sheet

    drawn = judged.pixels[:SHOWN] if judged is not None else sampler(loaded.model)(SHOWN, int(result["seed"]))
    sheet.save(sheet.sheet(drawn), folder / "samples.png")
    if judged is not None:
        sheet.save(nearest.closest(judged.pixels, train.pixels, judged.copies), folder / "closest.png")
    pages = Environment(
        loader=PackageLoader("imagegen", "."), undefined=StrictUndefined, trim_blocks=True, autoescape=False
    )
    network = next((score.network for score in scores.values() if score.network), None)
    text = pages.get_template("card.jinja").render(
        recipe=loaded.recipe,
        labelled=weights.labels(loaded.model) > 0,
        subject=loaded.subject,
        result=result,
        rows=rows(scores),
        network=network,
        copies=judged is not None,
        way=[round(100 * share) for share in getattr(loaded.model.density, "between", ())],
        parameters=sum(weight.numel() for weight in loaded.model.parameters()),
        data=_data(train),
    )
    (folder / "README.md").write_text(text, "utf-8")
    (folder / "scores.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")


def _data(train: Images) -> dict[str, Any]:
    """Return what the data set's own card says of its title, licence and split."""
    folder = images.find(train.name, int(train.pixels.shape[1]), places.images())
    found: dict[str, Any] = json.loads((folder / "card.json").read_text("utf-8"))
    return found
