"""Reading archives where they lie: npm's tarballs and Debian's packages, without unpacking to disk.

Nothing is written, so no member can land outside its folder.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import BinaryIO

from imagegen.errors import BadInput

_HEADER = 60  # bytes of ar's member header: name 16, date 12, ids 12, mode 8, size 10, end 2


def members(archive: Path, *patterns: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the files in ``archive`` whose path matches one of ``patterns``.

    Raises:
        BadInput: the file is not such an archive, or is cut short.
    """
    try:
        with archive.open("rb") as file:
            packed = _data_of(file) if archive.suffix == ".deb" else file
            with tarfile.open(fileobj=packed, mode="r|*") as tar:
                for member in tar:
                    name = member.name.removeprefix("./")
                    if member.isfile() and any(fnmatch(name, pattern) for pattern in patterns):
                        content = tar.extractfile(member)
                        assert content is not None  # it is a file
                        yield name, content.read()
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise BadInput(
            f"{archive} cannot be read as an archive ({error}). Remove it and start again."
        ) from error


def _data_of(deb: BinaryIO) -> BinaryIO:
    """Find the tarball with the files in a Debian package, which is an ar archive of three members."""
    if deb.read(8) != b"!<arch>\n":
        raise ValueError("not a Debian package")
    while len(header := deb.read(_HEADER)) == _HEADER:
        size = int(header[48:58])
        if header.startswith(b"data.tar"):
            return io.BytesIO(deb.read(size))
        deb.seek(size + size % 2, io.SEEK_CUR)  # members begin at even offsets
    raise ValueError("a Debian package without data")
