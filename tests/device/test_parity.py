"""Each function that takes tensors computes on a GPU what it computes on the CPU.

A case is a function of the device. What it returns there is compared with what it returns on the CPU.
`tests/house/test_devices.py` says which function no case calls.
"""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot
from torch.optim import SGD, Optimizer

from dlbook.batches import batches, split_indices
from dlbook.calibration import find_temperature, reliability
from dlbook.check import expect
from dlbook.checkpoint import load_checkpoint, save_checkpoint
from dlbook.contest import Network, compete
from dlbook.dataset import Dataset, Splits
from dlbook.datasets.scenes import shift, write_on_photographs
from dlbook.device import device_of, make_generator, pick_device
from dlbook.features import off_center, oriented_edges, recenter
from dlbook.loop import compute_logits, evaluate, train_epoch, train_step
from dlbook.metrics import accuracy, confusion_matrix, correct, count_parameters, fraction, has_classes
from dlbook.models.cnn import cnn
from dlbook.models.deep_cnn import deep_cnn
from dlbook.models.mlp import mlp
from dlbook.parallel.distributed import share
from dlbook.parallel.launcher import Process
from dlbook.sanity import check_fits
from dlbook.saving import load_model, save_model, weight_differences
from dlbook.schedules import one_cycle
from dlbook.scratch.gradient_check import check_gradient
from dlbook.site.records import export_model, packed
from dlbook.training import fit

CASES: list[Callable[[torch.device], Any]] = []
case = CASES.append
NUM_EXAMPLES = 40


@cache
def pictures() -> Tensor:
    """Pictures whose pixels all differ from zero, so that no gradient is only rounding."""
    return torch.rand(NUM_EXAMPLES, 28, 28, generator=make_generator(0)) + 0.1


def labels() -> Tensor:
    return torch.arange(NUM_EXAMPLES) % 10


def data(device: torch.device) -> Dataset:
    return Dataset(pictures(), labels()).to(device)


def logits(device: torch.device) -> Tensor:
    """Logits of which about half name the right class."""
    noise = torch.rand(NUM_EXAMPLES, 10, generator=make_generator(1))
    return (noise + one_hot(labels(), 10) / 2).to(device)


def model_on(device: torch.device, seed: int = 0) -> nn.Module:
    return mlp((784, 16, 10), generator=make_generator(seed)).to(device)


def sgd(model: nn.Module) -> Optimizer:
    """An optimizer with a memory that does not blow up rounding, as Adam's first steps do."""
    return SGD(model.parameters(), lr=0.1, momentum=0.9)


def weights(model: nn.Module) -> dict[str, Tensor]:
    return dict(model.state_dict())


@case
def batches_in_order_and_shuffled(device: torch.device) -> Any:
    return list(batches(data(device), 16)) + list(batches(data(device), 16, make_generator(0)))


@case
def split_indices_of_labels(device: torch.device) -> Any:
    return split_indices(labels().to(device), (20, 10, 10), make_generator(0))


@case
def subsets_of_a_dataset(device: torch.device) -> Any:
    dataset = data(device)
    is_seven = dataset.targets == 7
    chosen = [slice(3, 9), [4, 1], torch.tensor([2, 2]), torch.tensor([5, 3], device=device), is_seven]
    parts = [dataset.subset(indices) for indices in chosen]
    return [(part.inputs, part.targets) for part in parts], len(dataset), repr(dataset)


@case
def a_dataset_moved_and_mapped(device: torch.device) -> Any:
    dataset = data(torch.device("cpu")).to(device).map_inputs(lambda inputs: inputs * 2)
    back = dataset.to("cpu").to(device)
    splits = Splits(dataset, dataset, back, edition="shipped", name="mnist")
    return splits.train.inputs, splits.test.targets


@case
def metrics_of_logits(device: torch.device) -> Any:
    ours, theirs = logits(device), labels().to(device)
    hits = correct(ours, theirs)
    return hits, accuracy(ours, theirs), fraction(hits), has_classes(ours, theirs)


@case
def confusion_of_predictions(device: torch.device) -> Any:
    return confusion_matrix(labels().to(device), logits(device).argmax(dim=1), 10)


@case
def confusion_of_an_unknown_class(device: torch.device) -> Any:
    with pytest.raises(ValueError, match="9 is not one of the classes") as error:
        confusion_matrix(labels().to(device), labels().to(device), 9)
    return str(error.value)


@case
def parameters_of_a_model(device: torch.device) -> Any:
    model = model_on(device)
    return count_parameters(model), device_of(model).type == device.type


@case
def reliability_of_probabilities(device: torch.device) -> Any:
    bins = reliability(logits(device).mul(4).softmax(dim=1), labels().to(device))
    return bins.confidence.tolist(), bins.accuracy.tolist(), bins.counts.tolist(), bins.error


@case
def temperature_of_logits(device: torch.device) -> Any:
    return find_temperature(logits(device), labels().to(device))


@case
def features_made_by_hand(device: torch.device) -> Any:
    ink = pictures().to(device).clone()
    ink[:, 20:, 15:] += 3
    return off_center(ink), recenter(ink), oriented_edges(ink[:4])


@case
def scenes_of_pictures(device: torch.device) -> Any:
    ink = pictures()[:5].to(device)
    return shift(ink, make_generator(0)), write_on_photographs(ink, "train", make_generator(0))


@case
def logits_of_each_network(device: torch.device) -> Any:
    networks = [build(generator=make_generator(0)).to(device) for build in (mlp, cnn, deep_cnn)]
    return [compute_logits(network, pictures()) for network in networks]  # wherever the inputs are


@case
def logits_of_a_network_on_the_cpu(device: torch.device) -> Any:
    network = model_on(torch.device("cpu"))
    return compute_logits(network, pictures().to(device)).to(device)


@case
def evaluation_of_data_elsewhere(device: torch.device) -> Any:
    here, there = data(device), data(torch.device("cpu"))
    return [evaluate(model_on(device), dataset) for dataset in (here, there)]


@case
def one_step(device: torch.device) -> Any:
    model = model_on(device)
    outcome = train_step(model, pictures().to(device), labels().to(device), sgd(model))
    return outcome, weights(model)


@case
def one_epoch_on_a_schedule(device: torch.device) -> Any:
    model = model_on(device)
    optimizer = sgd(model)
    scheduler = one_cycle(optimizer, 20)
    options = {"generator": make_generator(0), "scheduler": scheduler}
    results = train_epoch(model, data(device), optimizer, batch_size=10, **options)
    return results, scheduler.get_last_lr(), weights(model)


@case
def fit_of_data_elsewhere(device: torch.device) -> Any:
    model = cnn(generator=make_generator(0))
    dataset = data(torch.device("cpu"))
    options = {"optimizer": sgd(model), "generator": make_generator(0), "device": str(device)}
    history = fit(model, dataset, dataset, epochs=2, batch_size=10, patience=1, **options)
    return [history[name] for name in history.columns if name != "seconds"], weights(model)


@case
def fit_with_adam_on_a_schedule(device: torch.device) -> Any:
    model, options = model_on(device), {"schedule": "one-cycle", "generator": make_generator(0)}
    return fit(model, data(device), epochs=3, batch_size=10, **options)["train_loss"]


@case
def the_device_by_its_name(device: torch.device) -> Any:
    return pick_device(str(device)) == device


@case
def data_that_do_not_fit(device: torch.device) -> Any:
    check_fits(model_on(device), data(device), nn.functional.cross_entropy)
    wrong = data(device).targets.clone()
    wrong[3] = 10
    with pytest.raises(ValueError, match="label 10 of example 3") as error:
        check_fits(model_on(device), Dataset(pictures(), wrong.cpu()), nn.functional.cross_entropy)
    with pytest.raises(ValueError, match="the model cannot read inputs of shape") as other:
        check_fits(model_on(device), Dataset(pictures()[:, :5], wrong), nn.functional.cross_entropy)
    return str(error.value), str(other.value).partition(" PyTorch says")[0]


@case
def weights_to_a_file_and_back(device: torch.device) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = save_model(model_on(device), Path(folder) / "model.safetensors")
        loaded = load_model(model_on(device, seed=1), path)
    return weights(loaded), weight_differences(weights(loaded), weights(model_on(device)))


@case
def training_that_went_on_from_a_checkpoint(device: torch.device) -> Any:
    """Saved on this device, and read on it again."""
    first, second, generator = model_on(device), model_on(device, seed=1), make_generator(0)
    optimizer, other = sgd(first), sgd(second)
    fit(first, data(device), epochs=1, batch_size=10, optimizer=optimizer, generator=generator)
    with tempfile.TemporaryDirectory() as folder:
        path = save_checkpoint(Path(folder) / "c.safetensors", first, optimizer, generator, epoch=1)
        epoch = load_checkpoint(path, second, other, generator)
    fit(second, data(device), epochs=1, batch_size=10, optimizer=other, generator=generator)
    return epoch, weights(second)


@case
def training_that_moves_to_the_device_in_the_middle(device: torch.device) -> Any:
    """What the optimizer remembers, such as momentum, moves with the weights."""
    model = model_on(torch.device("cpu"))
    options = {"optimizer": sgd(model), "batch_size": 10, "generator": make_generator(0)}
    fit(model, data(torch.device("cpu")), epochs=1, **options)
    history = fit(model, data(device), epochs=1, device=str(device), **options)
    return history["train_loss"], weights(model)


@case
def shares_of_two_processes(device: torch.device) -> Any:
    processes = [Process(rank, 2, device) for rank in range(2)]
    said = [(process.backend in {"gloo", "nccl"}, process.lost(3)) for process in processes]
    return said, [share(data(device), process).inputs for process in processes]


@case
def contest_of_networks(device: torch.device) -> Any:
    from sklearn.neighbors import KNeighborsClassifier

    settings = {"epochs": 1, "optimizer": None, "lr": 0.001, "device": str(device)}
    contestants = {"network": [Network(mlp, 0, **settings)], "neighbor": [KNeighborsClassifier(1)]}
    return [vars(result) for result in compete(contestants, [data(device)] * 3).values()]


@case
def gradient_by_hand(device: torch.device) -> Any:
    point = torch.tensor([1.0, -2.0], device=device)
    found = check_gradient(lambda x: (x**2).sum(), lambda x: 2 * x, point)
    return found.entries, found.finite_differences < 1e-6, found.autograd


@case
def an_answer_on_the_device(device: torch.device) -> Any:
    return expect(pictures().to(device), pictures())


@case
def a_model_for_the_labs(device: torch.device) -> Any:
    export_model("digits", model_on(device), pictures()[:2].to(device))
    return packed(labels().to(device))


@pytest.mark.parametrize("compute", CASES, ids=lambda compute: compute.__name__)
def test_a_device_computes_what_the_cpu_computes(device, assert_as_on_cpu, compute):
    assert_as_on_cpu(compute(device), compute(torch.device("cpu")))
