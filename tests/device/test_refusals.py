"""The pretended GPU refuses and allows what a real one does: on a machine that has one, both are held to this table."""

from contextlib import nullcontext

import pytest
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

POSITIONS = torch.tensor([2, 0, 1])


@pytest.fixture
def here() -> Tensor:
    return torch.tensor([1.0, 2.0, 3.0])


@pytest.fixture
def there(here, device) -> Tensor:
    return here.to(device)


REFUSED = {
    "add": lambda here, there: here + there,
    "add in place": lambda here, there: there.clone().add_(here),
    "add a number of the device": lambda here, there: here + there.sum(),
    "multiply matrices": lambda here, there: here @ there,
    "stack": lambda here, there: torch.stack([here, there]),
    "stack numbers": lambda here, there: torch.stack([here.sum(), there.sum()]),
    "choose by positions of the device": lambda here, there: here[POSITIONS.to(there.device)],
    "select by positions of the CPU": lambda _, there: there.index_select(0, POSITIONS),
    "fill places named by the device": lambda here, there: here.clone().index_put_((there > 1,), here[:2]),
    "fill with numbers of the CPU": lambda here, there: there.clone().index_put_((there > 1,), here[:2]),
    "compare with labels of the CPU": lambda _, there: cross_entropy(there[None], POSITIONS[:1]),
    "draw from a generator of the CPU": lambda _, there: torch.rand(
        3, device=there.device, generator=torch.Generator()
    ),
    "go to NumPy": lambda _, there: there.numpy(),
}
ALLOWED = {
    "add a number": lambda _, there: there + 2.0,
    "add a number of the CPU": lambda here, there: there + here.sum(),
    "choose by positions of the CPU": lambda _, there: there[POSITIONS],
    "choose by positions of the device": lambda _, there: there[POSITIONS.to(there.device)],
    "fill with a number": lambda here, there: there.clone().index_put_((there > 1,), here.sum()),
    "copy to the CPU": lambda here, there: here.clone().copy_(there),
    "go to NumPy by the CPU": lambda _, there: there.cpu().numpy(),
    "become a list": lambda _, there: there.tolist(),
    "become one number": lambda _, there: there.sum().item(),
    "trace back": lambda _, there: torch.autograd.grad(
        (x := there.clone().requires_grad_()).square().sum(), x
    )[0],
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_mixes_devices_is_refused(here, there, name):
    is_mixed = there.device.type != "cpu"
    with pytest.raises((RuntimeError, TypeError)) if is_mixed else nullcontext():
        REFUSED[name](here, there)


@pytest.mark.parametrize("name", ALLOWED)
def test_what_a_gpu_allows_gives_the_same_numbers(here, there, name):
    actual, expected = ALLOWED[name](here, there), ALLOWED[name](here, here)
    torch.testing.assert_close(actual, expected, check_device=False)


@pytest.mark.usefixtures("there")
def test_apples_missing_float64_is_refused_by_the_pretended_gpu_too(device):
    with pytest.raises(TypeError, match="float64") if device.type in {"mps", "pretended"} else nullcontext():
        torch.ones(3, dtype=torch.float64).to(device)
