"""A fault in a YAML file of the book has the line that it stands on."""

import pytest
import yaml

from book.page.files import PageError
from book.page.yaml_lines import compose, yaml_fault


def test_the_nodes_of_a_file_know_their_lines(tmp_path):
    path = tmp_path / "file.yml"
    path.write_text("a:\n  b: 1\nc: 2\n", "utf-8")
    root = compose(path)
    assert [(key.value, key.start_mark.line + 1) for key, _ in root.value] == [("a", 1), ("c", 3)]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"a: 1\nb: [\n", 3, "not YAML"),
        (b"a:\n  b: 1\n  [c]: 2\n", 3, "a key has to be a word"),
        (b"a: 1\nb: \xff\n", 2, "UTF-8"),
    ],
)
def test_a_fault_has_its_line(tmp_path, content, line, reason):
    path = tmp_path / "file.yml"
    path.write_bytes(content)
    with pytest.raises(PageError, match=reason) as caught:
        compose(path)
    assert caught.value.line == line


def test_an_error_that_names_no_line_gets_the_one_that_is_given():
    assert yaml_fault(yaml.YAMLError("strange"), 7).line == 7
