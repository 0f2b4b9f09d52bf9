"""The real local Saturn, from the first look to a result."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from server_rig import is_status

from jupyterlab_saturn import locks

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="The local Saturn needs POSIX.")


@pytest.fixture
def environment() -> dict[str, str]:
    return {}


@pytest.fixture
def saturn_config() -> dict[str, Any]:
    return {}


def make_request(cluster_id: str) -> tuple[str, str]:
    """Make a key and a certificate request as dask-saturn does."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Dask Client {cluster_id}"[:64])])
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
    csr = builder.add_extension(usage, True).sign(key, hashes.SHA256())
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(
        encoding, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return csr.public_bytes(encoding).decode(), private.decode()


async def compute(address: str, chain: str, key: str) -> tuple[int, int]:
    """Compute on the cluster with the signed chain; returns the result and the worker's PID."""
    from distributed import Client
    from distributed.security import Security

    mark = "-----BEGIN CERTIFICATE-----\n"
    leaf, ca, *_ = (mark + piece for piece in chain.split(mark) if piece)
    security = Security(
        tls_client_cert=leaf, tls_client_key=key, tls_ca_file=ca, require_encryption=True
    )
    async with Client(address, security=security, asynchronous=True, timeout=10) as client:
        return await client.submit(lambda: (sum(range(101)), __import__("os").getpid()))


def first(state: dict[str, Any]) -> dict[str, Any]:
    return state["clusters"][0]  # type: ignore[no-any-return]


@pytest.mark.filterwarnings("default")
async def test_local_from_the_first_look_to_a_result(
    app: Any, call: Any, state_when: Any, jp_data_dir: Path
) -> None:
    _, state = await call("GET", "state")
    assert state["connection"]["status"] == "starting"
    state = await state_when(is_status("ok"), within=15)
    assert state["local"] is True
    assert state["connection"]["base_url"].startswith("http://127.0.0.1:")
    assert state["connection"]["token"]["source"] == "local"
    cluster_id = first(state)["id"]
    assert first(state)["status"] == "stopped"
    assert (await call("POST", f"clusters/{cluster_id}/start"))[0] == 204
    _, state = await call("GET", "state")
    assert first(state)["status"] in ("pending", "running")
    await state_when(lambda s: (first(s)["worker_count"] or 0) > 0, within=40)

    csr, key = make_request(cluster_id)
    status, signed = await call("POST", f"clusters/{cluster_id}/certificate", {"csr": csr})
    assert status == 200
    result, pid = await compute(signed["address"], signed["chain"], key)
    assert result == 5050
    assert pid != os.getpid()

    assert (await call("PUT", f"clusters/{cluster_id}/scale", {"workers": 1}))[0] == 204
    _, state = await call("GET", "state")
    assert first(state)["worker_target"] == 1
    assert (await call("POST", f"clusters/{cluster_id}/stop"))[0] == 204
    await state_when(lambda s: first(s)["status"] == "stopped", within=20)
    status, error = await call("POST", f"clusters/{cluster_id}/certificate", {"csr": csr})
    assert (status, error["code"]) == (409, "not-running")
    status, error = await call("POST", "clusters/unknown/start")
    assert (status, error["code"]) == (404, "not-found")

    directory = jp_data_dir / "saturn" / "local"
    assert directory.stat().st_mode & 0o777 == 0o700
    for path in (item for item in directory.iterdir() if item.is_file()):
        assert path.stat().st_mode & 0o077 == 0, path
    token = app.watch.connector.credential.token
    assert token not in str((await call("GET", "state"))[1])
    await app.stop_extension()
    deadline = asyncio.get_running_loop().time() + 20
    while locks.is_held(directory):
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.1)


@pytest.mark.filterwarnings("default")
async def test_local_saturn_as_a_remote_one(
    app: Any, call: Any, state_when: Any, jp_data_dir: Path
) -> None:
    """The verification against a real server: a whole user, one project, nobody."""
    assert await call("GET", "projects") == (200, [])
    assert not locks.is_held(jp_data_dir / "saturn" / "local"), "no GET but a look starts it"
    await call("GET", "state")
    state = await state_when(is_status("ok"), within=15)
    url, token = state["connection"]["base_url"], app.watch.connector.credential.token
    project_id = first(state)["project_id"]
    assert await call("GET", "projects") == (
        200,
        [{"id": project_id, "name": "first-steps", "clusters": 1}],
    )
    _, found = await call("GET", "credentials")
    assert (found["source"], found["read_only"], found["user"]) == ("local", True, "user1")
    assert found["has_local"] is True

    status, error = await call("PUT", "credentials", {"token": "nobody-at-all", "base_url": url})
    assert (status, error["code"]) == (502, "refused")
    status, found = await call("PUT", "credentials", {"token": token, "base_url": url})
    assert (status, found["user"], found["organisation"]) == (200, "user1", "local")
    assert (found["scope"], found["expires_at"]) == ("user", None)

    headers = {"Authorization": f"token {token}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as http:
        body = {"scope": f"workspace:{project_id}", "description": "one", "expires_in": 1}
        limited = (await http.post("/api/tokens", json={**body, "expires_in": 3600})).json()
        ended = (await http.post("/api/tokens", json=body)).json()
    secret = limited["access_token"]
    status, found = await call("PUT", "credentials", {"token": secret, "base_url": url})
    assert (status, found["user"], found["scope"]) == (200, "user1", "resource")
    await asyncio.sleep(1.1)
    secret = ended["access_token"]
    status, error = await call("PUT", "credentials", {"token": secret, "base_url": url})
    assert (status, error["code"]) == (502, "expired")

    # One click: the settings name it, and its stored token is used; and back.
    await call("PUT", "connection", {"base_url": url})
    state = await state_when(is_status("ok"), within=15)
    assert (state["local"], state["connection"]["token"]["source"]) == (False, "vault")
    assert first(state)["project_id"] == project_id
    await call("PUT", "connection", {"base_url": None})
    state = await state_when(is_status("ok"), within=15)
    assert (state["local"], state["connection"]["token"]["source"]) == (True, "local")
