"""How well the guide's network reads the complete MNIST: five epochs, over ten seeds, each test set asked once.

Run it with `nox -s bench -- mnist`; the complete MNIST has to lie in the data home (`python -m dlbook data`).
A seed moves which 55,000 digits are for training, the first weights and the order.
The highest learning rate of one-cycle was chosen on validation digits of other seeds.
"""

import argparse
import statistics

from torch import Tensor

from dlbook.dataset import Splits
from dlbook.datasets.mnist import load_mnist
from dlbook.device import make_generator
from dlbook.loop import evaluate
from dlbook.models.mlp import mlp
from dlbook.training import fit

RATES = {"one-cycle": 5e-3, "constant": 1e-3}


def scaled(pixels: Tensor) -> Tensor:
    return pixels / 255


def test_accuracy(splits: Splits, seed: int, schedule: str) -> float:
    generator = make_generator(seed)
    network = mlp((784, 128, 10), generator=generator)
    fit(
        network,
        splits.train.map_inputs(scaled),
        epochs=5,
        lr=RATES[schedule],
        schedule=None if schedule == "constant" else schedule,
        generator=generator,
        progress=False,
    )
    return evaluate(network, splits.test.map_inputs(scaled))["accuracy"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="nox -s bench -- mnist", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="how many (default: 10)")
    parser.add_argument("--schedule", choices=RATES, default="one-cycle")
    options = parser.parse_args()
    found = []
    for seed in range(options.seeds):
        splits = load_mnist("complete", split_seed=seed)
        found.append(test_accuracy(splits, seed, options.schedule))
        print(f"seed {seed}: {found[-1]:.2%} of {len(splits.test):,} test digits", flush=True)
    print(f"{options.schedule}: mean {statistics.mean(found):.2%}, lowest {min(found):.2%}")


if __name__ == "__main__":
    main()
