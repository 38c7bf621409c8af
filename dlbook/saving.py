"""Weights to a file and back: safetensors only, since a pickle can run code when it is opened."""

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
    path = Path(path)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    # Copies, since the format refuses tensors that share memory (as tied weights do).
    weights = {
        name: tensor.detach().cpu().clone().contiguous() for name, tensor in model.state_dict().items()
    }
    try:
        unfinished.write_bytes(safetensors.torch.save(weights))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


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
    try:
        weights = safetensors.torch.load(path.read_bytes())
    except SafetensorError as error:
        raise ValueError(f"{path} is not a safetensors file, or is cut short: {error}") from error
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
