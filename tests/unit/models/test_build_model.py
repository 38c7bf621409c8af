import pytest

from dlbook.metrics import count_parameters
from dlbook.models import build_model, model_names


def test_an_unknown_model_is_answered_with_the_known_ones():
    with pytest.raises(
        ValueError, match=f"unknown model 'mpl'; the known ones are: {', '.join(model_names())}"
    ):
        build_model("mpl")


def test_a_model_is_built_with_its_options():
    assert count_parameters(build_model("mlp", sizes=(3, 2))) == 3 * 2 + 2


def test_names_come_in_alphabetical_order():
    assert model_names() == ["cnn", "deep_cnn", "mlp"]
