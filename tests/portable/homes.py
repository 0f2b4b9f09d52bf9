"""The environments that portable notebooks are run in, each made once.

`python tests/portable/homes.py` makes what is missing, several at a time. The versions are those of
the platforms in 2025 and 2026; where this machine has no such Python, the tests say so and skip.
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
COLAB = ("ipython==7.34.0", "ipykernel==6.17.1", "setuptools<81")
SATURN = ("dask-saturn==0.4.4", "cryptography")


def _dask(version: str) -> tuple[str, ...]:
    return (f"dask=={version}", f"distributed=={version}", *SATURN)


HOMES = {
    # Colab's runtime versions 2025.07 and 2026.07, and its newest.
    "colab-3.11": Environment("3.11", (*COLAB, *_dask("2024.12.1"))),
    "colab-3.12": Environment("3.12", (*COLAB, *_dask("2026.7.0"))),
    "colab-3.13": Environment("3.13", (*COLAB, *_dask("2026.7.1"), "numpy")),
    "sagemaker-3.12": Environment(
        "3.12", ("ipython==8.37.0", "ipykernel==7.3.0", *_dask("2026.7.1"))
    ),
    "plain": Environment(None, ("ipykernel", "nbconvert", "papermill", *_dask("2026.7.1"))),
    # Colab brings dask without distributed.
    "bare-3.12": Environment("3.12", (*COLAB, "dask==2026.7.1")),
}


def python_of_home(name: str) -> Path:
    """Return an environment's interpreter, making it first where it is missing.

    Raises `MissingError` where this machine has no fitting Python.
    """
    return make(HOMES[name], CACHE / name)


def describe(name: str) -> str:
    """Make an environment if need be, and say where it is or why it is not."""
    try:
        return str(python_of_home(name))
    except MissingError as error:
        return f"skipped: {error}"


def main() -> None:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, found in zip(HOMES, pool.map(describe, HOMES), strict=True):
            print(f"{name}: {found}", flush=True)


if __name__ == "__main__":
    main()
