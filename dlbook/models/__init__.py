"""Networks, built of `torch.nn`: inputs go in, logits come out. They know no loss."""

from collections.abc import Callable
from typing import Any

from torch import nn

from dlbook.models.cnn import cnn
from dlbook.models.deep_cnn import deep_cnn
from dlbook.models.mlp import mlp

_BUILDERS: dict[str, Callable[..., nn.Module]] = {"cnn": cnn, "deep_cnn": deep_cnn, "mlp": mlp}


def model_names() -> list[str]:
    """The names that `build_model` knows, in alphabetical order."""
    return sorted(_BUILDERS)


def build_model(name: str, **options: Any) -> nn.Module:
    """The model called `name`; `options` are the arguments of its function.

    Raises
    ------
    ValueError
        If no model has this name.
    """
    if name not in _BUILDERS:
        raise ValueError(f"unknown model {name!r}; the known ones are: {', '.join(model_names())}")
    return _BUILDERS[name](**options)
