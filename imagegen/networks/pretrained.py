"""Networks that others have trained: made once out of a package, kept, and left as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from imagegen.tensors import lay_out
from imagegen.writing import whole

Network = TypeVar("Network", bound=nn.Module)


def restore(
    model: Network, file: Path, make: Callable[[], Iterable[Tensor]], device: torch.device
) -> Network:
    """Return ``model`` with the weights in ``file``, frozen, on ``device``.

    ``make`` gives them in the order of its state, and is called if there is no such file or it is damaged.
    """
    if not _filled(model, file):
        with whole(file) as part:
            save_file(dict(zip(model.state_dict(), make(), strict=True)), part)
        model.load_state_dict(load_file(file))
    lay_out(model.to(device))
    return model.eval().requires_grad_(False)


def _filled(model: nn.Module, file: Path) -> bool:
    try:
        model.load_state_dict(load_file(file))
    except (OSError, SafetensorError, RuntimeError):  # missing; cut short; of another network
        return False
    return True
