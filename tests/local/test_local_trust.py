"""Closed doors: who is let in, and what lies open (security.md, rows T3, T4, T12, T16)."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import ssl
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psutil
import pytest
from harness import (
    CLUSTERS,
    LocalServer,
    addresses,
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


@pytest.fixture(scope="module")
def up(server: LocalServer) -> Iterator[dict[str, str]]:
    """A running cluster of the first user: its id, address and dashboard link."""
    with server.client() as client:
        cluster_id = first_cluster(client)
        start(client, cluster_id, 1)
        yield {"id": cluster_id, **addresses(client, cluster_id)}


def every_route() -> list[str]:
    """Each path that the application knows, with a plausible id in it."""
    rules = make_application(services=None).wildcard_router.rules  # type: ignore[arg-type]
    paths = []
    for rule in rules:
        pattern = rule.matcher.regex.pattern.rstrip("$")  # type: ignore[attr-defined]
        pattern = pattern.replace("([0-9a-zA-Z-]+)", "0" * 32)
        for alternatives in ("(start|stop|restart|close)", "(scale|adapt)"):
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


@pytest.mark.parametrize("scheme", ["token", "Token", "Bearer", "BEARER"])
def test_both_schemes_are_understood(server: LocalServer, scheme: str) -> None:
    secret = server.info["users"][0]["token"]
    headers = {"Authorization": f"{scheme} {secret}"}
    url = server.info["base_url"] + "api/user"
    assert httpx.get(url, headers=headers, trust_env=False).status_code == 200


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


def test_t4_the_dashboard_opens_by_its_link_alone(up: dict[str, str]) -> None:
    link = httpx.URL(up["dashboard_link"])
    ticket = link.path.split("/")[1]
    assert len(ticket) >= 22  # 128 bits
    assert httpx.get(link, trust_env=False).status_code == 200
    assert "Dask" in httpx.get(link.join("workers"), trust_env=False).text
    plain = link.copy_with(path="/status")
    headers = {"X-Saturn-Ticket": ticket}
    assert httpx.get(plain, headers=headers, trust_env=False).status_code == 200
    for refused, with_headers in [
        (plain, {}),
        (plain, {"X-Saturn-Ticket": ticket[:-1]}),
        (link.copy_with(path="/"), {}),
        (link.copy_with(path=f"/{ticket}"), {}),
        (link.copy_with(path=f"/{ticket[:-1]}/status"), {}),
        (link.copy_with(path=f"/x/{ticket}/status"), {}),
        (link, {"Host": "evil.example"}),
        (link, {"Origin": "http://evil.example"}),
        (link.join("proxy/22/127.0.0.1/"), None),
    ]:
        found = httpx.get(refused, headers=with_headers, trust_env=False)
        expected = 404 if with_headers is None else 403
        assert found.status_code == expected, (str(refused), with_headers)


def test_t4_the_websocket_asks_for_the_ticket_too(up: dict[str, str]) -> None:
    link = httpx.URL(up["dashboard_link"])
    ticket = link.path.split("/")[1]
    assert upgrade(link, "/status/ws") == 403
    assert upgrade(link, f"/{ticket}/status/ws", origin="http://evil.example") == 403
    # Bokeh answers the rest: it misses the session's own token in the subprotocol.
    assert upgrade(link, f"/{ticket}/status/ws") not in (403, 404)


def test_a_dashboard_works_whole_below_its_ticket(up: dict[str, str]) -> None:
    from bokeh.client import pull_session

    link = httpx.URL(up["dashboard_link"])
    page = httpx.get(link, trust_env=False).text
    parts = [link.join(one) for one in set(re.findall(r'(?:src|href)="([^":]+)"', page))]
    assert len(parts) > 20
    for part in parts:
        assert part.path.startswith(link.path.removesuffix("status")), part
        assert httpx.get(part, trust_env=False).status_code in (200, 302), part
    # The plots come through a websocket.
    session = pull_session(url=str(link))
    assert session.document.title == "Dask: Status"
    assert session.document.roots
    session.close()


def upgrade(link: httpx.URL, path: str, origin: str | None = None) -> int:
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
        **({"Origin": origin} if origin else {}),
    }
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{link.port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    with socket.create_connection(("127.0.0.1", link.port or 0), 5) as stream:
        stream.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        return int(stream.recv(100).split()[1])


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
    found = wait_until(server.family, 5, "the spare")
    for process in found:
        assert "canary-of-the-parent" not in str(process.environ())


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


def test_l12_hostile_requests_are_refused(server: LocalServer, client: httpx.Client) -> None:
    cluster_id = first_cluster(client)
    for expected, method, path, options in hostile(cluster_id):
        found = client.request(method, path, **options)
        assert found.status_code in expected, (method, path, found.status_code)
        assert found.json()["message"], path
    assert client.get("/api/user").status_code == 200
    assert raw(server, b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n")[:12] != b"HTTP/1.1 200"
    assert raw(server, b"NONSENSE\r\n\r\n")[:12] != b"HTTP/1.1 200"
    big = b"POST /api/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1073741824\r\n\r\n"
    assert raw(server, big)[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 413")


def hostile(cluster_id: str) -> list[tuple[tuple[int, ...], str, str, dict[str, Any]]]:
    one = f"{CLUSTERS}/{cluster_id}"
    deep = b'{"a":' * 100_000
    return [
        ((404,), "GET", f"{CLUSTERS}/..%2f..%2fetc%2fpasswd", {}),
        ((404,), "GET", "/api/dask_clusters/%00/status", {}),
        ((404,), "GET", f"{CLUSTERS}/" + "f" * 32, {}),
        ((405,), "PUT", one, {"json": {}}),
        ((405,), "GET", f"{one}/start", {}),
        ((405,), "GET", f"{one}/start", {"headers": {"X-HTTP-Method-Override": "POST"}}),
        ((400,), "POST", f"{one}/scale", {"content": b'{"n": 3'}),
        ((400,), "POST", f"{one}/scale", {"content": b"[3]"}),
        ((400,), "POST", f"{one}/scale", {"content": b"\xff\xfe"}),
        ((400,), "POST", f"{one}/scale", {"content": b'{"n": NaN}'}),
        ((400,), "POST", f"{one}/scale", {"content": deep}),
        ((400,), "POST", f"{one}/scale", {}),
        *(
            ((400,), "POST", f"{one}/scale", {"json": {"n": wrong}})
            for wrong in (-1, 1.5, "3", None, True, 10**9, [], {})
        ),
        ((400,), "POST", f"{one}/adapt", {"json": {"minimum": 3, "maximum": 1}}),
        ((400,), "POST", f"{one}/adapt", {"json": {"minimum": 0, "maximum": 10**9}}),
        ((400,), "PATCH", one, {"json": {"worker_size": "planet"}}),
        ((400,), "PATCH", one, {"json": {"tags": {"a": 1}}}),
        ((400,), "PATCH", one, {"json": {"n_workers": 60, "nprocs": 2}}),
        ((400,), "PATCH", one, {"json": {"image": "none such"}}),
        ((400,), "GET", f"{CLUSTERS}?page_size=0", {}),
        ((400,), "GET", f"{CLUSTERS}?page_size=nine", {}),
        ((400,), "GET", f"{CLUSTERS}?next_key=gone", {}),
        ((400,), "POST", CLUSTERS, {"json": {"resource": {"job_id": "x"}}}),
        ((400,), "POST", CLUSTERS, {"json": {"resource": 7}}),
        ((404,), "POST", CLUSTERS, {"json": {"project_id": "f" * 32}}),
        ((400,), "POST", f"{one}/csr", {"content": b"not a request"}),
        ((400,), "POST", "/api/tokens", {"json": {"expires_in": -5}}),
        ((400,), "POST", "/api/tokens", {"json": {"description": "x" * 256}}),
        ((400,), "POST", "/api/tokens", {"json": {"scope": "root"}}),
        ((404,), "DELETE", "/api/tokens/" + "f" * 32, {}),
        ((400,), "POST", "/api/workspaces", {"json": {"name": " "}}),
        ((400,), "GET", f"{one}/logs?component=nothing", {}),
        ((400,), "GET", f"{one}/metrics?start=yesterday", {}),
    ]


def raw(server: LocalServer, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), 5) as stream:
        stream.sendall(data)
        return stream.recv(1000)


def test_l12_slow_connections_do_not_slow_others(server: LocalServer, client: httpx.Client) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port), 5) for _ in range(50)]
    try:
        for one in slow:
            one.sendall(b"POST /api/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Le")
        times = []
        for _ in range(40):
            began = time.perf_counter()
            assert client.get("/api/user").status_code == 200
            times.append(time.perf_counter() - began)
        assert sorted(times)[37] <= 0.1
    finally:
        for one in slow:
            one.close()


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
