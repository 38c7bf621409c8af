"""Where there is no browser, the tests say so: a visible skip on a reader's machine, an error in CI."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(("ci", "code", "word"), [("", 0, "SKIPPED"), ("true", 1, "ERROR")])
def test_a_missing_browser_is_seen(tmp_path, ci, code, word):
    (tmp_path / "index.html").write_text("<h1>x</h1>")
    environment = {**os.environ, "CHROMIUM": str(tmp_path / "nowhere"), "CI": ci}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rs", "--site", str(tmp_path)]
    tests = Path(__file__).with_name("test_actions.py")
    done = subprocess.run(
        [*command, str(tests)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert word in done.stdout
    assert "no Chromium: install it, or let CHROMIUM name it" in done.stdout
