"""A dashboard opens to its ticket and to nobody else (row T4)."""

from __future__ import annotations

import re
import socket

import httpx
from harness import CLUSTERS, addresses, await_workers


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


def test_t4_each_request_of_a_connection_shows_the_ticket(up: dict[str, str]) -> None:
    link = httpx.URL(up["dashboard_link"])
    host = f"Host: 127.0.0.1:{link.port}"
    ticket = link.path.split("/")[1]
    with socket.create_connection(("127.0.0.1", link.port or 0), 20) as stream:
        answers = stream.makefile("rb")
        for target, header, status in [
            (f"/{ticket}/health", "A: b", 200),
            ("/health", "A: b", 403),
            ("/health", f"X-Saturn-Ticket: {ticket}", 200),
            ("/health", f"X-Saturn-Ticket: {ticket},x", 403),
            (f"http://127.0.0.1/{ticket}/health", "A: b", 403),
            (f"/%2e/{ticket}/health", "A: b", 403),
            ("/health", f"Referer: {link}", 403),
            ("/health", f"Cookie: ticket={ticket}", 403),
            (f"/health?{ticket}/", "A: b", 403),
        ]:
            stream.sendall(f"GET {target} HTTP/1.1\r\n{host}\r\n{header}\r\n\r\n".encode())
            head = [answers.readline().decode()]
            while head[-1] != "\r\n":
                head.append(answers.readline().decode())
            length = next(line for line in head if line.lower().startswith("content-length"))
            body = answers.read(int(length.split(":")[1]))
            assert int(head[0].split()[1]) == status, (target, header)
            assert ticket.encode() not in body


def test_t19_a_restart_makes_another_ticket(up: dict[str, str], client: httpx.Client) -> None:
    old = up["dashboard_link"]
    assert client.post(f"{CLUSTERS}/{up['id']}/restart").status_code == 200
    await_workers(client, up["id"], 1)
    new = addresses(client, up["id"])["dashboard_link"]
    assert httpx.get(new, trust_env=False).status_code == 200
    assert old.split("/")[3] not in new
    here = httpx.URL(new).copy_with(path=httpx.URL(old).path)
    assert httpx.get(here, trust_env=False).status_code == 403
