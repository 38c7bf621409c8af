"""The reference of the package: every module, in the order of the map in ``dlbook/__init__.py``.

The sections are put below the text of ``reference/api`` when it is read, so a new module is never forgotten.
What is private, and what one page alone draws (``figures/only``), is left out.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

PAGE = "reference/api"
PACKAGE = Path(__file__).parents[4] / "dlbook"
ROOM = re.compile(r"^`(\w+)`", re.MULTILINE)
HIDDEN = re.compile(r"\.(_|only\b)")
SECTION = """
{marks} `{module}`

```{{eval-rst}}
.. automodule:: {module}
   :members:
```
"""


def modules(package: Path = PACKAGE) -> list[str]:
    """Return the dotted names of all public modules below a package, in the order of its map."""
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))) or ""
    rooms = ROOM.findall(docstring)

    def place(name: str) -> tuple[int, str]:
        room = name.split(".")[1]
        return rooms.index(room) if room in rooms else len(rooms), name

    paths = [path.relative_to(package.parent).with_suffix("") for path in package.rglob("*.py")]
    names = {".".join(path.parts).removesuffix(".__init__") for path in paths}
    public = {name for name in names if not HIDDEN.search(name)}
    return sorted(public - {package.name}, key=place)


def sections(names: list[str]) -> str:
    """Return the text of the page's sections, one for each module; those inside a room are one level deeper."""
    return "".join(SECTION.format(marks="##" + "#" * (name.count(".") > 1), module=name) for name in names)


def add_sections(_: Sphinx, page: str, source: list[str]) -> None:
    """Put the sections below the page's own text."""
    if page == PAGE:
        source[0] += sections(modules())


def outdated(_: Sphinx, env: BuildEnvironment, *__: object) -> list[str]:
    """Have the page read again where modules came or went; autodoc sees to their contents."""
    known = getattr(env, "dlbook_modules", None)
    env.dlbook_modules = modules()  # type: ignore[attr-defined]
    return [PAGE] if known != modules() and PAGE in env.found_docs else []


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("source-read", add_sections)
    app.connect("env-get-outdated", outdated)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
