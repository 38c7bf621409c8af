"""Data flow one way: datasets → batches → models → training → history → figures → chapter.

The map in the docstring of `dlbook` gives the order; these tests hold the imports against it.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import dlbook

PACKAGE = Path(dlbook.__file__).parent
ROOMS = re.findall(r"^`(\w+)`", dlbook.__doc__, flags=re.MULTILINE)
FILES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or not path.stem.startswith("__")
)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(source: str) -> Iterator[str]:
    """Dotted name of everything that is imported, inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_used(source: str) -> set[str]:
    names = [name.split(".") for name in imports(source)]
    return {parts[1] for parts in names if parts[0] == "dlbook" and len(parts) > 1}


def packages_used(source: str) -> set[str]:
    return {name.split(".")[0] for name in imports(source)}


def words(source: str) -> set[str]:
    """Every identifier in the code; comments and docstrings do not count."""
    nodes = list(ast.walk(ast.parse(source)))
    fields = ("id", "attr", "arg", "name")
    return {
        getattr(node, field)
        for node in nodes
        for field in fields
        if isinstance(getattr(node, field, None), str)
    }


PLANTED = """
import numpy, dlbook.history
from dlbook import figures
def later():
    from dlbook.training import fit
"""


def test_the_reader_of_imports_sees_every_way_to_write_one():
    assert rooms_used(PLANTED) == {"history", "figures", "training"}
    assert packages_used(PLANTED) == {"numpy", "dlbook"}


def test_the_map_shows_every_room_and_no_other():
    assert sorted(ROOMS) == sorted({room_of(path) for path in FILES}), (
        "put each room into the docstring of dlbook"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_uses_only_rooms_above_it(path):
    below = ROOMS[ROOMS.index(room_of(path)) + 1 :]
    assert not rooms_used(path.read_text("utf-8")) & set(below)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("dataset", "datasets"),
        ("datasets", "models"),
        ("batches", "models"),
        ("models", "training"),
        ("history", "training"),
        ("loop", "training"),
        ("training", "parallel"),
        ("training", "figures"),
        ("figures", "site"),
    ],
)
def test_the_map_follows_the_data(earlier, later):
    assert ROOMS.index(earlier) < ROOMS.index(later)


@pytest.mark.parametrize("path", sorted((PACKAGE / "models").rglob("*.py")), ids=lambda path: path.stem)
def test_models_know_no_loss(path):
    assert not [
        word
        for word in words(path.read_text("utf-8"))
        if re.search("loss|cross_entropy", word, re.IGNORECASE)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_figures_import_matplotlib(path):
    assert room_of(path) == "figures" or "matplotlib" not in packages_used(path.read_text("utf-8"))


@pytest.mark.parametrize("path", sorted((PACKAGE / "figures").rglob("*.py")), ids=lambda path: path.stem)
def test_figures_know_only_numbers_and_the_history(path):
    source = path.read_text("utf-8")
    assert rooms_used(source) <= {"figures", "history"}
    assert "torch" not in packages_used(source)


@pytest.mark.parametrize("path", sorted((PACKAGE / "site").rglob("*.py")), ids=lambda path: path.stem)
def test_what_a_page_hands_to_its_build_knows_no_other_room(path):
    """Claims, verdicts and records are of numbers, however these were found."""
    assert rooms_used(path.read_text("utf-8")) <= {"site"}


@pytest.mark.parametrize("path", sorted((PACKAGE / "scratch").rglob("*.py")), ids=lambda path: path.stem)
def test_what_is_written_by_hand_needs_no_torch(path):
    """But the check of a gradient, for which PyTorch is the second judge."""
    assert path.stem == "gradient_check" or "torch" not in packages_used(path.read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_room_sets_a_global_seed(path):
    """But `device`, which does it inside `fork_rng`, and puts the global generator back."""
    calls = re.findall(r"(?:torch|random)\.(?:manual_)?seed\(", path.read_text("utf-8"))
    assert room_of(path) == "device" or not calls


def modules_after(program: str) -> set[str]:
    """Top-level packages that a fresh Python has loaded after running the program."""
    report = f"{program}\nimport sys; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    return set(
        subprocess.run(
            [sys.executable, "-c", report], check=True, capture_output=True, text=True
        ).stdout.split()
    )


def test_importing_the_package_brings_neither_torch_nor_matplotlib():
    loaded = modules_after("import dlbook")
    assert "dlbook" in loaded
    assert not loaded & {"torch", "numpy", "matplotlib"}


def test_importing_training_brings_no_matplotlib():
    loaded = modules_after("import dlbook.training")
    assert "torch" in loaded
    assert "matplotlib" not in loaded


def test_importing_every_room_prints_nothing_draws_nothing_and_asks_no_network():
    program = f"""
import importlib, socket
def refuse(*_): raise AssertionError("an import asked for the network")
socket.socket.connect = refuse
for room in {ROOMS}: importlib.import_module("dlbook." + room)
from matplotlib import pyplot
assert not pyplot.get_fignums()
"""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], check=True, capture_output=True, text=True
    )
    assert (run.stdout, run.stderr) == ("", "")
