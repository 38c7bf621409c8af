"""What training measured, one value per epoch."""

import math
from collections.abc import Mapping, Sequence


class History:
    """One run of training: ``history["val_loss"]`` is a list with one number per epoch.

    ==================  ===================================================================
    `train_loss`        mean loss over the epoch, each batch measured just before its update
    `train_accuracy`    fraction correct, measured the same way (class labels only)
    `val_loss`          loss on the validation data after the epoch
    `val_accuracy`      fraction correct on the validation data (class labels only)
    `lr`                learning rate of the epoch's first step
    `seconds`           time that the epoch took, validation included
    ==================  ===================================================================

    Raises
    ------
    ValueError
        If the columns are not of the same length.

    Examples
    --------
    >>> history = History({"val_loss": [0.31, 0.27, 0.28]})
    >>> len(history), history.best_epoch()
    (3, 2)
    """

    def __init__(self, columns: Mapping[str, Sequence[float]] | None = None) -> None:
        self._columns = {name: [float(value) for value in values] for name, values in (columns or {}).items()}
        if len({len(values) for values in self._columns.values()}) > 1:
            lengths = {name: len(values) for name, values in self._columns.items()}
            raise ValueError(f"each column needs one value per epoch, but they have {lengths}")

    def append(self, **row: float) -> None:
        """Add one epoch; it must fill the same columns as the epochs before.

        Raises
        ------
        ValueError
            If a column is missing or new.
        """
        if not self._columns:
            self._columns = {name: [] for name in row}
        if row.keys() != self._columns.keys():
            raise ValueError(f"this epoch has {sorted(row)}, the epochs before have {sorted(self._columns)}")
        for name, value in row.items():
            self._columns[name].append(float(value))

    def best_epoch(self, column: str = "val_loss") -> int:
        """Find the epoch with the lowest loss or the highest accuracy, counted from 1; the earlier of two equals.

        The name says which way is better: it ends in "loss" or in "accuracy". An epoch without a number (nan)
        is never the best.

        Raises
        ------
        KeyError
            If there is no such column.
        ValueError
            If it is another kind of column, as the seconds are, or if it holds no number.
        """
        numbers = [value for value in self[column] if not math.isnan(value)]
        if not column.endswith(("loss", "accuracy")):
            raise ValueError(
                f"nobody knows whether a high or a low {column!r} is better; "
                "take min() or max() of the column, or name it ..._loss or ..._accuracy"
            )
        if not numbers:
            raise ValueError(f"no epoch has a number in {column!r}, so none is the best: train first")
        best = min(numbers) if column.endswith("loss") else max(numbers)
        return self[column].index(best) + 1

    @property
    def columns(self) -> list[str]:
        """Names of what was measured."""
        return list(self._columns)

    def to_dict(self) -> dict[str, list[float]]:
        """Return all columns by name, of which `History` makes an equal history again."""
        return {name: self[name] for name in self.columns}

    def __getitem__(self, column: str) -> list[float]:
        if column not in self._columns:
            raise KeyError(f"this history has no {column!r}; it has {self.columns}")
        return list(self._columns[column])

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()), []))

    def __repr__(self) -> str:
        # The seconds stay out: what is shown on a page must be the same in every build.
        shown = [name for name in self.columns if len(self) and name != "seconds"]
        last = [f"{name}={self[name][-1]:.4g}" for name in shown]
        return f"History({', '.join([f'epochs={len(self)}', *last])})"
