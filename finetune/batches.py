"""Examples as tensors: which tokens are read, which are learned, and how rows are put together.

Replies end together on the right, so that the trainer can ask for the logits of the last few
positions only. Nothing here knows a recipe or a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from finetune.dataset import Example

IGNORED = -100  # label of a token that is read but not learned


@dataclass(frozen=True, slots=True)
class Encoded:
    """One example as token ids; the last ``supervised`` of them are learned (reply and its end)."""

    ids: list[int]
    supervised: int


def encode(tokenizer: Any, example: Example, max_tokens: int) -> Encoded:
    """Render with the model's own chat template, exactly as the engine does, and add the reply and its end.

    Raises:
        ValueError: longer than ``max_tokens``. Nothing is ever cut in silence.
    """
    messages = [message._asdict() for message in example.prompt]
    prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    before = tokenizer(prompt, add_special_tokens=False)["input_ids"]
    reply = tokenizer(example.reply, add_special_tokens=False)["input_ids"] + [tokenizer.eos_token_id]
    if len(before) + len(reply) > max_tokens:
        raise ValueError(
            f"{example.id} has {len(before) + len(reply)} tokens, more than max_tokens {max_tokens}"
        )
    return Encoded(before + reply, len(reply))


class Rows(torch.utils.data.Dataset[dict[str, Any]]):
    """Encoded examples as the Trainer wants them; ``length`` lets it put like with like."""

    def __init__(self, encoded: Sequence[Encoded]) -> None:
        self.encoded = encoded

    def __len__(self) -> int:
        return len(self.encoded)

    def __getitem__(self, index: int) -> dict[str, Any]:
        row = self.encoded[index]
        labels = [IGNORED] * (len(row.ids) - row.supervised) + row.ids[-row.supervised :]
        return {"input_ids": row.ids, "labels": labels, "length": len(row.ids)}


def collate(rows: Sequence[dict[str, Any]], pad: int) -> dict[str, torch.Tensor]:
    """Pad on the left, so that all replies end together: (rows, longest)."""
    width = max(len(row["input_ids"]) for row in rows)

    def left(key: str, fill: int) -> torch.Tensor:
        return torch.tensor([[fill] * (width - len(row[key])) + list(row[key]) for row in rows])

    labels = left("labels", IGNORED)
    mask = torch.tensor([[0] * (width - len(r["input_ids"])) + [1] * len(r["input_ids"]) for r in rows])
    return {"input_ids": left("input_ids", pad), "attention_mask": mask, "labels": labels}
