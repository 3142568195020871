"""A command without a package of the extra says which, and how to install it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT, process_environment


@pytest.mark.parametrize(
    ("module", "lacks", "told"),
    [
        ("imagegen.paint", ["PIL"], "pillow"),
        ("imagegen.paint", ["PIL", "fontTools"], "pillow, fonttools"),
        ("imagegen.serve", ["uvicorn", "prometheus_client"], "prometheus-client, uvicorn"),
        ("imagegen.data", ["PIL"], "pillow"),
        ("imagegen.train", ["matplotlib"], "matplotlib"),
        ("imagegen.evaluate", ["sklearn"], "scikit-learn"),
    ],
)
def test_a_missing_package_is_a_sentence(module: str, lacks: list[str], told: str) -> None:
    code = (
        f"import runpy, sys; sys.modules.update(dict.fromkeys({lacks!r}))\n"  # None there: not installed
        f"runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"],
        cwd=ROOT,
        env=process_environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"This does not work without {told}: pip install '.[images]'\n"
