import gzip

import pytest
from mirrors import CONTENTS

from dlbook.datasets.errors import DataError
from dlbook.datasets.files import read_checked
from dlbook.datasets.registry import FETCHABLE

IMAGES = CONTENTS["images"]


def test_a_missing_file_says_what_to_run(tiny, folder):
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


@pytest.mark.parametrize("edition", FETCHABLE.values(), ids=FETCHABLE)
def test_what_can_be_fetched_has_two_mirrors_to_which_a_file_name_can_be_added(edition):
    assert len(set(edition.mirrors)) == 2
    assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in edition.mirrors)
