import io
import runpy
import subprocess
import sys

import pytest

from dlbook.__main__ import main
from dlbook.doctor import checks
from dlbook.doctor.checks import Finding


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty data home."""
    monkeypatch.setenv("DLBOOK_DATA_HOME", str(tmp_path / "数据"))
    return tmp_path / "数据"


def test_data_lists_origin_size_licence_and_whether_it_is_here(home, capsys):
    assert main(["data"]) == 0
    head, shipped, complete = capsys.readouterr().out.split("\n\n")
    assert str(home) in head
    assert shipped.splitlines()[0].startswith("mnist (shipped): 5,000 handwritten digits")
    assert "  from     ships with dlbook" in shipped
    assert "  here     yes, checked, in " in shipped
    assert complete.splitlines()[0].startswith("mnist (complete): 70,000 handwritten digits")
    assert "https://ossci-datasets.s3.amazonaws.com/mnist/" in complete
    assert "  licence  CC BY-SA 3.0" in complete
    assert "  size     55.0 MB on the disk, 11.6 MB to download" in complete
    assert "  here     no. Run: python -m dlbook data fetch mnist" in complete


def test_data_says_what_is_damaged(home, capsys):
    (home / "mnist").mkdir(parents=True)
    (home / "mnist" / "train-images-idx3-ubyte").write_bytes(b"half")
    assert main(["data"]) == 0
    assert "  here     not as it should be. " in capsys.readouterr().out


def test_fetch_says_where_the_data_lie(monkeypatch, capsys, home):
    monkeypatch.setattr("dlbook.datasets.fetch.fetch", lambda name: home / name)
    assert main(["data", "fetch", "mnist"]) == 0
    assert capsys.readouterr().out == f"mnist lies in {home / 'mnist'}\n"


def test_an_unknown_name_is_an_error_without_a_traceback(capsys):
    assert main(["data", "fetch", "nist"]) == 1
    assert capsys.readouterr().err == "No data set 'nist' can be fetched. Known: mnist.\n"


def test_an_error_about_data_goes_to_stderr(monkeypatch, capsys):
    monkeypatch.setenv("DLBOOK_DATA_HOME", "relative")
    assert main(["data"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.startswith("DLBOOK_DATA_HOME is 'relative'")) == ("", True)


def test_stopping_a_download_is_no_traceback(monkeypatch, capsys):
    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("dlbook.datasets.fetch.fetch", stop)
    assert main(["data", "fetch", "mnist"]) == 130
    assert "no half-written file" in capsys.readouterr().err


@pytest.mark.parametrize(("remedy", "code"), [("", 0), ("Run: mend it", 1)])
def test_the_doctors_exit_code_says_whether_something_must_be_mended(monkeypatch, capsys, remedy, code):
    monkeypatch.setattr(checks, "examine", lambda: [Finding("python", "text", remedy)])
    assert main(["doctor"]) == code
    assert "python" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["data", "fetch"], ["data", "throw", "mnist"]])
def test_a_wrong_command_is_answered_with_the_right_ones(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m dlbook" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_path_that_the_terminal_cannot_print_is_no_error(monkeypatch, home, encoding):
    stdout = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stdout)
    assert main(["data"]) == 0
    stdout.flush()
    assert str(home).encode(encoding, "backslashreplace") in stdout.buffer.getvalue()


def test_a_notebooks_output_is_printed_to_as_well(monkeypatch):
    stdout = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stdout)
    assert main(["data"]) == 0
    assert "mnist (complete)" in stdout.getvalue()


def test_it_runs_as_a_module(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["dlbook", "data"])
    monkeypatch.delitem(sys.modules, "dlbook.__main__")
    with pytest.raises(SystemExit, match=r"^0$"):
        runpy.run_module("dlbook", run_name="__main__")
    assert "mnist (shipped)" in capsys.readouterr().out


def test_listing_data_needs_no_torch():
    script = (
        "import sys; sys.modules['torch'] = None; from dlbook.__main__ import main; sys.exit(main(['data']))"
    )
    subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
