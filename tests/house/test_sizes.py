"""Each module is small enough to be read at one sitting."""

from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIMIT = 200
LIMITS = {"dlbook/scratch/autograd.py": 100}


def too_long(root: Path) -> Iterator[str]:
    """Yield the modules of the package that have as many lines as their limit, or more."""
    for path in sorted((root / "dlbook").rglob("*.py")):
        name = path.relative_to(root).as_posix()
        num_lines = len(path.read_text("utf-8").splitlines())
        if num_lines >= LIMITS.get(name, LIMIT):
            yield f"{name}: {num_lines} lines, and less than {LIMITS.get(name, LIMIT)} are allowed"


def test_every_module_of_the_package_is_shorter_than_its_limit():
    assert len(list((ROOT / "dlbook").rglob("*.py"))) > 10
    assert list(too_long(ROOT)) == []


@pytest.mark.parametrize(
    ("name", "num_lines", "is_found"),
    [
        ("dlbook/models/big.py", 200, True),
        ("dlbook/models/big.py", 199, False),
        ("dlbook/scratch/autograd.py", 100, True),
        ("dlbook/scratch/autograd.py", 99, False),
        ("tests/big.py", 900, False),
    ],
)
def test_a_module_that_grew_too_long_is_found(tmp_path, name, num_lines, is_found):
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("x = 1\n" * num_lines, "utf-8")
    assert [line.partition(":")[0] for line in too_long(tmp_path)] == [name] * is_found
