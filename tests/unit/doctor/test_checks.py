import importlib.metadata
import subprocess
import sys
import warnings
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from packaging.requirements import Requirement

from dlbook.datasets import registry
from dlbook.doctor import checks
from dlbook.doctor.checks import Finding, examine, report
from dlbook.doctor.remedies import install_copy, pip_install


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty data home."""
    monkeypatch.setenv("DLBOOK_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def found(monkeypatch):
    """Run one check alone."""

    def run(name):
        monkeypatch.setattr(checks, "CHECKS", {name: checks.CHECKS[name]})
        (result,) = examine()
        return result

    return run


def test_this_machine_is_ready():
    findings = examine()
    assert [finding.name for finding in findings] == [
        "python",
        "dlbook",
        "packages",
        "device",
        "disk",
        "data",
        "training",
    ]
    assert [finding.remedy for finding in findings] == [""] * 7
    assert report(findings).endswith("All is well.")


def test_each_line_is_ok_or_is_followed_by_what_mends_it():
    text = report(
        [Finding("python", "3.13"), Finding("disk", "full", "Run: rm"), Finding("data", "gone", "Run: get")]
    )
    assert text.splitlines() == [
        "OK    python    3.13",
        "MEND  disk      full",
        "                Run: rm",
        "MEND  data      gone",
        "                Run: get",
        "2 of 3 to mend; then ask again.",
    ]


def test_an_error_that_nobody_foresaw_hides_no_other_check(monkeypatch):
    two = {"bad": lambda: {}["key"], "good": lambda: "fine"}
    monkeypatch.setattr(checks, "CHECKS", two)
    bad, good = examine()
    assert bad.text == "KeyError: 'key'"
    assert "pip install --force-reinstall -e ." in bad.remedy
    assert good == Finding("good", "fine")


def test_the_oldest_python_is_the_one_that_the_package_asks_for():
    asked = importlib.metadata.metadata("dlbook")["Requires-Python"]
    assert asked == ">=" + ".".join(map(str, checks.MIN_PYTHON))


@pytest.mark.parametrize(
    ("system", "command"),
    [
        ("Windows", "winget install Python"),
        ("Darwin", "brew install python"),
        ("Linux", "apt install python3"),
    ],
)
def test_an_old_python_is_mended_by_the_operating_systems_own_command(found, monkeypatch, system, command):
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setattr(checks, "MIN_PYTHON", (3, 99))
    assert "needs 3.99 or newer" in found("python").text
    assert command in found("python").remedy


def test_a_32_bit_python_is_refused(found, monkeypatch):
    monkeypatch.setattr("sys.maxsize", 2**31 - 1)
    assert "32 bit" in found("python").text
    assert found("python").remedy


def test_an_intel_mac_is_sent_elsewhere(found, monkeypatch):
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert "use Colab" in found("python").text
    assert found("python").remedy


def versions(monkeypatch, **known):
    """Pretend that these versions are installed; None stands for not at all."""
    real = importlib.metadata.version

    def version(name):
        if known.get(name, "") is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return known.get(name) or real(name)

    monkeypatch.setattr("importlib.metadata.version", version)


def test_versions_are_named(found):
    assert f"torch {torch.__version__}" in found("packages").text


def test_missing_and_old_libraries_are_named_with_one_command(found, monkeypatch):
    versions(monkeypatch, torch="2.1.0", tqdm=None)
    result = found("packages")
    assert result.text == "needs torch>=2.6, found 2.1.0, needs tqdm>=4.66, found none"
    assert result.remedy.endswith('-m pip install "torch>=2.6" "tqdm>=4.66"')


def test_each_library_that_a_chapter_imports_is_named(found):
    text = found("packages").text
    assert all(name in text for name in ("scikit-image", "scikit-learn", "statsmodels", "pillow"))


@pytest.mark.parametrize("module", ["skimage", "statsmodels", "sklearn", "PIL", "matplotlib"])
def test_a_library_that_cannot_be_imported_is_to_be_mended(found, monkeypatch, module):
    monkeypatch.setitem(sys.modules, module, None)
    result = found("packages")
    assert module in result.text
    assert "pip install --force-reinstall" in result.remedy


def test_what_a_library_warns_of_when_it_is_imported_reaches_no_reader(found, monkeypatch):
    monkeypatch.setattr(
        checks.importlib, "import_module", lambda _: warnings.warn("no progress bar", stacklevel=1)
    )
    assert not found("packages").remedy


def test_the_names_by_which_libraries_are_imported_are_theirs():
    providers = importlib.metadata.packages_distributions()
    for line in importlib.metadata.requires("dlbook"):
        name = Requirement(line).name
        assert name in providers[checks.MODULES.get(name, name)]


def test_a_package_that_was_never_installed_says_so(found, monkeypatch):
    def requires(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.requires", requires)
    assert found("packages").text == "dlbook itself is not installed"
    assert found("packages").remedy.endswith("pip install -e .")


@pytest.mark.parametrize(
    ("system", "prefix", "python"),
    [("Windows", "same", "python -m"), ("Linux", "same", "python3 -m"), ("Linux", "venv", "python -m")],
)
def test_pip_is_run_by_the_name_that_python_has_there(monkeypatch, system, prefix, python):
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setattr("sys.prefix", sys.base_prefix if prefix == "same" else "/venv")
    assert pip_install(["x"]) == f"Run: {python} pip install x"


@pytest.mark.parametrize(
    ("system", "command"), [("Windows", "Remove-Item Env:PYTHONPATH"), ("Linux", "unset PYTHONPATH")]
)
def test_a_pythonpath_is_taken_back_in_the_terminals_own_way(monkeypatch, tmp_path, system, command):
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert install_copy(tmp_path / "dlbook").endswith(f'pip install -e "{tmp_path}"')
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    assert install_copy(tmp_path / "dlbook") == f"Run: {command}"


@pytest.mark.parametrize(
    ("system", "command"),
    [("Windows", "winget install Microsoft.VCRedist"), ("Darwin", "--force-reinstall torch")],
)
def test_a_torch_that_cannot_be_imported_is_mended(found, monkeypatch, system, command):
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setitem(sys.modules, "torch", None)
    assert "torch cannot be imported" in found("device").text
    assert command in found("device").remedy


@pytest.mark.parametrize(
    ("kind", "driver", "text"),
    [
        ("cpu", None, "cpu, which is enough"),
        ("cpu", "/usr/bin/nvidia-smi", "cpu, which is enough; https://pytorch.org says how"),
        ("mps", None, "mps, which is enough"),
        ("cuda", "/usr/bin/nvidia-smi", "cuda, a fast card"),
    ],
)
def test_the_device_is_named(found, monkeypatch, kind, driver, text):
    monkeypatch.setattr("dlbook.device.pick_device", lambda: torch.device(kind))
    monkeypatch.setattr("torch.cuda.get_device_name", lambda _: "a fast card")
    monkeypatch.setattr("shutil.which", lambda _: driver)
    result = found("device")
    assert result.text.startswith(text)
    assert not result.remedy


def test_a_full_disk_is_named_with_both_sizes(found, monkeypatch, tmp_path):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    result = found("disk")
    assert result.text == f"5 MB free in {tmp_path}, 110 MB needed"
    assert "DLBOOK_DATA_HOME" in result.remedy


def test_a_data_home_that_cannot_be_is_mended_by_moving_it(found, monkeypatch):
    monkeypatch.setenv("DLBOOK_DATA_HOME", "relative")
    assert found("data").text == "DLBOOK_DATA_HOME is 'relative', a relative path"
    assert "DLBOOK_DATA_HOME" in found("data").remedy


def test_a_data_home_without_the_complete_set_is_fine(found, home):
    result = found("data")
    assert not result.remedy
    assert "python -m dlbook data fetch mnist" in result.text
    assert not home.exists(), "a doctor creates nothing"


def test_a_data_home_that_one_cannot_write_to_is_not(found, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    assert found("data").text.endswith("home cannot be written to")
    assert "DLBOOK_DATA_HOME" in found("data").remedy


def test_a_damaged_complete_set_is_mended_by_fetching_it(found, home):
    (home / "mnist").mkdir(parents=True)
    (home / "mnist" / "train-images-idx3-ubyte").write_bytes(b"half")
    assert "it holds 4 bytes, expected 47,040,016" in found("data").text
    assert found("data").remedy == "Run: python -m dlbook data fetch mnist"


def test_a_complete_set_that_is_right_is_named(found, home, monkeypatch):
    (home / "mnist").mkdir(parents=True)
    (home / "mnist" / "mnist5k.npz").write_bytes(
        (registry.MNIST_SHIPPED.folder() / "mnist5k.npz").read_bytes()
    )
    complete = replace(registry.MNIST_COMPLETE, files=registry.MNIST_SHIPPED.files)
    monkeypatch.setattr(registry, "MNIST_COMPLETE", complete)
    assert found("data") == Finding("data", f"complete MNIST in {home}")


def test_damaged_shipped_digits_are_mended_by_installing_again(found, tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "SHIPPED_DATA", tmp_path)
    assert "mnist5k.npz is missing" in found("data").text
    assert "git checkout" in found("data").remedy


def test_a_training_step_lowers_the_loss(found):
    before, after = found("training").text.split(" from ")[1].split(" to ")
    assert 2 < float(after) < float(before) < 2.5


def test_a_step_that_does_not_lower_the_loss_is_an_ailment(found, monkeypatch):
    monkeypatch.setattr("torch.optim.SGD.step", lambda *_: None)
    result = found("training")
    assert result.text.endswith("which is not down")
    assert "torch" in result.remedy


def test_the_doctor_speaks_even_where_every_library_is_missing():
    script = """if True:
        import sys
        for name in ("numpy", "torch", "packaging", "platformdirs", "pooch", "jaxtyping"):
            sys.modules[name] = None
        from dlbook.__main__ import main
        sys.exit(main(["doctor"]))
    """
    process = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (process.returncode, process.stderr) == (1, "")
    assert process.stdout.startswith("OK    python")
    assert "MEND  packages  ModuleNotFoundError" in process.stdout
    assert "MEND  device    torch cannot be imported" in process.stdout
    assert process.stdout.endswith("5 of 7 to mend; then ask again.\n")


@pytest.mark.parametrize("options", [["-O"], ["-W", "error"], ["-O", "-W", "error"]])
def test_the_doctor_and_the_list_of_data_work_with_pythons_own_switches(options):
    for command in ("doctor", "data"):
        python = [sys.executable, *options, "-m", "dlbook", command]
        process = subprocess.run(python, capture_output=True, text=True, check=False)
        assert (process.returncode, process.stderr) == (0, ""), process.stdout
