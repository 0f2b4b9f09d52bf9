"""A real Dask dashboard of the local Saturn, through the proxy, and what its processes tell."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from dashboard_rig import browse, until
from server_rig import is_status
from test_server_local import first

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="The local Saturn needs POSIX."),
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture
def environment() -> dict[str, str]:
    return {}


@pytest.fixture
def saturn_config() -> dict[str, Any]:
    return {}


async def read_pages(port: int, path: str, upstream: Any) -> str:
    """Look at the dashboard's pages through the proxy, and return one of them."""
    inner = upstream.prefix.strip("/")
    for page in ("status", "individual-task-stream", "info/main/workers.html", "health"):
        found = await browse(port, path + page)
        assert found.status == 200, page
        assert found["Content-Security-Policy"] == "sandbox allow-scripts"
        # The way to the dashboard past us is nobody's business.
        assert inner not in found.body.decode(), page
        assert str(upstream.port) not in found.body.decode(), page
    page = (await browse(port, f"{path}individual-task-stream")).body.decode()
    scripts = [link for link in re.findall(r'src="([^"]+\.js[^"]*)"', page) if "://" not in link]
    assert scripts
    for link in scripts:
        assert (await browse(port, path + link)).status == 200, link
    found = await browse(port, path)
    assert (found.status, found["Location"]) == (302, f"{path}status")
    return page


async def check_workers(call: Any, cluster: str) -> None:
    status, found = await call("GET", f"{cluster}/workers", params={"sort": "-cpu"})
    assert status == 200
    assert found["total"] == len(found["rows"]) == found["totals"]["workers"] > 0
    row = found["rows"][0]
    assert (row["status"], row["executing"], row["processing"]) == ("running", 0, 0)
    assert row["memory_used"] > 2**20
    assert row["memory_limit"] > row["memory_used"]
    assert row["last_seen"] > "2026"
    status, totals = await call("GET", f"{cluster}/metrics")
    assert totals["threads"] == sum(row["threads"] for row in found["rows"])


async def read_logs(call: Any, cluster: str) -> str:
    """Look at the logs of all processes and of one, and return the text of all."""
    _, found = await call("GET", f"{cluster}/logs")
    pods = [pod["name"] for pod in found["pods"]]
    assert len(pods) >= 2
    assert {line["component"] for line in found["lines"]} >= {"scheduler", "worker"}
    assert all(line["at"] and line["pod"] in pods for line in found["lines"])
    text = "\n".join(line["text"] for line in found["lines"])
    assert "distributed.scheduler - INFO" in text
    worker = next(line["pod"] for line in found["lines"] if line["component"] == "worker")
    _, only = await call("GET", f"{cluster}/logs", params={"pod": worker})
    assert {line["pod"] for line in only["lines"]} == {worker}
    return text


async def test_a_real_dashboard(
    app: Any, call: Any, state_when: Any, port: int, connect: Any, jp_serverapp: Any, caplog: Any
) -> None:
    await call("GET", "state")
    state = await state_when(is_status("ok"), within=20)
    cluster_id = first(state)["id"]
    cluster = f"clusters/{cluster_id}"
    for path in ("workers", "metrics", "dashboards"):
        assert (await call("GET", f"{cluster}/{path}"))[1]["code"] == "not-running"
    assert (await call("GET", f"{cluster}/logs"))[1]["lines"] == []
    assert (await call("POST", f"{cluster}/start"))[0] == 204
    await state_when(lambda s: (first(s)["worker_count"] or 0) > 0, within=60)

    status, plots = await call("GET", f"{cluster}/dashboards")
    assert status == 200
    names = {plot["name"] for plot in plots}
    assert {"task-stream", "progress", "workers-memory", "cpu"} <= names
    assert len(plots) > 20

    status, answer = await call("POST", f"{cluster}/dashboard")
    assert (status, answer["kind"]) == (200, "frame")
    path = f"{jp_serverapp.base_url}{answer['path']}"
    upstream = next(iter(app.dashboards.tickets._tickets.values())).upstream
    inner = upstream.prefix.strip("/")
    assert len(inner) >= 22
    page = await read_pages(port, path, upstream)

    # Bokeh's own handshake: the session's token is a subprotocol.
    token = re.search(r'"token":"([^"]+)"', page)
    assert token
    socket = await connect(f"{path}individual-task-stream/ws", ["bokeh", token[1]])
    assert socket.selected_subprotocol == "bokeh"
    assert "ACK" in str(await socket.read_message())
    forged = await connect(f"{path}individual-task-stream/ws", ["bokeh", "forged"])
    assert await forged.read_message() is None

    await check_workers(call, cluster)
    assert inner not in await read_logs(call, cluster)

    assert (await call("POST", f"{cluster}/stop"))[0] == 204
    while await socket.read_message() is not None:
        pass
    assert socket.close_code == 1008
    assert (await browse(port, f"{path}status")).status == 403
    await until(lambda: not app.dashboards.tickets, "the ticket is gone")
    assert inner not in caplog.text
    assert answer["path"] not in caplog.text
