"""Files are whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from imagegen.errors import ImagegenError
from imagegen.writing import whole


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "weights.safetensors"
    file.write_text("before")
    with pytest.raises(ImagegenError, match=r"No space left.*the same command goes on"), whole(file) as part:
        part.write_text("half")
        raise OSError(28, "No space left on device")
    assert file.read_text() == "before" and [*tmp_path.iterdir()] == [file], "nothing takes up the room"
    with whole(file) as part:
        part.write_text("after")
        assert file.read_text() == "before"
    assert file.read_text() == "after" and [*tmp_path.iterdir()] == [file]
