"""IDX, the file format of MNIST: a magic number, the size of each axis, then the values.

The magic number is four bytes: two zeros, a code for the type (8 means unsigned bytes), and the number of axes.
Each size is a 32-bit integer with the most significant byte first.
"""

import math
import struct

import numpy as np
from jaxtyping import UInt8
from numpy import ndarray

from dlbook.datasets.errors import DataError

UNSIGNED_BYTE = 0x08


def idx_header(shape: tuple[int, ...]) -> bytes:
    """First bytes of an IDX file that holds unsigned bytes of this shape.

    >>> idx_header((60000, 28, 28)).hex(" ", 4)
    '00000803 0000ea60 0000001c 0000001c'
    """
    return struct.pack(f">BBBB{len(shape)}I", 0, 0, UNSIGNED_BYTE, len(shape), *shape)


def parse_idx(content: bytes, where: object = "the IDX file") -> UInt8[ndarray, "..."]:
    """Array that an IDX file holds, read-only.

    Parameters
    ----------
    content
        The uncompressed bytes of the whole file.
    where
        What the error message calls them: a path or an address.

    Raises
    ------
    DataError
        When the magic number is not that of unsigned bytes, or the file is shorter or longer than its header says.

    Examples
    --------
    >>> parse_idx(idx_header((2, 3)) + bytes(range(6)))
    array([[0, 1, 2],
           [3, 4, 5]], dtype=uint8)
    """
    magic, num_axes = content[:4], content[3] if len(content) > 3 else 0
    if magic[:3] != bytes([0, 0, UNSIGNED_BYTE]) or num_axes == 0:
        raise DataError(
            f"{where} is not an IDX file of unsigned bytes: the magic number is {magic.hex() or 'missing'}, "
            "expected 000008 and the number of axes. Is it still compressed, or another file?"
        )
    header_size = 4 + 4 * num_axes
    if len(content) < header_size:
        raise DataError(
            f"{where} ends inside its header: {len(content)} bytes, expected {header_size} or more."
        )
    shape = struct.unpack(f">{num_axes}I", content[4:header_size])
    expected = header_size + math.prod(shape)
    if len(content) != expected:
        raise DataError(f"{where} holds {len(content):,} bytes, expected {expected:,} for the shape {shape}.")
    return np.frombuffer(content, np.uint8, offset=header_size).reshape(shape)
