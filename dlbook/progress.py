"""Keep track of how far `fit` came: history, best weights, patience; with a checkpoint, go on exactly."""

import json
import os
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.optim import Optimizer

from dlbook.checkpoint import as_json, read_checkpoint, save_checkpoint
from dlbook.history import History
from dlbook.schedules import settings_of


@dataclass
class Progress:
    """What `fit` remembers from epoch to epoch, and writes into its checkpoint.

    `plan` holds what has to stay as it is until the last epoch.

    Raises
    ------
    ValueError
        If the checkpoint is of another training, or several processes would write it.
    """

    model: nn.Module
    optimizer: Optimizer
    generator: torch.Generator
    epochs: int
    patience: int | None
    plan: dict[str, Any]
    checkpoint: str | os.PathLike[str] | None
    history: History = field(default_factory=History)
    best_weights: dict[str, Tensor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Go on from the checkpoint, if it is there."""
        if self.checkpoint is not None and isinstance(self.model, DistributedDataParallel):
            raise ValueError(
                f"checkpoint={str(self.checkpoint)!r} is for one process, and several would write this file: "
                "call fit(..., epochs=1) in a loop, and save_checkpoint on rank 0"
            )
        self.settings = settings_of(self.optimizer)  # its own, before a schedule moves them
        if self.checkpoint is not None and Path(self.checkpoint).exists():
            self._resume(self.checkpoint)

    def is_over(self) -> bool:
        """Say whether all epochs are done, or patience is at its end."""
        done = len(self.history)
        if done and self.patience is not None and done - self.history.best_epoch() >= self.patience:
            return True
        return done >= self.epochs

    def add(self, row: dict[str, float]) -> None:
        """Add an epoch to the history; with patience, keep its weights if it is the best."""
        self.history.append(**row)
        if self.patience is not None and self.history.best_epoch() == len(self.history):
            self.best_weights = deepcopy(self.model.state_dict())

    def bring_back_best(self) -> None:
        """Give the model the weights of the best epoch, if there are any."""
        if self.best_weights:
            self.model.load_state_dict(self.best_weights)

    def save(self) -> None:
        """Write the checkpoint, if one is asked for and there is more to come than it holds.

        Raises
        ------
        TypeError, OSError
            As `save_checkpoint` does.
        """
        if self.checkpoint is not None:
            save_checkpoint(
                self.checkpoint,
                self.model,
                self.optimizer,
                self.generator,
                epoch=len(self.history),
                more_facts={
                    "settings": self.settings,
                    "plan": self.plan,
                    "history": self.history.to_dict(),
                },
                more_tensors=self.best_weights,
            )

    def _resume(self, path: str | os.PathLike[str]) -> None:
        """Put the state of training back, once it is known to lead to what is asked for now."""
        saved = read_checkpoint(path)
        history, best_weights = History(saved.facts.get("history")), saved.part("more")
        if problems := self._changes(saved.facts, history, has_best=bool(best_weights)):
            raise ValueError(
                f"training cannot go on exactly from {path}: {'; '.join(problems)}. Ask for the same as before, "
                "or begin anew with another file; to change it on the way, load it by hand with load_checkpoint"
            )
        saved.put_back(self.model, self.optimizer, self.generator)
        self.history, self.best_weights = history, best_weights

    def _changes(self, facts: dict[str, Any], history: History, *, has_best: bool) -> list[str]:
        """Return one phrase for each thing that is not as it was when the file was written."""
        if len(history) != facts["epoch"]:
            return [f"its {facts['epoch']} epochs were saved by hand, without a history"]
        pairs = [(facts.get("plan", {}), self.plan), *zip(facts["settings"], self.settings, strict=False)]
        problems = [
            f"{name}: {before[name]} then, {now[name]} now"
            for before, now in json.loads(as_json(pairs))
            for name in sorted(before.keys() & now.keys())
            if before[name] != now[name]
        ]
        if len(history) > self.epochs:
            problems.append(f"it holds {len(history)} epochs, more than the {self.epochs} asked for")
        if self.patience is not None and len(history) and not has_best:
            problems.append("it was trained without patience, and its best epoch's weights are lost")
        return problems
