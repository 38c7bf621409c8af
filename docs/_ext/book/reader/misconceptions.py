"""Read and check ``docs/misconceptions.yml``: what people often believe, what is so, and the page that mends it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from book.page.files import PageError
from book.page.yaml_lines import compose

KEYS = ("name", "correction", "page")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Misconception:
    """One entry of the file."""

    id: str
    name: str
    correction: str
    page: str
    line: int


def load_misconceptions(path: Path) -> dict[str, Misconception]:
    """Return the misconceptions by id; raise PageError at the first fault."""
    if not path.exists():
        raise PageError(1, "the file is missing; questions refer to its entries")
    root = compose(path)
    found: dict[str, Misconception] = {}
    for name, node in mapping(root, "the file", 1):
        if not ID.fullmatch(name.value):
            raise PageError(line_of(name), f"{name.value!r} is no id; use words in lower case and hyphens")
        if name.value in found:
            raise PageError(line_of(name), f"the id {name.value!r} stands there twice")
        found[name.value] = entry(name, node)
    return found


def entry(name: yaml.Node, node: yaml.Node) -> Misconception:
    """Return one checked entry."""
    values: dict[str, str] = {}
    for key, value in mapping(node, repr(name.value), line_of(name)):
        if key.value not in KEYS or key.value in values:
            what = "twice" if key.value in values else f"not one of {', '.join(KEYS)}"
            raise PageError(line_of(key), f"{name.value}: the key {key.value!r} is {what}")
        if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            raise PageError(line_of(key), f"{name.value}: {key.value} needs a text")
        values[key.value] = value.value.strip()
    missing = [key for key in KEYS if key not in values]
    if missing:
        raise PageError(line_of(name), f"{name.value}: {', '.join(missing)} is missing")
    return Misconception(name.value, **values, line=line_of(name))


def mapping(node: yaml.Node | None, what: str, line: int) -> list[tuple[yaml.Node, yaml.Node]]:
    """Return the pairs of a mapping."""
    if not isinstance(node, yaml.MappingNode):
        raise PageError(line if node is None else line_of(node), f"{what} has to be a mapping")
    return list(node.value)


def line_of(node: yaml.Node) -> int:
    """Return a node's line."""
    return int(node.start_mark.line) + 1
