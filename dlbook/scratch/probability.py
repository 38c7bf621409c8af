"""From scores to probabilities, and from probabilities to a loss, in NumPy (explained in `math/probability`).

Source: Goodfellow, Bengio and Courville, "Deep Learning", 2016, sections 3.13, 4.1 and 5.5.
"""

import math

import numpy as np
from jaxtyping import Float64, Int

SLACK = 1e-6  # of a sum of probabilities: float32 rounds


def log_sum_exp(logits: Float64[np.ndarray, "*batch classes"]) -> Float64[np.ndarray, "*batch"] | np.float64:
    """Return the logarithm of the sum of e to each logit, along the last axis; of a single row, a number.

    The largest logit is taken out first, so that no power can overflow. A row of −inf, which a mask
    may leave, has −inf.

    Raises
    ------
    ValueError
        If there is no logit, or one is nan.
    """
    if not logits.size or np.isnan(logits).any():
        found = "nan among them" if logits.size else "none of them"
        raise ValueError(
            f"logits of shape {logits.shape} have {found}; look for a division by 0 or an empty batch"
        )
    largest = logits.max(axis=-1, keepdims=True)
    largest = np.where(np.isfinite(largest), largest, 0)  # for inf − inf is nan
    with np.errstate(over="ignore", divide="ignore"):  # e to inf is inf, and log 0 is −inf
        sums = np.exp(logits - largest).sum(axis=-1)
        logarithm: Float64[np.ndarray, "*batch"] | np.float64 = largest[..., 0] + np.log(sums)
    return logarithm


def softmax(logits: Float64[np.ndarray, "*batch classes"]) -> Float64[np.ndarray, "*batch classes"]:
    """Return the probabilities that belong to the logits, along the last axis.

    Raises
    ------
    ValueError
        If there is no logit, one is nan or inf, or a row has only −inf. (PyTorch makes nan of the latter.)
    """
    totals = log_sum_exp(logits)
    bad = np.flatnonzero(~np.isfinite(totals))
    if len(bad):
        raise ValueError(
            f"row {bad[0]} of the logits has no probabilities, since its log-sum-exp is {np.ravel(totals)[bad[0]]}; "
            "leave at least one finite logit, and none of inf"
        )
    probs: Float64[np.ndarray, "*batch classes"] = np.exp(logits - np.expand_dims(totals, -1))
    return probs


def class_surprise(
    probs: Float64[np.ndarray, "batch classes"], labels: Int[np.ndarray, " labels"]
) -> Float64[np.ndarray, " batch"]:
    """Return minus the logarithm of the probability of what happened, for each example.

    Raises
    ------
    ValueError
        If a row is no probabilities (one is below 0, or they do not sum to one),
        or labels do not fit or are no whole numbers.
    """
    check_probs(probs)
    if labels.dtype.kind not in "iu":  # NumPy takes True and False for a mask
        raise ValueError(f"labels are whole numbers, not {labels.dtype}")
    if labels.shape != probs.shape[:1] or ((labels < 0) | (labels >= probs.shape[1])).any():
        raise ValueError(
            f"probabilities of shape {probs.shape} need {len(probs)} labels from 0 to {probs.shape[1] - 1}, "
            f"not {labels.tolist()[:10]}"
        )
    with np.errstate(divide="ignore"):  # what had no chance at all is infinitely surprising
        surprise: Float64[np.ndarray, " batch"] = -np.log(probs[np.arange(len(labels)), labels])
    return surprise


def normal_surprise(
    errors: Float64[np.ndarray, " examples"], spread: float = 1.0
) -> Float64[np.ndarray, " examples"]:
    """Return minus the logarithm of the normal density of each error.

    Raises
    ------
    ValueError
        If the spread is not above 0.
    """
    _check_spread(spread)
    surprise: Float64[np.ndarray, " examples"] = (errors / spread) ** 2 / 2 + math.log(
        spread * math.sqrt(2 * math.pi)
    )
    return surprise


def laplace_surprise(
    errors: Float64[np.ndarray, " examples"], spread: float = 1.0
) -> Float64[np.ndarray, " examples"]:
    """Return minus the logarithm of the Laplace density of each error.

    Raises
    ------
    ValueError
        If the spread is not above 0.
    """
    _check_spread(spread)
    surprise: Float64[np.ndarray, " examples"] = np.abs(errors) / spread + math.log(2 * spread)
    return surprise


def check_probs(probs: Float64[np.ndarray, "batch classes"]) -> None:
    """Refuse rows that are no probabilities.

    Raises
    ------
    ValueError
        If a number is below 0 or nan, or a row does not sum to one.
    """
    sums = probs.sum(axis=-1)
    bad = np.flatnonzero(~((probs >= 0).all(axis=-1) & (np.abs(sums - 1) <= SLACK * probs.shape[-1])))
    if len(bad):
        row = bad[0]
        raise ValueError(
            f"row {row} is {np.round(probs[row], 4).tolist()} and sums to {sums[row]:.4g}; "
            "probabilities are 0 or more and sum to one: give softmax(logits), not the logits"
        )


def _check_spread(spread: float) -> None:
    """Raise ValueError unless a spread is above 0."""
    if not 0 < spread < math.inf:
        raise ValueError(f"the spread is {spread}; it must be above 0, such as the usual size of an error")
