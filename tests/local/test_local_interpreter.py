"""A cluster under an interpreter that is not its image's, and what the cluster says it runs."""

from __future__ import annotations

import importlib.metadata
import platform
import site
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from harness import CLUSTERS, LocalServer, await_status, dask_client, first_cluster, start

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


@pytest.fixture
def other_python(tmp_path: Path) -> str:
    """Another interpreter, which sees the packages of this one."""
    home = tmp_path / "other"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "ours.pth").write_text("\n".join(site.getsitepackages()))
    return str(home / "bin" / "python")


def put(client: httpx.Client, cluster_id: str, python: object) -> httpx.Response:
    return client.put(f"/local/clusters/{cluster_id}/python", json={"python": python})


def test_a_cluster_says_what_it_runs(client: httpx.Client, up: dict[str, str]) -> None:
    versions = client.get(f"{CLUSTERS}/{up['id']}/info").json()["versions"]
    assert versions["scheduler"]["python"] == platform.python_version()
    for name in ("dask", "distributed", "msgpack", "numpy", "tornado"):
        assert versions["scheduler"][name] == importlib.metadata.version(name)
    assert versions["workers"] == {name: [text] for name, text in versions["scheduler"].items()}


def test_a_cluster_runs_under_the_interpreter_that_it_was_given(
    make_server: Callable[..., LocalServer], other_python: str
) -> None:
    server = make_server().start()
    with server.client() as client:
        cluster_id = first_cluster(client)
        assert put(client, cluster_id, other_python).status_code == 204
        start(client, cluster_id, 1)
        with dask_client(client, cluster_id) as dask:
            assert dask.submit(lambda: __import__("sys").executable).result() == other_python
        assert client.get(f"{CLUSTERS}/{cluster_id}").json()["image"] == other_python
    server.close()
    server.start()  # the definition keeps it
    with server.client() as client:
        assert client.get(f"{CLUSTERS}/{cluster_id}").json()["image"] == other_python
        assert put(client, cluster_id, None).status_code == 204
        assert client.get(f"{CLUSTERS}/{cluster_id}").json()["image"] == "local"


def test_an_interpreter_that_has_gone_since_is_named(
    make_server: Callable[..., LocalServer], other_python: str
) -> None:
    server = make_server("--no-spare").start()
    with server.client() as client:
        cluster_id = first_cluster(client)
        assert put(client, cluster_id, other_python).status_code == 204
        Path(other_python).unlink()
        client.post(f"{CLUSTERS}/{cluster_id}/start")
        found = await_status(client, cluster_id, "error")
        assert found["errors"] == ["No process could be started: No such file or directory."]


@pytest.mark.parametrize(
    ("python", "reason"),
    [
        ("python", "'python' must be the absolute path of an interpreter."),
        (5, "'python' must be the absolute path of an interpreter."),
        ("/bin/sh\0x", "'python' must be the absolute path of an interpreter."),
        ("/nowhere/python", "There is no interpreter at /nowhere/python."),
        ("/etc/passwd", "There is no interpreter at /etc/passwd."),
        ("/bin", "There is no interpreter at /bin."),
        ("/bin/true", "/bin/true does not run as a Python."),
        ("/bin/false", "/bin/false does not run as a Python."),
    ],
)
def test_what_is_no_interpreter_is_refused(
    client: httpx.Client, python: object, reason: str
) -> None:
    answer = put(client, first_cluster(client), python)
    assert (answer.status_code, answer.json()) == (400, {"message": reason})


def test_an_interpreter_without_distributed_is_refused_with_what_to_run(
    client: httpx.Client, tmp_path: Path
) -> None:
    bare = tmp_path / "my bare one"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True)
    answer = put(client, first_cluster(client), str(bare / "bin" / "python"))
    assert answer.status_code == 400
    command = f"'{bare / 'bin' / 'python'}' -m pip install distributed"
    assert answer.json()["message"] == f"That Python lacks dask, distributed. Run: {command}"


def test_neither_strangers_nor_tokens_of_one_resource_may_choose_it(
    server: LocalServer, client: httpx.Client
) -> None:
    cluster_id = first_cluster(client)
    project = client.get(f"{CLUSTERS}/{cluster_id}").json()["workspace_id"]
    made = client.post("/api/tokens", json={"scope": f"workspace:{project}", "description": "x"})
    headers = {"Authorization": f"token {made.json()['access_token']}"}
    path = f"/local/clusters/{cluster_id}/python"
    body = {"python": sys.executable}
    assert client.put(path, json=body, headers=headers).status_code == 403
    assert client.put(path, json=body, headers={"Authorization": ""}).status_code == 401
    with server.client(1) as other:
        assert other.put(path, json=body).status_code == 404
    assert client.get(f"{CLUSTERS}/{cluster_id}").json()["image"] == "local"
