import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlbook.datasets.errors import DataError
from dlbook.datasets.idx import idx_header, parse_idx


@given(st.lists(st.integers(0, 5), min_size=1, max_size=4).map(tuple))
def test_what_was_written_is_read_again(shape):
    array = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    np.testing.assert_array_equal(parse_idx(idx_header(shape) + array.tobytes()), array, strict=True)


@given(st.binary(max_size=40))
def test_bytes_are_an_array_or_a_data_error_and_nothing_else(content):
    try:
        array = parse_idx(content)
    except DataError:
        return
    assert array.size < len(content)


def test_sizes_have_their_most_significant_byte_first():
    assert idx_header((258,)) == bytes([0, 0, 8, 1, 0, 0, 1, 2])


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "the magic number is missing, expected 000008"),
        (b"\x1f\x8b\x08\x00", "the magic number is 1f8b0800, expected 000008.* Is it still compressed"),
        (struct.pack(">BBBBI", 0, 0, 0x0D, 1, 0), "the magic number is 00000d01, expected 000008"),
        (bytes([0, 0, 8, 0]), "the magic number is 00000800, expected 000008 and the number of axes"),
        (idx_header((3, 2, 2))[:-1], "ends inside its header: 15 bytes, expected 16"),
        (idx_header((3, 2)) + bytes(5), r"holds 17 bytes, expected 18 for the shape \(3, 2\)"),
        (idx_header((3, 2)) + bytes(7), r"holds 19 bytes, expected 18 for the shape \(3, 2\)"),
        (idx_header((2**32 - 1,) * 8), "holds 36 bytes, expected 115,792,"),
    ],
)
def test_what_is_no_idx_file_is_refused_with_what_was_expected(content, complaint):
    with pytest.raises(DataError, match=rf"^digits\.bin .*{complaint}"):
        parse_idx(content, where="digits.bin")
