"""Make the virtual environments of the official clients, once, and find them again.

`python tests/contract/environments.py` makes what is missing under `.cache/contract` and says
where each one is, or why it is skipped. Takes uv where it is installed, else pip.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache" / "contract"

# Exactly what the seed's notebooks of 2020-2021 pinned. Saturn's plugin of that time needs
# pkg_resources, which setuptools 81 no longer has.
SEED = ("dask==2.30.0", "distributed==2.30.0", "tornado==6.1", "dask-saturn==0.2.3")
SEED_TOOLS = ("setuptools<81", "cryptography")


class MissingError(Exception):
    """There is no interpreter for this environment on this machine; says which."""


@dataclass(frozen=True)
class Environment:
    """One client's home: `python` is "3.8" and so on, None for the running version."""

    python: str | None
    requirements: tuple[str, ...]


def _running(package: str) -> str:
    return f"{package}=={importlib.metadata.version(package)}"


ENVIRONMENTS = {
    # saturn-api's wheel forgets to require httpx.
    "current": Environment(
        None,
        (
            _running("dask"),
            _running("distributed"),
            "dask-saturn==0.4.4",
            "saturn-api==2026.6.3",
            "httpx",
        ),
    ),
    "legacy-3.8": Environment("3.8", (*SEED, *SEED_TOOLS, "numpy==1.20.*")),
    # numpy 1.20 has no wheel for 3.11.
    "legacy-3.11": Environment("3.11", (*SEED, *SEED_TOOLS, "numpy==1.26.*")),
}


def python_of(name: str) -> Path:
    """Return an environment's interpreter, making it first where it is missing.

    Raises `MissingError` where this machine has no fitting Python, and
    `subprocess.CalledProcessError` where pip fails.
    """
    return make(ENVIRONMENTS[name], CACHE / name)


def make(wanted: Environment, home: Path) -> Path:
    """Return the interpreter of the environment at `home`, making it first where it is missing.

    Raises as `python_of`.
    """
    base = find_python(wanted.python)
    python = home / "bin" / "python"
    stamp = home / "complete"
    key = hashlib.sha256(repr((wanted, base)).encode()).hexdigest()
    home.parent.mkdir(parents=True, exist_ok=True)
    with (home.parent / f"{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == key:
            return python
        print(f"{home.name}: making it with {base}", flush=True)
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([base, "-m", "venv", str(home)], check=True)
        subprocess.run([*_installer(python), *wanted.requirements], check=True)
        stamp.write_text(key)
    return python


def _installer(python: Path) -> list[str]:
    # uv makes an environment in seconds that takes pip a minute.
    if importlib.util.find_spec("uv"):
        return [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
    return [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def find_python(version: str | None) -> str:
    """Return an interpreter of that version, from here, the PATH or pyenv."""
    running = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if version in (None, running):
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True)
    on_path = shutil.which(f"python{version}")
    for candidate in [*([Path(on_path)] if on_path else []), *candidates]:
        if _is_usable(candidate, version or running):
            return str(candidate)
    raise MissingError(f"no Python {version} with venv on the PATH or in pyenv")


def _is_usable(python: Path, version: str) -> bool:
    # A pyenv shim exists for versions that are not active, and Debian splits venv off.
    code = "import ensurepip, venv, sys; print('%d.%d' % sys.version_info[:2])"
    try:
        found = subprocess.run(
            [str(python), "-c", code], capture_output=True, text=True, timeout=30, check=False
        )
    except OSError:
        return False
    return found.returncode == 0 and found.stdout.strip() == version


def describe(name: str) -> str:
    """Make an environment if need be, and say where it is or why it is not."""
    try:
        return str(python_of(name))
    except MissingError as error:
        return f"skipped: {error}"


def main() -> None:
    for name in ENVIRONMENTS:
        print(f"{name}: {describe(name)}", flush=True)


if __name__ == "__main__":
    main()
