"""Claims are judged on fresh seeds, by their controls or by another processor; one that fails is a failing command."""

import json

import pytest
from claim_samples import PAGE, claim_data, entry

from book.claims import thirty_seeds
from book.claims.seed_file import cells_digest, read_seed_file
from book.claims.thirty_seeds import (
    AVX2,
    chapters,
    environment,
    judge_control,
    judge_own,
    judge_seeds,
    main,
    parse,
    records_of,
    write_seeds,
)
from book.page.files import find_pages
from book.page.notebook import read_page
from book.run.kernels import PageFaultError
from book.run.key import outputs_key
from book.run.store import PageRun, PageStore
from dlbook.site.records import mime_type
from dlbook.site.verdict import at_least, greater_than, is_true

TEXT = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n# Layers\n\n```{code-cell}\n1\n```\n"
WIDE = [0.95, 0.96, 0.94, 0.95, 0.96, 0.95]
ACROSS = [0.85, 0.96, 0.91, 0.84, 0.97, 0.88]
LOW = [0.80, 0.81, 0.82, 0.80, 0.81, 0.82]
TEST = at_least(0.9)
YAML = """\
layers:
  part: 1
  page: concepts/layers
  statement: Layers help.
  kind: measured
  verdict: holds
  counts: true
"""


def output(kind, data):
    return {"output_type": "display_data", "data": {mime_type(kind): data, "text/html": "x"}, "metadata": {}}


def seeds(values):
    return {"name": "accuracy", "values": values, "format": ".1%"}


@pytest.fixture
def docs(tmp_path, monkeypatch):
    """Return a book of one chapter, one page of prose, and what no reader sees."""
    schema = (thirty_seeds.DOCS / "claims.schema.json").read_text("utf-8")
    files = {
        "claims/01-concepts.yml": YAML,
        "claims.schema.json": schema,
        f"{PAGE}.md": TEXT,
        "prose.md": "# Prose\n",
        "_build/old.md": TEXT,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.setattr(thirty_seeds, "DOCS", tmp_path)
    monkeypatch.setattr(thirty_seeds, "SEEDS", tmp_path / "seeds")
    monkeypatch.setenv("DLBOOK_EDITION", "shipped")
    return tmp_path


@pytest.fixture
def pages_give(monkeypatch):
    """Return what lets every page hand on these outputs, and a list of the settings it was run with."""

    def give(*outputs, faults=()):
        used = []

        def run_pages(notebooks, settings, _at_once, done):
            used.append(settings)
            for page in notebooks:
                done(page, PageRun([list(outputs)], 1.0))
            return list(faults)

        monkeypatch.setattr(thirty_seeds, "run_pages", run_pages)
        return used

    return give


def test_without_options_thirty_seeds_are_new_to_the_page():
    options = parse([])
    assert (options.pages, options.seeds, options.offset) == ([], 30, 10)
    assert (options.controls, options.avx2) == (False, False)


@pytest.mark.parametrize("arguments", [["--seeds", "1"], ["--offset", "-1"], ["--seeds", "many"], ["--fast"]])
def test_options_that_cannot_be_are_refused(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        parse(arguments)
    assert stopped.value.code == 2
    assert arguments[-1] in capsys.readouterr().err


def test_the_least_that_can_be_asked_for_is_taken():
    options = parse(["--seeds", "2", "--offset", "0", "a/b"])
    assert (options.seeds, options.offset, options.pages) == (2, 0, ["a/b"])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--seeds", "5", "--offset", "40"], {"DLBOOK_SEEDS": "5", "DLBOOK_SEED_OFFSET": "40"}),
        (["--controls"], {"DLBOOK_CONTROLS": "1"}),
        (["--avx2"], dict(AVX2)),
    ],
)
def test_pages_are_told_how_to_run_by_their_environment(arguments, expected):
    assert dict(environment(parse(arguments))) == expected


@pytest.mark.usefixtures("docs")
def test_chapters_are_the_pages_with_cells_that_a_reader_sees():
    assert chapters([]) == ({PAGE: TEXT}, []) == chapters([PAGE])


@pytest.mark.usefixtures("docs")
def test_a_page_without_cells_is_no_chapter():
    with pytest.raises(SystemExit, match="prose has no cells"):
        chapters([PAGE, "prose"])


@pytest.mark.usefixtures("docs")
@pytest.mark.parametrize("spelled", [PAGE, f"docs/{PAGE}.md", f"{PAGE}.html", PAGE.rpartition("/")[2]])
def test_a_page_may_be_spelled_in_any_way(spelled):
    assert chapters(find_pages([spelled], thirty_seeds.DOCS)) == chapters([PAGE])


@pytest.mark.usefixtures("docs")
def test_an_unknown_page_gets_the_nearest():
    with pytest.raises(SystemExit, match=PAGE):
        main([PAGE + "s"])


def test_a_page_that_cannot_be_read_fails_the_command_and_the_others_are_judged(docs, pages_give, capsys):
    (docs / "broken.md").write_bytes(b"# T\n\n\xff\n")
    (docs / "open.md").write_text("---\nfile_format: [\n---\n", "utf-8")
    pages_give(output("claim", claim_data(WIDE, TEST)))
    assert main([]) == 1
    said = capsys.readouterr().out
    assert "FAIL broken:3: the byte 0xff" in said
    assert "FAIL open:2: the front matter" in said
    assert "ok   layers" in said


def test_a_fault_in_the_file_of_claims_names_file_and_line(docs):
    (docs / "claims/01-concepts.yml").write_text("a: 1\n\nb: [\n", "utf-8")
    with pytest.raises(SystemExit, match=r"docs/claims/01-concepts.yml:4"):
        main([])


def test_claims_and_distributions_are_taken_from_all_cells_and_nothing_else_is():
    stream = {"output_type": "stream", "name": "stdout", "text": "1"}
    cells = [
        [stream, output("claim", {"id": "a"})],
        [],
        [output("seeds", {"name": "n"}), output("claim", {"id": "b"})],
    ]
    found = records_of(PageRun([*cells, [output("model", {"name": "x"})]], 1.0))
    assert found == {"claim": [{"id": "a"}, {"id": "b"}], "seeds": [{"name": "n"}]}


@pytest.mark.parametrize(
    ("values", "changes", "passes"),
    [
        (WIDE, {}, True),
        (ACROSS, {}, False),
        (LOW, {}, False),
        (LOW, {"verdict": "does-not-hold"}, True),
        (WIDE, {"verdict": "does-not-hold"}, False),
        (ACROSS, {"undecided_on": ("shipped",)}, True),
        (ACROSS, {"undecided_on": ("complete",)}, False),
        (ACROSS, {"undecided_on": ("shipped",), "kind": "cited"}, False),
    ],
)
def test_a_claim_passes_if_nearly_every_draw_of_its_seeds_says_what_its_verdict_says(values, changes, passes):
    line, passed = judge_seeds(entry(**changes), claim_data(values, TEST), "shipped")
    assert passed is passes, line


@pytest.mark.parametrize(
    ("data", "passes", "says"),
    [
        (claim_data(WIDE, TEST, control=LOW), True, "the control fails"),
        (claim_data(WIDE, TEST, control=ACROSS), True, "the control undecided"),
        (claim_data(WIDE, TEST, control=WIDE), False, "the control holds"),
        (claim_data(WIDE, TEST), True, "no control needed"),
        (claim_data([1.0], is_true()), True, "no control needed"),
        (claim_data(WIDE, greater_than(LOW, by=0.1)), False, "a comparison without a control"),
        (claim_data(WIDE, greater_than(LOW, by=0.1), kind="illustrated"), True, "no control needed"),
        (claim_data(WIDE, greater_than(LOW, by=0.1), control=[0.0, 0.01]), True, "the control fails"),
        (claim_data(WIDE, greater_than(LOW, by=0.1), control=[0.2, 0.21]), False, "the control holds"),
    ],
)
def test_a_control_must_not_hold_and_a_comparison_needs_one(data, passes, says):
    assert judge_control(entry(), data, "shipped") == (says, passes)


@pytest.mark.parametrize(
    ("values", "changes", "passes"),
    [
        (WIDE, {}, True),
        (ACROSS, {}, False),
        (ACROSS, {"undecided_on": ("shipped",)}, True),
        (LOW, {"undecided_on": ("shipped",)}, False),
        (LOW, {"verdict": "does-not-hold"}, True),
    ],
)
def test_on_its_own_seeds_a_claim_must_say_what_its_verdict_says(values, changes, passes):
    line, passed = judge_own(entry(**changes), claim_data(values, TEST), "shipped")
    assert passed is passes
    assert (line == "as the verdict says") is passes


@pytest.mark.parametrize("judge", [judge_seeds, judge_own])
@pytest.mark.parametrize(("edition", "passes"), [("shipped", True), ("complete", False)])
def test_a_bound_that_the_page_leaves_open_is_that_of_the_edition(judge, edition, passes):
    s = entry(bounds={"shipped": 0.9, "complete": 0.99})
    assert judge(s, claim_data(WIDE, at_least()), edition)[1] is passes


@pytest.mark.parametrize(("edition", "passes"), [("shipped", True), ("complete", False)])
def test_a_control_is_judged_by_the_bound_of_the_edition(edition, passes):
    s = entry(bounds={"shipped": 0.9, "complete": 0.7})
    assert judge_control(s, claim_data(WIDE, at_least(), control=LOW), edition)[1] is passes


def test_the_distributions_of_a_page_can_be_read_as_they_were_measured(docs):
    judged = {"layers": {"values": WIDE, "own_seeds": 3, "result": "fine"}}
    write_seeds(PAGE, TEXT, {"claim": [], "seeds": [seeds(WIDE)]}, "shipped", judged)
    path = docs / "seeds" / f"{PAGE}.json"
    found = read_seed_file(path)
    assert found.numbers["accuracy"].values == tuple(WIDE)
    assert (found.edition, json.loads(path.read_text("utf-8"))["claims"]) == ("shipped", judged)


def test_the_digest_of_distributions_is_that_of_the_code_that_gave_them(docs):
    digests = []
    for text in (TEXT, TEXT.replace("# Layers", "# Other words"), TEXT.replace("\n1\n", "\n2\n")):
        write_seeds(PAGE, text, {"claim": [], "seeds": [seeds(WIDE)]}, "shipped", {})
        digests.append(read_seed_file(docs / "seeds" / f"{PAGE}.json").digest)
    assert digests[0] == digests[1] != digests[2]


def test_a_page_without_distributions_has_no_file_any_more(docs):
    write_seeds(PAGE, TEXT, {"claim": [], "seeds": [seeds(WIDE)]}, "shipped", {})
    write_seeds(PAGE, TEXT, {"claim": [], "seeds": []}, "shipped", {})
    assert not (docs / "seeds" / f"{PAGE}.json").exists()


@pytest.mark.usefixtures("docs")
@pytest.mark.parametrize(("values", "code"), [(WIDE, 0), (LOW, 1)])
def test_the_command_fails_if_a_claim_does_and_says_which(pages_give, capsys, values, code):
    pages_give(output("claim", claim_data(values, TEST)))
    assert main([]) == code
    _, page, line, last = capsys.readouterr().out.splitlines()
    assert page == PAGE
    assert line.split()[:2] == [["ok", "FAIL"][code], "layers:"]
    assert last == ["all as the verdicts say", "1 failed"][code]


def test_the_command_runs_pages_on_the_seeds_asked_for_and_writes_what_they_gave(docs, pages_give):
    used = pages_give(output("claim", claim_data(WIDE, TEST)), output("seeds", seeds(WIDE)))
    main(["--seeds", "6"])
    assert dict(used[0].environment) == {"DLBOOK_SEEDS": "6", "DLBOOK_SEED_OFFSET": "10"}
    content = json.loads((docs / "seeds" / f"{PAGE}.json").read_text("utf-8"))
    assert content["claims"]["layers"]["values"] == content["numbers"]["accuracy"]["values"] == WIDE


@pytest.mark.usefixtures("docs")
def test_many_failures_are_still_the_exit_code_one(pages_give):
    pages_give(*[output("claim", claim_data(LOW, TEST))] * 3)
    assert main([]) == 1


@pytest.mark.parametrize(("option", "values", "code"), [("--controls", LOW, 0), ("--avx2", LOW, 1)])
def test_controls_and_another_processor_judge_otherwise_and_write_no_distributions(
    docs, pages_give, option, values, code
):
    pages_give(output("claim", claim_data(values, TEST, control=LOW)), output("seeds", seeds(values)))
    assert main([option, PAGE]) == code
    assert not (docs / "seeds").exists()


def test_a_claim_that_no_entry_has_stops_the_command_and_is_named(docs, pages_give):
    pages_give(output("claim", claim_data(WIDE, TEST, id="layer")))
    with pytest.raises(SystemExit, match=f"{PAGE}: docs/claims knows no layer; add an entry"):
        main([])
    assert not (docs / "seeds").exists()


def test_a_page_that_does_not_run_fails_the_command_and_the_others_are_judged(docs, pages_give, capsys):
    pages_give(output("seeds", seeds(WIDE)), faults=[PageFaultError("a/b", 9, "the cell raised")])
    assert main([]) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == ["FAIL a/b:9: the cell raised", "1 failed"]
    assert (docs / "seeds" / f"{PAGE}.json").is_file()


def test_restamping_measures_nothing_and_names_each_page_that_has_to_be_measured(docs, pages_give, capsys):
    used = pages_give(output("claim", claim_data(WIDE, TEST)), output("seeds", seeds(WIDE)))
    store, claim_output = docs / "old-store", output("claim", claim_data(WIDE, TEST))
    write_seeds(PAGE, TEXT, {"claim": [], "seeds": [seeds(WIDE)]}, "shipped", {"layers": {}})
    for text in (TEXT, moved := TEXT.replace("\n1\n", "\n1 + 0\n")):
        cells = cells_digest(text, "shipped")
        run = PageRun([[claim_output, output("seeds", seeds(WIDE))]], 1.0, cells_key=cells)
        PageStore(store).save(outputs_key(read_page(text), cells), PAGE, run)
    (docs / f"{PAGE}.md").write_text(moved, "utf-8")
    assert main(["--restamp"]) == 1
    assert f"FAIL {PAGE}:1: no outputs of its digest" in capsys.readouterr().out
    assert main(["--restamp", "--store", str(store)]) == 0
    assert read_seed_file(docs / "seeds" / f"{PAGE}.json").digest == cells_digest(moved, "shipped")
    assert used == []
