"""Blocks that are read, not run: JSON, YAML, TOML, shell commands and JavaScript."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from functools import partial

import yaml

from book.look.node import NodeError, node_command
from book.page.blocks import Block


class ToolMissingError(Exception):
    """The program that parses a language is not on this machine; the message is the reason to skip the block."""


class BlockSyntaxError(ValueError):
    """A block that does not parse, with the page's line (1-based)."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def parse(block: Block) -> None:
    """Parse a block.

    Raises
    ------
    BlockSyntaxError
        If it does not parse.
    ToolMissingError
        If this machine lacks the program that could tell.
    """
    padding = "\n" * (block.body_line - 1)  # so that every tool counts the page's lines
    try:
        PARSERS[block.language](padding + block.body)
    except (ValueError, yaml.YAMLError) as error:
        raise BlockSyntaxError(line_of(error, block), f"{block.language}: {error}".strip()) from error


def line_of(error: Exception, block: Block) -> int:
    """Return the line that an error names; without one, or past the end, the block's last line."""
    mark = getattr(error, "problem_mark", None)
    found = re.search(r"\bline (\d+)", str(error))
    last = block.body_line + max(block.body.count("\n") - 1, 0)
    named = mark.line + 1 if mark else int(found[1]) if found else last
    return min(max(named, block.body_line), last)


def parse_yaml(text: str) -> None:
    """Parse every document of a YAML text."""
    for _ in yaml.safe_load_all(text):
        pass


def parse_shell(text: str) -> None:
    """Let bash read commands without running them."""
    bash = shutil.which("bash")
    if bash is None or os.name == "nt":  # what Windows calls bash may be a door to another system
        raise ToolMissingError("bash is not on this machine")
    read_by([bash, "-n", "/dev/stdin"], text)


def parse_javascript(text: str) -> None:
    """Let Node read a script, or a module if it imports or exports."""
    try:
        node = str(node_command())
    except NodeError as error:
        raise ToolMissingError(str(error)) from error
    is_module = re.search(r"^\s*(import|export)\b", text, re.MULTILINE)
    read_by([node, "--check", f"--input-type={'module' if is_module else 'commonjs'}", "-"], text)


def read_by(command: list[str], text: str) -> None:
    """Give a text to a program; raise ValueError with its first words and the line it names if it refuses."""
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        place = re.search(r"(?:\[stdin\]:|line )(\d+)", done.stderr)
        reason = re.search(r"\w*Error: .*|syntax error.*|unexpected .*", done.stderr)
        words = reason[0] if reason else done.stderr.strip()
        raise ValueError(f"line {place[1]}: {words}" if place else words)


PARSERS: dict[str, Callable[[str], object]] = {
    "bash": parse_shell,
    "javascript": parse_javascript,
    "js": parse_javascript,
    "json": partial(json.loads),
    "sh": parse_shell,
    "toml": tomllib.loads,
    "yaml": parse_yaml,
    "yml": parse_yaml,
}
