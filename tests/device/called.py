"""Run these tests on the pretended GPU, and write which functions of the package they call to a file (JSON)."""

import json
import os
import sys
from pathlib import Path
from types import FrameType

import pytest

FOLDER = Path(__file__).parent


class Recorder:
    """A plugin of pytest: notes what runs within tests that take `device`."""

    def __init__(self) -> None:
        self.called: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Function) -> object:
        if "device" in item.fixturenames:
            sys.setprofile(self.note)
        try:
            return (yield)
        finally:
            sys.setprofile(None)

    def note(self, frame: FrameType, event: str, _: object) -> None:
        """Note the function that begins, or the class whose object is made."""
        if event != "call":
            return
        if frame.f_code.co_name in {"__init__", "__post_init__"} and "self" in frame.f_locals:
            made = type(frame.f_locals["self"])  # a dataclass writes its __init__ itself, in no file
            self.called.add(f"{made.__module__}.{made.__qualname__}")
        module = frame.f_globals.get("__name__", "")
        if module.startswith("dlbook."):
            self.called.add(f"{module}.{frame.f_code.co_qualname}")


if __name__ == "__main__":
    os.environ |= {"DLBOOK_PRETENDED_GPU": "1", "CUDA_VISIBLE_DEVICES": ""}  # before torch is imported
    os.environ.pop("DLBOOK_REQUIRE_DEVICE", None)
    sys.path.insert(0, str(FOLDER.parents[1]))  # this checkout's package, as `python -m pytest` takes it
    recorder = Recorder()
    status = pytest.main([str(FOLDER), "-q", "--no-showlocals", *sys.argv[2:]], plugins=[recorder])
    Path(sys.argv[1]).write_text(json.dumps(sorted(recorder.called)), "utf-8")
    sys.exit(status)
