"""The study of rows: what makes rows classically, the simulation, and that nothing is chosen on test rows."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from benchmarks import table_augmentation as study
from benchmarks import table_rows as rows
from benchmarks.transactions import simulate
from imagegen.columns import Table


def test_the_simulation_is_a_function_of_its_seed() -> None:
    (one, chances), (same, _), (other, _) = simulate(300, 1), simulate(300, 1), simulate(300, 2)
    np.testing.assert_array_equal(one.numbers, same.numbers)
    np.testing.assert_array_equal(one.choices, same.choices)
    assert (one.numbers != other.numbers).any()
    assert ((chances > 0) & (chances < 1)).all()


def test_chargebacks_are_rare_and_can_be_told_but_not_surely() -> None:
    table, chances = simulate(20_000, 0)
    assert 0.05 < rows.labels(table).mean() < 0.15
    assert 0.75 < roc_auc_score(rows.labels(table), chances) < 0.95


def test_smote_evens_the_labels_with_rows_between_the_rare_ones() -> None:
    table, _ = simulate(200, 3)
    added = rows.smote(table, 0)
    both = rows.labels(table.joined(added))
    assert both.mean() == 0.5
    rare = table.numbers[rows.labels(table) == 1]
    assert (added.numbers >= rare.min(0) - 1e-9).all() and (added.numbers <= rare.max(0) + 1e-9).all()


def test_blended_rows_keep_their_label_and_lie_between() -> None:
    near = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]
    table = Table(np.array([*near, *(np.array(near) + 50)]), np.array([[0]] * 3 + [[1]] * 3), (2,))
    added = rows.blend(table, 0)
    assert len(added) == 2 * len(table)
    assert ((added.numbers > 20).all(1) == (rows.labels(added) == 1)).all()
    assert ((added.numbers < 20).all(1) == (rows.labels(added) == 0)).all()


def test_jitter_moves_numbers_only() -> None:
    table, _ = simulate(50, 3)
    added = rows.jitter(table, 0)
    np.testing.assert_array_equal(added.choices, np.tile(table.choices, (3, 1)))
    away = (added.numbers - np.tile(table.numbers, (3, 1))) / table.numbers.std(0)
    assert away.std() == pytest.approx(0.1, abs=0.02)


def test_one_label_only_teaches_nothing() -> None:
    table, _ = simulate(50, 3)
    same = table.take(np.flatnonzero(rows.labels(table) == 0))
    for way in rows.MAKERS:
        assert rows.auc("logistic", same, rows.made(way, same, 0), way == "weights", table, 0) == 0.5


@pytest.mark.parametrize("model", rows.MODELS)
def test_a_classifier_learns_and_never_reads_the_label(model: str) -> None:
    table, _ = simulate(1500, 4)
    seen, chances = simulate(2000, 5)
    found = rows.auc(model, table, None, False, seen, 0)
    assert 0.65 < found <= roc_auc_score(rows.labels(seen), chances) + 0.02


def test_what_is_chosen_is_chosen_on_dev_rows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lab = study.Laboratory(study.SMOKE, tmp_path)
    judged: list[Table] = []

    def watched(
        model: str, real: Table, added: Table | None, balanced: bool, seen: Table, seed: int
    ) -> float:
        judged.append(seen)
        return 0.5

    monkeypatch.setattr(study, "auc", watched)
    lab.ways(40, 0)
    lab.amounts(40, 0, "logistic")
    assert judged and all(seen is lab.dev for seen in judged)
    judged.clear()
    lab.arms(40, 0, "logistic", "smote", 3, 1.0)
    assert judged and all(seen is lab.test for seen in judged)


def test_the_whole_study_runs_and_is_not_measured_twice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rows, "MODELS", ("logistic",))
    monkeypatch.setattr(study, "MODELS", ("logistic",))
    study.main(smoke=True, seeds=2, out=tmp_path)
    first = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [size["labels"] for size in first["sizes"]] == [40, 60]
    for size in first["sizes"]:
        assert set(size["auc"]) == {"plain", "classical", "generated", "vae", "classical+vae"}
        assert len(size["seeds"]) == 2
        for found in size["gain_over_classical"].values():
            assert found["low"] <= found["value"] <= found["high"]
    assert (tmp_path / "table_augmentation.svg").read_text("utf-8").count("<svg") == 1
    monkeypatch.delattr(study, "auc")  # whoever measures now fails
    study.main(smoke=True, seeds=2, out=tmp_path)
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == first
