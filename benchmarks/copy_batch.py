"""A batch of products, killed twice on its way: is all of it there, once, in order? And how fast is it?

    python -m benchmarks.copy_batch --json
    python -m benchmarks.copy_batch --n 40 --sample 8 --json

``shopkeeper copy --batch`` runs as a process of its own and gets SIGKILL at two points drawn from the seed;
the same command then goes on. The rate is measured in this process: a sample of the products in batches and
one by one, in turn.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from benchmarks import about
from benchmarks.copy_desk import explained, open_desk, report
from benchmarks.stats import bootstrap
from bot import settings, shops
from bot.build.marketing import Marketing
from bot.copywriter import ROWS
from bot.domain import Brief

_ROOT = Path(__file__).parents[1]
_err = Console(stderr=True, highlight=False)


def products(n: int, seed: int) -> list[dict[str, Any]]:
    """Return ``n`` rows of products of all demo shops; when they run out, again with other ids and prices."""
    folder = settings.data_folder()
    known = [row for name in shops.names() for row in shops.rows(folder / name / "products.jsonl")]
    draw = random.Random(seed)
    rows: list[dict[str, Any]] = []
    while len(rows) < n:
        turn = len(rows) // len(known)
        for row in draw.sample(known, len(known))[: n - len(rows)]:
            row = {name: value for name, value in row.items() if name != "zh"}
            if turn:
                price = round(row["price"] * draw.uniform(0.5, 2), 2) if row.get("price") else None
                row |= {"id": f"{row['id']}-{turn}", "price": price}
            rows.append(row)
    return rows


def start(source: Path, target: Path, home: Path, adapter: str, seed: int) -> subprocess.Popen[bytes]:
    """Start the batch as a process of its own."""
    variables = {"SHOPKEEPER_HOME": str(home), "SHOPKEEPER_COPY_ADAPTER": adapter}
    options = ["--variants", "1", "--channel", "social", "--seed", str(seed)]
    return subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "copy", "--batch", str(source), str(target), *options],
        cwd=_ROOT,
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def lines_of(target: Path) -> int:
    """Count the lines that are on disk."""
    return target.read_bytes().count(b"\n") if target.exists() else 0


def kill_at(process: subprocess.Popen[bytes], target: Path, lines: int, wait: float) -> bool:
    """Kill the process once ``target`` has so many lines and ``wait`` seconds more; False if it was done."""
    while process.poll() is None:
        if lines_of(target) >= lines:
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            return process.returncode == -signal.SIGKILL
        time.sleep(0.02)
    return False


def killed_twice(rows: Sequence[dict[str, Any]], folder: Path, adapter: str, seed: int) -> dict[str, Any]:
    """Run the batch, kill it twice, let it finish, and say what is in the file.

    Raises:
        RuntimeError: the command failed; the message has what it said.
    """
    draw = random.Random(seed)
    source, target = folder / "products.jsonl", folder / "copy.jsonl"
    source.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    points = sorted(draw.sample(range(1, len(rows)), 2))
    kills = []
    for lines in points:
        process = start(source, target, folder / "home", adapter, seed)
        killed = kill_at(process, target, lines, draw.uniform(0, 2))
        kills.append({"at": lines_of(target), "killed": killed, "torn": _torn(target)})
        _err.print(f"killed at {lines_of(target)} of {len(rows)}" if killed else "was done before")
    process = start(source, target, folder / "home", adapter, seed)
    _, said = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the batch failed:\n{said.decode()}")
    return {"kills": kills} | checked([row["id"] for row in rows], target)


def _torn(target: Path) -> bool:
    data = target.read_bytes() if target.exists() else b""
    return bool(data) and not data.endswith(b"\n")


def checked(ids: Sequence[str], target: Path) -> dict[str, Any]:
    """Compare what was written with what was asked for."""
    rows = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    found = [row["id"] for row in rows if "id" in row]
    return {
        "products": len(ids),
        "lost": sorted(set(ids) - set(found)),
        "doubled": sorted({name for name in found if found.count(name) > 1}),
        "order_kept": found == list(ids),
        "without_copy": sum(not row["copies"] for row in rows if "id" in row),
    }


def rates(desk: Marketing, rows: Sequence[dict[str, Any]], seed: int) -> dict[str, Any]:
    """Write a sample in batches and one by one, in turn, and return products a second."""
    briefs = [desk.reader.brief_of({"product": row, "channel": "social"}) for row in rows]
    desk.copywriter.write(briefs[0], 1, seed)  # loads the model
    blocks = [briefs[i : i + ROWS] for i in range(0, len(briefs), ROWS)]
    seconds: list[tuple[int, float, float]] = []
    for number, block in enumerate(track(blocks, description="Timing", console=_err, transient=True)):
        timed = {}
        for together in (True, False) if number % 2 else (False, True):
            timed[together] = _seconds(desk, block, seed, together)
        seconds.append((len(block), timed[True], timed[False]))
    done = sum(n for n, _, _ in seconds)
    batch, alone = (sum(row[i] for row in seconds) for i in (1, 2))
    low, high = bootstrap([a / b for _, b, a in seconds], lambda drawn: sum(drawn) / len(drawn), seed=seed)
    return {
        "n": done,
        "batch_products_a_second": round(done / batch, 3),
        "one_by_one_products_a_second": round(done / alone, 3),
        "times_as_fast": round(alone / batch, 2),
        "low": round(low, 2),
        "high": round(high, 2),
    }


def _seconds(desk: Marketing, briefs: Sequence[Brief], seed: int, together: bool) -> float:
    started = time.monotonic()
    if together:
        list(desk.copywriter.write_many(briefs, 1, seed))
    else:
        for brief in briefs:
            desk.copywriter.write(brief, 1, seed)
    return time.monotonic() - started


def main(
    n: Annotated[int, typer.Option(help="products in the batch", min=3)] = 200,
    sample: Annotated[int, typer.Option(help="products to time both ways; 0 for none", min=0)] = 64,
    adapter: Annotated[str, typer.Option(help="copy, or none for the untuned model")] = "copy",
    seed: int = 0,
    as_json: Annotated[bool, typer.Option("--json", help="print the JSON object only")] = False,
) -> None:
    """Run, kill, go on, compare; then time."""
    rows = products(n, seed)
    current = settings.load(copy_adapter=adapter)
    with tempfile.TemporaryDirectory(prefix="shopkeeper-benchmark-") as folder:
        found = killed_twice(rows, Path(folder), adapter, seed)
    engine_name = current.engine
    if sample:
        with explained(_err):
            _, desk = open_desk(adapter, say=_err.print)
        engine_name = desk.copywriter.engine.name
        found |= {"rate": rates(desk, random.Random(seed).sample(rows, min(sample, len(rows))), seed)}
    folder_of = settings.data_folder()
    result = {
        "benchmark": "copy_batch",
        "n": n,
        "seed": seed,
        "engine": engine_name,
        "adapter": adapter,
        "adapter_sha256": about.adapter_hash(current.adapters, adapter),
        "rows_together": ROWS,
        "cpus": os.cpu_count(),
        "versions": about.versions(),
        "data_sha256": about.hashes(folder_of / name / "products.jsonl" for name in shops.names()),
        **found,
    }
    report(result, _err, as_json)


if __name__ == "__main__":
    typer.run(main)
