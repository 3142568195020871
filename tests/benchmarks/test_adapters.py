"""Ways to serve two adapters: one shared base gives each row of a mixed batch the words it has alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import adapters
from tests.test_engine import GREEDY, PROMPTS, make_adapter, make_model


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    home = tmp_path_factory.mktemp("models")
    model = make_model(home / "tiny")
    for seed, name in enumerate(("support", "copy"), 1):
        make_adapter(model, home / "adapters" / name, seed)
    return model, home / "adapters"


def test_mixed_rows_are_the_same_as_apart(tiny: tuple[Path, Path]) -> None:
    from benchmarks.shared_base import SharedBase
    from bot.engines.transformers import TransformersEngine

    model, folder = tiny
    folders = {name: folder / name for name in ("support", "copy")}
    shared, folded = SharedBase(model, folders), TransformersEngine(model, folders)
    names = ["support", None, "copy"]
    mixed = shared.batch(PROMPTS, GREEDY, names)
    alone = [shared.batch([each], GREEDY, [name])[0] for each, name in zip(PROMPTS, names, strict=True)]
    assert mixed == alone == folded.batch(PROMPTS, GREEDY, names)
    assert mixed != shared.batch(PROMPTS, GREEDY, names[::-1])


def test_memory_and_speed_are_measured_in_a_process_of_its_own(tiny: tuple[Path, Path]) -> None:
    asked = adapters.requests_of("brewmoor", 4, 0)
    assert sorted(name for name, _ in asked) == ["copy", "copy", "support", "support"]
    with adapters.opened("shared", *tiny, tokens=4) as pipes:
        run = adapters.once(pipes, asked)
    assert run["bytes"] > 10**8, "it holds torch at least"
    assert run["tokens"] > 0
    assert len(run["texts"]) == len({prompt for _, prompt in asked})
