"""Where tensors live, and where chance comes from."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from operator import index

import torch
from torch import Tensor, distributed, nn
from torch.optim import Optimizer

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


def memory_to_weights(optimizer: Optimizer) -> None:
    """Move what the optimizer remembers of each weight to the device where the weight is now."""
    places = {
        (weight.device, value.device)
        for weight, memory in optimizer.state.items()
        for value in memory.values()
        if isinstance(value, Tensor) and value.dim()  # PyTorch keeps some counts of steps on the CPU
    }
    if any(here != there for here, there in places):
        optimizer.load_state_dict(optimizer.state_dict())


def make_generator(seed: int) -> torch.Generator:
    """A fresh source of chance, always on the CPU.

    What it draws is moved to the device afterwards:
    so a seed means the same weights and the same order of examples everywhere.
    """
    return torch.Generator().manual_seed(index(seed))  # which takes whole numbers of NumPy, too


@contextmanager
def layers_draw_from(generator: torch.Generator | None) -> Iterator[None]:
    """Let layers that take no generator, such as dropout, draw as this one's state decides.

    Nothing is drawn from the generator itself, and PyTorch's global ones are put back as they were.
    Without a generator the layers draw from the global ones, as they always do.
    Among processes that train together, each draws differently.
    """
    if generator is None:
        yield
        return
    seed = torch.randint(2**62, (), generator=generator.clone_state(), device=generator.device).item()
    with ExitStack() as global_generators:
        for kind in ("cuda", "mps"):  # the CPU's is always put back
            devices = range(_COUNT[kind]())
            global_generators.enter_context(torch.random.fork_rng(devices, device_type=kind))
        torch.manual_seed(int(seed) + _rank())
        yield


def _rank() -> int:
    """Return the number of this process among those that train together, 0 if it is alone."""
    is_together = distributed.is_available() and distributed.is_initialized()
    return distributed.get_rank() if is_together else 0
