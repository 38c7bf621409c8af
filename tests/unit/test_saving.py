import pickle

import pytest
import safetensors.torch
import torch
from torch import nn

from dlbook.device import make_generator
from dlbook.models.mlp import mlp
from dlbook.saving import load_model, save_model


@pytest.fixture
def path(tmp_path):
    return tmp_path / "digits.safetensors"


def weights_of(model: nn.Module) -> list[torch.Tensor]:
    return [weight.clone() for weight in model.state_dict().values()]


def test_a_model_comes_back_to_the_last_bit(path):
    saved, loaded = (mlp((5, 4, 3), generator=make_generator(seed)) for seed in (0, 1))
    save_model(saved, path)
    assert load_model(loaded, path) is loaded
    torch.testing.assert_close(weights_of(loaded), weights_of(saved), rtol=0, atol=0)


def test_running_statistics_are_saved_too(path):
    saved, loaded = nn.BatchNorm1d(3), nn.BatchNorm1d(3)
    saved(torch.rand(10, 3, generator=make_generator(0)))
    load_model(loaded, save_model(saved, path))
    assert torch.equal(loaded.running_mean, saved.running_mean)
    assert loaded.num_batches_tracked == 1


def test_tied_weights_stay_tied(path):
    def tied() -> nn.Sequential:
        model = nn.Sequential(nn.Embedding(7, 3), nn.Linear(3, 7))
        model[1].weight = model[0].weight
        return model

    saved = tied()
    loaded = load_model(tied(), save_model(saved, path))
    assert loaded[1].weight is loaded[0].weight
    assert torch.equal(loaded[0].weight, saved[0].weight)


def test_the_file_opens_with_the_library_alone(path):
    save_model(nn.Linear(2, 1), path)
    assert safetensors.torch.load_file(path).keys() == {"weight", "bias"}


def test_only_the_finished_file_is_left(path):
    save_model(nn.Linear(2, 1), path)
    assert list(path.parent.iterdir()) == [path]


def test_when_writing_fails_the_file_from_before_is_still_there(path, monkeypatch):
    save_model(nn.Linear(2, 1), path)
    before = path.read_bytes()

    def full_disk(self, _):
        self.touch()
        raise OSError("no space left on device")

    monkeypatch.setattr(type(path), "write_bytes", full_disk)
    with pytest.raises(OSError, match="no space left"):
        save_model(nn.Linear(2, 1), path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_model_that_does_not_fit_hears_of_every_tensor_and_keeps_its_weights(path):
    save_model(nn.ModuleDict({"first": nn.Linear(3, 2), "old": nn.Linear(1, 1, bias=False)}), path)
    model = nn.ModuleDict({"first": nn.Linear(4, 2), "new": nn.Linear(1, 1, bias=False)})
    before = weights_of(model)
    with pytest.raises(ValueError, match="does not fit this model") as error:
        load_model(model, path)
    for phrase in (
        "first.weight is [2, 3] in the file and [2, 4] in the model",
        "new.weight is missing",
        "old.weight is not in the model",
    ):
        assert phrase in str(error.value)
    assert "first.bias" not in str(error.value)
    torch.testing.assert_close(weights_of(model), before, rtol=0, atol=0)


def test_a_file_that_is_not_there_is_named(path):
    with pytest.raises(FileNotFoundError, match=r"digits\.safetensors"):
        load_model(nn.Linear(2, 1), path)


@pytest.mark.parametrize("content", [b"", b"some text that is no model", pickle.dumps({"weight": 1})])
def test_another_kind_of_file_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(ValueError, match="not a safetensors file"):
        load_model(nn.Linear(2, 1), path)


def test_a_file_cut_short_is_refused(path):
    save_model(nn.Linear(20, 1), path)
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(ValueError, match="cut short"):
        load_model(nn.Linear(20, 1), path)
