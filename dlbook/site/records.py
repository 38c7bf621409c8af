"""Hand numbers, distributions over seeds and trained models from a cell to the page around it.

Each is an output of the cell, so a page taken from the store hands on exactly what it did when it ran.
Outside a notebook these functions check their arguments and show nothing.
Explained in the contributor's guide.
"""

from __future__ import annotations

import base64
import json
import math
import re
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor, nn

KINDS = ("seeds", "claim", "model")
NAME = re.compile(r"[a-z][a-z0-9_]*")
MOST_SECONDS = 0.5  # of the processor, for what only reads
NUMERIC = re.compile(r"\s*[-+]?[\d.,]+(e[-+]?\d+)?\s*%?\s*")


def mime_type(kind: str) -> str:
    """Return the MIME type of a record."""
    return f"application/vnd.dlbook.{kind}+json"


def emit(kind: str, data: dict[str, Any], text: str) -> None:
    """Hand a record to the site build; a reader's notebook shows ``text`` (HTML) instead."""
    try:
        from IPython.core.getipython import get_ipython
        from IPython.display import display
    except ModuleNotFoundError:  # a plain Python, with nobody to hand it to
        return
    if get_ipython() is not None:
        display({mime_type(kind): data, "text/html": text}, raw=True)  # type: ignore[no-untyped-call]


def read_value(expression: Callable[[], object]) -> str:
    """Return as JSON the number or the text that a sentence of the page shows.

    The site build and the tests of pages call it, with what stands in ``{value}`…```.

    Raises
    ------
    ValueError
        If the value is nan or infinite, is a string that looks like a number, or takes long to compute.
    TypeError
        If the value is not a scalar.
    """
    begin = time.thread_time()
    value = checked_scalar(expression())
    if (seconds := time.thread_time() - begin) > MOST_SECONDS:
        raise ValueError(f"takes {seconds:.1f} seconds; compute it in a cell, and let the sentence read it")
    return json.dumps(value)


def show_seeds(name: str, values: Sequence[object], format_spec: str = "") -> None:
    """Make the distribution of a number over seeds available, one value per seed.

    Parameters
    ----------
    name
        Lower-case letters, digits and underscores, used once on a page.
    values
        Python, NumPy or torch scalars.
    format_spec
        Python's format, such as ``".1%"`` or ``",d"``.

    Raises
    ------
    ValueError
        If there are fewer than two values, one is not finite, or the name has other characters.
    TypeError
        If one is not a scalar.
    """
    check_name(name)
    numbers = [checked_scalar(value) for value in values]
    if len(numbers) < 2:
        raise ValueError(
            f"the distribution {name!r} has {len(numbers)} value(s); give one per seed, at least two"
        )
    data = {"name": name, "values": numbers, "format": format_spec}
    emit("seeds", data, f"{name}: {', '.join(format_value(number, format_spec) for number in numbers)}")


def export_model(name: str, model: nn.Module, inputs: Tensor) -> None:
    """Hand a trained model to the labs of the page, with test vectors to check their arithmetic.

    Parameters
    ----------
    name
        Lower-case letters, digits and underscores.
    model
        Its ``state_dict`` is exported as float32.
    inputs : shape (batch, ...)
        A few inputs; the model's outputs for them are exported too.
    """
    import torch

    check_name(name)
    model.eval()
    with torch.no_grad():
        outputs = model(inputs)
    tensors = {key: packed(tensor) for key, tensor in model.state_dict().items()}
    data = {
        "name": name,
        "tensors": tensors,
        "vectors": {"inputs": packed(inputs), "outputs": packed(outputs)},
    }
    emit("model", data, f"the model {name!r} is ready for the labs")


def packed(tensor: Tensor) -> dict[str, Any]:
    """Return a tensor as base64 of its float32 bytes (little-endian) and its shape."""
    array = tensor.detach().cpu().numpy().astype("<f4")
    return {"shape": list(array.shape), "float32": base64.b64encode(array.tobytes()).decode()}


def check_name(name: str) -> None:
    """Refuse a name that a page could not refer to.

    Raises
    ------
    ValueError
        If it holds anything but lower-case letters, digits and underscores, or begins with no letter.
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name; use lower-case letters, digits and underscores")


def checked_scalar(value: object) -> float | int | str:
    """Return a value as a plain Python number or string.

    Raises
    ------
    ValueError
        If it is not finite, or a string that looks like a number.
    TypeError
        If it is no scalar.
    """
    if isinstance(value, str):
        if NUMERIC.fullmatch(value):
            raise ValueError(f"it is the string {value!r}; take the number itself and a format")
        return value
    item = getattr(value, "item", None)
    if item is not None and getattr(value, "ndim", 0) == 0:
        value = item()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"it is {type(value).__name__}; take one number, such as x.mean() in a cell")
    if not math.isfinite(value):
        raise ValueError(f"it is {value}; a number that is not finite cannot stand in a sentence")
    return value


def format_value(value: float | str, format_spec: str = "") -> str:
    """Return the text of a value, with a no-break space before a percent sign."""
    return format(value, format_spec).replace("%", "\N{NO-BREAK SPACE}%")


class RecordRenderer:
    """Render our MIME types for MyST-NB: as a comment node that the site's extensions find in the page."""

    # It is here, and not among these extensions, because MyST-NB finds renderers by entry points of installed packages.

    mime_priority_overrides = tuple(("*", mime_type(kind), 0) for kind in KINDS)

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[Any] | None:
        """Return the node that carries a record, or None for any other MIME type."""
        kinds = {mime_type(kind): kind for kind in KINDS}
        if data.mime_type not in kinds or inline:
            return None
        from docutils import nodes

        node = nodes.comment("", "", dlbook_kind=kinds[data.mime_type], dlbook_data=json.dumps(data.content))
        node.source, node.line = renderer.source, data.line
        return [node]
