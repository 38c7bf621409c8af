"""A figure of two pages or more is shared; what one page alone draws lives in ``figures/only/`` under the page's name."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOM = "dlbook.figures"
IMPORT = re.compile(rf"from ({ROOM}[\w.]*) import (\([^)]*\)|.+)")


def texts() -> dict[str, str]:
    """Return the text of each page, under its name as a module has it, and of each module that draws."""
    pages = (ROOT / "docs").glob("[a-z]*/*.md")
    modules = (ROOT / "dlbook/figures").rglob("[a-z]*.py")
    return {path.stem.replace("-", "_"): path.read_text("utf-8") for path in pages} | {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): path.read_text("utf-8") for path in modules
    }


def faults(found: dict[str, str]) -> Iterator[str]:
    """Yield each public function in the wrong folder; what a page's own module uses, the page uses."""
    users = defaultdict(set)
    for user, text in found.items():
        for module, names in IMPORT.findall(text):
            for name in re.findall(r"\w+", names):
                users[f"{module}.{name}"].add(user.rpartition(".")[2])
    for module in (name for name in found if name.startswith(ROOM)):
        for name in public_functions(found[module]):
            used_by = users[f"{module}.{name}"]
            if module.startswith(f"{ROOM}.only.") and used_by != {module.rpartition(".")[2]}:
                yield f"{module}.{name} is used by {sorted(used_by)}, not by its page alone"
            if not module.startswith(f"{ROOM}.only.") and len(used_by) < 2:
                yield f"{module}.{name} is used by {sorted(used_by)} alone: move it to figures/only/"


def public_functions(source: str) -> list[str]:
    """Return the names of a module's functions that others may use."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return [node.name for node in functions if not node.name.startswith("_")]


def test_every_figure_lives_where_its_pages_say():
    found = texts()
    assert {"first_network", f"{ROOM}.curves", f"{ROOM}.only.first_network"} <= set(found)
    assert list(faults(found)) == []


CURVES, ALONE = f"{ROOM}.curves", f"{ROOM}.only.one_page"


@pytest.mark.parametrize(
    ("module", "users", "num_faults"),
    [
        (CURVES, [], 1),
        (CURVES, ["one_page"], 1),
        (CURVES, ["one_page", "other_page"], 0),
        (CURVES, ["one_page", f"{ROOM}.only.one_page"], 1),
        (CURVES, ["other_page", f"{ROOM}.only.one_page"], 0),
        (ALONE, [], 1),
        (ALONE, ["one_page"], 0),
        (ALONE, ["other_page"], 1),
        (ALONE, ["one_page", "other_page"], 1),
    ],
)
def test_a_figure_in_the_wrong_folder_is_found(module, users, num_faults):
    found = {module: "def draw(): ..."} | dict.fromkeys(users, f"from {module} import (\n    draw,\n)")
    assert len(list(faults(found))) == num_faults
