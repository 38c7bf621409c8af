"""What a cell hands to its page: numbers are numbers, and each record arrives under its own MIME type."""

import base64
import time
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from docutils import nodes
from torch import nn

from dlbook.site import records
from dlbook.site.records import (
    RecordRenderer,
    export_model,
    format_value,
    mime_type,
    read_value,
    show_seeds,
)


@pytest.fixture
def emitted(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """Return what was handed over, as ``(kind, data, text)``."""
    found: list[tuple] = []
    monkeypatch.setattr(records, "emit", lambda *record: found.append(record))
    return found


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (0.5, "0.5"),
        (np.float64(0.5), "0.5"),
        (np.float32(0.5), "0.5"),
        (torch.tensor(0.5), "0.5"),
        (np.array(0.5), "0.5"),
        (torch.tensor(0.5, dtype=torch.float64), "0.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (np.int64(101_770), "101770"),
        ("shipped", '"shipped"'),
    ],
)
def test_scalars_of_every_kind_are_read_alike(value: object, read: str) -> None:
    assert read_value(lambda: value) == read


@pytest.mark.parametrize("text", ["0.98", "98 %", "1,000", "-3e-5"])
def test_a_string_that_looks_like_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="take the number itself"):
        read_value(lambda: text)


@pytest.mark.parametrize("value", [float("nan"), np.inf, torch.tensor(float("nan"))])
def test_a_number_that_is_not_finite_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="not finite"):
        read_value(lambda: value)


@pytest.mark.parametrize("value", [np.zeros(3), torch.zeros(2), None, [1], True])
def test_what_is_no_scalar_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="take one number"):
        read_value(lambda: value)


def test_what_takes_long_is_no_reading() -> None:
    def slow() -> int:
        end = time.thread_time() + 1
        while time.thread_time() < end:
            pass
        return 1

    with pytest.raises(ValueError, match="seconds; compute it in a cell"):
        read_value(slow)


@pytest.mark.parametrize("name", ["", "Test", "a-b", "1st", "a b"])
def test_a_name_that_a_page_cannot_use_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not a name"):
        show_seeds(name, [1, 2])


def test_a_distribution_needs_two_values(emitted: list[tuple]) -> None:
    show_seeds("accuracy", [0.9, 0.8], ".0%")
    assert emitted[0][1]["values"] == [0.9, 0.8]
    with pytest.raises(ValueError, match="at least two"):
        show_seeds("accuracy", [0.9])


def test_an_exported_model_can_be_computed_again_from_its_bytes(emitted: list[tuple]) -> None:
    model, inputs = nn.Linear(3, 2), torch.randn(4, 3)
    export_model("line", model, inputs)
    data = emitted[0][1]

    def tensor(packed: dict) -> np.ndarray:
        return np.frombuffer(base64.b64decode(packed["float32"]), "<f4").reshape(packed["shape"])

    weight, bias = tensor(data["tensors"]["weight"]), tensor(data["tensors"]["bias"])
    computed = tensor(data["vectors"]["inputs"]) @ weight.T + bias
    np.testing.assert_allclose(computed, tensor(data["vectors"]["outputs"]), atol=1e-6)


def test_outside_a_notebook_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    show_seeds("half", [0.5, 0.4])
    assert capsys.readouterr().out == ""


def test_a_percent_sign_is_never_torn_from_its_number() -> None:
    assert format_value(0.981, ".1%") == "98.1\N{NO-BREAK SPACE}%"


def test_a_record_becomes_an_invisible_node_and_other_types_are_left_alone() -> None:
    renderer = SimpleNamespace(source="page.md")
    data = SimpleNamespace(mime_type=mime_type("seeds"), content={"name": "x"}, line=3)
    (node,) = RecordRenderer.handle_mime(renderer, data, inline=False)
    assert isinstance(node, nodes.comment)
    assert node["dlbook_data"] == '{"name": "x"}'
    assert RecordRenderer.handle_mime(renderer, SimpleNamespace(mime_type="text/html"), inline=False) is None
