"""Reading archives: the files that are asked for, and a sentence for what is no archive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from imagegen.data.archives import members
from imagegen.errors import BadInput
from tests.imagegen.data.conftest import deb, tarball

FILES = {"./usr/share/a.gz": b"one", "./usr/share/b.txt": b"two", "./usr/c.gz": b"three"}


@pytest.mark.parametrize(("name", "pack"), [("x.deb", deb), ("x.tgz", tarball)])
def test_the_files_that_match_are_read(
    tmp_path: Path, name: str, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    archive = tmp_path / name
    archive.write_bytes(pack(FILES))
    assert dict(members(archive, "*.gz")) == {"usr/share/a.gz": b"one", "usr/c.gz": b"three"}
    assert dict(members(archive, "*/a.gz", "*.txt")) == {"usr/share/a.gz": b"one", "usr/share/b.txt": b"two"}


@pytest.mark.parametrize("name", ["x.deb", "x.tgz"])
@pytest.mark.parametrize(
    "content", [b"", b"no archive at all, only words", deb(FILES)[:150], tarball(FILES)[:60]]
)
def test_what_is_no_archive_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    archive = tmp_path / name
    archive.write_bytes(content)
    with pytest.raises(BadInput, match=name):
        list(members(archive, "*"))
