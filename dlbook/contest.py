"""Compare methods fairly: the same examples and equally many trials for all, and one look at the test set.

Explained in the chapter "concepts/deep-learning-or-not".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from jaxtyping import Int, Shaped
from torch import Tensor, nn

from dlbook.dataset import Dataset
from dlbook.device import make_generator
from dlbook.loop import evaluate
from dlbook.training import fit


@runtime_checkable
class Method(Protocol):
    """What can learn and be judged, as every classifier of scikit-learn can."""

    def fit(self, inputs: Any, labels: Any, /) -> Any:
        """Learn from examples."""

    def score(self, inputs: Any, labels: Any, /) -> float:
        """Return the share of examples that are named correctly."""


class Network:
    """A network that enters a contest: it learns and is judged as scikit-learn's classifiers are.

    Parameters
    ----------
    build
        Makes the network from a generator, as `mlp` and `cnn` do.
    seed
        Decides the weights at the start and the order of the examples.
    settings
        How it is trained: the arguments of `fit`.
    """

    def __init__(self, build: Callable[..., nn.Module], seed: int, **settings: Any) -> None:
        self.build, self.seed, self.settings = build, seed, settings

    def fit(
        self, inputs: Shaped[Tensor, "examples *features"], labels: Int[Tensor, " examples"]
    ) -> "Network":
        """Train a new network on the examples."""
        generator = make_generator(self.seed)
        self.model = self.build(generator=generator)
        fit(self.model, Dataset(inputs, labels), generator=generator, **self.settings)
        return self

    def score(self, inputs: Shaped[Tensor, "examples *features"], labels: Int[Tensor, " examples"]) -> float:
        """Return the share of examples that the network names correctly."""
        return evaluate(self.model, Dataset(inputs, labels))["accuracy"]


@dataclass(frozen=True)
class Result:
    """How a contestant did: with which of its trials (counted from 0), and what share it named correctly."""

    trial: int
    validation: float
    test: float


def compete(contestants: Mapping[str, Sequence[Method]], parts: Sequence[Dataset]) -> dict[str, Result]:
    """Return the result of each contestant: the trial that does best on validation data, judged once on test data.

    Parameters
    ----------
    contestants
        For each name its trials, which differ in their settings.
    parts
        Training, validation and test data. What is not a network sees each example as one row of numbers.

    Raises
    ------
    ValueError
        If the contestants have different numbers of trials, or none.
    """
    counts = {name: len(trials) for name, trials in contestants.items()}
    if len(set(counts.values())) != 1 or not all(counts.values()):
        raise ValueError(f"a fair contest gives all equally many trials, one or more; these have {counts}")
    train, validation, test = parts
    results = {}
    for name, trials in contestants.items():
        for trial in trials:
            trial.fit(*_as_seen_by(trial, train))
        scores = [trial.score(*_as_seen_by(trial, validation)) for trial in trials]
        best = scores.index(max(scores))
        results[name] = Result(best, scores[best], trials[best].score(*_as_seen_by(trials[best], test)))
    return results


def _as_seen_by(method: Method, dataset: Dataset) -> tuple[Any, Any]:
    """Inputs and labels: tensors for a network, and else one row of numbers for each example."""
    if isinstance(method, Network):
        return dataset.inputs, dataset.targets
    return dataset.inputs.flatten(1).cpu().numpy(), dataset.targets.cpu().numpy()
