"""``jupyter saturn doctor --saturn``: the questions, and what they start."""

from __future__ import annotations

from typing import Any

import pytest
from fake_saturn import TOKEN, FakeSaturn, a_cluster, answer

from jupyterlab_saturn import questions
from jupyterlab_saturn.credentials import Credential
from jupyterlab_saturn.doctor import Way
from jupyterlab_saturn.transport import Limits

SCOPED = "scoped-token-4711"
OFF = "/api/dask_clusters/off"


@pytest.fixture
def way(saturn: FakeSaturn, monkeypatch: Any) -> Way:
    monkeypatch.setattr(questions, "_LOOK_EVERY", 0.01)
    monkeypatch.setattr(questions, "START_LIMIT", 2.0)
    credential = Credential(saturn.url.rstrip("/"), TOKEN, "vault")
    return Way(saturn.url, credential, Limits(0.5, 0.6, 1.0))


def turn(cluster: dict[str, Any], status: str) -> Any:
    async def act(request: Any, writer: Any) -> None:
        cluster["status"] = status
        await answer(200, {"status": "ready", "id": cluster["id"]})(request, writer)

    return act


async def test_questions_cover_both_tokens(saturn: FakeSaturn, way: Way) -> None:
    rows = await questions.ask_all(way, SCOPED, "")
    told = {(row.who, row.question): row.answer for row in rows}
    assert told["nobody", "GET /api/user"].startswith("401 ")
    assert told["user, token", "GET /api/user"].startswith("200 ")
    assert told["resource", "GET /api/user"].startswith("401 ")
    assert told["resource", "GET /api/dask_clusters"].startswith("401 ")
    assert told["user, stopped", "GET /api/dask_clusters/{id}/info"].startswith("200 ")
    assert told["user, running", "scheduler, TCP"] == "no"
    assert {write.rsplit("/", 1)[1] for write in saturn.writes} == {"csr"}
    with_token = {r.headers.get("authorization", "") for r in saturn.requests}
    assert f"token {SCOPED}" in with_token
    text = questions.table(rows)
    for secret in (TOKEN, SCOPED, "alice", "acme", "cluster run", "127.0.0.1"):
        assert secret not in text


async def test_questions_bear_a_hostile_saturn(saturn: FakeSaturn, way: Way) -> None:
    odd = {TOKEN: 1, "A key": 2, "ok_key": [1, 2], "x\n": 3}
    saturn.faults["GET", "/api/info"] = answer(200, odd, "text/x\u00e9<b>")
    saturn.faults["GET", "/api/dask_clusters/info"] = answer(200, {}, f"x/{TOKEN}")
    saturn.faults["GET", "/api/status"] = answer(200, b"[" * 100_000)
    saturn.faults["GET", "/api/tokens"] = answer(302, b"", Location="http://evil.example/")
    rows = {row.question: row.answer for row in await questions.ask_all(way, "", "")}
    assert rows["GET /api/info"] == "200 an odd type {ok_key:list[2]}"
    assert rows["GET /api/dask_clusters/info"] == "200 an odd type {}"
    assert rows["GET /api/status"] == "200 application/json 100000 bytes"
    assert rows["GET /api/tokens"].startswith("302 ")


async def test_questions_start_each_way_and_stop(saturn: FakeSaturn, way: Way) -> None:
    off = saturn.clusters["off"]
    saturn.faults["POST", f"{OFF}/start"] = turn(off, "running")
    saturn.faults["POST", "/api/dask_clusters"] = turn(off, "running")
    saturn.faults["POST", f"{OFF}/stop"] = turn(off, "stopped")
    rows = await questions.ask_all(way, "", "off")
    assert [w for w in saturn.writes if not w.endswith("/csr")] == [
        f"POST {OFF}/start",
        f"POST {OFF}/stop",
        "POST /api/dask_clusters",
        f"POST {OFF}/stop",
    ]
    assert [row.answer.split()[0] for row in rows if row.question == "until running"] == [
        "running"
    ] * 2
    assert off["status"] == "stopped"


async def test_questions_stop_another_cluster_that_was_started(
    saturn: FakeSaturn, way: Way
) -> None:
    saturn.faults["POST", "/api/dask_clusters"] = answer(201, {"status": "pending", "id": "more"})
    saturn.faults["POST", f"{OFF}/start"] = turn(saturn.clusters["off"], "error")
    await questions.ask_all(way, "", "off")
    assert "POST /api/dask_clusters/more/stop" in saturn.writes


async def test_questions_stop_what_does_not_start(
    saturn: FakeSaturn, way: Way, monkeypatch: Any
) -> None:
    monkeypatch.setattr(questions, "START_LIMIT", 0.05)
    off = saturn.clusters["off"]
    saturn.faults["POST", f"{OFF}/start"] = turn(off, "pending")
    saturn.faults["POST", f"{OFF}/stop"] = turn(off, "stopped")
    rows = await questions.ask_all(way, "", "off")
    assert any(row.answer.startswith("not within") for row in rows)
    assert saturn.writes[-1] == f"POST {OFF}/stop"
    assert off["status"] == "stopped"


@pytest.mark.parametrize("cluster_id", ["run", "unknown", "../user"])
async def test_questions_start_nothing_but_a_stopped_cluster(
    saturn: FakeSaturn, way: Way, cluster_id: str
) -> None:
    saturn.clusters["more"] = a_cluster("more")
    rows = await questions.ask_all(way, "", cluster_id)
    assert rows[-1].answer == "no: nothing was started"
    assert {write.rsplit("/", 1)[1] for write in saturn.writes} == {"csr"}


async def test_questions_carry_no_cookie_from_one_to_another(saturn: FakeSaturn, way: Way) -> None:
    user = answer(200, {"username": "alice"}, Set_Cookie="session=s; Path=/")
    saturn.faults["GET", "/api/user"] = user
    await questions.ask_all(way, SCOPED, "")
    client = way.client()
    await client.user()
    await client.probe()
    await client.close()
    assert len(saturn.requests) > 10
    assert [r.path for r in saturn.requests if "cookie" in r.headers] == []
