import subprocess
import sys
from unittest import mock

import pytest

from dlbook.terminal import run_python


def test_output_and_errors_come_back_in_their_order(monkeypatch):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    program = "import sys; print('ink ✒'); sys.exit('no paper')"
    assert run_python("-c", program) == ("ink ✒\nno paper\n", 1)


def test_a_program_gets_its_arguments_and_this_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "say.py").write_text("import sys; print(sys.argv[1:])", encoding="utf-8")
    assert run_python("say.py", "a b", "$HOME") == ("['a b', '$HOME']\n", 0)


def test_it_is_this_python():
    assert run_python("-c", "import sys; print(sys.executable)").text.strip() == sys.executable


def test_variables_are_added_to_those_of_this_process(monkeypatch):
    monkeypatch.setenv("DLBOOK_TEST_OLD", "old")
    program = "import os; print(os.environ['DLBOOK_TEST_OLD'], os.environ['DLBOOK_TEST_NEW'])"
    assert run_python("-c", program, DLBOOK_TEST_NEW="new").text == "old new\n"


def test_what_a_program_says_has_no_colors_even_in_a_notebook_which_asks_for_them(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    program = "import os; print(os.environ['NO_COLOR'], os.environ['PYTHON_COLORS'])"
    assert run_python("-c", program).text == "1 0\n"
    assert "\x1b" not in run_python("-c", "1 / 0").text


def test_nobody_is_there_to_answer_a_question():
    assert "EOFError" in run_python("-c", "input()").text


def test_a_program_that_does_not_end_is_named():
    late = subprocess.TimeoutExpired("python", 120)
    with (
        mock.patch("subprocess.run", side_effect=late),
        pytest.raises(TimeoutError, match="python slow"),
    ):
        run_python("slow.py")
