"""The constraints pin every package of a contributor's environment, in a form that any machine can install."""

import re
import tomllib
from pathlib import Path

import pytest
from closure import installed
from dependency_groups import resolve
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[0-9][\w.!]*)(  # .+)?")
INSTALLERS = {"pip", "setuptools", "wheel"}  # `pip freeze` leaves them out; no result depends on them


def pins(text: str) -> dict[str, str]:
    """Return the pinned version of each package, by the package's canonical name."""
    found = (PIN.fullmatch(line.strip()) for line in text.splitlines())
    return {canonicalize_name(pin["name"]): pin["version"] for pin in found if pin}


def faults(text: str) -> list[str]:
    """Return the lines that are neither a comment nor the pin of a version that every index has."""
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#") and not PIN.fullmatch(line)]


def dev_requirements() -> list[Requirement]:
    """Return what the project itself and its dev group ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    texts = [*project["project"]["dependencies"], *resolve(project["dependency-groups"], "dev")]
    return [Requirement(text) for text in texts]


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "constraints.txt").read_text("utf-8")


def test_every_line_pins_one_version_without_a_local_label_or_an_address(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "torch==2.13.0+cpu",
        "torch @ https://example.org/torch.whl",
        "--extra-index-url https://example.org",
        "-e .",
        "torch>=2.13",
        "torch",
        "torch==2.*",
        "torch==2.13.0 --hash=sha256:00",
    ],
)
def test_a_line_that_is_no_plain_pin_is_found(text, line):
    assert faults(f"{text}{line}\n") == [line]


def test_every_installed_package_of_the_dev_group_is_pinned(text):
    assert sorted(installed(dev_requirements()) - pins(text).keys() - INSTALLERS) == []


@pytest.mark.parametrize("name", ["torch", "sphinx", "pluggy", "pyyaml"])
def test_a_package_that_is_no_longer_pinned_is_found(text, name):
    missing = "\n".join(
        line for line in text.splitlines() if canonicalize_name(line.partition("==")[0]) != name
    )
    assert name in installed(dev_requirements()) - pins(missing).keys()


def test_no_package_is_pinned_twice(text):
    names = [
        canonicalize_name(line.partition("==")[0])
        for line in text.splitlines()
        if PIN.fullmatch(line.strip())
    ]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
