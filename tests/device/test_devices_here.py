"""Which devices this machine has; a kind that it has not is one skip, or a failure where it is required."""

import os

import pytest
import torch

REQUIRED = set(filter(None, os.environ.get("DLBOOK_REQUIRE_DEVICE", "").replace(" ", "").split(",")))
KINDS = ("cpu", "cuda", "mps")


@pytest.mark.parametrize("kind", sorted({*KINDS, *REQUIRED}))
def test_this_machine_has_a_device_of_this_kind(kind, kinds_here):
    if kind in kinds_here:
        assert torch.ones(3, device=kind).sum().item() == 3
    elif kind in REQUIRED:
        pytest.fail(f"DLBOOK_REQUIRE_DEVICE={kind}, and PyTorch {torch.__version__} finds only {kinds_here}")
    else:
        pytest.skip(f"no {kind} here: nothing is computed on one")
