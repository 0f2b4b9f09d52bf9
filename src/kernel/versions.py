"""Say what must fit between a kernel and its cluster: one of the files sent with `attach.py`."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.metadata
import platform
from typing import Any

# As PyPI knows them; RAPIDS' packages bear the version of CUDA in their names there.
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
MAX_TEXT = 40  # characters of a version
MAX_WORKERS = 3  # workers that are asked: all of a cluster run the same image
LIMIT = 2.0
"""Seconds that a cluster may take to say its versions; without them it is attached all the same."""


def of_kernel() -> dict[str, str]:
    """Return this kernel's versions, without importing anything; what is not there is left out."""
    found = {"python": platform.python_version()}
    for name, candidates in PACKAGES.items():
        for candidate in candidates:
            with contextlib.suppress(Exception):  # not there, or its metadata is broken
                found[name] = str(importlib.metadata.version(candidate))[:MAX_TEXT]
    return found


def of_cluster(client: Any) -> dict[str, Any]:
    """Ask a scheduler and some workers for their versions; whatever fails is None."""

    async def ask() -> dict[str, Any]:
        identity = await client.scheduler.identity()
        addresses = list(identity["workers"])[:MAX_WORKERS]
        question = {"op": "versions", "packages": []}
        scheduler = await client.scheduler.versions(packages=[])
        workers = await client.scheduler.broadcast(msg=question, workers=addresses)
        listed = [read(answer) for answer in workers.values()]
        names = {name for found in listed for name in found}
        return {
            "scheduler": read(scheduler),
            "workers": {
                name: sorted({row[name] for row in listed if name in row}) for name in names
            },
        }

    try:
        answer: dict[str, Any] = client.sync(lambda: asyncio.wait_for(ask(), LIMIT))
    except Exception:
        return {"scheduler": None, "workers": None}
    return answer


def read(answer: dict[str, Any]) -> dict[str, str]:
    """Return the known versions in what `distributed.versions.get_versions()` gave."""
    # Python reads "3.11.7.final.0"; a package that is not there is None.
    found = {name: answer["packages"].get(name) for name in ("python", *PACKAGES)}
    known = {name: str(version)[:MAX_TEXT] for name, version in found.items() if version}
    if "python" in known:
        known["python"] = ".".join(known["python"].split(".")[:3])
    return known
