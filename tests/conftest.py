"""Under pytest the shapes in the signatures are not only read, but checked.

The import hook must be in place before `dlbook` is imported for the first time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from book.run.kernel_env import apply_kernel_env

apply_kernel_env()  # before torch is imported: tests compute what the pages compute

import jaxtyping
import matplotlib as mpl
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    import torch

# The numeric tower lets a whole number stand where a float is asked for, as Python itself does.
jaxtyping.install_import_hook("dlbook", "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))")

os.environ.pop("DLBOOK_PUBLISH", None)  # a tiny book of a test is not published, even if this one is

mpl.use("agg")  # no window opens, on anybody's desktop

# The same examples in every run, and no test that fails because the machine is busy.
settings.register_profile("dlbook", deadline=None, derandomize=True, database=None)
settings.load_profile("dlbook")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of ``tests/install`` that cost minutes."""
    parser.addoption("--fresh", action="store_true", help="install the wheel from the package index")
    parser.addoption(
        "--all-notebooks", action="store_true", help="run every chapter's notebook, not only three"
    )


# Largest relative and absolute difference from what the CPU computes; other dtypes are compared exactly.
# A GPU adds in another order. Ten times less is enough for sums in float64, rounded once; TF32 needs over ten times more.
TOLERANCES = {
    ("cpu", "float32"): (0.0, 0.0),
    ("pretended", "float32"): (0.0, 0.0),
    ("cuda", "float32"): (1e-4, 1e-5),
    ("mps", "float32"): (1e-4, 1e-5),
}


def devices_here() -> list[str]:
    """Kinds of devices that this machine has, or only the pretended one, where it is asked for."""
    if os.environ.get("DLBOOK_PRETENDED_GPU"):
        return ["pretended"]
    import torch

    is_here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    return ["cpu", *(kind for kind in is_here if is_here[kind])]


@pytest.fixture
def kinds_here() -> list[str]:
    """Kinds of devices that a test with `device` runs on."""
    return devices_here()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes `device` once on each device; torch is imported only if there is such a test."""
    if "device" in metafunc.fixturenames:
        metafunc.parametrize("device", devices_here(), indirect=True)


@pytest.fixture
def device(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[torch.device]:
    """Where the test computes: on each device that this machine has, in turn."""
    import torch

    parts = torch.backends.cuda.matmul, torch.backends.cudnn.conv, torch.backends.cudnn.rnn
    before = [part.fp32_precision for part in parts]
    for part in parts:
        part.fp32_precision = "ieee"  # some round to TF32 otherwise
    if request.param == "pretended":
        from pretended import pretended_gpu

        from dlbook.device import _COUNT

        monkeypatch.setitem(_COUNT, "pretended", lambda: 1)
        place = pretended_gpu()
    else:
        place = nullcontext(torch.device(request.param))
    with place as device:
        yield device
    for part, precision in zip(parts, before, strict=True):
        part.fp32_precision = precision


@pytest.fixture
def assert_as_on_cpu(device: torch.device) -> Callable[[Any, Any], None]:
    """Compare what the device computed with what the CPU did, within the tolerance of device and dtype."""
    import torch

    def compare(actual: Any, expected: Any) -> None:
        assert type(expected) in {type(actual), torch.Tensor}
        if isinstance(expected, Mapping):
            assert list(actual) == list(expected)
            actual, expected = list(actual.values()), list(expected.values())
        if isinstance(expected, list | tuple):
            assert len(actual) == len(expected)
            for one, other in zip(actual, expected, strict=True):
                compare(one, other)
        elif isinstance(expected, torch.Tensor | float):
            tensors = torch.as_tensor(actual), torch.as_tensor(expected)
            assert tensors[0].device.type == (device.type if actual is tensors[0] else "cpu")
            dtype = "float32" if isinstance(expected, float) else str(expected.dtype).removeprefix("torch.")
            rtol, atol = TOLERANCES.get((device.type, dtype), (0.0, 0.0))
            torch.testing.assert_close(tensors[0].cpu(), tensors[1], rtol=rtol, atol=atol)
        else:
            assert actual == expected

    return compare


@pytest.fixture
def as_a_reader() -> Iterator[None]:
    """As the package behaves outside pytest: wrong shapes meet our own errors, not beartype's."""
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)


@pytest.fixture(autouse=True)
def _figures_are_drawn_and_closed() -> Iterator[None]:
    """A figure that cannot be rendered fails its test, and none stays in memory."""
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        for number in pyplot.get_fignums():
            pyplot.figure(number).canvas.draw()
        pyplot.close("all")
