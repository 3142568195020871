"""A LoRA adapter for the embedding model: whose it is, what it is called, and how it is added to the weights.

The folder has PEFT's two files and the record of its training. It is merged once, on
loading, so that a tuned search costs what an untuned one does; PEFT itself is not needed
for that. Importing this file does not import torch.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from bot.errors import NotReady

WEIGHTS, CONFIG, RECORD = "adapter_model.safetensors", "adapter_config.json", "training.json"


def fits(folder: Path, sha256: str) -> bool:
    """Say whether ``folder`` holds an adapter that was trained on the weights with this hash."""
    if not all((folder / file).is_file() for file in (WEIGHTS, CONFIG, RECORD)):
        return False
    return bool(_json(folder / RECORD).get("base_sha256") == sha256)


def fingerprint(folder: Path) -> str:
    """Return a short hash of everything that merging adds."""
    whole = hashlib.sha256((folder / WEIGHTS).read_bytes())
    whole.update(repr(_scaling(folder)).encode())
    return whole.hexdigest()[:8]


def merge(model: Any, folder: Path) -> None:
    """Add the adapter's share to each linear layer of ``model`` that it names, in place.

    Raises:
        NotReady: the adapter names a layer that the model does not have.
    """
    import torch
    from safetensors.torch import load_file

    scaling, found = _scaling(folder), load_file(folder / WEIGHTS)
    with torch.no_grad():
        for name, down in found.items():  # down (rank, in), up (out, rank)
            if not name.endswith(".lora_A.weight"):
                continue
            layer = name.removeprefix("base_model.model.").removesuffix(".lora_A.weight")
            up = found[name.replace(".lora_A.", ".lora_B.")]
            try:
                weight = model.get_submodule(layer).weight
            except AttributeError as error:
                raise NotReady(f"The adapter in {folder} is for another model: no layer {layer}.") from error
            weight += scaling * (up.float() @ down.float())


def _scaling(folder: Path) -> float:
    config = _json(folder / CONFIG)
    return float(config["lora_alpha"]) / float(config["r"])


def _json(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise NotReady(f"{file} cannot be read ({error}). Take it from the package again.") from error
    return found
