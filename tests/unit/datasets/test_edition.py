import gzip

import pytest

from dlbook.datasets.edition import mnist_edition
from dlbook.datasets.errors import DataError
from dlbook.datasets.registry import MNIST_COMPLETE


@pytest.fixture
def lay_files(home):
    """Lay empty files into the data home under these names."""
    folder = home / "mnist"
    folder.mkdir(parents=True)
    return lambda names: [(folder / name).write_bytes(gzip.compress(b"")) for name in names]


NAMES = [file.name for file in MNIST_COMPLETE.files]


@pytest.mark.usefixtures("home")
def test_without_the_complete_files_it_is_the_shipped_one():
    assert mnist_edition() == "shipped"


def test_with_all_four_files_plain_or_compressed_it_is_the_complete_one(lay_files):
    lay_files([*NAMES[:2], *(f"{name}.gz" for name in NAMES[2:])])
    assert mnist_edition() == "complete"


@pytest.mark.parametrize("absent", NAMES)
def test_with_one_file_missing_it_is_the_shipped_one(lay_files, absent):
    lay_files(name for name in NAMES if name != absent)
    assert mnist_edition() == "shipped"


def test_the_variable_decides_what_auto_means_and_nothing_else(lay_files, monkeypatch):
    lay_files(NAMES)
    monkeypatch.setenv("DLBOOK_EDITION", "shipped")
    assert mnist_edition() == "shipped"
    assert mnist_edition("complete") == "complete"


@pytest.mark.parametrize("value", ["", "auto"])
def test_a_variable_that_says_nothing_changes_nothing(lay_files, monkeypatch, value):
    lay_files(NAMES)
    monkeypatch.setenv("DLBOOK_EDITION", value)
    assert mnist_edition() == "complete"


def test_an_unknown_edition_is_answered_with_the_known_ones(monkeypatch):
    with pytest.raises(
        DataError, match=r"^the edition is 'full'; the known ones are auto, shipped and complete$"
    ):
        mnist_edition("full")
    monkeypatch.setenv("DLBOOK_EDITION", "Complete")
    with pytest.raises(DataError, match=r"^DLBOOK_EDITION is 'Complete'; the known ones are"):
        mnist_edition()
