"""One door for the commands of the book: ``python docs/_ext COMMAND …``."""

import runpy
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

EXT = Path(__file__).parents[3] / "docs" / "_ext"
COMMANDS = runpy.run_path(str(EXT / "__main__.py"))["COMMANDS"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, EXT, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_a_function_that_takes_its_arguments(command):
    assert callable(import_module(COMMANDS[command][0]).main)


def test_without_a_command_all_are_listed_each_with_what_it_does():
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split(maxsplit=1) for line in done.stdout.splitlines()] == [
        [name, what] for name, (_, what) in COMMANDS.items()
    ]


def test_an_unknown_command_is_refused_and_the_known_are_named():
    done = run("term")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'term'" in done.stderr
    assert all(name in done.stderr for name in COMMANDS)


def test_a_command_gets_its_arguments_and_its_exit_code_counts():
    done = run("typed-numbers", "start/no-such-page")
    assert done.returncode == 1
    assert "start/no-such-page" in done.stderr


def test_a_command_s_usage_names_the_command():
    assert "_ext snippets" in run("snippets", "--help").stdout
