"""The server as a process: its start, its end, and that no request made from its description breaks it."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from imagegen.serving.listening import bound
from tests.conftest import process_environment
from tests.imagegen.serving.conftest import LONG, code

TOKEN = "a-token-of-the-website"
_CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


class Served:
    """``python -m imagegen.serve`` as a process of its own, and what it wrote."""

    def __init__(self, folder: Path, *arguments: str, **variables: str) -> None:
        self.log = folder / "log.jsonl"
        with self.log.open("w") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "imagegen.serve", *arguments],
                cwd=folder,
                env=process_environment(variables),
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        assert self.process.stdout
        self.told = self.process.stdout.readline()  # or nothing, if it ends
        found = re.search(r"http://[^:]+:\d+", self.told)
        self.address = found[0] if found else ""

    def ends(self) -> tuple[int, str]:
        return self.process.wait(LONG), self.log.read_text("utf-8")


@contextmanager
def serving(folder: Path, *arguments: str, **variables: str) -> Iterator[Served]:
    served = Served(folder, "--port", "0", *arguments, **variables)
    try:
        yield served
    finally:
        served.process.kill()
        served.process.wait()
        assert served.process.stdout
        served.process.stdout.close()


@contextmanager
def in_hand(served: Served) -> Iterator[list[httpx.Response]]:
    """Ask for a loop that takes a while; enter when it is being painted, leave when it is answered."""
    asked = {"seeds": [1, 2], "frames": 16, "size": 1024, "format": "png"}
    headers, found = {"Authorization": f"Bearer {TOKEN}"}, list[httpx.Response]()

    def ask() -> None:
        found.append(httpx.post(f"{served.address}/v1/walk", json=asked, headers=headers, timeout=LONG))

    asking = threading.Thread(target=ask)
    asking.start()
    while "admitted_requests 1.0" not in httpx.get(f"{served.address}/metrics").text and not found:
        pass
    yield found
    asking.join()


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_what_is_in_hand_at_the_end_is_finished(tmp_path: Path, sent: signal.Signals) -> None:
    with serving(tmp_path, "--model", "flat", SHOPKEEPER_IMAGES_TOKENS=f"website:{TOKEN}") as served:
        assert "flat" in served.told
        assert httpx.get(f"{served.address}/readyz").json() == {"status": "ok", "parts": {"flat": "ok"}}
        assert httpx.get(f"{served.address}/v1/styles").status_code == 401
        with in_hand(served) as found:
            served.process.send_signal(sent)
            exit_code, log = served.ends()
    assert exit_code == 0 and found[0].status_code == 200
    assert found[0].content.startswith(b"\x89PNG") and found[0].content.endswith(b"IEND\xaeB`\x82")
    assert [json.loads(line)["event"] for line in log.splitlines()] == ["finishing what is in hand"]
    assert TOKEN not in log + served.told


def test_who_is_cut_short_at_the_end_is_told_so(tmp_path: Path) -> None:
    with serving(tmp_path, "--model", "flat", "--grace", "0") as served, in_hand(served) as found:
        served.process.send_signal(signal.SIGTERM)
        exit_code, log = served.ends()
    assert exit_code == 0 and "Traceback" not in log
    assert found[0].status_code == 503 and code(found[0]) == "stopping"


def test_asked_twice_the_end_comes_at_once(tmp_path: Path) -> None:
    with serving(tmp_path, "--model", "flat") as served, in_hand(served) as found:
        served.process.send_signal(signal.SIGTERM)
        while "finishing" not in served.log.read_text("utf-8"):
            pass
        served.process.send_signal(signal.SIGINT)
        exit_code, log = served.ends()
        assert exit_code == 130 and "ending at once" in log and "Traceback" not in log
    assert found[0].status_code == 503 and code(found[0]) == "stopping"


def test_a_damaged_model_is_told_at_the_start_and_the_others_are_served(gan: Path, tmp_path: Path) -> None:
    shutil.copytree(gan, tmp_path / "damaged")
    weights = tmp_path / "damaged" / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x00\x01")
    model = f"mine={tmp_path / 'damaged'}"
    with serving(tmp_path, "--model", model) as served:
        exit_code, log = served.ends()
        assert exit_code == 2 and served.told == "" and "Traceback" not in log
        assert "mine" in log and "damaged" in log and "imagegen.train" in log
    with serving(tmp_path, "--model", model, "--model", f"yours={gan}") as served:
        assert httpx.get(f"{served.address}/readyz").json()["parts"] == {"yours": "ok", "mine": "damaged"}
        painted = httpx.post(f"{served.address}/v1/pictures", json={"seed": 7}, timeout=LONG)
        assert painted.json()["model"] == "yours"
        (line,) = served.log.read_text("utf-8").splitlines()
        assert "mine is not served" in json.loads(line)["event"]


@pytest.mark.parametrize(
    ("arguments", "variables", "exit_code", "told"),
    [
        (("--model", "oil"), {}, 2, "NAME=FOLDER"),
        (("--model", "flat", "--model", "flat"), {}, 2, "twice"),
        (("--model", "gone=nowhere"), {}, 2, "no trained model"),
        (("--model", "flat", "--host", "0.0.0.0"), {}, 2, "SHOPKEEPER_IMAGES_TOKENS"),
        (("--model", "flat"), {"SHOPKEEPER_IMAGES_TOKENS": f"x:y,{TOKEN}"}, 2, "caller 1"),
        (("--model", "flat", "--host", "192.0.2.1"), {"SHOPKEEPER_IMAGES_TOKENS": f"w:{TOKEN}"}, 1, "--port"),
    ],
)
def test_what_keeps_it_from_starting_is_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], variables: dict[str, str], exit_code: int, told: str
) -> None:
    with serving(tmp_path, *arguments, **variables) as served:
        found, log = served.ends()
    assert found == exit_code and told in log and TOKEN not in log and "Traceback" not in log


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with serving(tmp_path, "--model", "flat", "--port", port) as served:
            exit_code, log = served.ends()
    assert exit_code == 1 and port in log and "--port" in log


def test_no_request_made_from_the_description_makes_it_fail(tmp_path: Path) -> None:
    """Some as the description allows, some against it: every response is one that it names, and no 5xx."""
    wrong: list[str] = []
    statuses: set[int] = set()
    with serving(tmp_path, "--model", "flat") as served:
        description = httpx.get(f"{served.address}/v1/openapi.json").json()
        operations = schemathesis.openapi.from_dict(description).get_all_operations()

        def send(case: Any) -> None:
            response = case.call(base_url=served.address)
            statuses.add(response.status_code)
            try:
                case.validate_response(response, checks=_CHECKS)
            except Exception as unfit:  # noqa: BLE001 - whatever a check dislikes is reported
                wrong.append(str(unfit)[:400])

        for operation in operations:
            assert isinstance(operation, Ok)
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                _each(operation.ok().as_strategy(generation_mode=mode), send)
        assert served.log.read_text("utf-8") == ""
    assert wrong == [] and {200, 422} <= statuses


def _each(strategy: Any, act: Callable[[Any], None], count: int = 8) -> None:
    """Draw cases as hypothesis does, and do something with each."""

    @hypothesis.seed(0)
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


def test_no_response_waits_for_the_receipt_of_its_first_packet() -> None:
    with bound("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        connection, _ = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
