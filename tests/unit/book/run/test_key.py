"""A page's key changes with whatever its results depend on, and with nothing else."""

import ast
import sys
from pathlib import Path

import pytest

from book.page.notebook import read_page
from book.run import kernel_env
from book.run import key as module
from book.run.key import depends_on_edition, imported_files, imported_names, outputs_key, page_key

HEAD = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n"
PAGE = HEAD + "# Title\n\nSome words.\n\n```{code-cell}\n:tags: [%s]\n\n%s\n```\n"


MNIST = ("datasets/__init__.py", "datasets/mnist.py")


def key_of(code, tags="varies", **options):
    return page_key(read_page(PAGE % (tags, code)), **options)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a package in which ``user`` imports ``base``, and ``deep.leaf`` does so two folders up."""
    folder = tmp_path / "fakebook"
    (folder / "deep").mkdir(parents=True)
    for name in ("digits", "contest"):
        (folder / "datasets/_data" / name).mkdir(parents=True)
    sources = {
        "__init__": "",
        "__main__": "from fakebook import other\n",
        "base": "NUMBER = 1\n",
        "user": "from .base import NUMBER\n",
        "other": "",
        "ring": "from fakebook import gnir\n",
        "gnir": "import fakebook.ring\n",
        "deep/__init__": "from . import leaf\n",
        "deep/leaf": "from ..base import NUMBER\n",
        "datasets/__init__": "",
        "datasets/mnist": 'FOLDER = "digits"\n',
    }
    for name, text in sources.items():
        (folder / f"{name}.py").write_text(text)
    for name in ("digits/digits.bin", "contest/results.bin"):
        (folder / "datasets/_data" / name).write_bytes(b"1")
    monkeypatch.setattr(module, "PACKAGE", "fakebook")
    monkeypatch.setattr(module, "package_root", lambda: folder)
    return folder


def names(package, *sources):
    return {path.relative_to(package).as_posix() for path in imported_files(list(sources))}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Some words", "Other words"),
        ("# Title", "# Another title"),
        ("[varies]", "[hide-input]"),
        ("Some words.", "Some words.\n\n```python\n2\n```"),
    ],
)
def test_prose_and_what_folds_a_cell_are_not_in_the_key(old, new):
    text = PAGE % ("varies", "1")
    assert old in text
    assert page_key(read_page(text)) == page_key(read_page(text.replace(old, new)))


def test_code_and_what_decides_whether_it_runs_are_in_the_key():
    keys = [key_of("1"), key_of("2"), key_of("1", "raises-exception"), key_of("1", "skip-execution")]
    assert len(set(keys)) == 4


def test_the_same_cells_in_another_order_are_another_page():
    cells = ["```{code-cell}\n1\n```\n\n", "```{code-cell}\n2\n```\n\n"]
    first, second = (read_page(HEAD + "# T\n\n" + "".join(order)) for order in (cells, cells[::-1]))
    assert page_key(first) != page_key(second)


def test_a_further_file_counts_by_its_content_and_not_by_its_place(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("torch==1")
    two.write_text("torch==1")
    assert key_of("1", extra_files=(one,)) == key_of("1", extra_files=(two,))
    two.write_text("torch==2")
    assert key_of("1", extra_files=(one,)) != key_of("1", extra_files=(two,))
    assert key_of("1", extra_files=(tmp_path / "absent",)) == key_of("1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KERNEL_ENV", {"OMP_NUM_THREADS": "8"}),
        ("KERNEL_ONLY", {"NO_COLOR": ""}),
        ("sys.version_info", (3, 99)),
    ],
)
def test_the_kernels_environment_and_python_are_in_the_key(monkeypatch, name, value):
    before = key_of("1")
    monkeypatch.setattr(f"book.run.key.{name}", value)
    assert key_of("1") != before


def test_where_the_checkout_lies_is_not_in_the_key(monkeypatch):
    before = key_of("import os")
    monkeypatch.setitem(kernel_env.MACHINE_ENV, "MPLCONFIGDIR", "/elsewhere")
    assert key_of("import os") == before


@pytest.mark.parametrize(
    ("call", "depends"),
    [
        ("load_mnist()", True),
        ("dlbook.datasets.load_mnist(split_seed=3)", True),
        ("x = 1", False),
        ("load_mnist", False),
        ("load_mnist('shipped')", False),
        ("load_mnist(edition='complete')", False),
        ("load_mnist(edition='complete')\nload_mnist()", True),
    ],
)
def test_the_edition_is_in_the_key_of_a_page_that_leaves_it_open(call, depends):
    assert depends_on_edition([call]) is depends
    assert (key_of(call, edition="shipped") != key_of(call, edition="complete")) is depends


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import fakebook.user", {"user.py", "base.py"}),
        ("from fakebook import user", {"user.py", "base.py"}),
        ("from fakebook.user import NUMBER", {"user.py", "base.py"}),
        ("def f():\n    import fakebook.user", {"user.py", "base.py"}),
        ("import fakebook.deep", {"deep/__init__.py", "deep/leaf.py", "base.py"}),
        ("import fakebook.deep.leaf", {"deep/__init__.py", "deep/leaf.py", "base.py"}),
        ("import fakebook.ring", {"ring.py", "gnir.py"}),
        ("import fakebook.datasets", {"datasets/__init__.py"}),
        ("importlib.import_module('fakebook.user')", {"user.py", "base.py"}),
        ("__import__('fakebook.base')", {"base.py"}),
        ("run_python('-m', 'fakebook', 'doctor')", {"__main__.py", "other.py"}),
        ("run([sys.executable, '-m', 'fakebook.user'])", {"user.py", "base.py"}),
        ("import fakebook.datasets.mnist", {*MNIST, "datasets/_data/digits/digits.bin"}),
    ],
)
def test_modules_count_that_cells_import_directly_or_through_others(package, code, expected):
    assert names(package, code) == {"__init__.py"} | expected


@pytest.mark.parametrize(
    "code",
    [
        "import os",
        "from fakebooks import base",
        "import fakebook.user = 1",
        "base",
        "cache_folder('fakebook')",
        "run_python('-c', 'fakebook')",
    ],
)
def test_what_imports_nothing_of_the_package_has_no_file_in_the_key(package, code):
    assert names(package, code) == set()


@pytest.mark.parametrize(
    ("code", "changed", "differs"),
    [
        ("import fakebook.user", "base.py", True),
        ("import fakebook.user", "__init__.py", True),
        ("import fakebook.user", "other.py", False),
        ("import fakebook.user", "datasets/_data/digits/digits.bin", False),
        ("import fakebook.datasets.mnist", "datasets/_data/digits/digits.bin", True),
        ("import fakebook.datasets.mnist", "datasets/_data/contest/results.bin", False),
    ],
)
def test_only_a_module_that_the_page_reaches_changes_its_key(package, code, changed, differs):
    before = key_of(code)
    Path(package, changed).write_text("CHANGED = 1\n")
    assert (key_of(code) != before) is differs


@pytest.mark.parametrize(
    ("source", "importer", "is_package", "last"),
    [
        ("from . import leaf", "dlbook.deep", True, "dlbook.deep.leaf"),
        ("from . import base", "dlbook.user", False, "dlbook.base"),
        ("from .leaf import x", "dlbook.deep", True, "dlbook.deep.leaf.x"),
        ("from ..base import x", "dlbook.deep.leaf", False, "dlbook.base.x"),
        ("from .. import base", "dlbook.deep", True, "dlbook.base"),
    ],
)
def test_a_relative_import_is_resolved_from_where_it_stands(source, importer, is_package, last):
    assert imported_names(ast.parse(source), importer, is_package=is_package)[-1] == last


def test_the_package_is_this_checkout_s_wherever_python_finds_another(tmp_path, monkeypatch):
    (tmp_path / "dlbook").mkdir()
    (tmp_path / "dlbook/__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "dlbook", raising=False)
    records = Path(__file__).parents[4] / "dlbook/site/records.py"
    assert records in imported_files(["import dlbook.site.records"])


def test_a_page_that_asks_for_auto_depends_on_the_edition() -> None:
    assert depends_on_edition(["load_mnist('auto')"])
    assert depends_on_edition(["load_mnist(edition='auto', split_seed=1)"])
    assert depends_on_edition(["load_mnist(split_seed=1)"])
    assert not depends_on_edition(["load_mnist('shipped')", "load_mnist(edition='complete')"])


def test_a_library_that_is_not_installed_is_absent_and_a_local_build_is_its_version(monkeypatch):
    def version(name):
        if name == "torch":
            return "2.13.0+cpu"
        raise module.PackageNotFoundError(name)

    monkeypatch.setattr(module, "version", version)
    assert module.installed_version("torch") == "2.13.0"
    assert module.installed_version("tensorflow-cpu") == "absent"


def test_the_versions_are_those_of_the_package_s_own_dependencies_and_of_no_tool_of_the_site():
    found = module.installed_versions()
    assert {"torch", "numpy", "scikit-learn", "matplotlib", "keras", "ipykernel"} <= found.keys()
    assert not {"soupsieve", "sphinx", "myst-nb", "sybil", "pytest"} & found.keys()


def keys_of(prose, below=""):
    """Return the keys of the cells and of the outputs of a page with two cells, and prose below each."""
    second = f"\n{prose}\n\n```{{code-cell}}\ny = 2\n```\n\n{below}\n"
    notebook = read_page(PAGE % ("varies", "x = [1, 2]") + second)
    return page_key(notebook), outputs_key(notebook, page_key(notebook))


def test_a_new_expression_is_in_the_key_of_the_outputs_and_not_in_that_of_the_cells():
    cells, outputs = keys_of("Words.")
    assert keys_of("{value}`x[0]`")[0] == cells
    assert keys_of("{value}`x[0]`")[1] != outputs


@pytest.mark.parametrize(
    ("prose", "below", "is_same"),
    [
        ("Other words: {value}`x[0]`.", "", True),
        ("{value}`x[0]:.2f` and {varies}`x[0]`", "", True),
        ("{value}`x[0]` {value}`other::x[1]`", "", True),
        ("{value}`x[1]`", "", False),
        ("", "{value}`x[0]`", False),
        ("{value}`x[0]`", "{value}`x[0]`", False),
    ],
)
def test_only_an_expression_and_the_cell_that_it_follows_count(prose, below, is_same):
    assert (keys_of(prose, below) == keys_of("{value}`x[0]`")) == is_same
