"""Texts become vectors: the seam to an embedding model, the packaged MiniLM, and the fake.

An embedder knows nothing of entries or search; it returns one unit vector a text, so that
a dot product is a cosine. Its ``name`` changes whenever its vectors would, because the
store keeps vectors under that name. Importing this file does not import torch.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from bot.errors import NotReady
from bot.knowledge import lora

Vectors = npt.NDArray[np.float32]  # (n, d), rows of length one
TUNED = Path(__file__).with_name("adapter")  # made by `python -m finetune.train_search`


class Embedder(Protocol):
    """Whatever turns texts into unit vectors."""

    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Vectors: ...


class MiniLM:
    """all-MiniLM-L6-v2, or another sentence-transformers folder that pools by the mean.

    ``adapter`` is added to the weights it was trained on and to no others; ``None`` leaves
    them as they came. The model is read on first use: a start that finds all vectors in the
    store pays for the hash of the weights only.
    """

    max_tokens = 256
    batch = 64

    def __init__(self, folder: Path, adapter: Path | None = TUNED) -> None:
        self.folder = folder
        for file in ("config.json", "tokenizer.json", "model.safetensors"):
            if not (folder / file).is_file():
                raise NotReady(
                    f"The embedding model in {folder} lacks {file}. `shopkeeper doctor` says how to get it."
                )
        with (folder / "model.safetensors").open("rb") as weights:
            self.sha256 = hashlib.file_digest(weights, "sha256").hexdigest()
        self.name = f"minilm-{self.sha256[:12]}"
        self.adapter = adapter if adapter and lora.fits(adapter, self.sha256) else None
        if self.adapter:
            self.name += f"-{lora.fingerprint(self.adapter)}"
        self._loaded: tuple[Any, Any] | None = None

    def _parts(self) -> tuple[Any, Any]:
        if self._loaded is None:
            from tokenizers import Tokenizer
            from transformers import AutoModel

            tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
            tokenizer.enable_truncation(self.max_tokens)
            tokenizer.no_padding()
            model: Any = AutoModel.from_pretrained(self.folder).eval()
            if self.adapter:
                lora.merge(model, self.adapter)
            self._loaded = tokenizer, model
        return self._loaded

    def embed(self, texts: Sequence[str]) -> Vectors:
        import torch

        tokenizer, model = self._parts()
        rows = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
        out = np.zeros((len(rows), model.config.hidden_size), np.float32)
        by_length = sorted(range(len(rows)), key=lambda i: len(rows[i]))  # so that little is padded
        for start in range(0, len(rows), self.batch):
            chosen = by_length[start : start + self.batch]
            width = len(rows[chosen[-1]])
            ids = torch.zeros(len(chosen), width, dtype=torch.long)
            mask = torch.zeros(len(chosen), width)
            for row, i in enumerate(chosen):
                ids[row, : len(rows[i])] = torch.tensor(rows[i])
                mask[row, : len(rows[i])] = 1
            with torch.inference_mode():
                states = model(input_ids=ids, attention_mask=mask).last_hidden_state  # (B, T, d)
                mean = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)  # (B, d)
                out[chosen] = torch.nn.functional.normalize(mean, dim=1).numpy()
        return out


class HashEmbedder:
    """The fake that really searches: letters in threes and fours, hashed. No model, no torch.

    Texts that share word parts come out near each other, synonyms do not. The same text
    gives the same vector on every machine.
    """

    def __init__(self, dimensions: int = 256) -> None:
        self.dimensions = dimensions
        self.name = f"hash-{dimensions}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        out = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            out[row] = self._one(text)
        return out

    def _one(self, text: str) -> Vectors:
        hashes = np.concatenate([_hashes(word) for word in re.findall(r"\w+", text.lower()) or [""]])
        signs = np.where(hashes & 1, 1.0, -1.0)  # signs let collisions cancel rather than add up
        counts = np.bincount((hashes >> 1) % self.dimensions, weights=signs, minlength=self.dimensions)
        length = float(np.linalg.norm(counts))
        if length == 0:  # every sign cancelled: still a unit vector, as promised
            counts[hashes[0] % self.dimensions] = length = 1.0
        vector: Vectors = (counts / length).astype(np.float32)
        return vector


@lru_cache(maxsize=50_000)
def _hashes(word: str) -> npt.NDArray[np.int64]:
    """The hashes of a word's parts; its ends are marked, so that a beginning is not taken for a middle."""
    padded = f"<{word}>"
    parts = [padded[i : i + size] for size in (3, 4) for i in range(max(1, len(padded) - size + 1))]
    return np.array([zlib.crc32(part.encode()) for part in parts])
