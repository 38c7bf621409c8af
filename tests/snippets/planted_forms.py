"""Tiny pages with one fault each: every way to write code, and every place where code could hide."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n# A page\n\n"


@dataclass(frozen=True)
class Fault:
    """A page's text, the line at fault (its number, or a piece of it), and words that the failure has to say."""

    text: str
    at: str | int
    says: str
    above: int = 0  # the line at fault stands so many lines above

    @property
    def line(self) -> int:
        """The page's line at fault, from 1."""
        if isinstance(self.at, int):
            return self.at
        lines = self.text.split("\n")
        (number,) = [number for number, line in enumerate(lines, 1) if self.at in line]
        return number - self.above


def cell(source: str, tags: str = "") -> str:
    """Return a cell."""
    return f"```{{code-cell}}\n{f':tags: [{tags}]' if tags else ''}\n{source}\n```\n\n"


def name_error(text: str) -> Fault:
    """Return a page that fails if, and only if, the block is executed with the page's line."""
    return Fault(HEAD + text, "wrong", "NameError: name 'wrong' is not defined")


# Every way to write Python: each must be executed.
FORMS = {
    "bare-cell": name_error("```{code-cell}\nwrong\n```\n"),
    "ipython3-cell": name_error("```{code-cell} ipython3\nwrong\n```\n"),
    "cell-with-options": name_error("```{code-cell}\n:tags: [check]\n\n1 + 1\nwrong\n```\n"),
    "cell-with-yaml": name_error(
        "```{code-cell}\n---\ntags: [check]\nmystnb:\n  x: |\n    a\n\n    b\n---\nwrong\n```\n"
    ),
    "tilde-cell": name_error("~~~{code-cell}\nwrong\n~~~\n"),
    "python": name_error("```python\n1 + 1\nwrong\n```\n"),
    "py": name_error("```py\nwrong\n```\n"),
    "tilde": name_error("~~~python\nwrong\n~~~\n"),
    "long-fence": name_error("``````python\nwrong\n``````\n"),
    "title": name_error('```python title="a title"\nwrong\n```\n'),
    "trailing-space": name_error("```python \nwrong\n```\n"),
    "leading-space": name_error("``` python\nwrong\n```\n"),
    "capital": name_error("```Python\nwrong\n```\n"),
    "code-block": name_error("```{code-block} python\n:caption: a: b\n\nwrong\n```\n"),
    "colon-fence": name_error(":::{code-block} python\nwrong\n:::\n"),
    "colon-fence-with-options": name_error(":::{code-block} python\n:name: x\n\nwrong\n:::\n"),
    "unclosed": name_error("```python\nwrong"),
    "in-list": name_error("1. one\n\n   - two\n\n     ```python\n     wrong\n     ```\n"),
    "in-quotation": name_error("> quoted\n>\n> ```python\n> wrong\n> ```\n"),
    "in-footnote": name_error("text[^1]\n\n[^1]: note\n\n    ```python\n    wrong\n    ```\n"),
    "in-definition": name_error("Term\n: text\n\n  ```python\n  wrong\n  ```\n"),
    "in-glossary": name_error("```{glossary}\nTerm\n    Text:\n\n    ~~~python\n    wrong\n    ~~~\n```\n"),
    "in-note": name_error("````{note}\n```python\nwrong\n```\n````\n"),
    "in-colon-note": name_error(":::{note} title\n```python\nwrong\n```\n:::\n"),
    "in-div": name_error("::::box\n```python\nwrong\n```\n::::\n"),
    "three-deep": name_error(
        ":::::{note}\n::::{tip}\n:class: x\n\n- a\n\n  ```python\n  wrong\n  ```\n::::\n:::::\n"
    ),
    "in-caption": name_error("````{figure} x.svg\n:alt: x\n\ncaption\n\n```python\nwrong\n```\n````\n"),
    "in-exercise": name_error("````{exercise}\n:label: e\n\n```python\nwrong\n```\n````\n"),
    "after-a-raising-cell": name_error(cell("1 / 0", "raises-exception") + cell("wrong")),
}

# Code that no test could see, or that the site would not run.
HIDDEN = {
    "indented": Fault(HEAD + "text\n\n    wrong\n", "wrong", "indented code"),
    "eval-rst-block": Fault(
        HEAD + "```{eval-rst}\n.. automodule:: dlbook\n   :members:\n\n.. code-block:: python\n```\n",
        "code-block",
        "MyST",
    ),
    "eval-rst-literal": Fault(HEAD + "```{eval-rst}\nText::\n\n```\n", "Text::", "MyST"),
    "eval-rst-doctest": Fault(HEAD + "```{eval-rst}\n>>> 1\n```\n", ">>> 1", "MyST"),
    "html-pre": Fault(HEAD + "<pre>\nwrong\n</pre>\n", "<pre>", "raw HTML"),
    "html-script": Fault(
        HEAD + '<div>\n<b></b><script src="x.js"></script>\n</div>\n', "<script", "raw HTML"
    ),
    "div-python": Fault(HEAD + ":::python\nwrong\n:::\n", ":::python", ":::{code-block} python"),
    "fence-in-title": Fault(HEAD + "```{note} ~~~python\nwrong\n~~~\n```\n", "{note}", "a line of its own"),
    "unknown-directive": Fault(
        HEAD + ":::{mystery}\n```python\nwrong\n```\n:::\n", "mystery", "unknown directive"
    ),
    "literalinclude": Fault(HEAD + "```{literalinclude} x.py\n```\n", "literalinclude", "unknown directive"),
    "eval-directive": Fault(HEAD + "```{eval} x\n```\n", "{eval}", "unknown directive"),
    "eval-role": Fault(HEAD + "It is **{eval}`x`**.\n", "eval", "{eval}"),
    "eval-in-title": Fault(HEAD + ":::{note} {eval}`x`\nbody\n:::\n", "eval", "{eval}"),
    "eval-in-table": Fault(HEAD + "| a |\n|---|\n| {eval}`x` |\n", "eval", "{eval}"),
    "cell-in-note": Fault(HEAD + "````{note}\n```{code-cell}\nwrong\n```\n````\n", "code-cell", "top level"),
    "cell-in-list": Fault(HEAD + "- a\n\n  ```{code-cell}\n  wrong\n  ```\n", "code-cell", "top level"),
    "cell-in-colon-fence": Fault(HEAD + ":::{code-cell}\nwrong\n:::\n", "code-cell", "top level"),
    "cell-after-blank": Fault(HEAD + "``` {code-cell}\nwrong\n```\n", "code-cell", "top level"),
    "cell-without-front-matter": Fault("# A page\n\n```{code-cell}\nwrong\n```\n", "code-cell", "top level"),
    "cell-of-another-language": Fault(
        HEAD + "```{code-cell} bash\nls\n```\n", "code-cell", "a cell is Python"
    ),
    "load": Fault(HEAD + "```{code-cell}\n:load: x.py\n```\n", "code-cell", "{shown-source}"),
    "other-dialect": Fault("---\nmyst:\n  enable_extensions: []\n---\n\ntext\n", 1, "myst.enable_extensions"),
    "broken-front-matter": Fault("---\na: [\n---\n\ntext\n", 2, "front matter"),
}
