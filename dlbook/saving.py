"""Weights to a file and back: safetensors only, since a pickle can run code when it is opened."""

import json
import os
from pathlib import Path
from typing import TypeVar

import safetensors.torch
from safetensors import SafetensorError
from torch import Tensor, nn

Model = TypeVar("Model", bound=nn.Module)


def save_model(model: nn.Module, path: str | os.PathLike[str]) -> Path:
    """Where the weights now are: all of them, or, when writing fails, the file that was there before.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    return write_tensors(model.state_dict(), path)


def load_model(model: Model, path: str | os.PathLike[str]) -> Model:
    """The same model, with the weights from the file, on the device where it was.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is not a safetensors file, or was saved from a model of another shape;
        the model then keeps the weights it had.
    """
    path = Path(path)
    weights, _ = read_tensors(path)
    if problems := weight_differences(weights, model.state_dict()):
        raise ValueError(
            f"{path} does not fit this model: {'; '.join(problems)}. Build the model that was saved."
        )
    model.load_state_dict(weights)
    return model


def weight_differences(saved: dict[str, Tensor], expected: dict[str, Tensor]) -> list[str]:
    """Return one phrase for each saved tensor that is missing, extra or of another shape than expected."""
    missing = [f"{name} is missing" for name in expected.keys() - saved.keys()]
    extra = [f"{name} is not in the model" for name in saved.keys() - expected.keys()]
    reshaped = [
        f"{name} is {list(saved[name].shape)} in the file and {list(expected[name].shape)} in the model"
        for name in saved.keys() & expected.keys()
        if saved[name].shape != expected[name].shape
    ]
    return sorted(missing + extra + reshaped)


def write_tensors(
    tensors: dict[str, Tensor], path: str | os.PathLike[str], metadata: dict[str, str] | None = None
) -> Path:
    """Write a safetensors file in one move: when that fails, the file that was there before stays.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    path = Path(path)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    # Copies, since the format refuses tensors that share memory (as tied weights do).
    copies = {name: tensor.detach().cpu().clone().contiguous() for name, tensor in tensors.items()}
    try:
        unfinished.write_bytes(safetensors.torch.save(copies, metadata))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def read_tensors(path: str | os.PathLike[str]) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Read the tensors and the metadata of a safetensors file, both from the same moment.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is not a safetensors file.
    """
    content = Path(path).read_bytes()
    try:
        tensors = safetensors.torch.load(content)
    except SafetensorError as error:
        raise ValueError(f"{path} is not a safetensors file, or is cut short: {error}") from error
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    return tensors, header.get("__metadata__", {})
