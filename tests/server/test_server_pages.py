"""Out to Saturn: links, jobs, deployments; and that our own requests are no activity."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timezone
from typing import Any

import pytest
from fake_saturn import a_cluster, answer
from saturn_examples import a_deployment, a_job
from server_rig import is_status

from jupyterlab_saturn.links import links, resource_link
from jupyterlab_saturn.records import parse_cluster
from jupyterlab_saturn.resources import next_run

PROJECT = "0" * 32


async def test_links_lead_to_the_configured_saturn_alone(
    call: Any, state_when: Any, saturn: Any
) -> None:
    saturn.clusters.pop("off")
    for hostile in ("//evil.example", "../..", "https://evil.example", "a/b?c#d", "@evil"):
        owner = {"name": f"{hostile}/alice", "org_name": hostile}
        saturn.clusters["run"] = a_cluster("run", owner=owner, url="https://evil.example/")
        await call("POST", "refresh")
        _, state = await call("GET", "state")
        urls = [*state["links"].values(), *(item["url"] for item in state["clusters"])]
        assert all(url.startswith(saturn.url) for url in urls)
        pages = {"dash/resources", "auth/signup", f"dash/resources/workspace/{PROJECT}"}
        assert {url.removeprefix(saturn.url) for url in urls} == pages


async def test_links_of_clusters_and_projects(call: Any, saturn: Any) -> None:
    saturn.clusters["job"] = a_cluster("job", workspace_id=None, job_id="b" * 32)
    saturn.clusters["odd"] = a_cluster("odd", workspace_id="a/../b")
    body = {"base_url": saturn.url, "project": PROJECT}
    await call("PUT", "connection", body)
    await call("POST", "refresh")
    _, state = await call("GET", "state")
    urls = {item["id"]: item["url"] for item in state["clusters"]}
    assert urls["run"] == f"{saturn.url}dash/resources/workspace/{PROJECT}"
    assert urls["job"] == f"{saturn.url}dash/resources/job/{'b' * 32}"
    assert urls["odd"] is None
    assert state["project"]["url"] == urls["run"]
    assert state["links"]["access_keys"] == f"{saturn.url}dash/o/acme/user-details/"


def test_links_without_an_organisation_and_without_a_saturn() -> None:
    cluster = parse_cluster(a_cluster("a", owner=None))
    assert cluster is not None
    found = links("https://a.example/", [cluster])
    assert found is not None
    assert found["access_keys"] == "https://a.example/dash/resources"
    assert found["sign_up"] == "https://a.example/auth/signup"
    assert links(None, [cluster]) is None
    assert resource_link(None, "job", "1") is None


async def test_resources_are_those_of_the_projects_owner(
    call: Any, state_when: Any, saturn: Any
) -> None:
    saturn.jobs = [
        a_job("a" * 32, "nightly", cron="0 3 * * *", scheduled=True),
        a_job("b" * 32, "by hand\u202e", cron=None, scheduled=False),
        {**a_job("c" * 32, "odd"), "cron_schedule_options": {"schedule": "often"}, "status": 7},
        {"id": "../x"},
        None,
    ]
    saturn.deployments = [a_deployment("d" * 32, "api")]
    await state_when(is_status("ok"))
    status, found = await call("GET", f"projects/{PROJECT}/resources")
    assert status == 200
    assert found["owner"] == "acme/alice"
    nightly, by_hand, odd = found["jobs"]
    assert nightly["next_run"].endswith("T03:00:00Z")
    assert (nightly["status"], nightly["running_count"]) == ("running", 1)
    assert nightly["url"] == f"{saturn.url}dash/resources/job/{'a' * 32}"
    assert (by_hand["name"], by_hand["schedule"], by_hand["next_run"]) == ("by hand", None, None)
    assert (odd["schedule"], odd["status"], odd["next_run"]) == ("often", None, None)
    assert found["deployments"] == [
        {
            "id": "d" * 32,
            "name": "api",
            "status": "stopped",
            "running_count": 0,
            "url": f"{saturn.url}dash/resources/deployment/{'d' * 32}",
        }
    ]
    asked = [
        r.query["owner_name"]
        for r in saturn.requests
        if r.path in ("/api/jobs", "/api/deployments")
    ]
    assert asked == [["acme/alice"], ["acme/alice"]]


async def test_resources_of_an_unknown_project(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    status, error = await call("GET", "projects/nope/resources")
    assert (status, error["code"]) == (404, "no-project")
    assert not any(r.path == "/api/jobs" for r in saturn.requests)


async def test_resources_that_are_denied(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    saturn.faults["GET", "/api/jobs"] = answer(403, {"message": "no"})
    status, error = await call("GET", f"projects/{PROJECT}/resources")
    assert (status, error["code"]) == (403, "forbidden")
    assert (await call("GET", "state"))[1]["connection"]["status"] == "ok"


@pytest.mark.parametrize(
    ("schedule", "due"),
    [
        ("30 4 * * 1-5", "2026-01-02T04:30:00Z"),
        ("@weekly", "2026-01-04T00:00:00Z"),
        ("0 0 1,15 * 3", "2026-01-07T00:00:00Z"),
        ("0 0 30 2 *", None),
        ("", None),
        ("* * *", None),
        ("@reboot", None),
    ],
)
def test_next_run(schedule: str, due: str | None) -> None:
    assert next_run(schedule, datetime(2026, 1, 1, 12, 0, tzinfo=timezone.utc)) == due


async def test_own_requests_are_no_activity(
    app: Any, call: Any, jp_ws_fetch: Any, jp_fetch: Any, state_when: Any, saturn: Any
) -> None:
    async def activity() -> Any:
        # The answer is not activity either, or this test could not see anything.
        response = await jp_fetch("api", "status", params={"no_track_activity": "1"})
        return json.loads(response.body)["last_activity"]

    await state_when(is_status("ok"))
    before = await activity()
    socket = await jp_ws_fetch("api", "events", "subscribe")
    saturn.clusters["off"]["status"] = "error"
    quiet = {"no_track_activity": "1"}
    await call("GET", "state")
    await call("GET", "state", params={"look": "0"})
    await call("GET", "credentials")
    await call("GET", "projects")
    await call("GET", f"projects/{PROJECT}/resources")
    await call("POST", "refresh", params=quiet)
    body = {"base_url": saturn.url, "idle_action": "notify", "idle_minutes": 30}
    await call("PUT", "connection", body, params=quiet)
    await asyncio.wait_for(socket.read_message(), 5)
    socket.close()
    assert await activity() == before
    # What a user does counts.
    await call("POST", "clusters/run/stop")
    assert await activity() > before
