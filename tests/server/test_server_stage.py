"""What a start waits for, in the words of the platform: row C1, C2."""

from __future__ import annotations

from typing import Any

import pytest
from fake_saturn import a_cluster, answer, summary
from server_rig import is_status

from jupyterlab_saturn.summaries import parse_summary

PATH = "/api/dask_clusters/run"


def pod(**values: Any) -> dict[str, Any]:
    return {"status": "pending", "conditions": [], "container_summaries": [], **values}


def container(**values: Any) -> dict[str, Any]:
    return {"status": "waiting", "conditions": [], "reason": None, "previous": None, **values}


def condition(kind: str, status: str, reason: str | None, message: str | None) -> dict[str, Any]:
    return {"type": kind, "status": status, "reason": reason, "message": message}


UNREADY = condition("ContainersReady", "False", "ContainersNotReady", "containers with unready")
NO_NODE = condition("PodScheduled", "False", "Unschedulable", "0/5 nodes are available")


@pytest.mark.parametrize(
    ("supervisor", "scheduler", "step"),
    [
        ({}, {}, "requested"),
        ({"status": "stopped"}, {"status": "stopped"}, "requested"),
        ({"status": "pending", "active_count": 0}, {"status": "pending"}, "requested"),
        ({"status": "pending", "active_count": 1}, {"status": "pending"}, "supervisor"),
        ({"status": "pending"}, {}, "supervisor"),
        ({"status": "pending", "running_count": 1}, {"status": "pending"}, "scheduler"),
        ({"status": "running"}, {"status": "pending"}, "scheduler"),
        ({"status": "running"}, {"status": "running"}, "workers"),
        ({"status": []}, {"status": {}}, "requested"),
    ],
)
def test_step(supervisor: Any, scheduler: Any, step: str) -> None:
    record = {"kubecluster_summary": supervisor, "scheduler_summary": scheduler}
    assert parse_summary(record).step == step


@pytest.mark.parametrize(
    ("record", "detail"),
    [
        ({"errors": ["", "No capacity."]}, ("cluster", None, "No capacity.")),
        (
            {"scheduler_summary": pod(conditions=[UNREADY, NO_NODE])},
            ("scheduler", "Unschedulable", "0/5 nodes are available"),
        ),
        (
            {
                "scheduler_summary": pod(
                    conditions=[UNREADY],
                    container_summaries=[container(reason="ImagePullBackOff")],
                )
            },
            ("scheduler", "ImagePullBackOff", None),
        ),
        (
            {
                "kubecluster_summary": pod(
                    container_summaries=[container(previous={"reason": "OOMKilled"})]
                )
            },
            ("supervisor", "OOMKilled", None),
        ),
        ({"scheduler_summary": pod(reason="Evicted")}, ("scheduler", "Evicted", None)),
        (
            {"conditions": [condition("ReplicaFailure", "True", "FailedCreate", "quota")]},
            ("cluster", "FailedCreate", "quota"),
        ),
        ({"scheduler_summary": pod(conditions=[UNREADY])}, None),
        ({"scheduler_summary": pod(container_summaries=[container(reason="Completed")])}, None),
        ({"scheduler_summary": pod(conditions=[condition("X", "False", None, None)])}, None),
        ({"errors": "none", "conditions": {}, "scheduler_summary": []}, None),
    ],
)
def test_detail(record: Any, detail: tuple[str, str | None, str | None] | None) -> None:
    found = parse_summary(record).detail
    assert (found and (found.part, found.reason, found.message)) == detail


async def test_c1_pending_tells_stage_reason_and_since_when(call: Any, saturn: Any) -> None:
    saturn.clusters["run"] = a_cluster("run", status="pending")
    stuck = {**summary(saturn.clusters["run"]), "scheduler_summary": pod(conditions=[NO_NODE])}
    saturn.faults["GET", f"{PATH}/runtimesummary"] = answer(200, stuck)
    await call("POST", "refresh")
    (row,) = (item for item in (await call("GET", "state"))[1]["clusters"] if item["id"] == "run")
    assert row["stage"]["step"] == "scheduler"
    assert row["stage_detail"] == {
        "part": "scheduler",
        "reason": "Unschedulable",
        "message": "0/5 nodes are available",
    }
    assert row["transition_since"] is not None


async def test_c2_failed_workers_are_asked_for_their_reason(call: Any, saturn: Any) -> None:
    counts = {"count": 2, "running_count": 1, "error_count": 1}
    some = {**summary(saturn.clusters["run"]), "worker_summary": counts}
    saturn.faults["GET", f"{PATH}/runtimesummary"] = answer(200, some)
    killed = pod(container_summaries=[container(status="error", reason="OOMKilled")])
    saturn.faults["GET", f"{PATH}/workers/runtimesummary"] = answer(200, {"workers": [killed]})
    await call("POST", "refresh")
    (row,) = (item for item in (await call("GET", "state"))[1]["clusters"] if item["id"] == "run")
    assert row["status"] == "running"
    assert row["stage"] == {
        "step": "workers",
        "workers_ready": 1,
        "workers_total": 2,
        "workers_failed": 1,
    }
    assert row["stage_detail"]["reason"] == "OOMKilled"
    saturn.faults["GET", f"{PATH}/workers/runtimesummary"] = answer(403, {})
    await call("POST", "refresh")
    assert (await call("GET", "state"))[1]["connection"]["status"] == "ok"


async def test_reason_of_a_failure_is_read_once(
    app: Any, state_when: Any, call: Any, saturn: Any
) -> None:
    saturn.clusters["run"] = a_cluster("run", status="error")
    path = f"{PATH}/runtimesummary"
    saturn.faults["GET", path] = answer(200, {"errors": ["The image is gone."]})
    app.watch._pace = type(app.watch._pace)(idle=0.0)
    state = await state_when(is_status("ok"))
    row = next(item for item in state["clusters"] if item["id"] == "run")
    assert row["stage"] is None
    assert row["stage_detail"]["message"] == "The image is gone."
    for _ in range(3):
        await call("POST", "refresh")
    assert sum(request.path == path for request in saturn.requests) == 1


async def test_adaptive_cluster_waits_for_no_workers(call: Any, saturn: Any) -> None:
    saturn.clusters["run"] = a_cluster("run", n_running=0, adaptive={"minimum": 0, "maximum": 4})
    await call("POST", "refresh")
    (row,) = (item for item in (await call("GET", "state"))[1]["clusters"] if item["id"] == "run")
    assert (row["stage"], row["worker_count"], row["transition_since"]) == (None, 0, None)
