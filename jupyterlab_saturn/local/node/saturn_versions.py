"""What this interpreter has that must fit what clients have."""

from __future__ import annotations

import contextlib
import platform

# The names are those that the code for kernels reports (`versions.py` there); RAPIDS' packages
# bear the version of CUDA in their names on PyPI.
PACKAGES = {
    **{
        name: (name,)
        for name in (
            "dask",
            "distributed",
            "cloudpickle",
            "msgpack",
            "numpy",
            "pandas",
            "tornado",
            "lz4",
        )
    },
    "cudf": ("cudf", "cudf-cu12", "cudf-cu13"),
    "cupy": ("cupy", "cupy-cuda12x", "cupy-cuda13x"),
    "rmm": ("rmm", "rmm-cu12", "rmm-cu13"),
    "dask-cuda": ("dask-cuda",),
}


def find_versions() -> dict[str, str]:
    """Return the versions, without importing anything; what is not there is left out."""
    import importlib.metadata

    found = {"python": platform.python_version()}
    for name, candidates in PACKAGES.items():
        for candidate in candidates:
            with contextlib.suppress(Exception):  # not there, or its metadata is broken
                found[name] = str(importlib.metadata.version(candidate))
    return found
