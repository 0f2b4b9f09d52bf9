"""Interpreters that a caller names: what a cluster's processes could run under."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
from pathlib import Path

import anyio

from .errors import bad_request
from .supervisors import environment

NEEDED = ("dask", "distributed")
TIMEOUT = 15.0  # seconds; a cold start on a loaded machine takes some
_QUESTION = (
    "import importlib.util, json; "
    f"print(json.dumps([n for n in {NEEDED!r} if importlib.util.find_spec(n) is None]))"
)


async def check_interpreter(value: object) -> str:
    """Return the path of a Python that has distributed; raises `ApiError` 400 with what to do.

    Not resolved: a virtual environment's interpreter is a link to one that lacks its packages.
    """
    python = _executable(value)
    missing = await _missing(python)
    if missing is None:
        raise bad_request(f"{python} does not run as a Python.")
    if missing:
        command = f"{shlex.quote(python)} -m pip install distributed"
        raise bad_request(f"That Python lacks {', '.join(missing)}. Run: {command}")
    return python


def _executable(value: object) -> str:
    if not isinstance(value, str) or not Path(value).is_absolute() or "\0" in value:
        raise bad_request("'python' must be the absolute path of an interpreter.")
    if not Path(value).is_file() or not os.access(value, os.X_OK):
        raise bad_request(f"There is no interpreter at {value}.")
    return value


async def _missing(python: str) -> list[str] | None:
    """Ask an interpreter what it lacks, as a supervisor would see it; None when it does not say."""
    try:
        process = await asyncio.create_subprocess_exec(
            python,
            "-c",
            _QUESTION,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment(),
            cwd="/",
        )
    except OSError:
        return None
    try:
        with anyio.fail_after(TIMEOUT):
            output, _ = await process.communicate()
        found = json.loads(output)
    except (TimeoutError, ValueError):
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return [name for name in NEEDED if name in found] if isinstance(found, list) else None
