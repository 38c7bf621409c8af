"""Everything that training needs to go on where it stopped: weights, optimizer, chance, and how far it came.

A model's file (`saving`) is enough to use a network; a checkpoint is enough to train it further.
Both are safetensors files, which cannot run code when they are opened.
"""

import json
import os
from pathlib import Path

import safetensors.torch
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from torch.optim import Optimizer

from dlbook.saving import weight_differences


def save_checkpoint(
    path: str | os.PathLike[str],
    model: nn.Module,
    optimizer: Optimizer,
    generator: torch.Generator,
    *,
    epoch: int,
) -> Path:
    """Write the state of training after `epoch` epochs; when writing fails, an older file stays as it was.

    When several processes train together, one of them writes (`rank` 0), and all of them read.

    Raises
    ------
    TypeError
        If the optimizer remembers something that is not a tensor (as LBFGS does).
    OSError
        If the file cannot be written.
    """
    path = Path(path)
    weights = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    tensors = weights | _memory(optimizer) | {"generator": generator.get_state()}
    groups = json.dumps(optimizer.state_dict()["param_groups"])  # learning rate and other settings
    facts = {"epoch": str(epoch), "optimizer": type(optimizer).__name__, "groups": groups}
    # Copies, since the format refuses tensors that share memory (as tied weights do).
    copies = {name: tensor.detach().cpu().clone().contiguous() for name, tensor in tensors.items()}
    unfinished = path.with_name(f"{path.name}.tmp")
    try:
        unfinished.write_bytes(safetensors.torch.save(copies, facts))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def load_checkpoint(
    path: str | os.PathLike[str], model: nn.Module, optimizer: Optimizer, generator: torch.Generator
) -> int:
    """Put the state of training back, learning rate included; return how many epochs are done.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no checkpoint, or one of another model or optimizer; then nothing has changed.
    """
    path = Path(path)
    facts, tensors = _read(path)
    if facts["optimizer"] != type(optimizer).__name__:
        raise ValueError(
            f"{path} was saved with the optimizer {facts['optimizer']}, not {type(optimizer).__name__}; use the same"
        )
    weights = {name.removeprefix("model."): t for name, t in tensors.items() if name.startswith("model.")}
    if problems := weight_differences(weights, model.state_dict()):
        raise ValueError(
            f"{path} does not fit this model: {'; '.join(problems)}. Build the model that was saved."
        )
    memory = _put_together({name: t for name, t in tensors.items() if name.startswith("optimizer.")})
    optimizer.load_state_dict({"state": memory, "param_groups": json.loads(facts["groups"])})
    model.load_state_dict(weights)
    generator.set_state(tensors["generator"])
    return int(facts["epoch"])


def _memory(optimizer: Optimizer) -> dict[str, Tensor]:
    """Return what the optimizer remembers of each weight, by "optimizer.NUMBER.NAME"."""
    memory = {
        f"optimizer.{number}.{name}": value
        for number, values in optimizer.state_dict()["state"].items()
        for name, value in values.items()
    }
    for name, value in memory.items():
        if not isinstance(value, Tensor):
            raise TypeError(
                f"{type(optimizer).__name__} keeps {name} = {value!r}, which is no tensor; use Adam or SGD"
            )
    return memory


def _put_together(memory: dict[str, Tensor]) -> dict[int, dict[str, Tensor]]:
    """Return the tensors of an optimizer as it keeps them: by the number of the weight, then by name."""
    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in memory.items():
        _, number, name = key.split(".", maxsplit=2)
        state.setdefault(int(number), {})[name] = tensor
    return state


def _read(path: Path) -> tuple[dict[str, str], dict[str, Tensor]]:
    """Return the facts and the tensors of a checkpoint."""
    try:
        tensors = safetensors.torch.load(path.read_bytes())
        with safe_open(path, "pt") as file:
            facts = file.metadata() or {}
    except SafetensorError as error:
        raise ValueError(f"{path} is not a safetensors file, or is cut short: {error}") from error
    if "optimizer" not in facts:
        raise ValueError(f"{path} holds weights, but is no checkpoint; load it with dlbook.saving.load_model")
    return facts, tensors
