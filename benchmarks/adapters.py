"""Two adapters in one process: memory and speed of folded copies, of one shared base, and of two processes.

    python -m benchmarks.adapters --json
    python -m benchmarks.adapters --requests 8 --rounds 1 --json

``folded``: the engine as it is, each adapter folded into its own copy of the model. ``shared``: one base, the
adapters beside it (PEFT's ``adapter_names``), rows of both in one batch. ``apart``: two processes with one
folded adapter each, at the same time. Half of the requests are questions, half are briefs; all are greedy.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

import prompts
from benchmarks import about
from benchmarks.stats import bootstrap
from bot import build, catalogue, models, settings, shops
from bot.copywriting import facts, planning
from bot.domain import Brief
from bot.domain.talk import Passage
from bot.engines import Prompt, Sampling
from bot.errors import ShopkeeperError

Request = tuple[str, Prompt]  # adapter, prompt
#: Processes of each way to serve: what kind of engine, and which adapters' requests it gets.
WAYS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "folded": [("folded", ("support", "copy"))],
    "shared": [("shared", ("support", "copy"))],
    "apart": [("folded", ("support",)), ("folded", ("copy",))],
}


def requests_of(shop: str, n: int, seed: int) -> list[Request]:
    """Return ``n`` requests in mixed order: questions with their passage, and briefs with their facts."""
    folder, draw, known = settings.data_folder() / shop, random.Random(seed), shops.load(shop)
    entries = draw.choices(known.entries, k=n - n // 2)
    asked = [
        prompts.render(
            "support",
            shop=known.name,
            passages=[Passage(1, entry.id, entry.question, entry.answer)],
            question=entry.question,
            earlier=[],
        )
        for entry in entries
    ]
    goods = [catalogue.product_of(row) for row in shops.rows(folder / "products.jsonl")]
    briefs = [Brief(channel="social", product=product) for product in draw.choices(goods, k=n // 2)]
    told = [facts.of_brief(brief) for brief in briefs]
    written = [
        prompts.render(
            "copy", shop=known.name, brief=brief, facts=[each[0], *planning.plan(brief, each, seed + i)]
        )
        for i, (brief, each) in enumerate(zip(briefs, told, strict=True))
    ]
    mixed = [("support", prompt) for prompt in asked] + [("copy", prompt) for prompt in written]
    draw.shuffle(mixed)
    return mixed


def memory() -> int:
    """Return the bytes that this process holds: its proportional share (Linux), or what is resident."""
    try:
        text = Path("/proc/self/smaps_rollup").read_text()
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return int(text.partition("\nPss:")[2].split()[0]) * 1024


def serve(kind: str, names: Sequence[str], model: str, folder: str, tokens: int, pipe: Connection) -> None:
    """Run in a process of its own: load, then write what is sent until ``None`` comes."""
    from benchmarks.shared_base import SharedBase
    from bot.engines.transformers import TransformersEngine

    folders = {name: Path(folder) / name for name in names}
    before = memory()
    engine = (SharedBase if kind == "shared" else TransformersEngine)(model, folders)
    for name in names:
        engine.warm(name)
    pipe.send(("ready", before))
    while (asked := pipe.recv()) is not None:
        started = time.process_time()
        adapters, wanted = [name for name, _ in asked], [prompt for _, prompt in asked]
        texts = engine.batch(wanted, Sampling(max_new_tokens=tokens), adapters)
        written = sum(map(len, engine._tokenizer(texts)["input_ids"]))
        pipe.send((time.process_time() - started, written, memory(), texts))


@contextmanager
def opened(way: str, model: Path, folder: Path, tokens: int) -> Iterator[list[tuple[Connection, Any]]]:
    """Start the processes of a way to serve, and end them."""
    context = multiprocessing.get_context("spawn")
    running = []
    try:
        for kind, names in WAYS[way]:
            ours, theirs = context.Pipe()
            arguments = (kind, names, str(model), str(folder), tokens, theirs)
            process = context.Process(target=serve, args=arguments, daemon=True)
            process.start()
            theirs.close()
            ours.recv()
            running.append((ours, (process, names)))
        yield [(pipe, names) for pipe, (_, names) in running]
    finally:
        for pipe, (process, _) in running:
            if process.is_alive():
                pipe.send(None)
            process.join(30)


def once(pipes: Sequence[tuple[Connection, Any]], asked: Sequence[Request]) -> dict[str, Any]:
    """Send a batch of mixed requests and wait for all of it."""
    started = time.monotonic()
    for pipe, names in pipes:
        pipe.send([request for request in asked if request[0] in names])
    answers = [pipe.recv() for pipe, _ in pipes]
    seconds = time.monotonic() - started
    texts: dict[Prompt, str] = {}
    for (_, names), answer in zip(pipes, answers, strict=True):
        texts |= dict(zip([p for name, p in asked if name in names], answer[3], strict=True))
    return {
        "seconds": seconds,
        "cpu_seconds": sum(answer[0] for answer in answers),
        "tokens": sum(answer[1] for answer in answers),
        "bytes": sum(answer[2] for answer in answers),
        "texts": texts,
    }


def measure(
    model: Path, folder: Path, asked: Sequence[Request], rounds: int, tokens: int, say: Console
) -> dict[str, Any]:
    """Let every way serve the same requests, all ways in turn in every round."""
    found: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    for number in range(rounds):
        for way in WAYS if number % 2 == 0 else reversed(WAYS):
            with opened(way, model, folder, tokens) as pipes:
                once(pipes, asked[:2])  # the first call is slower
                found[way].append(once(pipes, asked))
            rate = found[way][-1]["tokens"] / found[way][-1]["seconds"]
            say.print(f"{way}: {found[way][-1]['bytes'] / 1e6:.0f} MB, {rate:.1f} tokens/s")
    return {way: summary(runs, found["folded"]) for way, runs in found.items()}


def summary(runs: Sequence[dict[str, Any]], folded: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return memory and speed of one way, and how many texts are those of the folded engine."""
    rates = [run["tokens"] / run["seconds"] for run in runs]
    low, high = bootstrap(rates, lambda drawn: sum(drawn) / len(drawn))
    same = [text == folded[0]["texts"][prompt] for prompt, text in runs[0]["texts"].items()]
    return {
        "megabytes": round(max(run["bytes"] for run in runs) / 1e6),
        "tokens_a_second": {
            "mean": round(sum(rates) / len(rates), 1),
            "low": round(low, 1),
            "high": round(high, 1),
        },
        # Of all cores together: it does not mind what else the machine is doing.
        "tokens_a_cpu_second": round(
            sum(run["tokens"] for run in runs) / sum(run["cpu_seconds"] for run in runs), 1
        ),
        "tokens": runs[0]["tokens"],
        "texts_as_folded": f"{sum(same)} of {len(same)}",
    }


def main(
    shop: Annotated[str, typer.Option(help="demo shop")] = "brewmoor",
    requests: Annotated[int, typer.Option(help="requests in one batch", min=2)] = 16,
    rounds: Annotated[int, typer.Option(help="rounds of all three ways", min=1)] = 3,
    tokens: Annotated[int, typer.Option(help="new tokens a request, at most", min=1)] = 64,
    seed: int = 0,
    as_json: Annotated[bool, typer.Option("--json", help="print the JSON object only")] = False,
) -> None:
    """Load, serve, compare."""
    console = Console(stderr=True)
    current = settings.load()
    try:
        missing = {"support", "copy"} - set(build.adapter_folders(current.adapters))
        if missing:
            raise typer.BadParameter(f"{current.adapters} lacks {', '.join(missing)}")
        model = models.fetch(models.SMOLLM2, current.models, console.print)
    except ShopkeeperError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    asked = requests_of(shop, requests, seed)
    result = {
        "benchmark": "adapters",
        "n": len(asked),
        "rounds": rounds,
        "seed": seed,
        "engine": model.name,
        "adapters_sha256": {name: about.adapter_hash(current.adapters, name) for name in ("support", "copy")},
        "cpus": os.cpu_count(),
        "versions": about.versions(),
        **measure(model, current.adapters, asked, rounds, tokens, console),
    }
    if not as_json:
        console.print_json(json.dumps(result))
    print(json.dumps(result))


if __name__ == "__main__":
    typer.run(main)
