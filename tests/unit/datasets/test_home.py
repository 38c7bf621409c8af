import os
from pathlib import Path
from types import SimpleNamespace

import platformdirs
import pytest

from dlbook.datasets.errors import DataError
from dlbook.datasets.home import find_home, nearest_folder, set_home


@pytest.fixture
def variable(monkeypatch):
    """Set DLBOOK_DATA_HOME."""
    return lambda value: monkeypatch.setenv("DLBOOK_DATA_HOME", str(value))


@pytest.mark.parametrize("is_set", [True, False])
def test_without_a_variable_it_is_the_cache_folder_of_the_platform(is_set, monkeypatch):
    monkeypatch.setenv("DLBOOK_DATA_HOME", "")
    if not is_set:
        monkeypatch.delenv("DLBOOK_DATA_HOME")
    assert find_home() == Path(platformdirs.user_cache_dir("dlbook", False))


def test_the_argument_wins_over_the_variable_and_may_be_relative(variable, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    variable(tmp_path / "variable")
    assert find_home() == tmp_path / "variable"
    assert find_home("argument") == tmp_path / "argument"


def test_a_tilde_is_the_users_folder(variable, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    variable("~/data")
    assert find_home() == tmp_path / "data"


@pytest.mark.parametrize("value", ["data", "../shared/data", "./x", "~nobody-has-this-name/data"])
def test_a_relative_variable_is_refused_with_the_absolute_path_it_may_have_meant(
    variable, monkeypatch, tmp_path, value
):
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    variable(value)
    with pytest.raises(DataError) as caught:
        find_home()
    meant = Path(os.path.normpath(folder / value))
    assert str(caught.value).startswith(f"DLBOOK_DATA_HOME is {value!r}, a relative path. Run")
    assert f'"{meant}"' in str(caught.value)


@pytest.mark.skipif(os.name == "nt", reason="on Windows this path is absolute")
def test_a_windows_path_elsewhere_is_refused(variable):
    variable(r"C:\data")
    with pytest.raises(DataError, match="a relative path"):
        find_home()


@pytest.mark.parametrize("below", [(), ("mnist",), ("a", "b", "c")])
def test_a_home_that_is_or_goes_through_a_file_is_refused(variable, tmp_path, below):
    file = tmp_path / "file"
    file.write_text("no folder")
    variable(file.joinpath(*below))
    with pytest.raises(DataError) as caught:
        find_home()
    assert f"since {file} is a file. Run" in str(caught.value)


def test_the_nearest_folder_is_the_first_that_exists(tmp_path):
    assert nearest_folder(tmp_path) == tmp_path
    assert nearest_folder(tmp_path / "a" / "b") == tmp_path


def test_a_drive_that_does_not_exist_is_refused(monkeypatch):
    monkeypatch.setattr("dlbook.datasets.home.is_there", lambda _: False)
    with pytest.raises(DataError, match=r"data lies on a drive that does not exist\. Run"):
        nearest_folder(Path("Q:/data"))


@pytest.mark.parametrize(
    ("system", "command"),
    [
        ("Windows", "new terminal: setx DLBOOK_DATA_HOME"),
        ("Darwin", "export DLBOOK_DATA_HOME="),
        ("Linux", "export"),
    ],
)
def test_the_command_that_moves_the_home_is_that_of_the_operating_system(monkeypatch, system, command):
    monkeypatch.setattr("platform.system", lambda: system)
    assert command in set_home()


def rooms(monkeypatch, *allowed):
    """Let one write to these folders only, each with a megabyte."""
    monkeypatch.setattr("os.access", lambda path, _: Path(path) in allowed)
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1_000_000))


def test_the_remedy_names_a_folder_that_can_be_written_to(tmp_path, monkeypatch):
    own, current, temporary = (tmp_path / name for name in ("own", "current", "temporary"))
    for folder in (own, current, temporary):
        folder.mkdir()
    monkeypatch.setattr("os.path.expanduser", lambda _: str(own))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(temporary))
    monkeypatch.chdir(current)
    for allowed, named in [((own, current), own), ((current, temporary), current), ((temporary,), temporary)]:
        rooms(monkeypatch, *allowed)
        assert str(named / "dlbook-data") in set_home()


def test_a_folder_without_the_room_that_is_needed_is_no_remedy(tmp_path, monkeypatch):
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setattr("os.path.expanduser", lambda _: str(own))
    monkeypatch.chdir(tmp_path)
    rooms(monkeypatch, own, tmp_path)
    assert str(own) in set_home(num_bytes=999_999)
    monkeypatch.setattr(
        "shutil.disk_usage", lambda path: SimpleNamespace(free=0 if Path(path) == own else 2_000_000)
    )
    assert f'"{tmp_path / "dlbook-data"}"' in set_home(num_bytes=1_000_000)


@pytest.mark.parametrize("home", ["/nowhere/at/all", ""])
def test_a_user_without_a_folder_is_sent_to_one_that_is_there(tmp_path, monkeypatch, home):
    monkeypatch.setattr("os.path.expanduser", lambda _: home or "~")
    monkeypatch.chdir(tmp_path)
    assert f'"{tmp_path / "dlbook-data"}"' in set_home()
