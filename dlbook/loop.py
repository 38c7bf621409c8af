"""One pass through the examples: predict, compare, trace the error back, step."""

import torch
from jaxtyping import Float, Shaped
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from dlbook.batches import batches
from dlbook.dataset import Dataset
from dlbook.device import device_of
from dlbook.history import History
from dlbook.losses import LossFn
from dlbook.metrics import accuracy, correct, fraction, has_classes, is_counted
from dlbook.sanity import check_fits, check_whole


class DivergedError(ArithmeticError):
    """The loss became nan or infinite, so the weights are of no use any more.

    `step` (counted from 1) and `lr` say where; `history` holds the epochs before.
    """

    def __init__(self, loss: float, step: int, lr: float) -> None:
        super().__init__(
            f"the loss became {loss} at step {step}, with learning rate {lr:g}. "
            f"Build the model anew and try learning rate {lr / 10:g}; "
            "see that the inputs are scaled (about 0 to 1) and hold no nan."
        )
        self.step = step
        self.lr = lr
        self.history = History()


def train_step(
    model: nn.Module,
    inputs: Shaped[Tensor, "batch *input_shape"],
    targets: Shaped[Tensor, "batch *target_shape"],
    optimizer: Optimizer,
    loss_fn: LossFn = cross_entropy,
) -> tuple[Shaped[Tensor, "batch *output_shape"], Float[Tensor, ""]]:
    """Logits and loss of one batch, from before the update that they bring about."""
    logits = model(inputs)
    loss = loss_fn(logits, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return logits.detach(), loss.detach()


def train_epoch(
    model: nn.Module,
    dataset: Dataset,
    optimizer: Optimizer,
    *,
    batch_size: int = 32,
    loss_fn: LossFn = cross_entropy,
    generator: torch.Generator | None = None,
    scheduler: LRScheduler | None = None,
    first_step: int = 1,
) -> dict[str, float]:
    """Mean "loss", and for class labels "accuracy", of one pass of training.

    The examples come as in `batches`: shuffled when there is a `generator`.
    `first_step` is the number of this epoch's first step, for an error to name.

    Raises
    ------
    DivergedError
        If the loss became nan or infinite.
    """
    model.train()
    losses, hits, sizes, lrs = [], [], [], []
    for inputs, targets in batches(dataset, batch_size, generator):
        lrs.append(float(optimizer.param_groups[0]["lr"]))
        logits, loss = train_step(model, inputs, targets, optimizer, loss_fn)
        if scheduler is not None:
            scheduler.step()
        losses.append(loss)
        sizes.append(len(inputs))
        if has_classes(logits, targets):
            hits.append(correct(logits, targets))
    # Until here all stayed on the device: a GPU waits once for each epoch, not for each step.
    step_losses = torch.stack(losses).cpu().double()
    _check_finite(step_losses, lrs, first_step)
    results = {"loss": (step_losses @ torch.tensor(sizes).double()).item() / len(dataset)}
    return results | ({"accuracy": fraction(torch.cat(hits), is_counted(dataset.targets))} if hits else {})


def _check_finite(step_losses: Float[Tensor, " steps"], lrs: list[float], first_step: int) -> None:
    bad_steps = (~step_losses.isfinite()).nonzero().flatten().tolist()
    if bad_steps:
        first = bad_steps[0]
        raise DivergedError(step_losses[first].item(), first_step + first, lrs[first])


@torch.no_grad()
def compute_logits(
    model: nn.Module, inputs: Shaped[Tensor, "examples *input_shape"], *, batch_size: int = 1_000
) -> Shaped[Tensor, "examples *output_shape"]:
    """What the model says to each input, on the model's device.

    The model is put into use (`model.eval()`), and nothing is learned.

    Raises
    ------
    ValueError
        If `batch_size` is below 1.
    """
    check_whole(1, batch_size=batch_size)
    model.eval()
    device = device_of(model)
    return torch.cat([model(batch.to(device)) for batch in torch.split(inputs, int(batch_size))])


def evaluate(model: nn.Module, dataset: Dataset, *, loss_fn: LossFn = cross_entropy) -> dict[str, float]:
    """Mean "loss", and for class labels "accuracy" (a fraction), over all examples; nothing is learned.

    Raises
    ------
    ValueError
        If there are no examples, or if data, model and loss do not fit together.
    """
    check_fits(model, dataset, loss_fn)
    logits = compute_logits(model, dataset.inputs)
    targets = dataset.targets.to(logits.device)
    results = {"loss": loss_fn(logits, targets).item()}
    return results | ({"accuracy": accuracy(logits, targets)} if has_classes(logits, targets) else {})
