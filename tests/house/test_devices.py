"""No function of the package escapes the tests on devices: what takes a tensor is called with one of a GPU."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for path in (ROOT / "dlbook").rglob("*.py") if "_data" not in path.parts)
TAKES = {"Tensor", "Dataset", "Splits", "Module", "Model", "Optimizer", "LRScheduler", "device"}
EXCUSED = {
    "dlbook.parallel.distributed.replicate": "connects real devices only, in tests/device/test_one_process.py",
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def takers(source: str) -> Iterator[str]:
    """Yield each public function, class and method that takes what lives on a device; of such a class, all methods."""
    for node in ast.parse(source).body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            if isinstance(node, Function):
                yield from [node.name] * takes(node)
                continue
            fields = [field.annotation for field in node.body if isinstance(field, ast.AnnAssign)]
            methods = [method for method in node.body if isinstance(method, Function)]
            constructors = [method for method in methods if method.name == "__init__"]
            holds = any(map(names_one, fields)) or any(map(takes, constructors))
            yield from [node.name] * holds
            shown = [method for method in methods if not method.name.startswith("_")]
            yield from (f"{node.name}.{method.name}" for method in shown if holds or takes(method))


def takes(function: Function) -> bool:
    """Return whether a function takes what lives on a device: by annotation, or, if that says Any, by docstring."""
    arguments = function.args
    given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg]
    annotations = [argument.annotation for argument in given if argument and argument.annotation]
    is_any = any("Any" in ast.unparse(annotation) for annotation in annotations)
    return any(map(names_one, annotations)) or (is_any and "tensor" in (ast.get_docstring(function) or ""))


def names_one(annotation: ast.expr) -> bool:
    """Return whether an annotation names one of the types that live on a device, such as `nn.Module`."""
    nodes = list(ast.walk(annotation))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return bool(TAKES & (names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}))


def all_takers() -> set[str]:
    """Return the names of all of them, with their modules."""
    modules = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in MODULES}
    return {
        f"{name.removesuffix('.__init__')}.{taker}"
        for path, name in modules.items()
        for taker in takers(path.read_text("utf-8"))
    }


@pytest.fixture(scope="module")
def on_pretended_gpu(tmp_path_factory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """The tests on devices, run on a GPU that is only pretended, and the file that lists what they call."""
    path = tmp_path_factory.mktemp("called") / "called.json"
    program = ROOT / "tests" / "device" / "called.py"  # a process of its own: PyTorch never forgets a device
    command = [sys.executable, program, path, "-p", "no:cacheprovider", "--tb=short"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False), path


@pytest.fixture(scope="module")
def called(on_pretended_gpu) -> set[str]:
    return set(json.loads(on_pretended_gpu[1].read_text("utf-8")))


def test_no_line_forgets_on_which_device_its_tensors_live(on_pretended_gpu):
    done, _ = on_pretended_gpu
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


def test_every_function_that_takes_a_tensor_is_called_with_one_of_a_gpu(called):
    assert sorted(all_takers() - called - EXCUSED.keys()) == [], "add a case to tests/device/test_parity.py"


def test_an_excuse_is_needed_and_has_a_reason(called):
    assert EXCUSED.keys() <= all_takers() - called
    assert all(map(str.strip, EXCUSED.values()))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f(x: Float[Tensor, 'n']): pass", ["f"]),
        ("def f(*, model: nn.Module | None = None): pass", ["f"]),
        ("def f(parts: Sequence[Dataset]): pass", ["f"]),
        ("def f(fn: Callable[[Tensor], float]): pass", ["f"]),
        ("def f(place: torch.device): pass", ["f"]),
        ("def f(*xs: Any):\n  'Take tensors.'", ["f"]),
        ("def f(x: Any):\n  'Take anything.'", []),
        ("def f(x: Float[np.ndarray, 'n']) -> Tensor: pass", []),
        ("def _f(x: Tensor): pass", []),
        ("class A:\n  x: Tensor\n  def f(self): pass\n  def _g(self): pass", ["A", "A.f"]),
        ("class A:\n  def __init__(self, x: Tensor): pass\n  def f(self): pass", ["A", "A.f"]),
        ("class A:\n  def f(self, x: Tensor): pass\n  def g(self): pass", ["A.f"]),
    ],
)
def test_what_takes_a_tensor_is_found(source, found):
    assert list(takers(source)) == found
