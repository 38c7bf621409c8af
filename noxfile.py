#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.11"
# dependencies = ["nox>=2025.5"]
# ///
"""Everything that is built or checked: `nox -l` lists it, `nox -s docs` builds the site, `nox -s tests` tests it all."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).parent
DOCS = ROOT / "docs"
BUILD = DOCS / "_build"
sys.path.insert(0, str(DOCS / "_ext"))  # these two need nothing but the standard library
from book.page.files import find_page, pages
from book.run.kernel_env import KERNEL_ENV, MACHINE_ENV, meddling

NO_DOCTESTS = [
    "-o",
    "addopts=-ra --strict-markers --strict-config",
]  # they collect every conftest.py as a module

PYTEST_VALUES = {
    "-c",
    "-k",
    "-m",
    "-n",
    "-o",
    "-p",
    "-W",
}  # the option of pytest that takes the next argument

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
python = sys.executable  # of the shared environment, once `env` has run


@nox.session
def env(session: nox.Session) -> None:
    """Install the project and all its tools once, for all sessions (nothing with --no-venv)."""
    global python
    if isinstance(session.virtualenv, nox.virtualenv.PassthroughEnv):
        return
    install(session, "dev")
    python = str(Path(session.virtualenv.bin) / "python")
    run(session, "docs/_ext", "node")


def install(session: nox.Session, group: str) -> None:
    """Install a dependency group with the pinned versions, unless nothing has changed since the last time."""
    inputs = [ROOT / "pyproject.toml", ROOT / "constraints.txt"]
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in inputs)).hexdigest()
    stamp = Path(session.virtualenv.location) / f".installed-{group}"
    # In a folder that was moved or copied, the environment still imports dlbook from the old place.
    check = ["python", "-I", "docs/_ext/book/run/kernel_env.py"]
    fault = session.run(*check, env=MACHINE_ENV, silent=True, success_codes=[0, 1])
    if not fault and stamp.is_file() and stamp.read_text() == digest:
        return
    requirements = nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), group)
    session.install("-e", ".", *requirements, "-c", "constraints.txt")
    stamp.write_text(digest)


def run(session: nox.Session, *command: str, **environment: str) -> None:
    """Run a Python module or script of the shared environment; its other programs are on the path too."""
    path = os.pathsep.join([str(Path(python).parent), os.environ.get("PATH", "")])
    variables = {
        **dict.fromkeys(meddling(os.environ)),
        **KERNEL_ENV,
        **MACHINE_ENV,
        "PATH": path,
        **environment,
    }
    session.run(python, *command, env=variables, external=True)


def site_folder() -> Path:
    """Return where the site is built; an edition of MNIST asked for by name gets a folder of its own."""
    edition = os.environ.get("DLBOOK_EDITION", "auto")
    return BUILD / ("html" if edition == "auto" else f"html-{edition}")


@nox.session(venv_backend="none", requires=["env"])
def docs(session: nox.Session) -> None:
    """Build the site into docs/_build/html; arguments go to sphinx-build."""
    html = site_folder()
    doctrees = BUILD / f"doctrees-{html.name}"
    options = ["-n", "-W", "--keep-going", "-b", "html", "-d", str(doctrees)]
    if not (doctrees / "environment.pickle").is_file():
        shutil.rmtree(html, ignore_errors=True)  # nothing remembers which of its pages still exist
    try:
        run(session, "-m", "sphinx", *options, *session.posargs, str(DOCS), str(html))
    except nox.command.CommandFailed:
        # Sphinx would not read a faulty page again, and the next build would pass.
        for folder in (html, doctrees):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    session.log(f"open {html / 'index.html'}")


@nox.session(name="docs-live", venv_backend="none", requires=["env"], default=False)
def docs_live(session: nox.Session) -> None:
    """Build the site, open it in the browser, and build again whenever a file is saved."""
    ignore = ["--ignore", "*/_build/*", "--ignore", "*/node_modules/*", "--ignore", "*/_static/katex/*"]
    options = ["--open-browser", "--watch", "dlbook", *ignore, "-d", str(BUILD / "doctrees-live")]
    # A folder of its own: what is half written is not published.
    run(session, "-m", "sphinx_autobuild", *options, *session.posargs, str(DOCS), str(BUILD / "html-live"))


@nox.session(venv_backend="none", requires=["env"])
def tests(session: nox.Session) -> None:
    """Run the unit tests, the docstring examples and every snippet of every chapter; arguments go to pytest."""
    coverage = [
        "--cov=dlbook",
        "--cov-branch",
        "--cov-report=term-missing:skip-covered",
        "--cov-fail-under=95",
    ]
    everything = [
        "tests/unit",
        "tests/device",
        "tests/house",
        "tests/install",
        "tests/snippets",
        "dlbook",
        "docs",
        *(path.name for path in pages(ROOT) if path.parent == ROOT),
    ]
    arguments = [
        as_test(session, *pair) for pair in zip(["", *session.posargs], session.posargs, strict=False)
    ]
    side_by_side = ["--numprocesses=2", "--dist=loadfile"]  # a page's cells stay in one process
    run(session, "-m", "pytest", *(arguments or [*side_by_side, *coverage, *everything]))


def page_name(session: nox.Session, spelled: str) -> str:
    """Return a page's name, such as start/tensors, from any spelling of it; end the session if there is none."""
    try:
        return find_page(spelled, DOCS)
    except LookupError as error:
        session.error(str(error))


def as_test(session: nox.Session, before: str, argument: str) -> str:
    """Return an argument for pytest: a page, however it is spelled, becomes its file."""
    is_value = before in PYTEST_VALUES or (before.startswith("--") and "=" not in before)
    is_test = Path(argument.partition("::")[0]).exists() and not argument.endswith(".html")
    if argument.startswith("-") or is_value or is_test:
        return argument
    return f"docs/{page_name(session, argument)}.md"


@nox.session(venv_backend="none", requires=["env"], default=False)
def gpu(session: nox.Session) -> None:
    """Compare every GPU here (CUDA, Apple's) with the CPU; DLBOOK_REQUIRE_DEVICE=cuda fails where there is none."""
    run(session, "-m", "pytest", "tests/device", "-v", *session.posargs)


@nox.session(venv_backend="none", requires=["env"])
def site(session: nox.Session) -> None:
    """Check the HTML that `docs` built."""
    folder = site_folder()
    if not (folder / "index.html").is_file():
        session.error(f"there is no site in {folder}; run: nox -s docs")
    run(session, "-m", "pytest", *NO_DOCTESTS, "tests/site", "--site", str(folder), *session.posargs)


@nox.session(venv_backend="none", requires=["env"])
def lint(session: nox.Session) -> None:
    """Check style, types, spelling and the repository itself."""
    run(session, "-m", "ruff", "check", ".")
    run(session, "-m", "ruff", "format", "--check", ".")
    for lint in ("snippets", "typed-numbers", "terms"):
        run(session, "docs/_ext", lint)
    run(session, "-m", "mypy")
    run(session, "-m", "codespell_lib")
    run(session, "-m", "repo_review", ".")


@nox.session(default=False, reuse_venv=False)
def lock(session: nox.Session) -> None:
    """Write constraints.txt anew: the newest versions that pyproject.toml and the held ones allow."""
    held = [
        line
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if line.endswith("  # held")
    ]
    (Path(session.create_tmp()) / "held.txt").write_text("\n".join(held), "utf-8")
    requirements = nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "dev")
    session.install("-e", ".", *requirements, "-c", str(Path(session.create_tmp()) / "held.txt"))
    frozen = session.run("python", "-m", "pip", "freeze", "--exclude-editable", silent=True)
    names = {line.split("==")[0].lower() for line in held}
    # A local version label (torch's +cpu) names one build, and other systems have others.
    pins = [
        line.split("+")[0] for line in str(frozen).splitlines() if line.split("==")[0].lower() not in names
    ]
    head = "# Every version that builds the published site, written by `nox -s lock`; ranges live in pyproject.toml."
    (ROOT / "constraints.txt").write_text("\n".join([head, *held, *pins, ""]), "utf-8")


@nox.session(venv_backend="none", requires=["env"], default=False)
def linkcheck(session: nox.Session) -> None:
    """Ask every external link whether it still answers (needs the network)."""
    run(session, "-m", "sphinx", "-b", "linkcheck", *session.posargs, str(DOCS), str(BUILD / "linkcheck"))


@nox.session(venv_backend="none", requires=["env"], default=False)
def claims(session: nox.Session) -> None:
    """Judge all claims on thirty seeds nobody has looked at; --controls, --avx2, --restamp, or a page's name as arguments."""
    run(session, "docs/_ext", "claims", *session.posargs)
    if not session.posargs:  # the contest that is too long for its page, some minutes
        run(session, "docs/_ext", "contest", "--check")


@nox.session(venv_backend="none", requires=["env"], default=False)
def new(session: nox.Session) -> None:
    """Make a chapter from the template: `nox -s new -- techniques/my-topic`."""
    run(session, "docs/_ext", "new", *session.posargs)


@nox.session(venv_backend="none", requires=["env"], default=False)
def clean(session: nox.Session) -> None:
    """Drop stored outputs of pages that no build has used for 30 days; `-- --days 7` or `-- --all` drop more."""
    run(session, "docs/_ext", "clean", *session.posargs)


@nox.session(venv_backend="none", requires=["env"], default=False)
def repeatable(session: nox.Session) -> None:
    """Build the site twice from nothing and compare the two, byte for byte."""
    run(session, "docs/_ext", "repeatable", *session.posargs)


@nox.session(venv_backend="none", requires=["env"], default=False)
def browser(session: nox.Session) -> None:
    """Open the built site in Chromium: console, requests, accessibility, light and dark, narrow and wide."""
    run(session, "docs/_ext", "node", "--dev")
    run(
        session, "-m", "pytest", *NO_DOCTESTS, "tests/browser", "--site", str(site_folder()), *session.posargs
    )


@nox.session(venv_backend="none", requires=["env"], default=False)
def data(session: nox.Session) -> None:
    """List the data sets, or fetch one: `nox -s data -- fetch mnist`."""
    run(session, "-m", "dlbook", "data", *session.posargs)


@nox.session(venv_backend="none", requires=["env"], default=False)
def page(session: nox.Session) -> None:
    """Test and build one chapter: `nox -s page -- start/first-network`."""
    if len(session.posargs) != 1:
        session.error("name one page, such as: nox -s page -- start/first-network")
    run(session, "-m", "pytest", f"docs/{page_name(session, session.posargs[0])}.md")
    run(
        session,
        "-m",
        "sphinx",
        "-n",
        "-b",
        "html",
        "-d",
        str(BUILD / "doctrees-html"),
        str(DOCS),
        str(BUILD / "html"),
    )


@nox.session(venv_backend="none", requires=["env"], default=False)
def bench(session: nox.Session) -> None:
    """Print how fast `fit` is; `-- mnist`: how well it reads the complete set; `-- pages`: what two at once save."""
    is_named = bool(session.posargs) and not session.posargs[0].startswith("-")
    name, *arguments = session.posargs if is_named else ["fit", *session.posargs]
    known = sorted(path.stem for path in (ROOT / "tests" / "bench").glob("*.py"))
    if name not in known:
        session.error(f"there is no benchmark {name!r}; the known ones are: {', '.join(known)}")
    run(session, f"tests/bench/{name}.py", *arguments)


if __name__ == "__main__":
    nox.main()
