"""Joins the local Saturn of this user, or starts it.

All Jupyter servers of a user share one local Saturn. Each holds a *lease*, a streamed answer that
stays open; the local Saturn exits a few seconds after the last one closed. A lock file says that
it lives: without the lock held nothing is believed about it, because another program may have got
its port since. POSIX only; this file and ``local/`` are the only ones with process code.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio
import httpx

from .connection import is_loopback
from .errors import SaturnError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NEEDED = ("bokeh", "cryptography", "dask", "distributed", "psutil", "tornado")
"""What the extra ``[local]`` installs."""

START_TIMEOUT = 15.0
"""Seconds from the start of the process until it must listen."""

LOST_THE_RACE = 3
"""Exit code of a local Saturn whose directory another one holds."""

_SYSTEM = os.name
_LEASE_TIMEOUT = 5.0
_LOOK_EVERY = 0.05
_TRIES = 5
_SECRET_PREFIXES = ("SATURN_", "JPY_", "JUPYTERHUB_")
_SECRETS = frozenset({"JUPYTER_TOKEN", "JUPYTER_PASSWORD"})


@dataclass(frozen=True)
class Joined:
    """Where the local Saturn listens, and our token for it."""

    base_url: str
    token: str = field(repr=False)


class LocalSaturn:
    """Our link to the local Saturn: joined on demand, and again after it broke."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._joined: Joined | None = None
        self._lease: asyncio.Task[None] | None = None
        self._joining = asyncio.Lock()

    @property
    def is_joined(self) -> bool:
        """Tell whether the lease is open."""
        return self._lease is not None and not self._lease.done()

    async def join(self) -> Joined:
        """Join the local Saturn, starting it when there is none; raises ``SaturnError``."""
        async with self._joining:
            if self._joined is not None and self.is_joined:
                return self._joined
            check_installed()
            for _ in range(_TRIES):
                joined = await self._find_or_start()
                if await self._hold(joined):
                    self._joined = joined
                    return joined
                # It died just now: its port is gone, its lock not yet.
                await asyncio.sleep(_LOOK_EVERY)
            raise _start_failed("It does not answer.")

    async def leave(self) -> None:
        """Close the lease; the last one to leave stops the local Saturn."""
        lease, self._lease, self._joined = self._lease, None, None
        if lease is not None:
            lease.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await lease

    async def _find_or_start(self) -> Joined:
        from . import locks

        locks.private_directory(self._directory)
        deadline = time.monotonic() + START_TIMEOUT
        process: subprocess.Popen[bytes] | None = None
        while time.monotonic() < deadline:
            if locks.is_held(self._directory):
                joined = _read(self._directory / "info.json")
                if joined is not None:
                    return joined
            elif process is None or process.returncode == LOST_THE_RACE:
                process = await asyncio.to_thread(self._start)
            elif process.returncode is not None:
                raise _start_failed(f"It ended with exit code {process.returncode}.")
            await asyncio.sleep(_LOOK_EVERY)
        raise _start_failed(f"It was not ready within {START_TIMEOUT:g} seconds.")

    def _start(self) -> subprocess.Popen[bytes]:
        """Start the process in a session of its own: a Ctrl-C in our terminal is not for it."""
        from . import locks

        directory = self._directory
        locks.forget(directory)
        command = [sys.executable, "-m", "jupyterlab_saturn.local", "--port", "0"]
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        log = os.open(directory / "server.log", flags, 0o600)
        try:
            process = subprocess.Popen(
                [*command, "--state-dir", str(directory), "--lease"],
                cwd=directory,
                env=clean_environment(os.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        finally:
            os.close(log)
        # It may outlive us; while we live, somebody must reap it.
        threading.Thread(target=process.wait, name="saturn-local-reaper", daemon=True).start()
        return process

    async def _hold(self, joined: Joined) -> bool:
        """Open the lease; True once it is granted, False when nobody is there."""
        loop = asyncio.get_running_loop()
        granted: asyncio.Future[None] = loop.create_future()
        self._lease = loop.create_task(self._stream(joined, granted))
        try:
            with anyio.fail_after(_LEASE_TIMEOUT):
                await asyncio.shield(granted)
        except httpx.TransportError:
            await self.leave()
            return False
        except (TimeoutError, httpx.HTTPError, ValueError):
            await self.leave()
            raise _start_failed("It answers as no local Saturn does.") from None
        return True

    async def _stream(self, joined: Joined, granted: asyncio.Future[None]) -> None:
        """Keep the lease open until it breaks or is cancelled."""
        headers = {"Authorization": f"token {joined.token}"}
        timeout = httpx.Timeout(_LEASE_TIMEOUT, read=None)
        try:
            async with (
                httpx.AsyncClient(trust_env=False, timeout=timeout) as http,
                http.stream("GET", f"{joined.base_url}local/lease", headers=headers) as answer,
            ):
                answer.raise_for_status()
                async for line in answer.aiter_lines():
                    if not granted.done():
                        _check_grant(line)
                        granted.set_result(None)
        except (httpx.HTTPError, ValueError) as error:
            if not granted.done():
                granted.set_exception(error)
                return
        finally:
            if not granted.done():
                granted.cancel()


def check_installed() -> None:
    """Raise ``no-local`` when this machine cannot run a local Saturn."""
    if _SYSTEM != "posix":
        raise no_local("It does not run on Windows.", "Set a base URL and a token of Saturn's.")
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        reason = f"This Python lacks {', '.join(missing)}."
        raise no_local(reason, 'Run: pip install "jupyterlab-saturn[local]"')


def no_local(reason: str, hint: str) -> SaturnError:
    """Say that there is no local Saturn here, and why."""
    return SaturnError("no-local", "There is no local Saturn", reason, hint, 503)


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Copy the environment without the secrets of ours, of Jupyter's and of JupyterHub's."""
    return {
        name: value
        for name, value in environment.items()
        if name not in _SECRETS and not name.startswith(_SECRET_PREFIXES)
    }


def _check_grant(line: str) -> None:
    grant = json.loads(line)
    if not isinstance(grant, dict) or grant.get("ok") is not True:
        raise ValueError("The lease was not granted.")


def _read(path: Path) -> Joined | None:
    """Read where it listens; None while the file is not there or not whole."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        joined = Joined(str(record["base_url"]), str(record["users"][0]["token"]))
        host = urlsplit(joined.base_url).hostname or ""
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return joined if joined.base_url.startswith("http://") and is_loopback(host) else None


def _start_failed(reason: str) -> SaturnError:
    hint = "Its log is saturn/local/server.log in Jupyter's data directory. Refresh tries again."
    return SaturnError("local-failed", "The local Saturn does not start", reason, hint, 503)
