"""An engine with one base model for all adapters: each row of a batch goes through its own (PEFT).

The other way to serve several adapters, for ``benchmarks.adapters``: it saves a copy of the model for each
adapter and pays for it in speed, since nothing is folded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from peft import PeftModel

from bot.engines import Prompt, Sampling
from bot.engines.drawing import draw
from bot.engines.transformers import TransformersEngine


class SharedBase(TransformersEngine):
    """Writes mixed batches with one PEFT model."""

    def batch(
        self,
        prompts: Sequence[Prompt],
        sampling: Sampling = Sampling(),
        adapters: Sequence[str | None] = (),
        seeds: Sequence[int] = (),
    ) -> list[str]:
        """Write one text for each prompt, all rows together."""
        wanted = list(adapters) or [None] * len(prompts)
        inputs = self._encode([self._rendered(prompt) for prompt in prompts])
        with self._lock, torch.inference_mode():
            output = self._model(None).generate(
                **inputs,
                adapter_names=[name or "__base__" for name in wanted],
                max_new_tokens=sampling.max_new_tokens,
                do_sample=False,
                pad_token_id=self._tokenizer.pad_token_id,
                logits_processor=draw(sampling, list(seeds) or [sampling.seed] * len(prompts)),
            )
        new = output[:, inputs["input_ids"].shape[1] :]
        return list(self._tokenizer.batch_decode(new, skip_special_tokens=True))

    def _model(self, adapter: str | None) -> Any:
        return super()._model(None)  # one for all

    def _load(self, adapter: str | None) -> Any:
        base = super()._load(None)
        names = list(self._folders)
        model = PeftModel.from_pretrained(base, str(self._folders[names[0]]), adapter_name=names[0])
        for name in names[1:]:
            model.load_adapter(str(self._folders[name]), adapter_name=name)
        return model.eval()
