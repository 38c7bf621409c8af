"""A reader's environment: the wheel of `dlbook`, what it depends on, and Jupyter's kernel; nothing else.

Installing it takes minutes and a gigabyte.
So the everyday one is a new, empty environment into which the distributions of the contributor's are linked,
but only those that the wheel's own metadata ask for. `--fresh` installs it, as a reader does.
"""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from importlib.metadata import distribution
from pathlib import Path

from closure import installed
from packaging.metadata import Metadata
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
KERNEL = "reader"
JUPYTER = Requirement("ipykernel")  # `start/setup` has the reader install JupyterLab, which brings it


def build_wheel(folder: Path) -> Path:
    """Build the package's wheel into a folder, without asking a package index for the tool that does it."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("dlbook-*.whl")
    return wheel


def link_environment(folder: Path, wheel: Path) -> Path:
    """Make an environment with the wheel and links to what it asks for, and return its Python."""
    python, packages = new_environment(folder)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        needed = Metadata.from_email(archive.read(metadata), validate=False).requires_dist or []
    for name in installed([*needed, JUPYTER]):
        link(name, packages)
    return python


def fresh_environment(folder: Path, wheel: Path) -> Path:
    """Install the wheel with the pinned versions from the package index, and return the environment's Python."""
    python, _ = new_environment(folder)
    pins = str(ROOT / "constraints.txt")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "-c", pins]
    subprocess.run([*pip, str(wheel), str(JUPYTER)], check=True)
    return python


def new_environment(folder: Path) -> tuple[Path, Path]:
    """Make an environment without any package; return its Python and its folder of packages."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    scheme = {"base": str(folder), "platbase": str(folder)}
    scripts = Path(sysconfig.get_path("scripts", "venv", scheme))
    return scripts / f"python{'.exe' * (os.name == 'nt')}", Path(
        sysconfig.get_path("purelib", "venv", scheme)
    )


def link(name: str, packages: Path) -> None:
    """Link what a distribution of this environment has installed, its metadata included."""
    dist = distribution(name)
    tops = {file.parts[0] for file in dist.files or []} - {"..", "__pycache__"}
    for top in tops:
        place = packages / top
        if not place.exists():  # a folder may belong to several distributions
            place.symlink_to(Path(str(dist.locate_file(top))).resolve())


def offer_kernel(folder: Path, python: Path) -> None:
    """Write the file by which Jupyter finds a kernel in another environment; ``JUPYTER_PATH`` is this folder."""
    spec = {"argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]}
    place = folder / "kernels" / KERNEL
    place.mkdir(parents=True)
    (place / "kernel.json").write_text(json.dumps({**spec, "display_name": KERNEL, "language": "python"}))
