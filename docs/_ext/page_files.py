"""Which files are pages: one rule for the tests and the lint."""

from __future__ import annotations

from pathlib import Path


def pages(root: Path) -> list[Path]:
    """Return the Markdown files that are held to the rules: those of the top level, and all below ``docs``."""
    return [path for path in sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")]) if is_page(path, root)]


def is_page(path: Path, root: Path) -> bool:
    """Return whether a file is a page: Markdown, and no folder below the root is private (``_x``, ``.x``) or npm's."""
    folders = path.relative_to(root).parts[:-1] if path.is_relative_to(root) else ()
    return path.suffix == ".md" and not any(name[0] in "._" or name == "node_modules" for name in folders)
