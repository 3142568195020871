"""The house keeps its order: who may import whom, the README's map, and what every file owes its reader."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT, process_environment

ROOMS = ("bot", "finetune", "prompts", "benchmarks", "imagegen")
# The ways in and the builder: they see the core, the core does not see them.
ENTRANCES = ("bot.slack", "bot.api", "bot.playground", "bot.terminal", "bot.cli", "bot.app", "bot.build")
HEAVY = ("torch", "transformers", "peft", "accelerate", "datasets", "sklearn")
LONGEST = 250


@cache
def tracked() -> tuple[Path, ...]:
    """The files that are, or would be, under version control."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    paths = (ROOT / line for line in done.stdout.splitlines())
    return tuple(path for path in paths if path.is_file())


def modules() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ROOMS]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[str]:
    """Our own modules that a file imports, wherever in the file it does so."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name for name in names if name.split(".")[0] in (*ROOMS, "tests"))


def within(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def allowed(importer: str, imported: str) -> bool:
    """The doors of the house, as in the design."""
    if within(importer, "prompts", "imagegen"):
        return within(imported, importer.split(".")[0])
    if within(importer, "finetune"):
        return within(imported, "finetune", "prompts", "bot") and not within(imported, *ENTRANCES)
    if within(importer, "benchmarks"):
        return not within(imported, "tests")
    if within(importer, "bot.build"):
        return within(imported, "bot", "prompts", "imagegen.paint") and not within(
            imported, "bot.cli", "bot.app"
        )
    if within(importer, "bot.cli", "bot.app", "bot.terminal"):
        return within(imported, "bot", "prompts")
    own = next((room for room in ENTRANCES if within(importer, room)), None)
    others = [room for room in ENTRANCES if room != own]
    return within(imported, "bot", "prompts") and not within(imported, *others)


def test_doors() -> None:
    wrong = [
        f"{name_of(path)} imports {imported}"
        for path in modules()
        for imported in imports_of(path)
        if not allowed(name_of(path), imported)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("importer", "imported", "may"),
    [
        ("prompts", "bot.domain", False),
        ("bot.support", "prompts", True),
        ("bot.support", "bot.build", False),
        ("bot.slack.home", "bot.support", True),
        ("bot.slack.home", "bot.api", False),
        ("bot.cli", "bot.build", True),
        ("bot.build", "imagegen.paint", True),
        ("bot.build.painting", "imagegen.painting.painter", False),
        ("bot.painting", "imagegen.paint", False),
        ("bot.slack.pictures.job", "imagegen.paint", False),
        ("bot.slack.pictures.job", "bot.build.painting", False),
        ("bot.slack.pictures.job", "bot.painting", True),
        ("imagegen.paint", "bot.painting", False),
        ("finetune.train", "bot.knowledge.embed", True),
        ("finetune.train", "bot.build", False),
        ("bot.models", "finetune.train", False),
    ],
)
def test_the_doors_are_what_the_design_says(importer: str, imported: str, may: bool) -> None:
    assert allowed(importer, imported) is may


def test_importing_the_bot_imports_nothing_heavy() -> None:
    light = ["bot", "bot.cli", "bot.support", "bot.build", "bot.terminal.chat", "bot.terminal.doctor"]
    light += ["imagegen", "imagegen.data.images", "imagegen.data.__main__", "imagegen.serve", "bot.painting"]
    light += ["bot.build.painting", "bot.slack.pictures.listen", "imagegen.paint", "imagegen.painting.late"]
    code = f"import sys, {', '.join(light)}; print([m for m in {HEAVY!r} if m in sys.modules])"
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, env=process_environment({}), capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_every_module_says_what_it_does() -> None:
    silent = [
        name_of(path) for path in modules() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent, f"no docstring: {', '.join(silent)}"


def test_no_file_is_too_long_to_read() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    long = {name: lines for name, lines in lengths.items() if lines > LONGEST}
    assert not long, f"above {LONGEST} lines: {long}"


def test_only_settings_and_places_read_the_environment() -> None:
    readers = []
    for path in modules():
        if name_of(path) in ("bot.settings", "imagegen.places") or within(name_of(path), "benchmarks"):
            continue  # a benchmark hands the environment on to the process that it measures
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb"):
                readers.append(f"{name_of(path)}, line {node.lineno}")
    assert not readers, "\n".join(readers)


def test_no_path_of_a_machine_and_nothing_left_undone() -> None:
    machine = re.compile(r"(?<![\w.])/(?:work|root|home)/")
    undone = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")
    found = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # weights and pictures
        for number, line in enumerate(text.splitlines(), 1):
            if machine.search(line) or (
                path.suffix in (".py", ".md", ".toml", ".jinja") and undone.search(line)
            ):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)


def tree(readme: str) -> dict[str, str]:
    """Path -> caption of the README's map: a fenced block that opens with ``shopkeeper/``."""
    match = re.search(r"^```\w*\nshopkeeper/[^\n]*\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert match, "README.md has no fenced block that begins with shopkeeper/"
    found: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for line in match.group(1).splitlines():
        if not line.strip():
            continue
        name, _, caption = line.strip().partition(" ")
        indent = len(line) - len(line.lstrip())
        above = [(depth, folder) for depth, folder in above if depth < indent]
        path = "".join(folder for _, folder in above) + name
        found[path] = caption.strip()
        if name.endswith("/"):
            above.append((indent, name))
    return found


def test_the_readme_is_the_map() -> None:
    readme = ROOT / "README.md"
    assert readme.is_file(), "README.md is missing"
    mapped = tree(readme.read_text("utf-8"))
    gone = [path for path in mapped if not (ROOT / path).exists()]
    bare = [path for path, caption in mapped.items() if not caption]
    # A folder's caption speaks for its __init__.py.
    wanted = [path.relative_to(ROOT).as_posix().removesuffix("__init__.py") for path in modules()]
    missing = sorted(path for path in wanted if path not in mapped)
    assert not missing, "the README's tree lacks a line for: " + ", ".join(missing)
    assert not gone, "the README's tree names what does not exist: " + ", ".join(gone)
    assert not bare, "the README's tree has no caption for: " + ", ".join(bare)


def test_the_map_is_folded_so_that_it_floods_nobody() -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    folded = re.search(
        r"^<details>\n<summary>.*?</summary>\n\n```\n(.*?)^```\n\n</details>\n\Z", page, re.M | re.S
    )
    assert folded and folded[1].startswith("shopkeeper/\n"), "the tree is not the folded end of README.md"
    assert max(len(line) for line in page.splitlines()) <= 200, "README.md has a line that no screen holds"


def test_the_map_is_read_by_its_indents() -> None:
    readme = "# x\n```\nshopkeeper/\n  bot/  the core\n    cli.py   commands\n  Makefile  two commands\n```\n"
    assert tree(readme) == {"bot/": "the core", "bot/cli.py": "commands", "Makefile": "two commands"}
