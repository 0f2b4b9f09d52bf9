"""The environments of kernels that attaching is tested in, each made once.

`python tests/kernel/interpreters.py [NAME …]` makes what is missing, several at a time, and says
where each one is, or why it is skipped: the versions of Python are those that this machine has, and
each takes the oldest or newest of what its own packages allow. The environment of the tests itself
is the newest of everything.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "contract"))

from environments import Environment, MissingError, make  # noqa: E402

CACHE = HERE.parents[1] / ".cache" / "environments"
DASK = ("cryptography", "bokeh")


def _kernel(python: str, dask: str, *kernel: str) -> Environment:
    return Environment(python, (f"dask{dask}", f"distributed{dask}", *kernel, *DASK))


KERNELS = {
    # The oldest that is promised: no later distributed runs on 3.9, no older IPython on anything.
    "kernel-3.9": _kernel("3.9", "==2024.8.0", "ipykernel==6.17.1", "ipython==7.34.0"),
    "kernel-3.10": _kernel("3.10", "==2025.5.1", "ipykernel==6.29.5", "ipython==8.30.0"),
    "kernel-3.12": _kernel("3.12", "==2026.1.1", "ipykernel>=7"),
    "kernel-3.13": _kernel("3.13", ">=2026.1", "ipykernel>=7"),
    "kernel-3.14": _kernel("3.14", ">=2026.1", "ipykernel>=7"),
}

# Environments of the tests' own Python, whose releases are not those of the tests' clusters.
OTHERS = {
    # Before a change of distributed's protocol (BREAKS in versions.ts).
    "kernel-apart": Environment(
        None, ("dask==2025.2.0", "distributed==2025.2.0", "ipykernel", *DASK, "msgpack==1.1.0")
    ),
    "kernel-older": Environment(
        None, ("dask==2026.1.1", "distributed==2026.1.1", "ipykernel", *DASK, "msgpack==1.1.0")
    ),
}


def kernel_python(name: str) -> Path:
    """Return an environment's interpreter, making it first where it is missing.

    Raises `MissingError` where this machine has no fitting Python.
    """
    return make({**KERNELS, **OTHERS}[name], CACHE / name)


def describe(name: str) -> str:
    """Make an environment if need be, and say where it is or why it is not."""
    try:
        return str(kernel_python(name))
    except MissingError as error:
        return f"skipped: {error}"


def main() -> None:
    names = sys.argv[1:] or [*KERNELS, *OTHERS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, found in zip(names, pool.map(describe, names), strict=True):
            print(f"{name}: {found}", flush=True)


if __name__ == "__main__":
    main()
