"""The embedding model while it learns: its adapter, its optimizer, and the bank of all vectors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tokenizers
import torch
import transformers
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from torch import Tensor

from bot.knowledge.embed import MiniLM
from finetune.course import Step
from finetune.forms import Corpus, Floats
from finetune.nearness import Scorer, apart, leading, remember
from finetune.recipe import SearchRecipe

AT_ONCE = 24  # texts of like length in one pass


class Student:
    """MiniLM with an adapter that a step at a time improves."""

    def __init__(self, chosen: SearchRecipe, corpus: Corpus, base: MiniLM, vectors: Floats) -> None:
        self.plan, self.corpus = chosen.training, corpus
        self.before, self.bank = torch.from_numpy(vectors), torch.from_numpy(vectors).clone()
        self.scorers = [Scorer(faq, chosen.weigh) for faq in corpus.faqs]
        tokenizer = tokenizers.Tokenizer.from_file(str(base.folder / "tokenizer.json"))
        tokenizer.enable_truncation(self.plan.max_tokens)
        tokenizer.no_padding()
        self.ids = [encoding.ids for encoding in tokenizer.encode_batch(list(corpus.texts))]
        torch.manual_seed(chosen.seed)
        lora = LoraConfig(
            r=chosen.lora.rank,
            lora_alpha=chosen.lora.alpha,
            lora_dropout=chosen.lora.dropout,
            target_modules="all-linear",
        )
        plain: Any = transformers.AutoModel.from_pretrained(base.folder, add_pooling_layer=False)
        self.model: Any = get_peft_model(plain.eval(), lora)
        for module in self.model.modules():  # dropout in the adapter only: the rest is not learning
            if isinstance(module, torch.nn.Dropout):
                module.train(module.p == chosen.lora.dropout)
        self.learning = [weight for weight in self.model.parameters() if weight.requires_grad]
        self.optimizer = torch.optim.AdamW(self.learning, lr=self.plan.learning_rate, weight_decay=0.01)

    def vectors(self, texts: Sequence[int]) -> Tensor:
        """Fresh unit vectors (texts, d): like lengths together, so that little is padded."""
        order = sorted(range(len(texts)), key=lambda i: len(self.ids[texts[i]]))
        parts = []
        for start in range(0, len(order), AT_ONCE):
            rows = [self.ids[texts[i]] for i in order[start : start + AT_ONCE]]
            ids = torch.zeros(len(rows), len(rows[-1]), dtype=torch.long)
            mask = torch.zeros(len(rows), len(rows[-1]))
            for row, (into, on) in zip(rows, zip(ids, mask, strict=True), strict=True):
                into[: len(row)], on[: len(row)] = torch.tensor(row), 1
            states = self.model(input_ids=ids, attention_mask=mask).last_hidden_state  # (rows, T, d)
            mean = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            parts.append(torch.nn.functional.normalize(mean, dim=1))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back]

    def learn(self, step: Step, rate: float) -> dict[str, float]:
        fresh = self.vectors(step.texts)
        numbers = torch.tensor(step.texts)
        bank = self.bank.index_copy(0, numbers, fresh)  # gradient flows into the fresh rows alone
        scorer = self.scorers[step.faq]
        asked = bank[torch.tensor([anchor.text for anchor in step.anchors])]
        right = torch.tensor([anchor.entry for anchor in step.anchors])
        meaning = scorer.scores(step.anchors, asked, bank, step.bare)
        common = min(self.plan.remembered, len(self.corpus.common))
        losses = {
            "leading": leading(meaning + scorer.words(step.anchors, step.bare), right),
            "apart": apart(meaning, right),
            "remember": remember(fresh, self.before[numbers], common) if common else fresh.new_zeros(()),
        }
        weights = {"leading": 1.0, "apart": self.plan.apart, "remember": self.plan.remember}
        loss: Any = sum(weights[name] * losses[name] for name in losses)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.learning, 1.0)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        self.bank[numbers] = fresh.detach()
        first = (meaning.argmax(1) == right).float().mean()
        return {name: float(value.detach()) for name, value in losses.items()} | {"first": float(first)}

    def save(self, file: Path, state: dict[str, Any]) -> None:
        kept = {"adapter": get_peft_model_state_dict(self.model), "optimizer": self.optimizer.state_dict()}
        scratch = file.with_suffix(".new")
        torch.save({**kept, "bank": self.bank, "state": state}, scratch)
        scratch.replace(file)

    def resume(self, file: Path) -> dict[str, Any]:
        found = torch.load(file)
        set_peft_model_state_dict(self.model, found["adapter"])
        self.optimizer.load_state_dict(found["optimizer"])
        self.bank = found["bank"]
        state: dict[str, Any] = found["state"]
        return state
