"""Save and load the whole state of training: weights, optimizer, chance, and how far it came.

A model's file (`saving`) is enough to use a network; a checkpoint is enough to train it further, exactly.
Both are safetensors files, which cannot run code when they are opened.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from dlbook.saving import read_tensors, weight_differences, write_tensors
from dlbook.schedules import settings_of


def save_checkpoint(
    path: str | os.PathLike[str],
    model: nn.Module,
    optimizer: Optimizer,
    generator: torch.Generator,
    *,
    epoch: int,
    more_facts: Mapping[str, Any] | None = None,
    more_tensors: Mapping[str, Tensor] | None = None,
) -> Path:
    """Write the state of training after `epoch` epochs; when writing fails, an older file stays as it was.

    `fit` does so after each epoch if it is given a `checkpoint`, and adds `more` of its own; by hand it serves
    loops of ``fit(..., epochs=1)``. When several processes train together, one of them writes (`rank` 0),
    and all of them read.

    Raises
    ------
    TypeError
        If the optimizer remembers something that is not a tensor (as LBFGS does), or is set to no number or text.
    OSError
        If the file cannot be written.
    """
    facts = {
        "epoch": epoch,
        "optimizer": type(optimizer).__name__,
        "settings": settings_of(optimizer),
        "names": _weight_names(model, optimizer),
        **(more_facts or {}),
    }
    tensors = _named("model", model.state_dict()) | _named("more", more_tensors or {}) | _memory(optimizer)
    return write_tensors(tensors | {"generator": generator.get_state()}, path, {"checkpoint": as_json(facts)})


def load_checkpoint(
    path: str | os.PathLike[str], model: nn.Module, optimizer: Optimizer, generator: torch.Generator
) -> int:
    """Put the state of training back, learning rate included; return how many epochs are done.

    A schedule is not part of it, since each `fit` begins its own; only ``fit(checkpoint=...)`` goes on with one.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no checkpoint, or one of another model, optimizer or kind of generator; then nothing has changed.
    """
    saved = read_checkpoint(path)
    saved.put_back(model, optimizer, generator)
    return int(saved.facts["epoch"])


def read_checkpoint(path: str | os.PathLike[str]) -> "Checkpoint":
    """Read a checkpoint without changing anything.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no checkpoint.
    """
    tensors, metadata = read_tensors(path)
    if "checkpoint" not in metadata:
        raise ValueError(f"{path} holds weights, but is no checkpoint; load it with dlbook.saving.load_model")
    return Checkpoint(Path(path), json.loads(metadata["checkpoint"]), tensors)


@dataclass(frozen=True)
class Checkpoint:
    """What a file holds: facts, as JSON has them, and tensors, whose names begin with what they belong to."""

    path: Path
    facts: dict[str, Any]
    tensors: dict[str, Tensor]

    def part(self, prefix: str) -> dict[str, Tensor]:
        """Return the tensors that belong to "model", "optimizer" or "more"."""
        start = f"{prefix}."
        return {name.removeprefix(start): t for name, t in self.tensors.items() if name.startswith(start)}

    def put_back(self, model: nn.Module, optimizer: Optimizer, generator: torch.Generator) -> None:
        """Change all three to what was saved, once it is known to fit all three.

        Raises
        ------
        ValueError
            If the file is of another model, optimizer or kind of generator; then nothing has changed.
        """
        for problem in self._misfits(model, optimizer, generator):
            raise ValueError(f"{self.path} {problem}")
        optimizer.load_state_dict(self._optimizer_state(optimizer))
        model.load_state_dict(self.part("model"))
        generator.set_state(self.tensors["generator"])

    def _misfits(self, model: nn.Module, optimizer: Optimizer, generator: torch.Generator) -> Iterator[str]:
        """Say what is not as it was when saved, and what to do."""
        kind, saved_kind = type(optimizer).__name__, self.facts["optimizer"]
        if saved_kind != kind:
            yield f"was saved with the optimizer {saved_kind}, not {kind}; use the same"
        if problems := _weight_differences(self.part("model"), model.state_dict()):
            yield f"does not fit this model: {'; '.join(problems)}. Build the model that was saved."
        names, saved_names = _weight_names(model, optimizer), self.facts["names"]
        if saved_names != names:
            yield f"was saved when the optimizer had the weights {saved_names}, not {names}; make it as it was"
        try:
            generator.clone_state().set_state(self.tensors["generator"])
        except RuntimeError as error:
            yield f"holds the state of another kind of generator: {error}. Use the kind that was saved."

    def _optimizer_state(self, optimizer: Optimizer) -> dict[str, Any]:
        """Return settings and memory as the optimizer's `load_state_dict` takes them."""
        memory: dict[int, dict[str, Tensor]] = {}
        for key, tensor in self.part("optimizer").items():
            number, name = key.split(".", maxsplit=1)
            memory.setdefault(int(number), {})[name] = tensor
        groups = [
            group | {name: _like(value, group.get(name)) for name, value in settings.items()}
            for settings, group in zip(
                self.facts["settings"], optimizer.state_dict()["param_groups"], strict=True
            )
        ]
        return {"state": memory, "param_groups": groups}


def _like(value: Any, example: Any) -> Any:
    """Return a value read from JSON as the tensor, or the tuple, that it was."""
    if isinstance(example, Tensor):
        return torch.tensor(value, dtype=example.dtype, device=example.device)
    return tuple(map(_like, value, example)) if isinstance(example, tuple) else value


def as_json(facts: Any) -> str:
    """Write facts as JSON, a tensor among them as its numbers."""
    return json.dumps(facts, default=_numbers)


def _numbers(value: Any) -> Any:
    if not hasattr(value, "tolist"):
        raise TypeError(f"{value!r} cannot be written into a checkpoint; numbers, tensors and text can")
    return value.tolist()


def _named(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {f"{prefix}.{name}": tensor for name, tensor in tensors.items()}


def _weight_differences(saved: dict[str, Tensor], expected: dict[str, Tensor]) -> list[str]:
    """Return one phrase for each weight that is not as expected; rounded to another dtype, it is not the same."""
    return weight_differences(saved, expected) or [
        f"{name} is {saved[name].dtype} in the file and {expected[name].dtype} in the model"
        for name in sorted(saved)
        if saved[name].dtype != expected[name].dtype
    ]


def _weight_names(model: nn.Module, optimizer: Optimizer) -> list[list[str]]:
    """Return the model's name of each weight in each group of the optimizer ("" for one that is not the model's)."""
    names = {id(weight): name for name, weight in model.named_parameters()}
    return [[names.get(id(weight), "") for weight in group["params"]] for group in optimizer.param_groups]


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
