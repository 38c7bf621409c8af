"""Is a model as often right as it says: probabilities held against what happened (explained in `math/probability`).

Source: Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", 2017.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int, Integer
from torch import Tensor
from torch.nn.functional import cross_entropy

from dlbook.scratch.probability import check_probs

TEMPERATURES = torch.logspace(-1, 1, 201)  # from 0.1 to 10; neighbors differ by 2.3 %


@dataclass(frozen=True)
class Reliability:
    """What a model said and how often it was right, in bins of equal width.

    Only bins that hold an example are listed, `confidence` (mean probability of the predicted class), `accuracy`
    (fraction that was right) and `counts` for each. `error` is the mean distance of the two, weighted by the counts:
    the expected calibration error.
    """

    confidence: Float[Tensor, " bins"]
    accuracy: Float[Tensor, " bins"]
    counts: Int[Tensor, " bins"]

    @property
    def error(self) -> float:
        """Return the expected calibration error, a fraction."""
        distance = (self.confidence - self.accuracy).abs()
        return float((distance * self.counts).sum() / self.counts.sum())


def reliability(
    probs: Float[Tensor, "examples classes"], labels: Integer[Tensor, " labels"], num_bins: int = 10
) -> Reliability:
    """Return for each bin of confidence how often the predicted class was right.

    Raises
    ------
    ValueError
        If a row is no probabilities, there are not as many labels, or the number of bins is below 1.
    """
    probs, labels = probs.detach().cpu().double(), labels.cpu()  # not every device has float64
    check_probs(probs.numpy())
    _check_labels("probabilities", len(probs), labels)
    if num_bins < 1:
        raise ValueError(f"num_bins is {num_bins}; at least one bin is needed, such as 10")
    confidence, predictions = probs.max(dim=1)
    hits = (predictions == labels).double()
    bins = (confidence * num_bins).long().clamp(max=num_bins - 1)  # 1.0 belongs to the last one
    counts = bins.bincount(minlength=num_bins)
    is_used = counts > 0
    said, right = (
        (bins.bincount(values, minlength=num_bins) / counts)[is_used] for values in (confidence, hits)
    )
    return Reliability(said, right, counts[is_used])


def find_temperature(logits: Float[Tensor, "examples classes"], labels: Integer[Tensor, " labels"]) -> float:
    """Return the number, from 0.1 to 10, by which to divide the logits for the lowest cross-entropy.

    Use validation examples: on those that the model has learned from it is too sure with reason.

    Raises
    ------
    ValueError
        If there is no example, or not one label for each.
    """
    _check_labels("logits", len(logits), labels)
    losses = torch.stack([cross_entropy(logits / temperature, labels.long()) for temperature in TEMPERATURES])
    return float(TEMPERATURES[int(losses.argmin())])


def _check_labels(rows: str, num_rows: int, labels: Integer[Tensor, "..."]) -> None:
    """Raise ValueError unless there is one label for each row, and at least one."""
    if labels.shape != (num_rows,) or not num_rows:
        raise ValueError(
            f"{num_rows} rows of {rows} need as many labels, at least one, on one axis, not {list(labels.shape)}"
        )
