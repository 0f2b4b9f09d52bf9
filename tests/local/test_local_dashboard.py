"""A dashboard opens to its ticket and to nobody else (row T4)."""

from __future__ import annotations

import re
import socket

import httpx


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
