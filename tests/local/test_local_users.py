"""Users, scopes, expiry: who sees what."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from harness import (
    CLUSTERS,
    LocalServer,
    first_cluster,
    wait_until,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("scheme", ["token", "Token", "Bearer", "BEARER"])
def test_both_schemes_are_understood(server: LocalServer, scheme: str) -> None:
    secret = server.info["users"][0]["token"]
    headers = {"Authorization": f"{scheme} {secret}"}
    url = server.info["base_url"] + "api/user"
    assert httpx.get(url, headers=headers, trust_env=False).status_code == 200


def test_users_do_not_see_each_other(server: LocalServer, client: httpx.Client) -> None:
    mine = first_cluster(client)
    with server.client(1) as other:
        assert first_cluster(other) != mine
        assert len(other.get(CLUSTERS).json()["dask_clusters"]) == 1
        for method, path in [
            ("GET", ""),
            ("PATCH", ""),
            ("DELETE", "?allow_active=true"),
            ("POST", "/start"),
            ("POST", "/stop"),
            ("POST", "/scale"),
            ("POST", "/csr"),
            ("GET", "/info"),
            ("GET", "/logs"),
            ("GET", "/metrics"),
            ("GET", "/history"),
            ("GET", "/token"),
            ("GET", "/runtimesummary"),
            ("GET", "/scheduler_info"),
        ]:
            found = other.request(method, f"{CLUSTERS}/{mine}{path}")
            assert found.status_code == 404, (method, path)
        project = server.info["users"][0]["project_id"]
        assert other.post(CLUSTERS, json={"project_id": project}).status_code == 404
        token = client.get("/api/tokens").json()["tokens"][0]["id"]
        assert other.delete(f"/api/tokens/{token}").status_code == 404


def test_a_scoped_token_sees_one_project(server: LocalServer, client: httpx.Client) -> None:
    project = client.post("/api/workspaces", json={"name": "scoped"}).json()["id"]
    body = {"resource": {"workspace_id": project}, "n_workers": 0}
    cluster = client.post(CLUSTERS, json=body).json()["id"]
    scope = {"scope": f"workspace:{project}", "description": "one project"}
    made = client.post("/api/tokens", json=scope).json()
    with server.client(token=made["access_token"]) as scoped:
        assert [one["id"] for one in scoped.get(CLUSTERS).json()["dask_clusters"]] == [cluster]
        assert scoped.get(f"{CLUSTERS}/{first_cluster(client)}").status_code == 404
        # dask-saturn's start carries no id: the token decides.
        assert scoped.post(CLUSTERS, content=b"{}").json()["id"] == cluster
        assert scoped.post(f"{CLUSTERS}/{cluster}/close").status_code == 200
        assert scoped.get("/api/tokens").status_code == 403
        assert scoped.post("/api/tokens", json={}).status_code == 403
        assert scoped.get("/api/user/token").status_code == 403
        assert client.delete(f"/api/tokens/{made['id']}").status_code == 204
        assert scoped.get(CLUSTERS).status_code == 401
    with server.client(1) as other:
        assert other.post("/api/tokens", json=scope).status_code == 400


def test_n24_a_token_expires_and_says_so(server: LocalServer, client: httpx.Client) -> None:
    made = client.post("/api/tokens", json={"expires_in": 3}).json()
    with server.client(token=made["access_token"]) as short:
        assert short.get("/api/user").status_code == 200

        def expired() -> Any:
            found = short.get("/api/user")
            return found if found.status_code == 401 else None

        found = wait_until(expired, 6, "the expiry")
    assert "expired" in found.json()["message"]


def test_tokens_are_kept_as_hashes_and_survive_a_kill(
    make_server: Callable[..., LocalServer],
) -> None:
    server = make_server("--no-spare").start()
    with server.client() as client:
        secret = client.post("/api/tokens", json={"description": "kept"}).json()["access_token"]
    for path in server.state_dir.rglob("*"):
        assert not path.is_file() or secret not in path.read_text(errors="replace")
    server.end(signal.SIGKILL)
    server.start()
    with server.client(token=secret) as client:
        assert client.get("/api/user").json()["username"] == "user1"
