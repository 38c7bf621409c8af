import numpy as np
import pytest
import torch
from torch import nn

from dlbook import device
from dlbook.device import device_of, layers_draw_from, make_generator, memory_to_weights, pick_device


@pytest.fixture
def only_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(device._COUNT, "cuda", lambda: 0)
    monkeypatch.setitem(device._COUNT, "mps", lambda: 0)


@pytest.mark.usefixtures("only_cpu")
def test_auto_falls_back_to_the_cpu():
    assert pick_device() == torch.device("cpu")


@pytest.mark.parametrize(("there", "picked"), [({"cuda", "mps"}, "cuda"), ({"mps"}, "mps")])
def test_auto_prefers_cuda_then_mps(monkeypatch, there, picked):
    for kind in ("cuda", "mps"):
        monkeypatch.setitem(device._COUNT, kind, lambda kind=kind: int(kind in there))
    assert pick_device("auto") == torch.device(picked)


@pytest.mark.parametrize("name", ["cuda", "cuda:1", "mps"])
@pytest.mark.usefixtures("only_cpu")
def test_a_device_that_is_absent_is_named_with_what_to_do(name):
    with pytest.raises(RuntimeError, match=f"{name!r} was asked for.*use device='auto'"):
        pick_device(name)


def test_a_device_with_its_number_is_that_device(monkeypatch):
    monkeypatch.setitem(device._COUNT, "cuda", lambda: 2)
    assert pick_device("cuda:1") == torch.device("cuda", 1)
    with pytest.raises(RuntimeError, match="'cuda:2' was asked for"):
        pick_device("cuda:2")


@pytest.mark.parametrize("name", ["cpu", "cpu:0", "cuda:1"])
def test_a_device_of_torch_is_picked_as_its_name_is(monkeypatch, name):
    monkeypatch.setitem(device._COUNT, "cuda", lambda: 2)
    assert pick_device(torch.device(name)) == pick_device(name) == torch.device(name)


@pytest.mark.parametrize("name", ["cuda:one", "cuda:", "cpu:-1", "cuda:1:2"])
def test_a_device_whose_number_is_none_is_named(name):
    with pytest.raises(ValueError, match=f"{name!r}.*the known ones are"):
        pick_device(name)


def test_an_unknown_device_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="'gpu'; the known ones are auto, cuda, mps, cpu"):
        pick_device("gpu")


def test_a_model_without_weights_lives_on_the_cpu():
    assert device_of(nn.Flatten()) == torch.device("cpu")


def test_a_model_lives_where_its_weights_are():
    assert device_of(nn.Linear(2, 2, device="meta")) == torch.device("meta")


def test_the_same_seed_draws_the_same_numbers_and_another_seed_others():
    first, again, other = (torch.rand(5, generator=make_generator(seed)) for seed in (3, 3, 4))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.usefixtures("as_a_reader")
def test_a_seed_of_numpy_is_a_seed_and_a_fraction_is_none():
    plain = torch.rand(5, generator=make_generator(3))
    assert torch.equal(torch.rand(5, generator=make_generator(np.int64(3))), plain)
    with pytest.raises(TypeError, match="float"):
        make_generator(3.5)


def test_a_generator_leaves_the_global_one_alone():
    before = torch.get_rng_state()
    torch.rand(5, generator=make_generator(3))
    assert torch.equal(torch.get_rng_state(), before)


def _dropped(generator: torch.Generator | None) -> torch.Tensor:
    with layers_draw_from(generator):
        return nn.Dropout(0.5)(torch.ones(100))


def test_dropout_drops_what_the_generator_decides():
    assert torch.equal(_dropped(make_generator(0)), _dropped(make_generator(0)))
    assert not torch.equal(_dropped(make_generator(0)), _dropped(make_generator(1)))


def test_dropout_draws_nothing_from_the_generator_nor_from_the_global_one():
    generator = make_generator(0)
    before = torch.get_rng_state(), generator.get_state()
    _dropped(generator)
    assert torch.equal(torch.get_rng_state(), before[0])
    assert torch.equal(generator.get_state(), before[1])


def test_dropout_differs_once_the_generator_has_moved_on():
    generator = make_generator(0)
    first = _dropped(generator)
    torch.rand(1, generator=generator)
    assert not torch.equal(_dropped(generator), first)


def test_dropout_in_another_process_drops_something_else(monkeypatch):
    alone = _dropped(make_generator(0))
    monkeypatch.setattr(torch.distributed, "is_initialized", lambda: True)
    first, second = [], []
    for rank, dropped in enumerate((first, second)):
        monkeypatch.setattr(torch.distributed, "get_rank", lambda rank=rank: rank)
        dropped += [_dropped(make_generator(0)), _dropped(make_generator(0))]
    assert torch.equal(first[0], alone)
    assert torch.equal(second[0], second[1])
    assert not torch.equal(first[0], second[0])


@pytest.mark.parametrize("kind", ["cuda", "mps"])
def test_the_generators_of_other_devices_are_put_back_too(monkeypatch, kind):
    """No such device is here: its module's functions stand in for it."""
    states = {0: "before"}
    module = getattr(torch, kind)
    monkeypatch.setitem(device._COUNT, kind, lambda: 1)
    monkeypatch.setattr(module, "get_rng_state", lambda number: states[number])
    monkeypatch.setattr(module, "set_rng_state", lambda state, number: states.update({number: state}))

    def draw_until_interrupted() -> None:
        with layers_draw_from(make_generator(0)):
            states[0] = "after"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draw_until_interrupted()
    assert states == {0: "before"}


def test_an_optimizers_memory_follows_its_weights_to_their_device():
    """No GPU is needed: the weights are on "meta", where nothing is stored, and what was read lies on the CPU."""
    model = nn.Linear(3, 2, device="meta")
    optimizer = torch.optim.Adam(model.parameters())
    for weight in model.parameters():
        read = torch.zeros(weight.shape)
        optimizer.state[weight] = {"step": torch.tensor(7.0), "exp_avg": read, "exp_avg_sq": read}
    memory_to_weights(optimizer)
    memory = optimizer.state[model.weight]
    places = {name: value.device.type for name, value in memory.items()}
    assert places == {"step": "cpu", "exp_avg": "meta", "exp_avg_sq": "meta"}
    assert memory["step"] == 7
    memory_to_weights(optimizer)
    assert optimizer.state[model.weight] is memory  # nothing left to move


def test_without_a_generator_dropout_draws_from_the_global_one():
    before = torch.get_rng_state()
    _dropped(None)
    assert not torch.equal(torch.get_rng_state(), before)
