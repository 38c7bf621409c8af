"""YAML files of the book: their nodes, and the line of each fault."""

from __future__ import annotations

from pathlib import Path

import yaml

from book.page.files import PageError, read_text


def compose(path: Path) -> yaml.Node | None:
    """Return the nodes of a YAML file in which every key is a word; raise PageError with the line of what is wrong."""
    try:
        root = yaml.compose(read_text(path), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise yaml_fault(error, 1) from error
    waiting = [root]
    while waiting:
        node = waiting.pop()
        for key, value in node.value if isinstance(node, yaml.MappingNode) else []:
            if not isinstance(key, yaml.ScalarNode):
                raise PageError(key.start_mark.line + 1, "a key has to be a word")
            waiting.append(value)
    return root


def yaml_fault(error: Exception, line: int) -> PageError:
    """Return an error of the YAML parser with the line that it names, or else ``line``."""
    mark = getattr(error, "problem_mark", None)
    return PageError(mark.line + 1 if mark else line, f"not YAML: {getattr(error, 'problem', None) or error}")
