"""Is my number normal: a table for all, a field for those whose browser runs scripts."""

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from small_site import build

from book.claims.my_number import current_digest
from book.look.node import node_command
from book.run import extension as execution

SCRIPT = Path(__file__).parents[4] / "docs" / "_static" / "my-number.js"
VALUES = [0.9741, 0.9762, 0.9758, 0.97, 0.9799]
PAGE = """\
# Title

:::{my-number} test_accuracy
:label: accuracy on the test set

Did you *divide* by 255?
:::
"""


def seeds(**change):
    numbers = {"test_accuracy": {"values": VALUES, "format": ".1%"}}
    content = {
        "page": "p",
        "date": "2026-11-24",
        "digest": "abc",
        "edition": "shipped",
        "numbers": numbers,
        "claims": {},
    }
    return json.dumps({**content, **change})


def box(site, page="page"):
    return BeautifulSoup(site.html(page), "html.parser").select_one(".my-number")


def test_without_a_script_it_is_a_table(tmp_path):
    site = build(tmp_path, {"page": PAGE, "_data/seeds/page.json": seeds()}, "book.claims.my_number")
    assert site.warnings == ""
    found = box(site)
    assert found.select_one("form").has_attr("hidden")
    assert found.caption.get_text() == "The accuracy on the test set over 5 seeds"
    assert [cell.get_text() for cell in found.select("th")] == [
        "lowest",
        "lower quartile",
        "median",
        "upper quartile",
        "highest",
    ]
    assert [cell.get_text() for cell in found.select("td")] == [
        f"{number}\N{NO-BREAK SPACE}%" for number in (97.0, 97.4, 97.6, 97.6, 98.0)
    ]
    assert "on 2026-11-24." in found.select_one(".my-number-date").get_text()
    assert found.select_one("details em").get_text() == "divide"


def test_the_field_is_named_and_its_answer_is_read_out(tmp_path):
    site = build(tmp_path, {"page": PAGE, "_data/seeds/page.json": seeds()}, "book.claims.my_number")
    form = box(site).form
    assert form.label["for"] == form.input["id"]
    assert "My accuracy on the test set:" in form.label.get_text()
    assert form.output["aria-live"] == "polite"
    assert form["data-values"] == "97 97.4 97.6 97.6 98"
    assert len(box(site).select("svg circle")) == 5
    assert "from 97 on the left to 98 on the right" in box(site).svg["aria-label"]


def test_two_on_a_page_and_one_of_another_page(tmp_path):
    both = PAGE + PAGE.removeprefix("# Title\n")
    other = "# Other\n\n```{my-number} test_accuracy\n:page: start/page\n```\n"
    site = build(
        tmp_path,
        {"start/page": both, "other": other, "_data/seeds/start/page.json": seeds()},
        "book.claims.my_number",
    )
    assert site.warnings == ""
    page = BeautifulSoup(site.html("start/page"), "html.parser")
    assert len({field["id"] for field in page.select(".my-number input")}) == 2
    assert box(site, "other").caption.get_text() == "The test accuracy over 5 seeds"


@pytest.mark.parametrize(("digest", "is_stale"), [("abc", False), ("another", True), (None, False)])
def test_a_stale_measurement_is_shown_with_its_date(tmp_path, monkeypatch, digest, is_stale):
    monkeypatch.setattr(
        "book.claims.my_number.current_digest", lambda _env, page: digest if page == "page" else "wrong page"
    )
    site = build(tmp_path, {"page": PAGE, "_data/seeds/page.json": seeds()}, "book.claims.my_number")
    date = box(site).select_one(".my-number-date").get_text()
    assert "2026-11-24" in date
    assert ("with an earlier version of this page" in date) is is_stale
    assert len(box(site).select("td")) == 5


def test_the_digest_is_the_key_of_the_page_s_outputs():
    env = SimpleNamespace()
    assert current_digest(env, "page") is None
    execution.state(env)["cells_keys"]["page"] = "key"
    assert current_digest(env, "page") == "key"


@pytest.mark.parametrize("files", [{}, {"_data/seeds/page.json": seeds(numbers={})}])
def test_what_was_not_measured_is_said_and_must_not_be_published(tmp_path, monkeypatch, files):
    site = build(tmp_path, {"page": PAGE, **files}, "book.claims.my_number")
    assert site.warnings == ""
    assert "has not been measured yet" in site.html("page")
    monkeypatch.setenv("DLBOOK_PUBLISH", "1")
    site = build(tmp_path, {"page": PAGE + "\n"}, "book.claims.my_number")
    assert (
        "page.md:3: WARNING: my-number: 'test_accuracy' was not measured; run: nox -s claims -- page"
        in site.warnings
    )


def test_a_page_takes_up_what_was_measured_later_and_again(tmp_path):
    build(tmp_path, {"page": PAGE}, "book.claims.my_number")
    site = build(
        tmp_path,
        {"_data/seeds/page.json": seeds(), "index": "# I\n\n```{toctree}\npage\n```\n"},
        "book.claims.my_number",
    )
    assert "97.4" in site.html("page")
    site = build(
        tmp_path,
        {"_data/seeds/page.json": seeds(date="2027-01-02"), "index": "# I\n"},
        "book.claims.my_number",
    )
    assert "2027-01-02" in site.html("page")


def test_a_broken_file_is_a_fault(tmp_path):
    site = build(tmp_path, {"page": PAGE, "_data/seeds/page.json": "{"}, "book.claims.my_number")
    assert "page.md:3: WARNING: my-number: _data/seeds/page.json: Expecting" in site.warnings


# As much of a browser as the script needs.
STUB = """
const fs = require("fs"), vm = require("vm");
const [script, cases] = [process.argv[1], JSON.parse(process.argv[2])];
function element() { return { attributes: {}, setAttribute(k, v) { this.attributes[k] = v; } }; }
const results = cases.map(({ text, data }) => {
  const input = Object.assign(element(), { value: text }), output = {}, advice = { open: false };
  let line = null;
  const values = data.values.split(" ").map(Number);
  const strip = {
    dataset: { low: values[0], high: values[values.length - 1], margin: "10" },
    viewBox: { baseVal: { width: 300, height: 24 } },
    querySelector: () => line,
    appendChild: (child) => (line = child),
  };
  const box = { querySelector: (what) => (what === "details" ? advice : strip) };
  const form = {
    hidden: true, dataset: data, closest: () => box,
    querySelector: (what) => (what === "input" ? input : output),
    addEventListener: (_, listener) => (form.submit = listener),
  };
  const document = { querySelectorAll: () => [form], createElementNS: element };
  vm.runInNewContext(fs.readFileSync(script, "utf8"), { document });
  form.submit({ preventDefault() {} });
  return { said: output.textContent, open: advice.open, hidden: form.hidden,
           invalid: input.attributes["aria-invalid"], x: line && Number(line.attributes.x1) };
});
console.log(JSON.stringify(results));
"""
SHARES = {"values": "97 97.4 97.6 97.6 98", "decimals": "1", "unit": "%"}
COUNTS = {"values": "1000 2000 3000 4000 5000", "decimals": "0", "unit": ""}


def compare(text, data):
    command = [str(node_command()), "-e", STUB, str(SCRIPT), json.dumps([{"text": text, "data": data}])]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)[0]
    return {**result, "said": result["said"].replace("\N{NO-BREAK SPACE}", " ")}


@pytest.mark.parametrize(
    "text", ["97.5", "97.5 %", "97.5%", " 0.975 ", "97,5", "+97.5", "9.75e1", "97.5\N{NO-BREAK SPACE}%"]
)
def test_a_share_may_be_typed_in_many_ways(text):
    found = compare(text, SHARES)
    assert found["said"] == "97.5 %: 2 of 5 runs were lower, 3 higher. Your number is normal."
    assert found["invalid"] == "false"
    assert not found["hidden"]
    assert not found["open"]


@pytest.mark.parametrize(
    ("text", "data", "said"),
    [
        ("97.6", SHARES, "97.6 %: 2 of 5 runs were lower, 2 the same, 1 higher. Your number is normal."),
        ("97.58", SHARES, "97.6 %: 2 of 5 runs were lower, 2 the same"),
        ("97", SHARES, "97.0 %: 0 of 5 runs were lower, 1 the same, 4 higher. Your number is normal."),
        ("3,000", COUNTS, "3000: 2 of 5 runs were lower, 1 the same, 2 higher."),
    ],
)
def test_a_number_inside(text, data, said):
    assert compare(text, data)["said"].startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("96.9", "96.9 %: lower than all 5 runs. By chance alone, about one run in 6 ends there"),
        ("98.5", "98.5 %: higher than all 5 runs. By chance alone"),
        ("91", "91.0 %: lower than all 5 runs, and far outside. Something is different in your program."),
        ("0.1", "10.0 %: lower than all 5 runs, and far outside."),
    ],
)
def test_a_number_outside_opens_the_advice(text, said):
    found = compare(text, SHARES)
    assert found["said"].startswith(said)
    assert found["said"].endswith("What to look at stands below.")
    assert found["open"]


@pytest.mark.parametrize(
    ("text", "data", "said"),
    [
        ("", SHARES, "Type the number that you got."),
        ("about 97", SHARES, "“about 97” is not a number."),
        ("97.6.1", SHARES, "“97.6.1” is not a number."),
        ("nan", SHARES, "“nan” is not a number."),
        ("976", SHARES, "976.0 % cannot be: it lies between 0 % and 100 %."),
        ("-3", SHARES, "-3.0 % cannot be"),
        ("30 %", COUNTS, "This number has no percent sign."),
    ],
)
def test_invalid_input_gets_a_clear_message(text, data, said):
    found = compare(text, data)
    assert found["said"].startswith(said)
    assert found["invalid"] == "true"
    assert found["x"] is None


def test_the_mark_stays_on_the_strip():
    assert compare("97", SHARES)["x"] == 10
    assert compare("97.5", SHARES)["x"] == pytest.approx(150)
    assert compare("3", SHARES)["x"] == 1
    assert compare("100", SHARES)["x"] == 299
