"""Closed doors: who is let in, and what lies open (security.md, rows T3, T4, T12, T16)."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import psutil
import pytest
from harness import (
    CLUSTERS,
    LocalServer,
    await_status,
    credentials,
    first_cluster,
    start,
    wait_until,
)

from jupyterlab_saturn.local.routes import make_application

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY = 65534
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def every_route() -> list[str]:
    """Each path that the application knows, with a plausible id in it."""
    rules = make_application(services=None).wildcard_router.rules  # type: ignore[arg-type]
    paths = []
    for rule in rules:
        pattern = rule.matcher.regex.pattern.rstrip("$")  # type: ignore[attr-defined]
        pattern = pattern.replace("([0-9a-zA-Z-]+)", "0" * 32)
        for alternatives in ("(start|stop|restart|close)", "(scale|adapt)", "(jobs|deployments)"):
            pattern = pattern.replace(alternatives, alternatives[1:].partition("|")[0])
        paths.append(pattern.replace("(kubecluster/|scheduler/|workers/)?", ""))
    return paths


def test_t1_every_method_of_every_route_wants_a_token(server: LocalServer) -> None:
    paths = [*every_route(), "/", "/nothing"]
    assert len(paths) > 20
    with httpx.Client(base_url=server.info["base_url"], trust_env=False) as client:
        for path in paths:
            assert "(" not in path
            for method in METHODS:
                found = client.request(method, path)
                assert found.status_code == 401, (method, path)
                found = client.request(method, path, headers={"Authorization": "token nonsense"})
                assert found.status_code == 401, (method, path)
                if method != "HEAD":
                    assert found.json()["message"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": ""},
        {"Host": "["},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
def test_t3_foreign_hosts_and_origins_are_refused(
    client: httpx.Client, headers: dict[str, str]
) -> None:
    found = client.get("/api/user", headers=headers)
    assert found.status_code in (400, 403)
    assert "username" not in found.text


def test_t3_no_get_changes_anything(server: LocalServer, client: httpx.Client) -> None:
    path = server.state_dir / "state.json"
    before = path.read_bytes()
    for route in every_route():
        if "lease" not in route:
            client.get(route.replace("0" * 32, first_cluster(client)))
    assert path.read_bytes() == before


@pytest.mark.usefixtures("up")
def test_t12_everything_listens_on_loopback_only(server: LocalServer) -> None:
    listening = list(ports(server))
    assert len(listening) >= 5  # API, scheduler, dashboard, nanny, worker
    assert {address for address, _ in listening} == {"127.0.0.1"}


def test_t4_no_port_serves_a_stranger(server: LocalServer, up: dict[str, str]) -> None:
    dashboard = httpx.URL(up["dashboard_link"]).port
    for _, port in ports(server):
        if port == server.port:
            continue
        if port == dashboard:
            assert httpx.get(f"http://127.0.0.1:{port}/status", trust_env=False).status_code == 403
        else:
            with pytest.raises(httpx.TransportError):
                httpx.get(f"http://127.0.0.1:{port}/", trust_env=False, timeout=3)


def test_t12_secrets_are_nowhere_but_in_private_files(
    server: LocalServer, client: httpx.Client, up: dict[str, str]
) -> None:
    canaries = [user["token"] for user in server.info["users"]]
    canaries += [credentials(client, up["id"])[0].splitlines()[1], "PRIVATE KEY"]
    processes = [psutil.Process(server.pid), *server.family()]
    assert len(processes) >= 4
    for process in processes:
        shown = " ".join(process.cmdline()) + str(process.environ())
        assert not [one for one in canaries if one in shown], process
    assert not [one for one in canaries if one in server.log.read_text()]
    holders = []
    for path in server.state_dir.rglob("*"):
        mode = path.stat().st_mode & 0o777
        # Dask's own files below `scratch` lie in a directory that nobody else may enter.
        if "scratch" not in path.parent.parts:
            assert mode == (0o700 if path.is_dir() else 0o600), path
        if path.is_file():
            text = path.read_text(errors="replace")
            if any(one in text for one in canaries):
                assert mode == 0o600, path
                holders.append(path.name)
    assert sorted(holders) == ["info.json", "tokens.json"]
    assert server.state_dir.stat().st_mode & 0o777 == 0o700
    for name in ("info.json", "tokens.json", "state.json", "lock"):
        assert (server.state_dir / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.getuid() != 0, reason="only root may try it as another user")
def test_t12_another_user_reads_nothing(server: LocalServer) -> None:
    # Every directory above is open here: the state directory alone must hold.
    parents = [one for one in server.state_dir.parents if one.owner() == "root"]
    modes = {one: one.stat().st_mode & 0o777 for one in parents}
    try:
        for one in parents:
            one.chmod(modes[one] | 0o005)
        tried = subprocess.run(
            ["/bin/ls", str(server.state_dir)],
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        for one in parents:
            one.chmod(modes[one])
    assert "Permission denied" in tried.stderr
    assert "cannot access" not in tried.stderr  # the directories above let it through


def test_t12_a_loose_state_directory_is_closed(make_server: Callable[..., LocalServer]) -> None:
    server = make_server("--no-spare")
    server.state_dir.mkdir(mode=0o755)
    server.state_dir.chmod(0o755)
    server.start()
    assert server.state_dir.stat().st_mode & 0o777 == 0o700


def test_t12_a_secret_in_our_environment_goes_no_further(
    make_server: Callable[..., LocalServer],
) -> None:
    server = make_server(SATURN_TOKEN="canary-of-the-parent").start()
    wait_until(server.family, 5, "the spare")

    def is_clean() -> bool:
        # A child that has not become another program yet still shows its parent's.
        with contextlib.suppress(psutil.NoSuchProcess):
            texts = [str(process.environ()) for process in server.family()]
            return not any("canary-of-the-parent" in text for text in texts)
        return False

    wait_until(is_clean, 5, "an environment without the secret")


def test_t16_only_the_clusters_own_certificates_open_it(
    server: LocalServer, client: httpx.Client, up: dict[str, str]
) -> None:
    host, port = "127.0.0.1", int(up["scheduler_address"].rpartition(":")[2])
    assert knocks(host, port, *credentials(client, up["id"]))
    with server.client(1) as other:
        foreign_id = first_cluster(other)
        start(other, foreign_id, 0)
        await_status(other, foreign_id, "running")
        foreign = credentials(other, foreign_id)
        assert not knocks(host, port, *foreign)
        other.post(f"{CLUSTERS}/{foreign_id}/close")
    assert not knocks(host, port, None, None, credentials(client, up["id"])[2])
    with socket.create_connection((host, port), 5) as plain:
        plain.sendall(b"\0" * 64)
        plain.settimeout(5)
        with contextlib.suppress(ConnectionResetError):
            assert b"TLS" not in plain.recv(1000)


def knocks(host: str, port: int, key: str | None, leaf: str | None, authority: str) -> bool:
    """Tell whether the scheduler speaks to a client with these credentials."""
    context = ssl.create_default_context(cadata=authority)
    context.check_hostname = False
    # The server's own certificate is not at issue here.
    context.verify_mode = ssl.CERT_NONE
    if key and leaf:
        path = Path(os.environ.get("TMPDIR", "/tmp")) / f"knock-{os.getpid()}.pem"
        path.touch(mode=0o600)
        path.write_text(key + leaf)
        context.load_cert_chain(path)
        path.unlink()
    with socket.create_connection((host, port), 5) as plain:
        try:
            with context.wrap_socket(plain) as stream:
                stream.settimeout(5)
                # distributed greets first.
                return bool(stream.recv(1))
        except (ssl.SSLError, ConnectionResetError):
            return False


def ports(server: LocalServer) -> Iterator[tuple[str, int]]:
    for process in [psutil.Process(server.pid), *server.family()]:
        with contextlib.suppress(psutil.Error):
            for one in process.net_connections("inet"):
                if one.status == psutil.CONN_LISTEN:
                    yield one.laddr.ip, one.laddr.port
