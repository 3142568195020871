"""An engine with one base model for all adapters: each row of a batch goes through its own (PEFT).

The other way to serve several adapters, for ``benchmarks.adapters``: it saves a copy of the model for each
adapter and pays for it in speed, since nothing is folded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peft import PeftModel

from bot.engines import Prompt, Sampling, Vocabulary
from bot.engines.drawing import Draw
from bot.engines.transformers import TransformersEngine


class SharedBase(TransformersEngine):
    """Writes mixed batches with one PEFT model."""

    def batch(
        self,
        prompts: Sequence[Prompt],
        sampling: Sampling = Sampling(),
        adapters: Sequence[str | None] = (),
        seeds: Sequence[int] = (),
        vocabularies: Sequence[Vocabulary] = (),
    ) -> list[str]:
        """Write one text for each prompt, all rows together."""
        names = [name or "__base__" for name in adapters] or ["__base__"] * len(prompts)
        draws = [Draw(seed) for seed in seeds] or [Draw(sampling.seed)] * len(prompts)
        with self._lock:
            return self._generate(prompts, sampling, None, draws, adapter_names=names)

    def _model(self, adapter: str | None) -> Any:
        return super()._model(None)  # one for all

    def _load(self, adapter: str | None) -> Any:
        (first, folder), *others = self._folders.items()
        model = PeftModel.from_pretrained(super()._load(None), str(folder), adapter_name=first)
        for name, folder in others:
            model.load_adapter(str(folder), adapter_name=name)
        return model.eval()
