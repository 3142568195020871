"""Our VAE against Pythae's on the same binarised digits: bound in nats, and training pictures a second.

    pip install --no-deps pythae==0.1.2 imageio
    python -m imagegen.data digits
    python -m benchmarks.images_vae --budget-minutes 10 --seeds 3

Both train in turns for the same time on the same split, and of both the weights with the best bound on the
dev part are kept. The importance-weighted bound (Burda et al. 2015) is taken by one function, on the same
drawn pixels of the test part. `--peer-minutes` gives the peer longer, to see where it would end.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, get_args

import numpy as np
import torch
import typer
from numpy.typing import NDArray

from benchmarks import images_peer as peers
from benchmarks import images_runs as runs
from imagegen.data import images
from imagegen.data.images import Images
from imagegen.measures.bounds import bounds
from imagegen.tensors import to_tensor
from imagegen.training.batches import seed_step
from imagegen.vae import VAE
from imagegen.weights import load

RECIPE = "digits-vae.toml"


@runs.explained()
def main(
    budget_minutes: Annotated[float, typer.Option(min=0.01, help="training time of each side and seed")] = 10,
    seeds: Annotated[int, typer.Option(min=1, help="how many seeds")] = 3,
    peer: Annotated[str, typer.Option(help="Pythae's networks: conv or mlp")] = "conv",
    peer_minutes: Annotated[
        float | None, typer.Option(help="more time for the peer; default: the same")
    ] = None,
    samples: Annotated[int, typer.Option(min=1, help="importance samples of the bound")] = 200,
    n: Annotated[int, typer.Option(min=2, help="test pictures of the bound")] = 1000,
    slice_minutes: Annotated[float, typer.Option(min=0.01, help="how long one side trains at a time")] = 5,
    out: Annotated[Path | None, typer.Option(help="folder of the runs")] = None,
) -> None:
    """Train both sides in turns and print one JSON object."""
    if peer not in get_args(peers.Kind):
        raise typer.BadParameter(f"{peer} is none of {', '.join(get_args(peers.Kind))}")
    minutes = (budget_minutes, peer_minutes or budget_minutes)
    train, dev, test = (images.load("digits", part, 28) for part in images.PARTS)
    pixels = peers.drawn(test, n)
    found = [
        compare(train, dev, pixels, seed, peer, minutes, slice_minutes, samples, out) for seed in range(seeds)
    ]
    runs.closing(
        "images_vae",
        {
            "budget_minutes": minutes[0],
            "peer_minutes": minutes[1],
            "peer": peer,
            "data": test.fingerprint,
            "samples": samples,
            "seeds": found,
            "nats_better": runs.over_seeds([row["nats_better"] for row in found]),
            "times_faster": runs.over_seeds([row["times_faster"] for row in found]),
        },
    )


def compare(
    train: Images,
    dev: Images,
    pixels: NDArray[np.uint8],
    seed: int,
    kind: Any,
    minutes: tuple[float, float],
    at_once: float,
    samples: int,
    out: Path | None,
) -> dict[str, Any]:
    """Train and judge both sides with one seed."""
    recipe = runs.seeded(RECIPE, seed)
    folders = {side: runs.folder_of("images_vae", side, seed, out) for side in ("ours", f"pythae-{kind}")}
    ours, theirs = folders
    run = runs.run_of(recipe, train, dev, folders[ours])
    peer = peers.Peer(kind, train, dev, folders[theirs], seed)
    runs.in_turns(
        {ours: run, theirs: peer}, {ours: recipe.training.steps, theirs: 10**9}, min(minutes), at_once
    )
    runs.in_turns({theirs: peer}, {theirs: 10**9}, minutes[1], at_once)

    def judge(log_weights: Any, batch: int, trained: runs.Trained) -> dict[str, Any]:
        seed_step(seed, 0, 7)
        found = bounds(log_weights, pixels, samples, seed=seed)
        rate = trained.progress.step * batch / trained.progress.seconds
        return {"images_per_second": rate, **{name: runs.shown(score) for name, score in found.items()}}

    def judge_ours() -> dict[str, Any]:
        return judge(weigher(load(folders[ours]).model), recipe.training.batch, run)

    def judge_theirs() -> dict[str, Any]:
        return judge(peers.log_weights(peer.modules["best"]), peers.BATCH, peer)

    asked = {"samples": samples, "n": len(pixels)}
    result = {
        "ours": runs.kept(folders[ours], run, asked, judge_ours),
        "pythae": runs.kept(folders[theirs], peer, asked, judge_theirs),
    }
    return {
        "seed": seed,
        **result,
        "nats_better": result["pythae"]["iwae"]["value"] - result["ours"]["iwae"]["value"],
        "times_faster": result["ours"]["images_per_second"] / result["pythae"]["images_per_second"],
    }


def weigher(model: Any) -> Any:
    """Return the log-weights of our VAE as ``imagegen.measures.bounds`` wants them."""
    assert isinstance(model, VAE)

    @torch.inference_mode()
    def weigh(rows: NDArray[np.uint8], k: int) -> NDArray[np.float32]:
        found: NDArray[np.float32] = model.log_weights(to_tensor(rows), k).numpy()
        return found

    return weigh


if __name__ == "__main__":
    typer.run(main)
