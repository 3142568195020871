"""A run on disk, to be taken up again exactly: weights and optimisers as safetensors, the rest as JSON in it.

Nothing else needs to be kept: batches and random draws follow from seed and step.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.optim import Optimizer

from imagegen.errors import BadInput
from imagegen.writing import whole


@dataclass(slots=True)
class Progress:
    """Where a run stands."""

    origin: str  # hashes of recipe and data
    step: int = 0  # steps done
    seconds: float = 0.0
    best: float | None = None  # lowest held-out score so far
    best_step: int | None = None
    start: str | None = None  # hash of the weights that the model began with, if somebody else's
    watched: dict[str, Any] = field(default_factory=dict)  # what the collapse notice remembers


def save(
    file: Path,
    modules: Mapping[str, nn.Module],
    optimizers: Mapping[str, Optimizer],
    progress: Progress,
) -> None:
    """Write a checkpoint; the one before it stays until the new one is whole.

    Raises:
        ImagegenError: it cannot be written.
    """
    tensors: dict[str, Tensor] = {}
    for name, module in modules.items():
        tensors |= {f"{name}/{key}": tensor for key, tensor in module.state_dict().items()}
    for name, optimizer in optimizers.items():
        for index, state in optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer {name}/{index}/{key}": tensor for key, tensor in state.items()}
    fields = {key: getattr(progress, key) for key in Progress.__dataclass_fields__}
    cpu = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    with whole(file) as part:
        save_file(cpu, part, metadata={"progress": json.dumps(fields)})


def load(
    file: Path,
    modules: Mapping[str, nn.Module],
    optimizers: Mapping[str, Optimizer],
    origin: str,
) -> Progress:
    """Bring modules and optimisers to where the checkpoint left them; without one, to the beginning.

    Raises:
        BadInput: the checkpoint is damaged, or of a run with another recipe or other data.
    """
    if not file.exists():
        return Progress(origin)
    try:
        with safe_open(file, "pt") as opened:
            progress = Progress(**json.loads(opened.metadata()["progress"]))
            if progress.origin != origin:
                raise BadInput(
                    f"{file} belongs to a run with another recipe or other data. Choose another folder with "
                    "--out, or remove it to begin anew."
                )
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 - not a dict
        for name, module in modules.items():
            module.load_state_dict(_under(tensors, f"{name}/"))
        for name, optimizer in optimizers.items():
            _restore(optimizer, _under(tensors, f"optimizer {name}/"))
    except (SafetensorError, KeyError, TypeError, ValueError, RuntimeError, OSError) as error:
        raise BadInput(f"The checkpoint {file} is damaged ({error}). Remove it to begin anew.") from error
    return progress


def _under(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    found = {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
    return found


def _restore(optimizer: Optimizer, tensors: Mapping[str, Tensor]) -> None:
    """Fill the optimiser's state; tensors of a parameter get its layout, which the next step is fast with."""
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        index, key = name.split("/")
        parameter = parameters[int(index)]
        kept = torch.empty_like(parameter).copy_(tensor) if tensor.shape == parameter.shape else tensor
        state.setdefault(int(index), {})[key] = kept
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
