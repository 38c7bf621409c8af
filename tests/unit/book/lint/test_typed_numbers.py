"""A metric typed by hand is found, whatever it looks like; numbers that nobody measured are left alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from book.lint.typed_numbers import main, typed_numbers

SCRIPT = Path(__file__).parents[4] / "docs" / "_ext"


def numbers(text):
    """Return what is found, with the advice cut off."""
    return [(line, fault.partition(" is typed by hand")[0].strip("'")) for line, fault in typed_numbers(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It reads 97.6 % of the digits.", "97.6 %"),
        ("It reads 97.6% of them.", "97.6%"),
        ("It reads 97.6\N{NO-BREAK SPACE}% of them.", "97.6 %"),
        ("About 98 percent are right.", "98 percent"),
        ("Dropout gains 1.2 percentage points.", "1.2 percentage points"),
        ("About ninety-eight percent are right.", "ninety-eight percent"),
        ("The accuracy is 0.976.", "accuracy is 0.976"),
        ("An accuracy of about $0.976$ is good.", "accuracy of about 0.976"),
        ("It reaches $97{,}6\\,\\%$ here.", "97,6%"),
        ("The loss falls from 2.31 quickly.", "loss falls from 2.31"),
        ("It ends with a 0.08 loss.", "0.08 loss"),
        ("It needs 1.9 bits per character.", "1.9 bits"),
        ("Training takes 34 seconds.", "34 seconds"),
        ("Training takes 5.9 s here.", "5.9 s"),
        ("One step takes 0.3 ms.", "0.3 ms"),
        ("It ran for 3 hours.", "3 hours"),
        ("The network has 101,770 parameters.", "101,770 parameters"),
        ("It learns 101770 weights and biases.", "101770 weights and biases"),
        ("A model of 7 billion trainable parameters.", "7 billion trainable parameters"),
        ("Parameters: 101,770.", "Parameters: 101,770"),
        ("The layer carries 100,352 numbers.", "100,352 numbers"),
        ("It is 2.5 times as fast.", "2.5 times as fast"),
        ("That is 3× faster.", "3× faster"),
        ("# It reads 98 %", "98 %"),
        ("| model | 98 % |\n|---|---|\n| a | b |", "98 %"),
        ("```{note}\nIt reads 98 %.\n```", "98 %"),
        ("```{figure} x.png\n:alt: It reaches 98 %\n\nWords.\n```", "98 %"),
        (
            "```{code-cell} python\n---\nmystnb:\n  figure:\n    caption: It reaches 98 %.\n---\nx = 1\n```",
            "98 %",
        ),
        ('Cited {cite:p}`a2020` here. And "so" it reads 98 %.', "98 %"),
        (":::{question} A?\n- [ ] 90 % {x}:\n  In truth 80 %.\n:::", "80 %"),
        (":::{question} A?\n- [x] 90 %:\n  So it is.\n:::", "90 %"),
    ],
)
def test_a_metric_is_found(text, found):
    assert [number for _, number in numbers(text)] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "A picture has 28 × 28 pixels, each from 0 to 255, and belongs to one of 10 classes.",
        "MNIST has 60,000 digits to learn from and 10,000 for the test.",
        "We train for 5 epochs with batches of 32 and 128 hidden units.",
        "A learning rate of 0.01 is too large here.",
        "The loss explodes at a learning rate of 0.1, sooner or later.",
        "Two weights and a bias make 3 parameters.",
        "It dates from the 1950s, and in 1998 it was new.",
        "The figure shows the 95 % interval, also called 95 % confidence band.",
        "You need 20 minutes to read and 3 hours to practise.",
        'Some say "97 % sure", others “98 % sure”.',
        "It reads {value}`test_accuracy` and has {by-hand}`784 * 128 + 128` parameters.",
        "Compute $0.5 \\cdot 2 + 1 = 2$ and the loss $L = 0.25$ by hand.",
        "The program prints `accuracy 0.976`.",
        "Five percent off, or version 2.13.0 of torch, or section 5.7.",
        "```python\nloss = 0.08  # 97 %\n```",
        "```{code-cell} python\n:tags: [check]\n# 97 % in 3 seconds\n```",
        "% a comment about 97 %",
        "---\ntitle: 97 %\n---\n",
        "People reach 94.9 % {cite:p}`russakovsky2015`, it is said.",
        "According to {cite:t}`strubell2019`, it took 84 hours.",
        ":::{question} A colleague reports 90 %. And now?\n- [ ] 80 % {x}:\n  No.\n:::",
        "$$\nL = 0.976\n$$",
    ],
)
def test_what_nobody_measured_is_left_alone(text):
    assert numbers(text) == []


def test_each_number_is_found_once_with_its_own_line():
    text = "# Title\n\nFine words.\nIt reads 97.6 % in 3.2 s,\nwith an accuracy of 0.9\nand 98 % later.\n"
    assert numbers(text) == [(4, "3.2 s"), (4, "97.6 %"), (5, "accuracy of 0.9"), (6, "98 %")]


def test_the_complaint_says_what_to_do():
    ((_, fault),) = typed_numbers("It reads 98 %.")
    for help_ in ("{value}", "{by-hand}", "cite", "% typed: reason"):
        assert help_ in fault


class TestExcuses:
    def test_holds_for_the_next_line_only(self):
        assert numbers("% typed: the guide's wording\nIt reads 98 %.\nOr 97 %.\n") == [(3, "97 %")]

    def test_holds_for_a_whole_table(self):
        text = (
            "% typed: prices as published\n| a | b |\n|---|---|\n| 3 % | 4 % |\n| 5 % | 6 % |\n\nAnd 7 %.\n"
        )
        assert numbers(text) == [(7, "7 %")]

    @pytest.mark.parametrize("comment", ["% typed:", "% typed", "% typed: because"])
    def test_needs_a_reason_in_words(self, comment):
        found = numbers(f"{comment}\nIt reads 98 %.\n")
        assert found == [(1, "say why: % typed: reason in words"), (2, "98 %")]

    def test_that_excuses_nothing_is_a_fault(self):
        assert numbers("% typed: the guide's wording\nNo number.\n") == [
            (1, "this comment excuses nothing: delete it")
        ]


def test_the_command_names_page_and_line_and_fails(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("# Title\n\nIt reads 98 %.\n", "utf-8")
    assert main([str(page)]) == 1
    said = capsys.readouterr().out
    assert f"{page}:3: '98 %' is typed by hand" in said
    assert said.endswith("typed numbers: 1 to correct\n")
    page.write_text("# Title\n", "utf-8")
    assert main([str(page)]) == 0


def test_it_runs_as_a_script(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("In 3 seconds.\n", "utf-8")
    done = subprocess.run(
        [sys.executable, SCRIPT, "typed-numbers", page], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "page.md:1: '3 seconds'" in done.stdout


def test_two_dollar_amounts_hide_no_number():
    found = numbers("Training costs $2 and reached an accuracy of 97.3 % for $16.\n")
    assert found == [(1, "97.3 %")]


def test_a_page_that_cannot_be_read_is_named_and_the_others_are_linted(tmp_path, capsys):
    (tmp_path / "bad.md").write_bytes(b"# T\n\n\xff\n")
    (tmp_path / "good.md").write_text("It reads 98 %.", "utf-8")
    assert main([str(tmp_path / name) for name in ("bad.md", "good.md")]) == 1
    said = capsys.readouterr().out
    assert "bad.md:3: the byte 0xff" in said
    assert "good.md:1: '98 %'" in said
