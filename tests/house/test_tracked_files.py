"""No file of the repository names the machine that it was written on, or the place where packages come from."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# A home folder; "you" and "somebody" stand for any reader's.
HOMES = r"(?<![\w.])/(?:home|Users)/(?!you\b|somebody\b)\w[\w.-]*|\b[A-Z]:\\Users\\(?!you\b|somebody\b)\w+|(?<![\w./-])/root/\.?\w"
REGISTRIES = r"\b(?:[\w-]+\.)*(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|yarnpkg\.com|anaconda\.(?:org|com)|proxy\.golang\.org)\b"
PIP_SETTINGS = (
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "UV_INDEX_URL",
    "NPM_CONFIG_REGISTRY",
)
SYSTEM = {"/", "/root", "/usr", "/usr/local", "/opt"}  # every machine has them


def own_places() -> set[str]:
    """Return paths and addresses of this very machine: the checkout, the environment, the home folder, the indexes."""
    paths = {str(ROOT), str(Path.home()), sys.prefix, sys.base_prefix} - SYSTEM
    return paths | {place for name in PIP_SETTINGS for place in os.environ.get(name, "").split()}


def pattern(places: Iterable[str]) -> re.Pattern[str]:
    """Return what no file may hold."""
    own = [rf"(?<![\w.-]){re.escape(place)}(?![\w-])" for place in sorted(places)]
    return re.compile("|".join([HOMES, REGISTRIES, *own]))


def faults(files: Iterable[Path], forbidden: re.Pattern[str]) -> Iterator[str]:
    """Yield where a file that is text holds what it may not."""
    for path in files:
        try:
            lines = path.read_text("utf-8").splitlines()
        except (UnicodeDecodeError, FileNotFoundError):  # an image; a file that is about to be deleted
            continue
        for number, line in enumerate(lines, 1):
            yield from (f"{path.name}:{number}: {found[0]}" for found in forbidden.finditer(line))


def tracked() -> list[Path]:
    """Return the files that git knows."""
    if not (ROOT / ".git").exists():
        pytest.skip("this copy of the project has no git history, so nothing says which files belong to it")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert listed.returncode == 0, listed.stderr  # git's own words, such as "dubious ownership"
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_no_tracked_file_names_a_place_of_the_machine_or_a_package_registry():
    files = tracked()
    assert len(files) > 100
    assert list(faults(files, pattern(own_places()))) == []


@pytest.mark.parametrize(
    "text",
    [
        "saved in {root}/docs",
        "run {prefix}/bin/python",
        "see /home/" + "ab12/notes",
        "see /Users/" + "ab12",
        r"see C:\Users" + r"\ab12",
        "see /root/" + ".cache",
        "https://files.python" + "hosted.org/packages/x.whl",
        "https://registry.npm" + "js.org/katex",
        "https://py" + "pi.org/simple",
        "index at http://mirror.example/simple",
    ],
)
def test_a_planted_place_is_found_with_its_file_and_line(tmp_path, text):
    planted = tmp_path / "planted.md"
    planted.write_text(
        "A line.\n" + text.replace("{root}", str(ROOT)).replace("{prefix}", sys.prefix) + "\n", "utf-8"
    )
    places = {str(ROOT), sys.prefix, "http://mirror.example/simple"}
    assert [fault.partition(": ")[0] for fault in faults([planted], pattern(places))] == ["planted.md:2"]


@pytest.mark.parametrize(
    "text",
    [
        "/home/you/photos",
        "~/.cache/dlbook",
        "docs/home/index",
        "the Users/ folder",
        "/usr/bin/chromium",
        "a/root/b",
    ],
)
def test_a_path_that_is_nobodys_is_left_alone(tmp_path, text):
    (tmp_path / "a.md").write_text(text, "utf-8")
    assert list(faults([tmp_path / "a.md"], pattern({"/srv/checkout"}))) == []


def test_files_that_are_not_text_or_gone_are_passed_over(tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\xff")
    assert list(faults([tmp_path / "a.png", tmp_path / "gone"], pattern(own_places()))) == []
