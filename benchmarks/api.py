"""Does the HTTP API ever fail? Requests made from its own description, good and bad, at a real server.

    python -m benchmarks.api --requests 1200 --json

A quarter each: as the description allows; against it; without the right token; with a body that is broken.
Every response must have a status and a form that the description names, and none may be 5xx. The server is
``shopkeeper serve`` without Slack; the echo engine, because what is measured is the way in and out.
"""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import hypothesis
import requests
import schemathesis
import typer
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from benchmarks import about

KINDS = ("as described", "against the description", "wrong token", "broken body")
TOKEN = "benchmark-" + "t" * 30
#: Seconds after which a start has failed.
PATIENCE = 300.0
_CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
_ROOT = Path(__file__).parents[1]


@dataclass
class Found:
    """Statuses by kind of request, and what was wrong with a response: 5xx, or a form not promised."""

    statuses: dict[str, Counter[int]] = field(default_factory=lambda: {kind: Counter() for kind in KINDS})
    wrong: list[str] = field(default_factory=list)
    let_in: int = 0
    served: Counter[str] = field(default_factory=Counter)  # 200s by route

    def add(self, kind: str, response: Any) -> None:
        self.statuses[kind][response.status_code] += 1
        if response.status_code >= 500:
            self.wrong.append(f"{kind}: {response.status_code} {response.text[:200]}")
        if kind in ("wrong token", "broken body") and response.status_code < 400:
            self.let_in += 1


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """Run the API as a process of its own, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("SHOPKEEPER_")}
    variables |= {
        "PYTHONPATH": str(_ROOT),
        "SHOPKEEPER_HOME": str(home),
        "SHOPKEEPER_ENGINE": "echo",
        "SHOPKEEPER_EMBEDDER": "hash",
        "SHOPKEEPER_THRESHOLD": "0.5",
        "SHOPKEEPER_HTTP_PORT": str(port),
        "SHOPKEEPER_API_TOKENS": f"benchmark:{TOKEN}",
        "SHOPKEEPER_API_LIMIT": "0",
    }
    home.mkdir(parents=True)
    with (home / "log.jsonl").open("w") as log:
        command = [sys.executable, "-m", "bot.cli", "serve"]
        process = subprocess.Popen(command, cwd=home, env=variables, stdout=subprocess.DEVNULL, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/health/ready", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            if requests.get(address, timeout=5).ok:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def storm(address: str, count: int, seed: int = 0) -> Found:
    """Send ``count`` requests, the same for the same seed."""
    description = requests.get(f"{address}/v1/openapi.json", timeout=10).json()
    made = schemathesis.openapi.from_dict(description).get_all_operations()
    operations = [each.ok() for each in made if isinstance(each, Ok)]
    found, draw = Found(), random.Random(seed)
    right = {"Authorization": f"Bearer {TOKEN}"}
    share = -(-count // (4 * len(operations)))

    for operation in operations:

        def described(case: Any, kind: str) -> None:
            response = case.call(base_url=address, headers=right)
            found.add(kind, response)
            found.served[case.path] += response.status_code == 200
            try:
                case.validate_response(response, checks=_CHECKS)
            except Exception as unfit:  # noqa: BLE001 - whatever a check dislikes is reported
                found.wrong.append(f"{kind}: {unfit}"[:400])

        good = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        bad = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
        _each(good, share, seed, lambda case: described(case, KINDS[0]))
        _each(bad, share, seed, lambda case: described(case, KINDS[1]))
        _each(good, share, seed + 1, lambda case: found.add(KINDS[2], _unknown(case, address, draw)))
        for _ in range(share):
            found.add(KINDS[3], _broken(f"{address}{operation.path}", operation.method, right, draw))
    return found


def _each(strategy: Any, count: int, seed: int, act: Callable[[Any], None]) -> None:
    """Draw cases as hypothesis does, and do something with each."""

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(strategy)
    def draw(case: Any) -> None:
        act(case)

    draw()


def _unknown(case: Any, address: str, draw: random.Random) -> Any:
    """A good request with a token that is wrong, near the right one, or no token."""
    place = draw.randrange(len(TOKEN))
    near = TOKEN[:place] + "x" + TOKEN[place + 1 :]
    tokens = (
        "",
        "Bearer",
        f"Bearer {near}",
        f"Bearer {TOKEN[:place]}",
        f"Basic {TOKEN}",
        f"Bearer {TOKEN} x",
    )
    return case.call(base_url=address, headers={"Authorization": draw.choice(tokens)})


def _broken(address: str, method: str, headers: dict[str, str], draw: random.Random) -> requests.Response:
    """A request with a body that no description allows; a GET gets a query that is too long."""
    if method == "get":
        noise = bytes(draw.randrange(1, 256) for _ in range(draw.randrange(1, 40)))
        return requests.get(address, params={"q": noise + b"x" * 801}, headers=headers, timeout=60)
    whole = json.dumps({"question": "How do I cancel?", "brief": {"kind": "ad"}}).encode()
    bodies = (
        whole[: draw.randrange(len(whole))],
        draw.randbytes(draw.randrange(1, 200)) + b"\xff",
        b"[" * draw.randrange(13, 5000),
        b'{"question": "\\ud800"}',
        b'{"question": NaN}',
        b"null",
        b"9" * draw.randrange(1, 9000),
        b'"' + b"x" * 1_000_001 + b'"',
        b"",
    )
    kind = draw.choice(["application/json"] * 9 + ["text/plain"])
    headers = headers | {"Content-Type": kind}
    return requests.post(address, data=draw.choice(bodies), headers=headers, timeout=60)


def main(
    count: Annotated[int, typer.Option("--requests", min=16, help="how many, in all")] = 1200,
    seed: Annotated[int, typer.Option(help="the same seed sends the same requests")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="only the JSON object")] = False,
) -> None:
    """Send requests to the API, good and bad, and count what comes back. Exit status 1: something failed."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="api-") as folder, serving(Path(folder) / "home") as address:
        found = storm(address, count, seed)
    every: Counter[int] = sum(found.statuses.values(), Counter())
    if not as_json:
        for wrong in found.wrong:
            print(wrong, file=sys.stderr)
    report = {
        "n": every.total(),
        "statuses": {kind: dict(sorted(counts.items())) for kind, counts in found.statuses.items()},
        "served": dict(sorted(found.served.items())),
        "server_errors": sum(number for status, number in every.items() if status >= 500),
        "let_in_wrongly": found.let_in,
        "not_as_described": len(found.wrong),
        "seconds": round(time.monotonic() - started, 1),
        "versions": about.versions(),
    }
    print(json.dumps(report))
    raise typer.Exit(bool(found.wrong or found.let_in))


if __name__ == "__main__":
    typer.run(main)
