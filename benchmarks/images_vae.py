"""Our VAE against Pythae's on the same binarised digits: bound in nats, and training pictures a second.

    pip install --no-deps pythae==0.1.2 imageio
    python -m imagegen.data digits
    python -m benchmarks.images_vae --budget-minutes 10 --seeds 3

Pythae comes with both of its networks, the convolutional one for MNIST and the small one that it takes when
given none. All train in turns for the same time on the same split, with as many latents, and of each the
weights with the best bound on the dev part are kept. The importance-weighted bound (Burda et al. 2015) is
taken by one function, on the same drawn pixels of the test part. `--peer-minutes` gives the peers longer, to
see where they would end.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Any

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
PEERS: dict[str, peers.Kind] = {"pythae-conv": "conv", "pythae-mlp": "mlp"}


@runs.explained()
def main(
    budget_minutes: runs.Minutes = 10,
    seeds: runs.Seeds = 3,
    peer_minutes: Annotated[
        float | None, typer.Option(help="more time for the peers; default: the same")
    ] = None,
    samples: Annotated[int, typer.Option(min=1, help="importance samples of the bound")] = 200,
    n: Annotated[int, typer.Option(min=2, help="test pictures of the bound")] = 1000,
    slice_minutes: runs.Slice = 1,
    out: runs.Folder = None,
) -> None:
    """Train both sides in turns and print one JSON object."""
    minutes = (budget_minutes, peer_minutes or budget_minutes)
    train, dev, test = (images.load("digits", part, 28) for part in images.PARTS)
    pixels = peers.drawn(test, n)
    found = [compare(train, dev, pixels, seed, minutes, slice_minutes, samples, out) for seed in range(seeds)]
    runs.closing(
        "images_vae",
        {
            "budget_minutes": minutes[0],
            "peer_minutes": minutes[1],
            "data": test.fingerprint,
            "samples": samples,
            "seeds": found,
            "against": {
                peer: {
                    what: runs.over_seeds([row["against"][peer][what] for row in found])
                    for what in ("nats_better", "times_faster")
                }
                for peer in PEERS
            },
        },
    )


def compare(
    train: Images,
    dev: Images,
    pixels: NDArray[np.uint8],
    seed: int,
    minutes: tuple[float, float],
    at_once: float,
    samples: int,
    out: Path | None,
) -> dict[str, Any]:
    """Train and judge all sides with one seed."""
    recipe = runs.seeded(RECIPE, seed)
    folders = {side: runs.folder_of("images_vae", side, seed, out) for side in ("ours", *PEERS)}
    run = runs.run_of(recipe, train, dev, folders["ours"])
    theirs = {
        name: peers.Peer(kind, recipe.network.latent, train, dev, folders[name], seed)
        for name, kind in PEERS.items()
    }
    endless = dict.fromkeys(PEERS, 10**9)
    steps = {"ours": recipe.training.steps, **endless}
    runs.in_turns({"ours": run, **theirs}, steps, min(minutes), at_once)
    runs.in_turns(theirs, endless, minutes[1], at_once)

    def judge(log_weights: Any, batch: int, trained: runs.Trained) -> dict[str, Any]:
        seed_step(seed, 0, 7)
        found = bounds(log_weights, pixels, samples, seed=seed)
        rate = trained.progress.step * batch / trained.progress.seconds
        return {"images_per_second": rate, **{name: runs.shown(score) for name, score in found.items()}}

    def judge_ours() -> dict[str, Any]:
        return judge(weigher(load(folders["ours"]).model), recipe.training.batch, run)

    def judge_theirs(peer: peers.Peer) -> dict[str, Any]:
        return judge(peers.log_weights(peer.modules["best"]), peers.BATCH, peer)

    asked = {"samples": samples, "n": len(pixels)}
    ours = runs.kept(folders["ours"], run, asked, judge_ours)
    found = {
        name: runs.kept(folders[name], peer, asked, partial(judge_theirs, peer))
        for name, peer in theirs.items()
    }
    against = {
        name: {
            "nats_better": result["iwae"]["value"] - ours["iwae"]["value"],
            "times_faster": ours["images_per_second"] / result["images_per_second"],
        }
        for name, result in found.items()
    }
    return {"seed": seed, "ours": ours, **found, "against": against}


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
