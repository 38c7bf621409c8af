"""The contest of "concepts/deep-learning-or-not", too long for a page: ``python docs/_ext contest [--check]``.

It measures everything anew and stores the result, with its hash and that of this script, where the package finds it.
With ``--check``, as ``nox -s claims`` calls it, it compares with what is stored, and fails when they differ.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

from book.run.kernel_env import apply_kernel_env

apply_kernel_env()

import torch
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from torch import Tensor

from dlbook.contest import Method, Network, Result, compete
from dlbook.datasets.contests import DIGITS, digest
from dlbook.datasets.scenes import load_scenes
from dlbook.features import oriented_edges, recenter
from dlbook.models.deep_cnn import deep_cnn
from dlbook.models.mlp import mlp

NUM_TRAIN, SEEDS = 1_500, (0, 1, 2)
# What a person would show to a traditional method in each task: the bare pixels, and features made by hand.
FEATURES: dict[str, dict[str, Callable[[Tensor], Tensor]]] = {
    "digits": {"pixels": torch.clone, "edges": oriented_edges},
    "shifted": {
        "pixels": torch.clone,
        "recentered pixels": recenter,
        "recentered edges": lambda pictures: oriented_edges(recenter(pictures)),
    },
    "photographs": {"pixels": torch.clone, "edges": oriented_edges},
}
RATES = (0.002, 0.004, 0.008)  # of Adam, at the highest point of a one-cycle schedule
TOLERANCE = 0.03  # other processors round otherwise, and each number is a mean over 3 × 1,000 test digits


def methods(seed: int) -> dict[str, list[Method]]:
    """Return the three trials of each traditional method."""
    boosted = {"max_iter": 25, "max_features": 0.1, "early_stopping": False, "random_state": seed}
    boosts = [(0.1, 8), (0.2, 8), (0.2, 16)]
    return {
        "logistic regression": [LogisticRegression(C=c, tol=0.001, max_iter=2_000) for c in (0.01, 0.1, 1)],
        "nearest neighbors": [KNeighborsClassifier(k) for k in (1, 3, 5)],
        "support vectors": [SVC(C=c) for c in (1, 5, 25)],
        "random forest": [
            RandomForestClassifier(min_samples_leaf=leaf, random_state=seed) for leaf in (1, 2, 4)
        ],
        "boosted trees": [
            HistGradientBoostingClassifier(learning_rate=rate, max_leaf_nodes=leaves, **boosted)
            for rate, leaves in boosts
        ],
    }


def networks(seed: int) -> dict[str, list[Method]]:
    """Return the three trials of each network: 12 epochs of 47 updates each."""
    shared = {"epochs": 12, "schedule": "one-cycle"}
    return {
        name: [Network(build, seed, lr=rate, **shared) for rate in RATES]
        for name, build in (("plain network", mlp), ("network with windows", deep_cnn))
    }


def play(name: str, seed: int) -> dict[str, Result]:
    """Return the results of one task with one split, by "method, what it sees"."""
    torch.set_num_threads(1)
    parts = load_scenes(name, split_seed=seed, num_train=NUM_TRAIN)
    results = dict[str, Result]()
    for sees, feature in FEATURES[name].items():
        seen = [part.map_inputs(feature) for part in parts]
        results |= {f"{method}, {sees}": r for method, r in compete(methods(seed), seen).items()}
    return results | {f"{method}, pixels": r for method, r in compete(networks(seed), parts).items()}


def measure() -> dict[str, Any]:
    """Return the test accuracies of all contestants, one for each seed, and how they were found."""
    games = list(product(FEATURES, SEEDS))
    with ProcessPoolExecutor(2) as pool:
        played = dict(zip(games, pool.map(play, *zip(*games, strict=True)), strict=True))
    tasks: dict[str, dict[str, Any]] = {name: {} for name in FEATURES}
    for (name, _), results in played.items():
        for contestant, result in results.items():
            row = tasks[name].setdefault(contestant, {"test": [], "validation": [], "trial": []})
            for field, values in row.items():
                values.append(round(getattr(result, field), 4))
    settings = {"num_train": NUM_TRAIN, "num_test": 1_000, "num_trials": 3, "seeds": list(SEEDS)}
    return {"settings": settings, "tasks": tasks}


def differences(stored: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Return one line for each contestant whose mean moved by more than the tolerance, or that has gone or come."""
    old, new = (
        {
            (t, c): sum(row["test"]) / len(row["test"])
            for t, rows in r["tasks"].items()
            for c, row in rows.items()
        }
        for r in (stored, found)
    )
    lines = [f"{t}, {c}: only in one of the two" for t, c in sorted(old.keys() ^ new.keys())]
    moved = [key for key in sorted(old.keys() & new.keys()) if abs(old[key] - new[key]) > TOLERANCE]
    return lines + [f"{t}, {c}: stored {old[t, c]:.3f}, measured {new[t, c]:.3f}" for t, c in moved]


def main(arguments: list[str]) -> int:
    """Measure, then store or compare; return how many contestants differ."""
    start, script = time.perf_counter(), hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    stored = json.loads(DIGITS.read_text("utf-8")) if DIGITS.is_file() else {}
    found = measure()
    print(f"digit contest: {time.perf_counter() - start:.0f} s")
    if arguments != ["--check"]:
        content = {"script": script, "sha256": digest(found), "result": found}
        DIGITS.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
        return 0
    faults = differences(stored["result"], found)
    faults += ["the script has changed since; store its result anew"] * (stored["script"] != script)
    print("\n".join(faults) or "as stored")
    return min(len(faults), 1)
