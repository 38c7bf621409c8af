"""Is this machine ready for the book? ``python -m dlbook doctor`` asks it (explained in `start/setup`).

Nothing outside Python itself is imported before the check that needs it,
so that the doctor can speak even where a library is missing or broken.
"""

import importlib
import importlib.metadata
import os
import platform
import shutil
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from dlbook.copies import find_copy
from dlbook.remedies import MachineError, install_python, mend_torch, pip_install

MIN_PYTHON = (3, 11)
MODULES = {
    "pillow": "PIL",
    "scikit-image": "skimage",
    "scikit-learn": "sklearn",
}  # others are imported by their name


@dataclass(frozen=True)
class Finding:
    """What one check found; ``remedy`` is what mends it, and empty when all is well."""

    name: str
    text: str
    remedy: str = ""


def examine() -> list[Finding]:
    """One finding for each check, in the order in which one would mend them."""
    return [_finding(name, check) for name, check in CHECKS.items()]


def report(findings: list[Finding]) -> str:
    """Text with a line for each finding, another for each remedy, and a verdict."""
    lines = []
    for finding in findings:
        lines.append(f"{'MEND' if finding.remedy else 'OK':<6}{finding.name:<10}{finding.text}")
        if finding.remedy:
            lines.append(" " * 16 + finding.remedy)
    num_bad = sum(bool(finding.remedy) for finding in findings)
    verdict = f"{num_bad} of {len(findings)} to mend; then ask again." if num_bad else "All is well."
    return "\n".join([*lines, verdict])


def _finding(name: str, check: Callable[[], str]) -> Finding:
    """One check's finding; an error that nobody foresaw is one too."""
    try:
        return Finding(name, check())
    except Exception as error:  # noqa: BLE001  (whatever it is, the other checks must still be made)
        # A MachineError and a DataError bring their remedy with them.
        problem = getattr(error, "problem", f"{type(error).__name__}: {error}")
        return Finding(
            name, problem, getattr(error, "remedy", "") or pip_install(["--force-reinstall", "-e", "."])
        )


def _python() -> str:
    """Version, word size and platform of Python, and where it is installed."""
    system, machine = platform.system(), platform.machine()
    found = f"{platform.python_version()}, {sys.maxsize.bit_length() + 1} bit, {system} {machine}"
    if sys.version_info[:2] < MIN_PYTHON or sys.maxsize < 2**32:
        needed = ".".join(map(str, MIN_PYTHON))
        raise MachineError(f"{found}; the book needs {needed} or newer with 64 bit", install_python(system))
    if (system, machine) == ("Darwin", "x86_64"):
        problem = f"{found}; PyTorch has no builds for Intel any more (on an Intel Mac, use Colab)"
        raise MachineError(problem, install_python(system))
    return f"{found}, in {sys.prefix}"


def _packages() -> str:
    """Versions of the libraries that dlbook needs, each of which can be imported."""
    from packaging.requirements import Requirement

    try:
        needed = [Requirement(line) for line in importlib.metadata.requires("dlbook") or []]
    except importlib.metadata.PackageNotFoundError as error:
        raise MachineError("dlbook itself is not installed", pip_install(["-e", "."])) from error
    found = {requirement: _version(requirement.name) for requirement in needed}
    wrong = [
        r for r, version in found.items() if not (version and r.specifier.contains(version, prereleases=True))
    ]
    if wrong:
        problem = ", ".join(f"needs {r}, found {found[r] or 'none'}" for r in wrong)
        raise MachineError(problem, pip_install(f'"{requirement}"' for requirement in wrong))
    for requirement in needed:
        if requirement.name != "torch":  # has a check of its own
            _import(requirement.name)
    return ", ".join(f"{requirement.name} {version}" for requirement, version in found.items())


def _import(package: str) -> None:
    """Import a library, or raise a MachineError."""
    module = MODULES.get(package, package)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as that a notebook could draw its progress more nicely
            importlib.import_module(module)
    except Exception as error:  # a library made for another version of NumPy raises this or that
        problem = f"{module} cannot be imported ({error})"
        raise MachineError(problem, pip_install(["--force-reinstall", package])) from error


def _device() -> str:
    """Device that training would use; the CPU is always enough."""
    try:
        import torch
    except (ImportError, OSError) as error:
        raise MachineError(f"torch cannot be imported ({error})", mend_torch()) from error
    from dlbook.device import pick_device

    device = pick_device()
    if device.type == "cuda":
        return f"cuda, {torch.cuda.get_device_name(device)}"
    if device.type == "cpu" and shutil.which("nvidia-smi"):
        return "cpu, which is enough; https://pytorch.org says how to use the NVIDIA card of this machine"
    return f"{device.type}, which is enough"


def _disk() -> str:
    """Free space where fetched data go."""
    from dlbook.datasets.home import find_home, nearest_folder, set_home
    from dlbook.datasets.registry import MNIST_COMPLETE

    folder = nearest_folder(find_home())
    free = shutil.disk_usage(folder).free
    needed = 2 * MNIST_COMPLETE.num_bytes  # a file that is replaced lies there twice for a moment
    if free < needed:
        raise MachineError(
            f"{free / 1e6:,.0f} MB free in {folder}, {needed / 1e6:,.0f} MB needed",
            set_home(num_bytes=needed),
        )
    return f"{free / 1e9:,.1f} GB free in {folder}"


def _data() -> str:
    """Files that ship and files in the data home, all of them checked."""
    from dlbook.datasets.files import check_all, is_absent
    from dlbook.datasets.home import find_home, nearest_folder, set_home
    from dlbook.datasets.registry import MNIST_COMPLETE, MNIST_SHIPPED

    home = find_home()
    check_all(MNIST_SHIPPED)
    if not is_absent(MNIST_COMPLETE, home):
        check_all(MNIST_COMPLETE, home)
        return f"complete MNIST in {home}"
    if not os.access(nearest_folder(home), os.W_OK):
        raise MachineError(f"{home} cannot be written to", set_home())
    return f"the digits that ship; the complete MNIST, which is optional, is not in {home} ({MNIST_COMPLETE.remedy})"


def _training() -> str:
    """One step of training on 64 digits: their loss must fall."""
    from torch.optim import SGD

    from dlbook.datasets.mnist import load_mnist
    from dlbook.device import make_generator, pick_device
    from dlbook.loop import train_step
    from dlbook.models.mlp import mlp

    device = pick_device()
    digits = load_mnist("shipped").train.subset(slice(64)).map_inputs(lambda x: x / 255).to(device)
    model = mlp(generator=make_generator(0)).to(device)
    optimizer = SGD(model.parameters(), lr=0.1)
    before, after = (train_step(model, digits.inputs, digits.targets, optimizer)[1].item() for _ in range(2))
    outcome = f"one step on {device} took the loss of {len(digits)} digits from {before:.3f} to {after:.3f}"
    if not after < before:
        raise MachineError(f"{outcome}, which is not down", mend_torch())
    return outcome


def _version(package: str) -> str | None:
    """Installed version of a package, or None."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


CHECKS: dict[str, Callable[[], str]] = {
    "python": _python,
    "dlbook": find_copy,
    "packages": _packages,
    "device": _device,
    "disk": _disk,
    "data": _data,
    "training": _training,
}
