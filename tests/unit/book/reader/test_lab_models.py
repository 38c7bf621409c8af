"""A page's model reaches the labs whole, and its vectors reach the tests."""

import base64
import json
from pathlib import Path

import numpy as np
from tiny_book import TinyBook

CONF = 'extensions.append("book.reader.lab_models")\ndlbook_vectors = "../vectors"\n'
PAGE = """# T

```{code-cell} python
import torch
from torch import nn
from dlbook.site.records import export_model
line = nn.Linear(2, 1)
nn.init.constant_(line.weight, 3.0)
nn.init.zeros_(line.bias)
export_model("line", line, torch.ones(1, 2))
```
"""


def test_the_script_and_the_vectors_hold_what_the_page_trained(tmp_path: Path) -> None:
    book = TinyBook(tmp_path, CONF)
    book.page("one", PAGE)
    result = book.build()
    assert result.code == 0, result.text
    script = (book.out / "html/_static/models/line.js").read_text("utf-8")
    head, _, rest = script.partition('window.dlbookModels["line"] = ')
    assert head == "window.dlbookModels = window.dlbookModels || {};\n"
    weight = json.loads(rest.removesuffix(";\n"))["weight"]
    assert weight["shape"] == [1, 2]
    assert np.frombuffer(base64.b64decode(weight["float32"]), "<f4").tolist() == [3.0, 3.0]
    vectors = json.loads((book.source.parent / "vectors/line.json").read_text("utf-8"))
    assert np.frombuffer(base64.b64decode(vectors["outputs"]["float32"]), "<f4").tolist() == [6.0]


def test_two_pages_may_not_export_the_same_name(tmp_path: Path) -> None:
    book = TinyBook(tmp_path, CONF)
    book.page("one", PAGE)
    book.page("two", PAGE)
    result = book.build()
    assert result.code != 0
    assert "two.md:" in result.text
    assert "'line' is exported by one too" in result.text
