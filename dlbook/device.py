"""Where tensors live, and where chance comes from."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import index

import torch
from torch import nn

_COUNT: dict[str, Callable[[], int]] = {
    "cuda": torch.cuda.device_count,
    "mps": torch.mps.device_count,
    "cpu": torch.cpu.device_count,
}


def pick_device(name: str | torch.device = "auto") -> torch.device:
    """The device called `name`, once it is known to be there.

    Parameters
    ----------
    name
        "cpu", "cuda" (NVIDIA), "mps" (Apple), one of several ("cuda:1"),
        or "auto": the first of cuda, mps and cpu that this machine has. A `torch.device` counts as its name.

    Raises
    ------
    ValueError
        If no kind of device has this name.
    RuntimeError
        If this machine, or this build of PyTorch, has no such device.
    """
    name = str(name)
    if name == "auto":
        return torch.device(next(kind for kind, count in _COUNT.items() if count()))
    kind, colon, number = name.partition(":")
    if kind not in _COUNT or number.isdecimal() != bool(colon):
        raise ValueError(
            f"unknown device {name!r}; the known ones are auto, {', '.join(_COUNT)}, or such as cuda:1"
        )
    if int(number or 0) >= _COUNT[kind]():
        raise RuntimeError(
            f"device {name!r} was asked for, and PyTorch {torch.__version__} does not find it here; "
            "use device='auto', or see `python -m dlbook doctor`"
        )
    return torch.device(name)


def device_of(model: nn.Module) -> torch.device:
    """The device that holds the model's weights (the CPU for a model without any)."""
    return next((parameter.device for parameter in model.parameters()), torch.device("cpu"))


def make_generator(seed: int) -> torch.Generator:
    """A fresh source of chance, always on the CPU.

    What it draws is moved to the device afterwards:
    so a seed means the same weights and the same order of examples everywhere.
    """
    return torch.Generator().manual_seed(index(seed))  # which takes whole numbers of NumPy, too


@contextmanager
def layers_draw_from(generator: torch.Generator | None) -> Iterator[None]:
    """Let layers that take no generator, such as dropout, draw as this one's state decides.

    Nothing is drawn from the generator itself, and PyTorch's global one is put back as it was.
    Without a generator the layers draw from the global one, as they always do.
    """
    if generator is None:
        yield
        return
    seed = int(torch.randint(2**62, (), generator=generator.clone_state()))
    with torch.random.fork_rng(devices=range(torch.cuda.device_count())):
        torch.manual_seed(seed)
        yield
