import json

import pytest

from dlbook.datasets import contests
from dlbook.datasets.errors import DataError


def test_each_contestant_has_one_accuracy_for_each_seed():
    result = json.loads(contests.DIGITS.read_text("utf-8"))["result"]
    tasks = contests.load_digit_contest()
    assert list(tasks) == ["digits", "shifted", "photographs"]
    values = [row for rows in tasks.values() for row in rows.values()]
    assert {len(row) for row in values} == {len(result["settings"]["seeds"])}
    assert all(0 <= value <= 1 for row in values for value in row)


def test_a_number_changed_by_hand_is_found(tmp_path, monkeypatch):
    content = json.loads(contests.DIGITS.read_text("utf-8"))
    content["result"]["tasks"]["digits"]["plain network, pixels"]["test"][0] = 1.0
    changed = tmp_path / "results.json"
    changed.write_text(json.dumps(content), "utf-8")
    monkeypatch.setattr(contests, "DIGITS", changed)
    with pytest.raises(
        DataError, match=r"results\.json is not what was measured; make it anew: python docs/"
    ):
        contests.load_digit_contest()
