"""Fetching from mirrors that are right, wrong, or gone, into a data home that takes it or does not."""

import errno
import gzip
import os
from pathlib import Path

import pytest
from mirrors import CONTENTS, PACKED

from dlbook.datasets.errors import DataError
from dlbook.datasets.fetch import fetch
from dlbook.datasets.files import read_checked

IMAGES = CONTENTS["images"]

pytestmark = pytest.mark.usefixtures("tiny")


def contents_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["data", "Übungen mit Leerzeichen", "数据 é 🙂", "x" * 200])
def test_every_file_arrives_whole_unpacked_and_alone(mirrors, tmp_path, home, name):
    mirrors.serve("first")
    assert fetch("tiny", data_home=tmp_path / name) == tmp_path / name / "tiny"
    assert contents_of(tmp_path / name / "tiny") == CONTENTS
    assert mirrors.asked == ["/first/images.gz", "/first/labels.gz"]
    assert not home.exists(), "the argument wins over the environment"


def test_what_is_there_and_right_is_neither_fetched_again_nor_written(mirrors, home, monkeypatch):
    mirrors.serve("first")
    assert fetch("tiny") == home / "tiny"
    mirrors.asked.clear()
    for place in ("os.makedirs", "tempfile.NamedTemporaryFile"):
        monkeypatch.setattr(place, refuse)
    assert fetch("tiny") == home / "tiny"
    assert mirrors.asked == []


def test_a_file_copied_by_hand_will_do_whoever_compressed_it(tiny, mirrors, folder):
    (folder / "images.gz").write_bytes(gzip.compress(IMAGES, 0))
    (folder / "labels").write_bytes(CONTENTS["labels"])
    fetch("tiny")
    assert mirrors.asked == []
    assert [read_checked(tiny, file) for file in tiny.files] == list(CONTENTS.values())


@pytest.mark.parametrize("name", ["images", "images.gz"])
def test_a_damaged_file_is_replaced_and_the_right_one_kept(tiny, mirrors, folder, name):
    (folder / name).write_bytes(b"damaged")
    (folder / "labels.gz").write_bytes(PACKED["labels"])
    mirrors.serve("first")
    fetch("tiny")
    assert mirrors.asked == ["/first/images.gz"]
    assert read_checked(tiny, tiny.files[0]) == IMAGES


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_a_data_home_can_be_shared_with_others(mirrors, home):
    mirrors.serve("first")
    fetch("tiny")
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in (home / "tiny").iterdir())


@pytest.mark.parametrize("content", [IMAGES, gzip.compress(IMAGES, 0)], ids=["not at all", "otherwise"])
def test_how_a_mirror_compresses_does_not_matter(mirrors, home, content):
    mirrors.serve("first", PACKED | {"images": content})
    fetch("tiny")
    assert contents_of(home / "tiny") == CONTENTS


def forget(mirrors):
    mirrors.serve("first", {})


def spoil(content):
    return lambda mirrors: mirrors.serve("first", {"images": content})


def cut(mirrors):
    mirrors.serve("first")
    mirrors.cut.add("/first/images.gz")


FAULTS = {
    "missing": (forget, "404"),
    "a web page instead": (spoil(b"<html>please log in</html>"), "does not match the known hash"),
    "one bit flipped": (spoil(gzip.compress(IMAGES[:-1] + b"x")), "does not match the known hash"),
    "truncated": (spoil(PACKED["images"][:-9]), "it is truncated or damaged"),
    "damaged": (spoil(PACKED["images"][:10] + b"\xff" * 12), "it is truncated or damaged"),
    "stops in the middle": (cut, "IncompleteRead"),
}


@pytest.mark.parametrize(("happen", "reason"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_the_remedy_and_changes_nothing(mirrors, folder, happen, reason):
    (folder / "images").write_bytes(b"what was there")
    happen(mirrors)
    with pytest.raises(DataError, match="No mirror gave images, and nothing was written") as caught:
        fetch("tiny")
    _, first, second, remedy = str(caught.value).splitlines()
    assert "/first/images.gz: " in first
    assert reason in first
    assert "/second/images.gz: 404" in second
    assert f"put the file yourself into {folder}" in remedy
    assert contents_of(folder) == {"images": b"what was there"}


@pytest.mark.parametrize(("happen", "_"), FAULTS.values(), ids=FAULTS)
def test_the_second_mirror_helps_when_the_first_fails(mirrors, home, happen, _):
    happen(mirrors)
    mirrors.serve("second")
    fetch("tiny")
    assert contents_of(home / "tiny") == CONTENTS


def test_files_before_a_fault_stay_and_are_right(mirrors, home):
    mirrors.serve("first", {"images": PACKED["images"]})
    with pytest.raises(DataError, match="No mirror gave labels"):
        fetch("tiny")
    assert contents_of(home / "tiny") == {"images": IMAGES}


def test_without_a_network_both_mirrors_are_named_and_nothing_is_written(mirrors, folder):
    mirrors.shutdown()
    mirrors.server_close()
    with pytest.raises(DataError, match=r"(?s)/first/.*refused.*/second/.*refused.*when you are online"):
        fetch("tiny")
    assert contents_of(folder) == {}


def refuse(*_, **__):
    raise PermissionError(errno.EACCES, "Permission denied")


@pytest.mark.parametrize("place", ["os.makedirs", "tempfile.NamedTemporaryFile"])
def test_a_data_home_that_one_cannot_write_to_is_found_out_before_anything_is_asked(
    mirrors, home, monkeypatch, place
):
    if place != "os.makedirs":
        (home / "tiny").mkdir(parents=True)
    monkeypatch.setattr(place, refuse)
    with pytest.raises(
        DataError, match=r"images cannot be written .*Permission denied.*\. Run.*DLBOOK_DATA_HOME"
    ):
        fetch("tiny")
    assert mirrors.asked == []


@pytest.mark.parametrize("name", ["x" * 300, "file"], ids=["a name that no disk takes", "a file"])
def test_a_data_home_that_cannot_be_is_refused_before_anything_is_asked(mirrors, tmp_path, name):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DataError, match=r"cannot be .*\. Run"):
        fetch("tiny", data_home=tmp_path / name)
    assert mirrors.asked == []


@pytest.mark.parametrize(
    ("stop", "error"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), DataError),
        (KeyboardInterrupt("stopped"), KeyboardInterrupt),
    ],
    ids=["full disk", "stopped"],
)
def test_what_is_written_by_half_is_taken_away_again(mirrors, folder, monkeypatch, stop, error):
    def write_half(self, content):
        with self.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise stop

    (folder / "images").write_text("what was there")
    mirrors.serve("first")
    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(error) as caught:
        fetch("tiny")
    assert str(stop) in str(caught.value)
    assert contents_of(folder) == {"images": b"what was there"}


def test_an_unknown_name_is_answered_with_the_known_ones(home):
    with pytest.raises(DataError, match=r"No data set 'nist' can be fetched. Known: tiny\."):
        fetch("nist")
    assert not home.exists()
