"""Recipes: what is wrong is named by its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import BadInput
from finetune import recipe

GOOD = 'name = "x"\n[data]\nshops = ["fernhill"]\n'


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (GOOD + "[training]\nepohcs = 3\n", "training.epohcs"),
        (GOOD + "rounds = 0\n", "data.rounds"),
        (GOOD + "two_passages = 1.5\n", "data.two_passages"),
        (GOOD + '[lora]\nrank = "big"\n', "lora.rank"),
        ('[data]\nshops = ["fernhill"]\n', "name"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / "r.toml").write_text(text)
    with pytest.raises(BadInput, match=rf"r\.toml(?s:.*) {key}: "):
        recipe.load(tmp_path / "r.toml")


def test_all_wrong_keys_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(GOOD + "rounds = 0\n[lora]\nrank = 0\n")
    with pytest.raises(BadInput) as caught:
        recipe.load(tmp_path / "r.toml")
    assert "data.rounds: " in str(caught.value) and "lora.rank: " in str(caught.value)


def test_a_file_that_is_no_recipe_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"Cannot read the recipe"):
        recipe.load(tmp_path / "none.toml")
    (tmp_path / "r.toml").write_text("name =")
    with pytest.raises(BadInput, match="is not TOML"):
        recipe.load(tmp_path / "r.toml")


def test_a_digest_names_its_text() -> None:
    assert recipe.digest("a") == recipe.digest("a") != recipe.digest("b")
