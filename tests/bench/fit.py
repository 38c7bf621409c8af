"""How fast is `fit`: against Keras, a loop written by hand and a DataLoader; and what does an import cost.

Run it with `nox -s bench -- fit`, on a machine that does nothing else.
A time differs from machine to machine and from minute to minute; the ratio of two runs side by side differs less.
So each rival takes turns with `fit`, and the table shows ratios: their median, and minimum over minimum.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

# As a reader has it: Keras at its fastest, and none of the limits that keep the pages' numbers the same everywhere.
os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "1"}
for limit in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ.pop(limit, None)

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim import Adam, Optimizer
from torch.utils.data import DataLoader

from dlbook.dataset import Dataset
from dlbook.datasets.mnist import load_mnist
from dlbook.models.mlp import mlp
from dlbook.training import fit

BATCH_SIZE = 32
LR = 1e-3

Run = Callable[[], object]
Row = tuple[str, str, str, str]


def tiled_digits(num_examples: int) -> Dataset:
    """The digits that ship, repeated to the size asked for; still uint8."""
    digits = load_mnist("shipped").train
    return digits.subset(torch.arange(num_examples) % len(digits))


def scaled(pixels: Tensor) -> Tensor:
    return pixels / 255


def our_run(digits: Dataset, epochs: int) -> Run:
    dataset = digits.map_inputs(scaled)
    fit(
        mlp(), dataset.subset(slice(100)), epochs=1
    )  # warm, as the rivals are: the first step imports half of PyTorch
    return lambda: fit(mlp(), dataset, epochs=epochs, batch_size=BATCH_SIZE, lr=LR, progress=False)


def keras_run(digits: Dataset, epochs: int, num_threads: int | None) -> Run:
    """The guide's program; compiled and warm, so that only training is timed."""
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(num_threads or 0)  # 0: as TensorFlow chooses
    tf.config.threading.set_inter_op_parallelism_threads(num_threads or 0)
    layers = [keras.layers.Flatten(), keras.layers.Dense(128, "relu"), keras.layers.Dense(10)]
    model = keras.Sequential([keras.Input((28, 28)), *layers])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(LR), loss, metrics=["accuracy"])
    inputs, targets = digits.map_inputs(scaled).inputs.numpy(), digits.targets.numpy()
    model.fit(inputs[:100], targets[:100], batch_size=BATCH_SIZE, verbose=0)
    return lambda: model.fit(inputs, targets, batch_size=BATCH_SIZE, epochs=epochs, verbose=0)


def by_hand_run(digits: Dataset, epochs: int) -> Run:
    """The shortest loop that does the same updates on the same tensors, and measures nothing."""
    inputs, targets = digits.map_inputs(scaled).inputs, digits.targets

    def run() -> None:
        model = mlp()
        optimizer = Adam(model.parameters(), lr=LR, fused=True)
        for _ in range(epochs):
            for indices in torch.randperm(len(inputs)).split(BATCH_SIZE):
                update(model, inputs[indices], targets[indices], optimizer)

    return run


def update(model: nn.Module, inputs: Tensor, targets: Tensor, optimizer: Optimizer) -> None:
    loss = cross_entropy(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


class Pictures(torch.utils.data.Dataset[tuple[Tensor, Tensor]]):
    """Digits that are transformed one by one, whenever they are asked for.

    The steps are those of torchvision's MNIST with `ToTensor` and `Normalize`, the start of most tutorials.
    """

    def __init__(self, digits: Dataset) -> None:
        self.digits = digits

    def __len__(self) -> int:
        return len(self.digits)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        picture = Image.fromarray(self.digits.inputs[index].numpy())
        pixels = torch.from_numpy(np.array(picture)).unsqueeze(0).contiguous().to(torch.float32).div(255)
        return pixels.sub_(torch.tensor(0.1307)).div_(torch.tensor(0.3081)), self.digits.targets[index]


def data_loader_run(digits: Dataset, epochs: int) -> Run:
    loader = DataLoader(Pictures(digits), batch_size=BATCH_SIZE, shuffle=True)

    def run() -> None:
        model = mlp()
        optimizer = Adam(model.parameters(), lr=LR, fused=True)
        for _ in range(epochs):
            for inputs, targets in loader:
                update(model, inputs, targets, optimizer)

    return run


def in_turns(first: Run, second: Run, num_pairs: int) -> list[tuple[float, float]]:
    """Seconds of both, in pairs; who begins changes from pair to pair."""
    pairs = []
    for number in range(num_pairs):
        seconds = {run: timed(run) for run in ((first, second) if number % 2 else (second, first))}
        pairs.append((seconds[first], seconds[second]))
    return pairs


def timed(run: Run) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def ratio_row(name: str, pairs: list[tuple[float, float]], wanted: str) -> Row:
    median = statistics.median(top / bottom for top, bottom in pairs)
    tops, bottoms = zip(*pairs, strict=True)
    return name, f"{median:.2f}", f"{min(tops) / min(bottoms):.2f}", wanted


def import_row(module: str, wanted: str, num_runs: int = 15) -> Row:
    program = f"import time; start = time.perf_counter(); import {module}; print(time.perf_counter() - start)"
    times = [float(subprocess.check_output([sys.executable, "-c", program])) * 1_000 for _ in range(num_runs)]
    return f"import {module}, ms", f"{statistics.median(times):.2f}", f"{min(times):.2f}", wanted


def rows(num_examples: int, epochs: int, num_pairs: int, num_threads: int | None) -> Iterator[Row]:
    if num_threads:
        torch.set_num_threads(num_threads)
    torch.manual_seed(0)
    digits = tiled_digits(num_examples)
    ours = our_run(digits, epochs)
    yield ratio_row(
        "fit / loop by hand", in_turns(ours, by_hand_run(digits, epochs), num_pairs), "at most 1.10"
    )
    yield ratio_row(
        "DataLoader loop / fit", in_turns(data_loader_run(digits, epochs), ours, num_pairs), "at least 3"
    )
    try:
        keras = keras_run(digits, epochs, num_threads)
    except ModuleNotFoundError as error:
        yield "Keras fit / fit", "not measured here", f"({error})", "at least 2.5"
    else:
        yield ratio_row("Keras fit / fit", in_turns(keras, ours, num_pairs), "at least 2.5")
    yield import_row("dlbook", "under 20")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--examples", type=int, default=60_000, help="number of digits (default: as many as MNIST)"
    )
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=7, help="number of runs of each")
    parser.add_argument(
        "--threads", type=int, help="for PyTorch and TensorFlow alike (default: as each chooses)"
    )
    options = parser.parse_args()
    print(
        f"{options.examples:,} digits, 784-128-10, batch {BATCH_SIZE}, epochs: {options.epochs}, pairs: {options.pairs}"
    )
    print(f"threads: {options.threads or f'as each library chooses, PyTorch {torch.get_num_threads()}'}")
    layout = "{:<22}{:>20}{:>20}{:>16}"
    print(layout.format("", "median", "min / min", "wanted"))
    for row in rows(options.examples, options.epochs, options.pairs, options.threads):
        print(layout.format(*row), flush=True)


if __name__ == "__main__":
    main()
