"""The benchmarks of copy, its variants, batches and blind comparison, run on a shop without any model."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer import Typer
from typer.testing import CliRunner

from benchmarks import blind, copy, copy_batch, copy_desk, copy_variants
from bot import build, shops
from bot.copywriter import Copywriter
from bot.copywriting.brand import BrandBook
from bot.domain import Brief, Product
from bot.engines import EchoEngine, Prompt
from bot.errors import BadInput
from bot.settings import Settings

RUN = CliRunner()


def app_of(module: ModuleType) -> Typer:
    app = Typer()
    app.command()(module.main)
    return app


def run(module: ModuleType, *arguments: str) -> dict[str, Any]:
    done = RUN.invoke(app_of(module), [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


# Copy


class Terse:
    """Writes one true sentence about every product, and of all that was to be told nothing else."""

    def __getattr__(self, name: str) -> Any:
        return getattr(EchoEngine(adapters=("copy",)), name)

    def batch(self, prompts: Sequence[Prompt], *_: object) -> list[str]:
        return ["The Oakfire Skillet weighs 1.2 kg."] * len(prompts)


PAN = Product("P1", "Oakfire Skillet", "cookware", 69.0, "EUR", {"weight": "1.2 kg", "material": "cast iron"})


def test_what_the_catalogue_wrote_and_what_it_completed_are_told_apart() -> None:
    brief = Brief(product=PAN, facts=("material",))
    for engine, built, completed in ((EchoEngine(), True, False), (Terse(), False, True)):
        copies = Copywriter(engine, None, "Brewmoor", BrandBook()).write(brief, 1)
        (row,) = (copy.judge(copies, one, {}) for one in copies.copies)
        assert (row["built"], row["completed"]) == (built, completed), row["text"]


def test_copy_is_judged_and_timed(echo_settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "shown.jsonl"
    found = run(copy, "--n", "3", "--out", str(out))
    assert found["n"] == len(out.read_text("utf-8").splitlines()) > 3
    assert found["built_from_the_catalogue"]["share"] == 1.0, "the fake writes nothing"
    assert found["completed_from_the_catalogue"]["hits"] == 0
    for times in ("seconds_a_brief", "seconds_a_copy"):
        assert 0 <= found[times]["p50"] <= found[times]["p95"]


def test_the_desk_is_the_named_shops_whatever_the_house_holds(echo_settings: Settings) -> None:
    build.open_store(echo_settings).put(shops.load("fernhill").entries)
    _, desk = copy_desk.open_desk("copy", "brewmoor")
    assert desk.copywriter.shop == shops.load("brewmoor").name


def test_a_missing_adapter_is_a_sentence(echo_settings: Settings) -> None:
    done = RUN.invoke(app_of(copy), ["--adapter", "nowhere"])
    assert done.exit_code == 1 and "There is no adapter 'nowhere'" in done.stderr


# Variants


def test_the_more_alike_the_less_distinct() -> None:
    same, other = ["a b c d"] * 3, ["a b c d", "e f g h", "i j k l"]
    assert copy_variants.distinct_2(same) == 3 / 12
    assert copy_variants.distinct_2(other) == 9 / 12
    assert copy_variants.jaccard(same) == 1.0
    assert copy_variants.jaccard(other) == 0.0


def test_variants_are_compared(echo_settings: Settings) -> None:
    found = run(copy_variants, "--n", "4", "--variants", "3")
    assert found["n"] == 4
    desk, plain = found["desk"], found["plain_sampling"]
    # The fake says nothing, so the catalogue speaks: from planned facts it says other things each time.
    assert plain["jaccard"]["mean"] == 1.0 > desk["jaccard"]["mean"]


# Batches


def test_a_killed_batch_is_whole(echo_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(copy_batch, "--n", "40", "--sample", "4")
    assert (found["lost"], found["doubled"], found["order_kept"]) == ([], [], True)
    assert len(found["kills"]) == 2


def test_what_is_lost_doubled_or_out_of_order_is_seen(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("".join(f'{{"id": "{name}", "copies": [1]}}\n' for name in "acca"))
    found = copy_batch.checked(["a", "b", "c"], target)
    assert (found["lost"], found["doubled"], found["order_kept"]) == (["b"], ["a", "c"], False)


def test_products_are_repeated_under_other_ids() -> None:
    rows = copy_batch.products(400, 0)
    assert len({row["id"] for row in rows}) == 400
    assert rows == copy_batch.products(400, 0)


# Blind comparison


def _brief() -> Brief:
    return Brief(product=Product("P1", "Oakfire Skillet 28 cm", "cookware", 69.0, "EUR"))


def test_judges_see_no_names_and_verdicts_are_counted(echo_settings: Settings, tmp_path: Path) -> None:
    done = RUN.invoke(blind.app, ["pairs", str(tmp_path), "--n", "3"])
    assert done.exit_code == 0, done.output
    # The fake writes the same on both sides, and nobody is asked about that.
    assert json.loads(done.stdout.splitlines()[-1])["same_text_left_out"] == 6
    assert "Truth" in (tmp_path / "rubric.md").read_text("utf-8")

    found = {"brief": _brief(), "facts": [], "raw": {"tuned": "t", "untuned": "u"}}
    draw = random.Random(0)
    pairs = [blind.paired(found, "raw", draw) for _ in range(40)]
    assert all("tuned" not in json.dumps(pair) for pair, _ in pairs)
    (tmp_path / "key.jsonl").write_text("".join(json.dumps(key) + "\n" for _, key in pairs))
    verdicts = tmp_path / "verdicts.jsonl"
    rows = [{"id": pair["id"], "winner": "A" if pair["A"] == "t" else "B"} for pair, _ in pairs]
    rows[0]["winner"] = "tie"
    verdicts.write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = RUN.invoke(blind.app, ["score", str(tmp_path), str(verdicts)])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout.splitlines()[-1])["raw"]
    assert (found["tuned_better"]["hits"], found["tie"]["hits"], found["untuned_better"]["hits"]) == (
        39,
        1,
        0,
    )
    assert found["sign_test_p"] < 1e-9


def test_the_order_of_a_pair_is_drawn() -> None:
    found = {"brief": _brief(), "facts": [], "raw": {"tuned": "t", "untuned": "u"}}
    draw = random.Random(0)
    assert {blind.paired(found, "raw", draw)[0]["A"] for _ in range(20)} == {"t", "u"}


def test_a_verdict_on_no_pair_is_refused() -> None:
    with pytest.raises(BadInput, match="a verdict is"):
        blind.winner_of({"id": "x", "winner": "A"}, {})


@pytest.mark.parametrize(
    ("won", "lost", "p"), [(5, 5, 1.0), (0, 0, 1.0), (10, 0, 2 / 1024), (9, 1, 22 / 1024)]
)
def test_the_sign_test_is_exact(won: int, lost: int, p: float) -> None:
    assert blind.sign_test(won, lost) == pytest.approx(p)
    assert blind.sign_test(lost, won) == pytest.approx(p)
