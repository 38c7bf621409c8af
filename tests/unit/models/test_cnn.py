import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from dlbook.dataset import Dataset
from dlbook.device import make_generator
from dlbook.loop import evaluate
from dlbook.metrics import count_parameters
from dlbook.models import build_model
from dlbook.models.cnn import cnn, conv
from dlbook.training import fit


def test_it_has_the_parameters_counted_by_hand():
    by_hand = (8 * 9 + 8) + (32 * 8 * 9 + 32) + (32 * 7 * 7 * 10 + 10)
    assert count_parameters(cnn()) == by_hand == 18_106


@pytest.mark.parametrize("shape", [(28, 28), (1, 28, 28), (8, 8), (4, 4), (17, 30), (1, 32, 5)])
def test_gray_pictures_of_any_small_size_go_in_and_ten_logits_come_out(shape):
    assert cnn()(torch.zeros(3, *shape)).shape == (3, 10)


def test_a_missing_channel_is_added_and_changes_nothing():
    model, pictures = cnn(generator=make_generator(0)), torch.rand(2, 28, 28, generator=make_generator(1))
    assert torch.equal(model(pictures), model(pictures.unsqueeze(1)))


def test_the_last_pooling_leaves_pictures_of_28_by_28_as_they_are():
    model, pictures = cnn(generator=make_generator(0)), torch.rand(2, 28, 28, generator=make_generator(1))
    without = nn.Sequential(*[layer for layer in model if not isinstance(layer, nn.AdaptiveAvgPool2d)])
    torch.testing.assert_close(model(pictures), without(pictures))


@given(st.integers(1, 4), st.integers(1, 20), st.sampled_from([1, 3, 5]), st.integers(0, 1_000))
def test_filters_are_those_that_torch_draws_from_the_same_seed(in_channels, out_channels, kernel_size, seed):
    ours = conv(in_channels, out_channels, kernel_size, make_generator(seed))
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        theirs = nn.Conv2d(in_channels, out_channels, kernel_size, padding="same")
    torch.testing.assert_close(ours.weight, theirs.weight)
    torch.testing.assert_close(ours.bias, theirs.bias)
    pictures = torch.rand(2, in_channels, 6, 7, generator=make_generator(seed))
    torch.testing.assert_close(ours(pictures), theirs(pictures))


def test_the_seed_decides_all_weights():
    first, again, other = (list(cnn(generator=make_generator(seed)).parameters()) for seed in (0, 0, 1))
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not any(torch.equal(a, b) for a, b in zip(first, other, strict=True))


def test_with_a_generator_the_global_one_is_not_touched():
    before = torch.get_rng_state()
    cnn(generator=make_generator(0))
    assert torch.equal(torch.get_rng_state(), before)


def test_without_a_generator_two_networks_differ():
    assert not torch.equal(cnn()[1].weight, cnn()[1].weight)


def test_a_stroke_in_another_place_gives_the_same_answer_of_the_filters_in_that_place():
    filters = conv(1, 8, 3, make_generator(0))
    picture = torch.zeros(1, 1, 28, 28)
    picture[..., 8:14, 10] = 1
    moved = filters(picture.roll((5, 3), dims=(2, 3)))
    torch.testing.assert_close(moved, filters(picture).roll((5, 3), dims=(2, 3)))


def test_it_learns_to_tell_lying_from_standing_strokes_wherever_they_are():
    generator = make_generator(0)
    places = torch.randint(2, 26, (400,), generator=generator)
    targets = torch.arange(400) % 2
    pictures = torch.zeros(400, 28, 28)
    for picture, place, is_standing in zip(pictures, places, targets, strict=True):
        (picture.T if is_standing else picture)[place, 4:24] = 1
    strokes = Dataset(pictures, targets)
    model = cnn(2, generator=generator)
    fit(model, strokes.subset(slice(0, 300)), epochs=5, lr=0.01, generator=generator)
    assert evaluate(model, strokes.subset(slice(300, 400)))["accuracy"] == 1.0


def test_it_is_built_by_its_name():
    assert build_model("cnn", num_classes=3)(torch.zeros(1, 8, 8)).shape == (1, 3)


@pytest.mark.parametrize("shape", [(2, 3, 28, 28), (2, 3, 28), (2, 784), (2, 1, 1, 28, 28)])
def test_what_is_no_gray_picture_is_refused_with_its_shape(shape):
    with pytest.raises(
        ValueError, match=rf"sides of 4 pixels or more; these have shape \[{shape[0]}, {shape[1]}"
    ):
        cnn()(torch.zeros(shape))


@pytest.mark.parametrize("num_classes", [0, -1])
def test_fewer_classes_than_one_are_refused(num_classes):
    with pytest.raises(ValueError, match=f"num_classes must be 1 or more; not {num_classes}"):
        cnn(num_classes)


def test_filters_with_an_even_side_are_refused():
    with pytest.raises(ValueError, match="kernel_size must be odd, as 3 or 5 are; not 4"):
        conv(1, 8, 4)
