import hashlib
import json
from pathlib import Path

import pytest

from book.claims import digit_contest
from book.claims.digit_contest import FEATURES, NUM_TRAIN, differences, methods, networks
from dlbook.datasets.contests import DIGITS
from dlbook.datasets.scenes import load_scenes


def result(value):
    return {"tasks": {"digits": {"trees, pixels": {"test": [value, value]}}}}


def test_the_stored_result_was_measured_by_the_script_as_it_stands():
    stored = json.loads(DIGITS.read_text("utf-8"))
    assert stored["script"] == hashlib.sha256(Path(digit_contest.__file__).read_bytes()).hexdigest()


def test_all_contestants_have_three_trials():
    assert {len(trials) for trials in {**methods(0), **networks(0)}.values()} == {3}


@pytest.mark.parametrize("name", FEATURES)
def test_what_each_task_shows_has_pixels_from_0_to_1(name):
    parts = load_scenes(name, num_train=NUM_TRAIN)
    assert [len(part) for part in parts] == [NUM_TRAIN, 500, 1_000]
    assert all(0 <= part.inputs.min() <= part.inputs.max() <= 1 for part in parts)


def test_a_mean_that_moved_is_found_and_one_within_the_tolerance_is_not():
    assert differences(result(0.90), result(0.92)) == []
    assert differences(result(0.90), result(0.80)) == ["digits, trees, pixels: stored 0.900, measured 0.800"]


def test_a_contestant_that_has_gone_is_found():
    assert differences(result(0.9), {"tasks": {}}) == ["digits, trees, pixels: only in one of the two"]
