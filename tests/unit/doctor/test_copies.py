import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dlbook
from dlbook.doctor import copies
from dlbook.doctor.copies import find_copy, is_stranger
from dlbook.doctor.remedies import MachineError

PACKAGE = Path(dlbook.__file__).resolve().parent
ASK = "import sys; from dlbook.doctor.copies import find_copy; print(find_copy())"


def copy_to(folder, *, checkout=True):
    """Copy the package, as a checkout or as pip would install it."""
    shutil.copytree(PACKAGE, folder / "dlbook", ignore=shutil.ignore_patterns("__pycache__", "*.npz"))
    if checkout:
        (folder / "pyproject.toml").touch()
    return folder / "dlbook"


def ask(folder, **variables):
    """What `find_copy` says in a fresh Python in this folder: its text or its error's last line."""
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return (done.stdout or done.stderr).strip().splitlines()[-1]


def test_it_names_the_folder_that_is_imported(tmp_path):
    assert ask(tmp_path) == f"{dlbook.__version__}, from {PACKAGE}"


def test_a_checkout_that_was_copied_is_not_the_one_that_other_programs_import(tmp_path):
    copy = copy_to(tmp_path / "über uns")
    said = ask(copy.parent)
    assert f"from {copy}; programs in other folders import {PACKAGE}" in said
    assert said.endswith(f'pip install -e "{copy.parent}"')


@pytest.mark.parametrize("below", [".", "docs"])
def test_a_checkout_around_the_current_folder_that_is_not_imported_is_named(tmp_path, monkeypatch, below):
    copy = copy_to(tmp_path)
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path / below)
    with pytest.raises(MachineError, match="and not from") as caught:
        find_copy()
    assert str(PACKAGE) in caught.value.problem
    assert str(copy) in caught.value.problem
    assert caught.value.remedy.endswith(f'pip install -e "{tmp_path}"')


def test_with_a_pythonpath_the_copy_is_named_that_is_really_imported(tmp_path):
    copy = copy_to(tmp_path / "other")
    assert ask(tmp_path, PYTHONPATH=str(copy.parent)) == f"{dlbook.__version__}, from {copy}"
    said = ask(PACKAGE.parent, PYTHONPATH=str(copy.parent))
    assert f"from {PACKAGE}; programs in other folders import {copy}" in said
    assert "PYTHONPATH" in said.rpartition("Run: ")[2]


def test_a_folder_that_was_moved_after_it_was_installed_is_installed_again(monkeypatch):
    monkeypatch.setattr(copies, "found_elsewhere", lambda: None)
    with pytest.raises(MachineError, match="do not find") as caught:
        find_copy()
    assert caught.value.remedy.endswith(f'pip install -e "{PACKAGE.parent}"')


def test_python_tells_where_nothing_is_found(monkeypatch):
    monkeypatch.setattr(copies, "ASK", ("-I", "-S", *copies.ASK))  # -S: without installed packages
    assert copies.found_elsewhere() is None


def test_an_installed_copy_is_a_stranger_only_if_its_code_is_another(tmp_path):
    checkout, installed = copy_to(tmp_path / "a"), copy_to(tmp_path / "b", checkout=False)
    assert not is_stranger(checkout, checkout)
    assert not is_stranger(checkout, installed)
    (checkout / "loop.py").write_text("# edited")
    assert is_stranger(checkout, installed)


def test_two_checkouts_are_strangers_even_before_one_is_edited(tmp_path):
    assert is_stranger(copy_to(tmp_path / "a"), copy_to(tmp_path / "b"))
