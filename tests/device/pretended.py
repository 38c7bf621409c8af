"""A GPU that is only pretended, so that every machine finds a line that forgets where its tensors live.

Its tensors say that they live on a device of their own. They are refused beside tensors of the CPU as on a real GPU,
and have no float64, which Apple's GPUs lack. Their numbers are computed on the CPU: rounding, speed and memory
are shown by real devices only. PyTorch's `FakeTensorMode` refuses the same, but holds no numbers, so that
each `.item()`, `unique` or `nonzero` ends it; and in a build without CUDA it cannot trace an error back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Self

import torch
from torch import Tensor
from torch.utils import _pytree as pytree
from torch.utils import backend_registration as backend
from torch.utils._python_dispatch import TorchDispatchMode

aten = torch.ops.aten
INDEXING = {aten.index.Tensor, aten.index_put.default, aten.index_put_.default}
CPU = torch.device("cpu")


class OnDevice(Tensor):
    """A tensor that says it lives on a device; `values` are its numbers, on the CPU."""

    values: Tensor
    __torch_function__ = torch._C._disabled_torch_function_impl

    @staticmethod
    def __new__(cls, values: Tensor, device: torch.device) -> Self:
        if values.dtype == torch.float64:
            raise TypeError("this device has no float64, as Apple's GPUs have none; compute it on the CPU")
        options = {"strides": values.stride(), "dtype": values.dtype, "device": device}
        made = Tensor._make_wrapper_subclass(cls, values.size(), **options)
        made.values = values
        return made

    def __repr__(self) -> str:
        return f"{self.values!r} on {self.device}"

    def tolist(self) -> Any:
        return self.values.tolist()

    @classmethod
    def __torch_dispatch__(cls, operation: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _compute(operation, args, kwargs or {})


class _Everywhere(TorchDispatchMode):
    """Sees the operations that take no tensor, too, such as `torch.zeros(3, device=device)`."""

    def __torch_dispatch__(self, operation: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _compute(operation, args, kwargs or {})


def _compute(operation: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """Compute on the CPU, and say of what comes out that it lives where it would."""
    tensors = [leaf for leaf in pytree.tree_leaves((args, kwargs)) if isinstance(leaf, Tensor)]
    device = _device_of_outputs(operation, tensors, kwargs)
    inside = {id(tensor.values): tensor for tensor in tensors if isinstance(tensor, OnDevice)}
    args, kwargs = pytree.tree_map_only(OnDevice, lambda tensor: tensor.values, (args, kwargs))
    is_ours = device.type == "pretended"
    if is_ours and kwargs.get("device"):
        kwargs = kwargs | {"device": CPU}
    outputs = operation(*args, **kwargs)
    if not is_ours:
        return outputs
    # What was changed in place comes out as the very tensor that went in.
    return pytree.tree_map_only(
        Tensor, lambda out: inside[id(out)] if id(out) in inside else OnDevice(out, device), outputs
    )


def _device_of_outputs(operation: Any, tensors: list[Tensor], kwargs: dict[str, Any]) -> torch.device:
    """Where the outputs live; what the kernels of a GPU refuse is refused."""
    if kwargs.get("device"):
        devices = {torch.device(kwargs["device"].type, 0 if kwargs["device"].type == "pretended" else None)}
    elif operation == aten.copy_.default:  # from one device to another
        devices = {tensors[0].device}
    elif operation in INDEXING:  # positions may come from the CPU, and values that are one number
        values = [] if operation is aten.index.Tensor or tensors[-1].ndim == 0 else tensors[-1:]
        positions = [tensor for tensor in tensors[1:] if tensor.device != CPU]
        devices = {tensor.device for tensor in (tensors[0], *positions, *values)}
    else:
        is_pointwise = torch.Tag.pointwise in operation.tags  # then a single number may come from the CPU
        devices = {t.device for t in tensors if not (is_pointwise and t.ndim == 0 and t.device == CPU)}
    if generator := kwargs.get("generator"):
        devices.add(generator.device)
    if len(devices) > 1:
        names = " and ".join(sorted(map(str, devices)))
        raise RuntimeError(f"Expected all tensors to be on the same device, but {operation} got {names}")
    return next(iter(devices), CPU)


@cache
def _register() -> torch.device:
    """Tell PyTorch of the device; this process cannot forget it any more."""
    torch.utils.rename_privateuse1_backend("pretended")
    torch._register_device_module("pretended", backend._DummyBackendModule())
    torch._C._acc.register_python_privateuseone_hook(backend._DummyPrivateUse1Hook())
    torch._C._acc.register_python_privateuseone_device_guard(backend._DummyDeviceGuard())
    return torch.device("pretended", 0)


@contextmanager
def pretended_gpu() -> Iterator[torch.device]:
    """The device, which is there while the block lasts."""
    device = _register()
    only_lifted = torch._C._only_lift_cpu_tensors()
    torch._C._set_only_lift_cpu_tensors(True)  # `torch.tensor(1, device=device)` is made here, then moved
    torch.__future__.set_swap_module_params_on_conversion(True)  # `model.to` keeps each parameter's identity
    try:
        with _Everywhere():
            yield device
    finally:
        torch.__future__.set_swap_module_params_on_conversion(False)
        torch._C._set_only_lift_cpu_tensors(only_lifted)
