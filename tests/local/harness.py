"""A local Saturn in a process of its own, and what tests do with one."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import httpx
import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CLUSTERS = "/api/dask_clusters"
BEGIN = "-----BEGIN CERTIFICATE-----\n"


def wait_until(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    """Return the condition's first true value; fail with `what` after so many seconds."""
    limit = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < limit, f"not within {seconds} s: {what}"
        time.sleep(0.03)


class LocalServer:
    """`python -m jupyterlab_saturn.local` on one state directory; may be started repeatedly."""

    def __init__(self, state_dir: Path, *arguments: str, **environ: str) -> None:
        self.state_dir = state_dir
        self.arguments = arguments
        self.environ = environ
        self.log = state_dir.with_name(state_dir.name + ".log")
        self.process: subprocess.Popen[bytes] | None = None
        self.info: dict[str, Any] = {}

    def spawn(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "jupyterlab_saturn.local", "--state-dir"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, str(self.state_dir), *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environ},
                start_new_session=True,
            )
        return self.process

    def start(self, seconds: float = 15) -> LocalServer:
        self.spawn()
        path = self.state_dir / "info.json"

        def ready() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text()
            # A killed server leaves its file behind.
            with contextlib.suppress(FileNotFoundError):
                self.info = json.loads(path.read_text())
            return bool(self.info.get("pid") == self.pid)

        wait_until(ready, seconds, "the info file")
        return self

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def port(self) -> int:
        return httpx.URL(self.info["base_url"]).port or 0

    def client(self, user: int = 0, token: str | None = None) -> httpx.Client:
        secret = token or self.info["users"][user]["token"]
        return httpx.Client(
            base_url=self.info["base_url"],
            headers={"Authorization": f"token {secret}"},
            timeout=70,
            trust_env=False,
        )

    def family(self) -> list[psutil.Process]:
        """Every process below the server."""
        return psutil.Process(self.pid).children(recursive=True)

    def end(self, number: int = signal.SIGTERM, seconds: float = 10) -> int:
        """Signal the server and return its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def close(self) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            with contextlib.suppress(psutil.Error):
                family = self.family()
                self.end()
                gone(family, 5)


def gone(processes: list[psutil.Process], seconds: float) -> None:
    """Assert that the processes end within so many seconds; kills those that do not."""
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    alive = [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    for one in alive:
        one.kill()
    assert alive == []


def first_cluster(client: httpx.Client) -> str:
    found: str = client.get(CLUSTERS).json()["dask_clusters"][0]["id"]
    return found


def summary(client: httpx.Client, cluster_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{CLUSTERS}/{cluster_id}/runtimesummary").json()
    return found


def start(client: httpx.Client, cluster_id: str, workers: int = 2, seconds: float = 30) -> None:
    """Start a cluster with that many workers and wait for them."""
    assert client.post(f"{CLUSTERS}/{cluster_id}/scale", json={"n": workers}).status_code == 204
    assert client.post(f"{CLUSTERS}/{cluster_id}/start").status_code == 200
    await_workers(client, cluster_id, workers, seconds)


def await_workers(client: httpx.Client, cluster_id: str, workers: int, seconds: float = 30) -> None:
    def there() -> bool:
        found = summary(client, cluster_id)
        assert found["status"] != "error", found["errors"]
        return bool(found["worker_summary"]["running_count"] == workers)

    wait_until(there, seconds, f"{workers} workers")


def await_status(
    client: httpx.Client, cluster_id: str, status: str, seconds: float = 10
) -> dict[str, Any]:
    """Wait for a status word; returns the cluster."""

    def there() -> Any:
        found = client.get(f"{CLUSTERS}/{cluster_id}").json()
        return found if found["status"] == status else None

    found: dict[str, Any] = wait_until(there, seconds, status)
    return found


def make_request() -> tuple[str, bytes]:
    """Make a key and a certificate request, both PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "anything")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return text.decode(), request.public_bytes(serialization.Encoding.PEM)


def credentials(client: httpx.Client, cluster_id: str) -> tuple[str, str, str]:
    """Get a client certificate; returns (key, certificate, authority), PEM each."""
    key, request = make_request()
    answer = client.post(f"{CLUSTERS}/{cluster_id}/csr", content=request)
    assert answer.status_code == 200, answer.text
    leaf, authority = (BEGIN + part for part in answer.text.split(BEGIN) if part)
    return key, leaf, authority


def addresses(client: httpx.Client, cluster_id: str) -> dict[str, str]:
    answer = client.get(f"{CLUSTERS}/{cluster_id}/info", params={"is_external": "true"})
    assert answer.status_code == 200, answer.text
    found: dict[str, str] = answer.json()
    return found


@contextlib.contextmanager
def dask_client(client: httpx.Client, cluster_id: str) -> Iterator[Any]:
    """A real Dask client with a certificate of the cluster."""
    from distributed import Client
    from distributed.security import Security

    key, leaf, authority = credentials(client, cluster_id)
    security = Security(
        tls_client_key=key,
        tls_client_cert=leaf,
        tls_ca_file=authority,
        require_encryption=True,
    )
    address = addresses(client, cluster_id)["scheduler_address"]
    with Client(address, security=security, timeout=10) as found:
        yield found
