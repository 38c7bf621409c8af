"""The reference lists every public module, in the order of the package's own map."""

import pytest

from book.reader.api_page import PACKAGE, modules, sections

MAP = '"""A package.\n\n=====  =====\n`late`  last\n`room`  first\n=====  =====\n"""\n'


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "shown"
    names = ["__init__", "__main__", "late", "room/__init__", "room/inner", "_data/hidden", "unmapped"]
    for name in [*names, "room/only/__init__", "room/only/one_page"]:
        path = folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    (folder / "__init__.py").write_text(
        MAP.replace("late`  last\n`room`  first", "room`  first\n`late`  last")
    )
    return folder


def test_modules_come_in_the_order_of_the_map_and_unmapped_ones_last(package):
    assert modules(package) == ["shown.room", "shown.room.inner", "shown.late", "shown.unmapped"]


def test_another_map_gives_another_order(package):
    (package / "__init__.py").write_text(MAP)
    assert modules(package)[0] == "shown.late"


def test_a_module_inside_a_room_stands_one_level_deeper():
    assert "\n## `a.room`\n" in sections(["a.room", "a.room.inner"])
    assert "\n### `a.room.inner`\n" in sections(["a.room", "a.room.inner"])


def test_every_module_of_the_package_is_documented_once():
    names = modules()
    hidden = {"only", "_data"}
    files = [path for path in PACKAGE.rglob("[a-z]*.py") if not hidden & {*path.relative_to(PACKAGE).parts}]
    assert len(names) == len(set(names)) >= len(files)
    assert {"dlbook.training", "dlbook.datasets.mnist"} <= set(names)
