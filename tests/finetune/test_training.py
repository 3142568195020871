"""Training without a model: what is masked, how rows are laid, what a trial may write, and intervals."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from finetune.dataset import Example
from prompts import Message

END = 1


class Letters:
    """A tokenizer for which each character is a token."""

    eos_token_id = END

    def apply_chat_template(self, messages: list[dict[str, str]], **_: object) -> str:
        return "".join(f"<{m['role']}>{m['content']}" for m in messages) + "<assistant>"

    def __call__(self, text: str, **_: object) -> dict[str, list[int]]:
        return {"input_ids": [ord(letter) for letter in text]}


def example(question: str, reply: str) -> Example:
    return Example("q1", "one", (Message("system", "S"), Message("user", question)), reply)


def rows(*examples: Example) -> Any:
    from finetune.batches import Rows, encode

    return Rows([encode(Letters(), each, 100) for each in examples])


def test_the_reply_and_its_end_are_learned_and_nothing_else() -> None:
    from finetune.batches import IGNORED

    (row,) = rows(example("hello?", "Hi."))
    learned = [token for token in row["labels"] if token != IGNORED]
    assert learned == [*map(ord, "Hi."), END] == row["input_ids"][-4:]
    assert row["labels"][:-4] == [IGNORED] * (len(row["input_ids"]) - 4)
    assert "".join(map(chr, row["input_ids"][:-4])) == "<system>S<user>hello?<assistant>"
    assert row["length"] == len(row["labels"]) == len(row["input_ids"])


def test_nothing_is_cut_in_silence() -> None:
    from finetune.batches import encode

    with pytest.raises(ValueError, match=r"q1 has .* more than max_tokens 20"):
        encode(Letters(), example("x" * 30, "Hi."), 20)


def test_rows_end_together_and_padding_is_neither_read_nor_learned() -> None:
    from finetune.batches import IGNORED, collate

    short, long = rows(example("a", "Hi."), example("a longer one", "Goodbye."))
    made = collate([short, long], pad=0)
    assert {name: tuple(tensor.shape) for name, tensor in made.items()} == dict.fromkeys(
        ("input_ids", "attention_mask", "labels"), (2, long["length"])
    )
    padding = long["length"] - short["length"]
    assert made["input_ids"][0].tolist() == [0] * padding + short["input_ids"]
    assert made["labels"][0].tolist() == [IGNORED] * padding + short["labels"]
    assert made["attention_mask"].sum(1).tolist() == [short["length"], long["length"]]
    assert made["input_ids"][:, -1].tolist() == [END, END]


# Trials and stale scores


def test_a_trial_does_not_overwrite_the_adapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from finetune import train

    monkeypatch.setattr(train.models, "fetch", lambda *_: pytest.fail("started"))
    (tmp_path / "r.toml").write_text('name = "support"\n[data]\nshops = ["fernhill"]\n')
    with pytest.raises(BadInput, match="--out"):
        train.train(tmp_path / "r.toml", max_steps=3)


def test_new_weights_do_not_keep_the_old_scores(tmp_path: Path) -> None:
    from finetune import train

    class Model:
        def to(self, _: object) -> Model:
            return self

        def save_pretrained(self, folder: Path) -> None:
            assert not (folder / "scores.json").exists(), "gone before the weights change"
            (folder / "adapter_config.json").write_text("{}")
            (folder / "README.md").write_text("PEFT's empty card")

    out = tmp_path / "out"
    out.mkdir()
    for name in ("scores.json", "README.md"):
        (out / name).write_text("old")
    (tmp_path / "r.toml").write_text("name = 'x'\n")
    state = SimpleNamespace(global_step=1, log_history=[{"loss": 1.0}, {}])
    trainer: Any = SimpleNamespace(model=Model(), state=state)
    train._write(out, tmp_path / "r.toml", trainer, "data", "recipe", 1.0, False)
    assert sorted(file.name for file in out.iterdir()) == [
        "adapter_config.json",
        "recipe.toml",
        "training.json",
    ]


# Intervals


def test_an_interval_holds_its_share_and_is_always_the_same() -> None:
    from finetune.evaluate import interval

    counts = [(f"e{i % 10}", float(i % 10 < 3), 1.0) for i in range(60)]
    found = interval(counts, seed=1)
    assert found == interval(counts, seed=1)
    assert found["share"] == 0.3 and found["of"] == 60
    assert 0 <= found["low"] < found["share"] < found["high"] <= 1


def test_questions_of_one_entry_stand_or_fall_together() -> None:
    from finetune.evaluate import interval

    rows = [(f"e{i // 10}", float(i // 10 % 2), 1.0) for i in range(100)]
    alone = [(f"q{i}", hit, of) for i, (_, hit, of) in enumerate(rows)]
    grouped, single = interval(rows, 1), interval(alone, 1)
    assert grouped["share"] == single["share"]
    assert grouped["high"] - grouped["low"] > 2 * (single["high"] - single["low"])


def test_of_nothing_there_is_no_share() -> None:
    from finetune.evaluate import interval

    nothing = {"share": None, "low": None, "high": None, "of": 0}
    assert interval([], 1) == interval([("e", 0.0, 0.0)], 1) == nothing


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), min_size=1, max_size=20), st.integers())
def test_an_interval_is_a_part_of_zero_to_one(counts: list[tuple[str, bool]], seed: int) -> None:
    from finetune.evaluate import interval

    found = interval([(group, float(hit), 1.0) for group, hit in counts], seed, draws=50)
    assert 0 <= found["low"] <= found["high"] <= 1 and 0 <= found["share"] <= 1
