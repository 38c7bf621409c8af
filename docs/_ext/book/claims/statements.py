"""Read and check ``docs/claims/``: every statement of the guide, with its verdict and how it is decided."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from book.page.files import PageError
from book.page.yaml_lines import compose, yaml_fault


@dataclass(frozen=True)
class Statement:
    """One entry of a file."""

    id: str
    line: int
    part: int
    page: str
    statement: str
    kind: str
    verdict: str
    counts: bool
    caveat: str = ""
    sources: tuple[str, ...] = ()
    bounds: dict[str, float] = field(default_factory=dict)
    undecided_on: tuple[str, ...] = ()


def load_claims(folder: Path, schema_path: Path) -> dict[str, Statement]:
    """Return the statements by id, in the order of the guide's parts; raise PageError at the first fault."""
    validator = Draft202012Validator(entry_schema(schema_path))
    found: dict[str, Statement] = {}
    for path in claim_files(folder):
        try:
            add_statements(found, path, validator)
        except PageError as error:
            error.name = path.name
            raise
    if not found:
        raise PageError(1, f"there is no statement in {folder}; each part of the guide has a file there")
    return found


def claim_files(folder: Path) -> list[Path]:
    """Return the files, one for each part of the guide, in the order of the parts."""
    return sorted(folder.glob("*.yml"))


def add_statements(found: dict[str, Statement], path: Path, validator: Draft202012Validator) -> None:
    """Add the statements of one file; refuse an id that is there already, and a statement of another part."""
    root = compose(path)
    if not isinstance(root, yaml.MappingNode):
        raise PageError(1, "expected one entry per claim id")
    for key, value in root.value:
        line = key.start_mark.line + 1
        if key.value in found:
            raise PageError(line, f"the id {key.value!r} stands there twice")
        found[key.value] = s = statement(key.value, line, value, validator)
        if not path.name.startswith(f"{s.part:02d}-"):
            raise PageError(line, f"{s.id}: move it to the file of part {s.part}, or correct its part")


def entry_schema(path: Path) -> dict[str, Any]:
    """Return the JSON schema of one entry."""
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    entry: dict[str, Any] = schema.get("additionalProperties", schema)
    return entry if "$defs" not in schema else {**entry, "$defs": schema["$defs"]}


def statement(claim_id: str, line: int, node: yaml.Node, validator: Draft202012Validator) -> Statement:
    """Return one checked entry."""
    try:
        entry = yaml.SafeLoader("").construct_document(node)
    except (yaml.YAMLError, ValueError) as error:  # such as a tag that nobody knows, or the 30th of February
        raise yaml_fault(error, line) from error
    repeated_keys(claim_id, node)
    for problem in validator.iter_errors(entry):
        raise PageError(line_of(node, problem.absolute_path) or line, f"{claim_id}: {problem.message}")
    values = {
        **entry,
        "sources": tuple(entry.get("sources", ())),
        "undecided_on": tuple(entry.get("undecided_on", ())),
    }
    return Statement(claim_id, line, **values)


def repeated_keys(claim_id: str, node: yaml.Node) -> None:
    """Refuse an entry in which a key stands twice (YAML itself would keep the last)."""
    seen: set[str] = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else []:
        if key.value in seen:
            raise PageError(key.start_mark.line + 1, f"{claim_id}: the key {key.value!r} stands there twice")
        seen.add(key.value)


def line_of(node: yaml.Node, path: Any) -> int | None:
    """Return the line of the value that a schema error points to."""
    for step in path:
        if not isinstance(node, yaml.MappingNode):
            break
        node = next((value for key, value in node.value if key.value == step), node)
    return node.start_mark.line + 1 if list(path) else None
