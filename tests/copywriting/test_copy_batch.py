"""Laws of `shopkeeper copy --batch`: it goes on wherever it was stopped, and never mixes two askings."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.briefs import Reader
from bot.build.marketing import Papers
from bot.catalogue import Catalogue
from bot.copywriter import Copywriter
from bot.copywriting.brand import BrandBook
from bot.engines import EchoEngine
from bot.errors import BadInput, NotReady
from bot.terminal import copy_batch
from tests.conftest import Run

ECHO = {"SHOPKEEPER_ENGINE": "echo", "SHOPKEEPER_EMBEDDER": "hash"}
GOODS = [
    {
        "id": f"P-{n}",
        "title": f"Plain Pan {20 + n} cm",
        "attributes": {"material": "steel", "weight": f"{n}.5 kg"},
    }
    for n in range(1, 6)
]


def write(file: Path, rows: Sequence[Any]) -> Path:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return file


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


class Stopping(EchoEngine):
    """Is interrupted after so many calls."""

    def __init__(self, calls: int) -> None:
        super().__init__(adapters=["copy"])
        self.calls = calls

    def batch(self, *given: Any, **named: Any) -> list[str]:
        self.calls -= 1
        if self.calls < 0:
            raise KeyboardInterrupt
        return super().batch(*given, **named)


def desk(
    engine: EchoEngine | None = None, adapter: str | None = "copy", weights: str = "", **book: object
) -> Copywriter:
    voice = BrandBook.model_validate(book)
    return Copywriter(engine or EchoEngine(adapters=["copy"]), adapter, "Pans", voice, weights=weights)


def run(source: Path, target: Path, given: dict[str, Any] | None = None, **options: Any) -> None:
    opened = options.pop("desk", None) or desk()
    start = options.pop("start", lambda: opened)
    settled = {"variants": 1, "seed": 0, "skip_bad": False} | options
    papers = Papers(opened.shop, opened.brand, Reader(Catalogue({})))
    copy_batch.run(source, target, given or {}, **settled, papers=papers, start=start)


def untouched() -> Copywriter:
    raise AssertionError("no model is needed")


@pytest.fixture
def goods(tmp_path: Path) -> Path:
    return write(tmp_path / "goods.jsonl", GOODS)


@pytest.fixture
def whole(goods: Path, tmp_path: Path) -> bytes:
    run(goods, tmp_path / "whole.jsonl")
    return (tmp_path / "whole.jsonl").read_bytes()


def settled(content: bytes) -> list[dict[str, Any]]:
    return [{**json.loads(line), "seconds": 0} for line in content.splitlines()]


def test_every_product_has_one_line_in_order(whole: bytes) -> None:
    rows = settled(whole)
    assert [row["id"] for row in rows] == [row["id"] for row in GOODS]
    assert all(row["copies"][0]["text"] and row["channel"] == "page" for row in rows)


def test_a_batch_goes_on_wherever_it_was_killed(goods: Path, tmp_path: Path, whole: bytes) -> None:
    out = tmp_path / "out.jsonl"
    ends = [at + 1 for at, byte in enumerate(whole) if byte == ord("\n")]
    for kept in sorted({0, 1, 5, *ends, *(end - 1 for end in ends), *(end + 40 for end in ends[:-1])}):
        out.write_bytes(whole[:kept])
        run(goods, out)
        assert settled(out.read_bytes()) == settled(whole), f"killed after {kept} bytes"


def test_a_line_torn_within_a_character_is_taken_away(tmp_path: Path) -> None:
    goods = write(
        tmp_path / "goods.jsonl", [{"id": "M-1", "title": "Mug"}, {"id": "é" * 50, "title": "Café Mug"}]
    )
    out = tmp_path / "out.jsonl"
    run(goods, out)
    content = out.read_bytes()
    at = content.index("é".encode())
    out.write_bytes(content[: at + 1])
    run(goods, out)
    assert settled(out.read_bytes()) == settled(content)


def test_ctrl_c_keeps_what_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.copywriter.ROWS", 1)
    goods, out = write(tmp_path / "goods.jsonl", GOODS), tmp_path / "out.jsonl"
    with pytest.raises(KeyboardInterrupt):
        run(goods, out, desk=desk(Stopping(3)))
    assert len(lines(out)) >= 1
    assert "Stopped after" in capsys.readouterr().err
    run(goods, out)
    run(goods, tmp_path / "whole.jsonl")
    assert settled(out.read_bytes()) == settled((tmp_path / "whole.jsonl").read_bytes())


def test_what_is_done_needs_no_model(goods: Path, tmp_path: Path, whole: bytes) -> None:
    run(goods, tmp_path / "whole.jsonl", start=untouched)
    assert (tmp_path / "whole.jsonl").read_bytes() == whole


@pytest.mark.parametrize(
    ("given", "options", "says"),
    [
        ({"tone": "warm"}, {}, "was begun with tone not given"),
        ({}, {"seed": 7}, "was begun with seed 0"),
        ({}, {"variants": 2}, "was begun with variants 1"),
        ({}, {"desk": desk(adapter=None)}, "was begun with the adapter copy"),
        ({}, {"desk": desk(avoid=[{"word": "cheap"}])}, "was begun with another brand book.*remove this one"),
        ({}, {"desk": desk(weights="b1")}, "was begun with another training of the adapter"),
    ],
)
def test_two_ways_of_asking_never_mix(
    goods: Path, tmp_path: Path, whole: bytes, given: dict[str, Any], options: dict[str, Any], says: str
) -> None:
    out = tmp_path / "out.jsonl"
    part = whole[: whole.index(b"\n") + 1]
    out.write_bytes(part)
    with pytest.raises(BadInput, match=says):
        run(goods, out, given, **options)
    assert out.read_bytes() == part


@pytest.mark.parametrize("edit", ["another product", "other facts", "fewer products"])
def test_a_catalogue_that_changed_is_noticed(goods: Path, tmp_path: Path, whole: bytes, edit: str) -> None:
    rows = {
        "another product": GOODS[1:],
        "other facts": [{**GOODS[0], "attributes": {"material": "iron"}}, *GOODS[1:]],
        "fewer products": GOODS[:4],
    }
    write(goods, rows[edit])
    with pytest.raises(BadInput, match=r"line 1, is about 'P-1'|holds something else in line 5"):
        run(goods, tmp_path / "whole.jsonl")
    assert (tmp_path / "whole.jsonl").read_bytes() == whole


@pytest.mark.parametrize("content", [b"notes\n", b"notes", b"[]\n", b'{"id": "P-1"}\n', b"\xff\n", b"\n"])
def test_what_somebody_else_wrote_stays_as_it_is(goods: Path, tmp_path: Path, content: bytes) -> None:
    out = tmp_path / "out.jsonl"
    out.write_bytes(content)
    with pytest.raises(BadInput, match="something else"):
        run(goods, out)
    assert out.read_bytes() == content


def test_the_products_themselves_are_never_written_over(goods: Path) -> None:
    before = goods.read_bytes()
    with pytest.raises(BadInput, match="holds the products themselves"):
        run(goods, goods)
    assert goods.read_bytes() == before


def test_bad_rows_stop_a_batch_or_are_left_out_by_name(
    goods: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(goods, [GOODS[0], {"id": "P-2"}, GOODS[2]])
    out = tmp_path / "out.jsonl"
    with pytest.raises(BadInput, match="line 2: title is missing") as caught:
        run(goods, out)
    assert "nothing was written" in str(caught.value) and "leave them out with --skip-bad" in str(
        caught.value
    )
    assert not out.exists()
    run(goods, out, skip_bad=True)
    assert [row["id"] for row in lines(out)] == ["P-1", "P-3"]
    assert "Left out, line 2: title is missing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"channel": "sms"}, "^P-1 and 4 more: Pans does not use the channel sms: nobody reads it.$"),
        ({"channel": "fax"}, "^P-1 and 4 more: channel is 'fax'; known: page.*$"),
    ],
)
def test_what_cannot_be_asked_leaves_no_file(
    goods: Path, tmp_path: Path, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        run(
            goods,
            tmp_path / "out.jsonl",
            given,
            desk=desk(unused=[{"channel": "sms", "why": "nobody reads it"}]),
            start=untouched,
        )
    assert not (tmp_path / "out.jsonl").exists()


def test_a_second_start_at_the_same_time_is_refused(goods: Path, tmp_path: Path, whole: bytes) -> None:
    out = tmp_path / "out.jsonl"

    def start() -> Copywriter:
        with pytest.raises(BadInput, match=r"another start of this command.*Ctrl-C.*name another file"):
            run(goods, out, start=untouched)
        return desk()

    run(goods, out, start=start)
    assert settled(out.read_bytes()) == settled(whole)


def test_a_start_that_comes_to_nothing_leaves_no_file(goods: Path, tmp_path: Path) -> None:
    def start() -> Copywriter:
        raise NotReady("no adapter")

    with pytest.raises(NotReady):
        run(goods, tmp_path / "out.csv", start=start)
    assert not [*tmp_path.glob("out*")]


def test_a_target_that_cannot_be_written_is_said(goods: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        run(goods, tmp_path / "nowhere" / "out.jsonl")
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(BadInput, match="cannot be written"):
        run(goods, tmp_path / "folder.jsonl")


def test_a_table_has_a_row_for_each_variant_and_runs_no_formula(tmp_path: Path) -> None:
    rows = [{"id": "=1+1", "title": "@Home Mug", "description": "A mug.", "language": "en"}, GOODS[0]]
    goods, out = write(tmp_path / "goods.jsonl", rows), tmp_path / "out.csv"
    run(goods, out, {"channel": "email"}, variants=2)
    with out.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert list(table[0]) == ["id", "title", "channel", "head", "body", "stands_in", "warnings"]
    assert (table[0]["id"], table[0]["title"]) == ("'=1+1", "'@Home Mug")
    assert {row["channel"] for row in table} == {"email"} and all(row["body"] for row in table)
    assert "weight" in table[-1]["stands_in"]
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out.csv"]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_product_without_copy_is_named_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    goods = write(tmp_path / "goods.jsonl", [{"id": "B-1", "title": "Organic Cotton Bag"}, GOODS[0]])
    run(goods, out := tmp_path / f"out{suffix}", desk=desk(never=[{"claim": "organic", "why": "no label"}]))
    said = capsys.readouterr().err
    assert "No copy for B-1 (Organic Cotton Bag): Nothing could be written" in said and "no label" in said
    assert "Wrote 1 of 2 products" in said
    if suffix == ".csv":
        bag, pan = csv.DictReader(out.read_text("utf-8-sig").splitlines())
        assert (bag["id"], bag["body"]) == ("B-1", "") and "never allows 'organic'" in bag["warnings"]
        assert pan["body"] and "Nothing could be written" not in pan["warnings"]


def test_the_columns_of_a_table_that_count_as_attributes_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "goods.csv").write_text("ID,Title,Price (EUR),Weight\nP-1,Plain Pan,12.50,2 kg\n", "utf-8")
    run(tmp_path / "goods.csv", tmp_path / "out.jsonl")
    assert "Columns taken as attributes: weight.\n" in capsys.readouterr().err


def test_the_fields_that_nobody_reads_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "goods.jsonl", [{**GOODS[0], "stock": 4}])
    run(tmp_path / "goods.jsonl", tmp_path / "out.jsonl")
    assert "Passed over, line 1: nothing reads the field 'stock'" in capsys.readouterr().err


def test_a_table_is_there_as_a_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.copywriter.ROWS", 1)
    goods, out = write(tmp_path / "goods.jsonl", GOODS), tmp_path / "out.csv"
    with pytest.raises(KeyboardInterrupt):
        run(goods, out, desk=desk(Stopping(3)))
    assert not out.exists()
    run(goods, out)
    assert "already has" in capsys.readouterr().err
    assert len(out.read_text("utf-8-sig").splitlines()) == 6


def test_a_table_that_is_done_is_left_alone_and_another_one_refused(
    goods: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    run(goods, out)
    before = out.read_bytes()
    run(goods, out, start=untouched)
    assert "Done already" in capsys.readouterr().err and out.read_bytes() == before
    with pytest.raises(BadInput, match="is there already"):
        run(goods, out, {"tone": "warm"}, start=untouched)
    out.write_bytes(before + b"P-9\n")  # somebody went on with it
    with pytest.raises(BadInput, match="is there already"):
        run(goods, out, start=untouched)
    (tmp_path / "notes.csv").write_text("notes", "utf-8")
    with pytest.raises(BadInput, match="is there already"):
        run(goods, tmp_path / "notes.csv", start=untouched)
    assert not [*tmp_path.glob("*.part")]


def test_a_batch_from_the_command_line_from_table_to_table(shopkeeper: Run, tmp_path: Path) -> None:
    (tmp_path / "goods.csv").write_text("id;title;material\nP-1;Plain Pan;steel\n", "utf-8-sig")
    out = tmp_path / "out.csv"
    done = shopkeeper("copy", "--batch", str(tmp_path / "goods.csv"), str(out), "--channel", "poster", **ECHO)
    assert done.returncode == 0, done.stderr
    assert out.read_text("utf-8-sig").splitlines()[1].startswith("P-1,Plain Pan,poster,Plain Pan,")
