"""Checks the way to Saturn step by step, and says nothing that is secret."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.metadata
import os
import platform
import socket
import ssl
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio

from .errors import SaturnError
from .failures import AGAIN
from .records import clean_text
from .saturn import SaturnClient
from .transport import trust

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from .credentials import Credential
    from .records import Cluster
    from .transport import Limits
    from .vault import Vault

MAX_SCHEDULERS = 3
"""Schedulers that are tried."""

_PACKAGES = ("jupyterlab-saturn", "jupyterlab", "jupyter_server", "httpx", "distributed")
_NAMED = ("SATURN_", "JUPYTERHUB_")
_STEPS = (OSError, SaturnError)


@dataclass(frozen=True)
class Way:
    """Where to, with which token, and how patiently."""

    base_url: str
    credential: Credential | None
    limits: Limits
    ca_bundle: str = ""

    def client(self) -> SaturnClient:
        """Make a client for it."""
        return SaturnClient(self.base_url, self.credential, self.limits, self.ca_bundle)


@dataclass(frozen=True)
class Finding:
    """One step: None for what could not be tried."""

    name: str
    is_good: bool | None
    text: str

    @property
    def line(self) -> str:
        """Write it down."""
        word = {True: "ok", False: "FAILED", None: "-"}[self.is_good]
        return f"{word:6} {self.name}: {self.text}"


def describe_installation(vault: Vault, *, is_memory_only: bool) -> str:
    """Name versions, and which variables are set; never what is in them.

    The vault is the file's, also when ``is_memory_only`` keeps servers from using it.
    """
    versions = [f"{name} {_version(name)}" for name in _PACKAGES]
    variables = sorted(
        name
        for name in os.environ
        if name.startswith(_NAMED) or name.lower().endswith(("_proxy", "ssl_cert_file"))
    )
    count = len(vault.origins())
    lines = (
        f"Python {platform.python_version()} on {platform.platform()}",
        ", ".join(versions),
        f"Environment: {', '.join(variables) or 'nothing of interest'}",
        f"Vault: {'memory; the file has' if is_memory_only else f'{vault.kind},'}"
        f" tokens for {count} Saturn{'' if count == 1 else 's'}",
    )
    return "\n".join(lines)


async def examine(way: Way) -> list[Finding]:
    """Check name, TCP, TLS, API, token, clusters and schedulers, each by itself."""
    parts = urlsplit(way.base_url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    wait = way.limits.connect
    findings = [await _step("Saturn, TCP", lambda: reach(host, port, None, wait))]
    if parts.scheme == "https":
        context = await asyncio.to_thread(trust, "https", way.ca_bundle)
        findings.append(await _step("Saturn, TLS", lambda: reach(host, port, context, wait)))
    client = way.client()
    try:
        findings.append(await _step("Saturn, API", lambda: _probe(client)))
        if way.credential is None:
            return [*findings, Finding("Token", None, "There is none for this Saturn.")]
        findings.append(await _step("Token", lambda: _user(client)))
        clusters: list[Cluster] = []
        findings.append(await _step("Clusters", lambda: _list(client, clusters)))
        running = [item.id for item in clusters if item.status == "running"]
        for number, cluster_id in enumerate(running[:MAX_SCHEDULERS], 1):
            findings += await examine_scheduler(client, cluster_id, f"Scheduler {number}", wait)
    finally:
        await client.close()
    return findings


async def examine_scheduler(
    client: SaturnClient, cluster_id: str, name: str, wait: float
) -> list[Finding]:
    """Try TCP and TLS to a scheduler as a kernel outside of Saturn would."""
    try:
        address = await client.scheduler_address(cluster_id, is_external=True)
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port or 0
    except SaturnError as error:
        return [Finding(f"{name}, address", False, f"{error.title}. {error.reason}")]
    except ValueError:
        scheme, host, port = "", "", 0
    if not host or not port:
        return [Finding(f"{name}, address", False, "Saturn told none that can be used.")]
    findings = [await _step(f"{name}, TCP", lambda: reach(host, port, None, wait))]
    if scheme != "tls":
        return [*findings, Finding(f"{name}, TLS", None, f"The address is {scheme}://")]
    # Nothing is sent: whose certificate it is, the kernel checks with the cluster's own CA.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return [*findings, await _step(f"{name}, TLS", lambda: reach(host, port, context, wait))]


async def reach(host: str, port: int, context: ssl.SSLContext | None, wait: float) -> str:
    """Open a connection and close it; says which TLS was agreed on."""
    name = host if context else None
    with anyio.fail_after(wait):
        _, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=name)
    secured = writer.get_extra_info("ssl_object")
    version = secured.version() if secured else None
    writer.close()
    with contextlib.suppress(OSError), anyio.move_on_after(wait):
        await writer.wait_closed()
    return f"It agrees on {version}." if version else "It accepts connections."


async def _step(name: str, check: Callable[[], Coroutine[None, None, str]]) -> Finding:
    try:
        return Finding(name, True, await check())
    except _STEPS as error:
        return Finding(name, False, _reason(error))


def _reason(error: BaseException) -> str:
    if isinstance(error, SaturnError):
        return (
            f"{error.code}. {error.title}. {error.reason} {error.hint.replace(AGAIN, '')}".strip()
        )
    if isinstance(error, TimeoutError):
        return "There was no answer in time."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate cannot be trusted: {clean_text(error.verify_message)}."
    if isinstance(error, socket.gaierror):
        return "The host name cannot be resolved."
    # The error's own text names the address.
    number = error.errno if isinstance(error, OSError) else None
    return f"{os.strerror(number) if number else 'It failed'} ({type(error).__name__})."


async def _probe(client: SaturnClient) -> str:
    await client.probe()
    return "It answers as Saturn's does."


async def _user(client: SaturnClient) -> str:
    user = await client.user()
    return "It is good." if user is not None else "It may not ask who it is: of one resource?"


async def _list(client: SaturnClient, clusters: list[Cluster]) -> str:
    clusters += await client.clusters()
    counts = Counter(item.status for item in clusters)
    told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    return f"{len(clusters)} ({told})." if clusters else "There are none."


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "is not installed" if name not in sys.modules else "of unknown version"
