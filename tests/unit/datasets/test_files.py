import gzip

import pytest
from mirrors import CONTENTS

from dlbook.datasets.errors import DataError
from dlbook.datasets.files import find, read_checked
from dlbook.datasets.registry import EDITIONS

IMAGES = CONTENTS["images"]


@pytest.fixture
def folder(tiny):
    """The empty folder of the tiny data set."""
    tiny.folder().mkdir(parents=True)
    return tiny.folder()


@pytest.mark.parametrize(("name", "content"), [("images", IMAGES), ("images.gz", gzip.compress(IMAGES))])
def test_a_file_may_be_plain_or_compressed(tiny, folder, name, content):
    (folder / name).write_bytes(content)
    assert find(folder, tiny.files[0]) == folder / name
    assert read_checked(tiny, tiny.files[0]) == IMAGES


def test_the_plain_file_comes_first_since_fetch_writes_that_one(tiny, folder):
    (folder / "images").write_bytes(IMAGES)
    (folder / "images.gz").write_bytes(b"damaged")
    assert read_checked(tiny, tiny.files[0]) == IMAGES


def test_a_missing_file_says_what_to_run(tiny, folder):
    assert find(folder, tiny.files[0]) is None
    with pytest.raises(DataError) as caught:
        read_checked(tiny, tiny.files[0])
    assert str(caught.value) == f"{folder / 'images'} is missing. Run: python -m dlbook data fetch tiny"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (IMAGES[:-1], "it holds 17 bytes, expected 18"),
        (IMAGES + b"x", "it holds 19 bytes, expected 18"),
        (IMAGES[:-1] + b"x", "expected 18 with the sha256 [0-9a-f]{64}"),
        (gzip.compress(IMAGES)[:-4], "it is truncated or damaged"),
        (gzip.compress(IMAGES)[:-8] + bytes(8), r"it is truncated or damaged \(CRC"),
    ],
    ids=["short", "long", "wrong sum", "truncated", "wrong checksum of gzip"],
)
def test_a_wrong_file_is_named_with_what_was_expected_and_what_to_run(tiny, folder, content, complaint):
    (folder / "images").write_bytes(content)
    with pytest.raises(DataError, match=rf"images cannot be used: .*{complaint}") as caught:
        read_checked(tiny, tiny.files[0])
    assert caught.value.remedy == "Run: python -m dlbook data fetch tiny"


def test_a_folder_in_the_place_of_a_file_is_named(tiny, folder):
    (folder / "images").mkdir()
    with pytest.raises(DataError, match=r"images cannot be used: .* Run: python -m dlbook data fetch tiny"):
        read_checked(tiny, tiny.files[0])


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.edition)
def test_every_edition_is_described_in_full(edition):
    assert all([edition.contents, edition.origin, edition.licence, edition.remedy])
    assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in edition.mirrors)
    assert len(edition.mirrors) in (0, 2)
    assert bool(edition.mirrors) == bool(edition.download_bytes)
    assert len({file.sha256 for file in edition.files}) == len(edition.files)
    assert all(len(bytes.fromhex(file.sha256)) == 32 for file in edition.files)
