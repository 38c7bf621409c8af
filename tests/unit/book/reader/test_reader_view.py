"""The reader's view runs like the source, and has neither types nor more than a line of docstring."""

import ast
import textwrap

import pytest

from book.reader.reader_view import WIDTH, reader_view


def view(source):
    return reader_view(textwrap.dedent(source))


def test_types_go_and_comments_about_shapes_stay():
    assert view('''
        def forward(x: Float[Tensor, "batch pixels"], scale: float = 2.0) -> Tensor:
            """Return the logits.

            Raises
            ------
            ValueError
                If something is wrong.
            """
            hidden: Tensor = x @ w  # [batch, hidden]
            # why, in a line of its own
            return hidden * scale
    ''') == textwrap.dedent('''\
        def forward(x, scale=2.0):
            """Return the logits."""
            hidden = x @ w  # [batch, hidden]
            # why, in a line of its own
            return hidden * scale
    ''')


def test_a_signature_over_several_lines_becomes_one():
    assert view("""
        def fit(
            model: nn.Module,
            *,
            epochs: int = 5,  # passes over the data
            on_epoch: Callable[[int], None] | None = None,
            **options: object,
        ) -> History:
            return model
    """).startswith("def fit(model, *, epochs=5, on_epoch=None, **options):\n")


def test_a_signature_wider_than_the_page_is_wrapped():
    names = [f"parameter_number_{number}" for number in range(8)]
    lines = view(
        f"def wide({', '.join(f'{name}: int' for name in names)}) -> int:\n    return 1\n"
    ).splitlines()
    assert lines[0] == "def wide("
    assert max(len(line) for line in lines) <= WIDTH
    assert [arg.arg for arg in ast.parse("\n".join(lines)).body[0].args.args] == names


def test_positional_only_and_starred_parameters_stay_what_they_are():
    assert view("def f(a: int, /, b: int, *rest: int, c: int = 1) -> None: ...").startswith(
        "def f(a, /, b, *rest, c=1)"
    )


def test_the_fields_of_a_dataclass_keep_a_type_without_its_shape():
    assert view('''
        @dataclass(frozen=True)
        class Pair:
            """Two things that belong together."""

            inputs: Float[Tensor, "n features"]
            name: str = "x"

            def __len__(self) -> int:
                return len(self.inputs)
    ''') == textwrap.dedent('''\
        @dataclass(frozen=True)
        class Pair:
            """Two things that belong together."""

            inputs: Tensor
            name: str = "x"

            def __len__(self):
                return len(self.inputs)
    ''')


def test_a_declaration_without_a_value_goes():
    assert view("def f():\n    x: int\n    return 1\n") == "def f():\n    return 1\n"


def test_notes_to_tools_go():
    assert view("def f():\n    return g()  # type: ignore[no-untyped-call]\n") == "def f():\n    return g()\n"


def test_double_backticks_of_the_docstring_become_single():
    assert '"""Return ``x``."""' not in view('def f():\n    """Return ``x``."""\n')


def test_generic_parameters_go():
    source = "def first[T](items: list[T]) -> T:\n    return items[0]\n"
    assert view(source) == "def first(items):\n    return items[0]\n"


@pytest.mark.parametrize("name", ["accuracy", "confusion_matrix"])
def test_the_view_of_the_package_computes_what_the_package_computes(name):
    import torch

    from book.reader.source_view import find_source
    from dlbook import metrics

    space = dict(vars(metrics))
    exec(reader_view(find_source(f"dlbook.metrics.{name}")[1]), space)
    logits, labels = torch.eye(3), torch.tensor([0, 2, 2])
    arguments = (logits, labels) if name == "accuracy" else (labels, logits.argmax(1), 3)
    assert torch.equal(
        torch.as_tensor(space[name](*arguments)), torch.as_tensor(getattr(metrics, name)(*arguments))
    )
