"""The three official clients, unmodified, against the local Saturn."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Contract

sys.path.append(str(Path(__file__).parents[1] / "server"))

from saturn_examples import a_deployment, a_job

NOT_RUNNING = [409, "The cluster is not running: it is stopped."]


@pytest.mark.parametrize(
    ("environment", "python"), [("legacy-3.8", [3, 8]), ("legacy-3.11", [3, 11])]
)
def test_the_recipe_of_2021(
    contract: Callable[[str], Contract], environment: str, python: list[int]
) -> None:
    saturn = contract(environment)
    user = saturn.user()
    facts = saturn.run("recipe_2021.py", saturn.base_url, user["project_id"], given=user["token"])
    assert facts["python"] == python
    assert facts["squares"] == [0, 1, 4, 9, 16]
    assert len(facts["pids"]) == 2
    assert facts["own_pid"] not in facts["pids"]
    assert (facts["status"], facts["after"]) == ("running", "stopped")
    assert facts["info_after"] == "Cluster is not running."
    assert facts["repr"].startswith("SaturnCluster('tls://127.0.0.1:")
    assert facts["html"]
    assert facts["dashboard"].startswith("http://127.0.0.1:")
    assert (facts["sum"], facts["scaled"]) == (10000, 3)


def test_dask_saturn_of_today(contract: Callable[[str], Contract]) -> None:
    saturn = contract("current")
    facts = saturn.run(
        "current.py", SATURN_BASE_URL=saturn.base_url, SATURN_TOKEN=saturn.user()["token"]
    )
    assert facts["sizes"][0] == "small"
    assert facts["described"]["small"] == "Small - 1 core - 2 GB RAM"
    assert facts["square"] == 49
    assert len(facts["pids"]) == 2
    assert facts["own_pid"] not in facts["pids"]
    assert facts["status"] == "running"
    assert "workers=2, threads=2" in facts["repr"]
    assert facts["html"]
    assert (facts["scaled"], facts["adapted"], facts["fixed_again"]) == (4, 0, 2)
    assert facts["while_adaptive"] == 32
    assert facts["same_id"]
    assert facts["same_address"]
    assert facts["unchanged"]
    assert facts["reset_id"]
    assert facts["reset_address"]
    assert facts["reset_threads"] == [2]
    assert facts["closed"] == "stopped"
    assert (facts["inside_with"], facts["after_with"]) == (9, "stopped")
    assert "planet" in facts["refused"][0]
    assert facts["refused"][1] == "'n_workers' must be a whole number from 0 to 64."


def test_saturn_api(contract: Callable[[str], Contract]) -> None:
    saturn = contract("current")
    with saturn.server.client() as client:
        made = client.post("/api/workspaces", json={"name": "second"})
        assert made.status_code == 201
    project = made.json()["id"]
    facts = saturn.run(
        "api.py",
        project,
        given=saturn.user(1)["token"],
        SATURN_BASE_URL=saturn.base_url.rstrip("/"),
        SATURN_TOKEN=saturn.user()["token"],
    )
    assert facts["made"] == ["stopped", 1, 1, {"team": "blue"}, project]
    assert facts["pages"] == [1, True, None, True]
    assert facts["changed"] == [2, 2]
    assert facts["running_only"] == [NOT_RUNNING, NOT_RUNNING]
    assert facts["started"] == "pending"
    assert facts["foreign"] == [404, 404, 404, 404]
    counts = {"count": 2, "pending_count": 0, "running_count": 2, "error_count": 0}
    assert facts["summary"] == ["running", "running", "running", counts, []]
    assert facts["parts"] == [1, "running", ["running", "running"]]
    assert facts["status"] == {"status": "running"}
    assert facts["info"] == ["dashboard_link", "scheduler_address", "versions"]
    assert facts["scheduler"] == "Scheduler"
    assert facts["conflict"][0] == 409
    assert facts["log_containers"] == ["kubecluster", "scheduler", "worker"]
    assert facts["log_words"]
    assert facts["log_filter"] == ["scheduler"]
    assert facts["metrics"] == [True, True, 2]
    assert facts["history"] == ["running", "stopped"]
    assert facts["stopping"] == "stopping"
    assert facts["cluster_token"] == [3, True]
    assert facts["deleted"] == [404, "There is no such cluster."]
    check_account(facts)


def check_account(facts: dict[str, object]) -> None:
    assert facts["user"] == ["user1", True]
    assert facts["api_status"] == "2026.02.01"
    assert facts["cloud"] == "local"
    assert facts["servers"] == ["2xlarge", "large", "medium", "small", "xlarge"]
    assert facts["prices"] == [0.0]
    assert facts["none"] == [[], None, [], None]
    assert facts["token"] == [True, True]
    assert facts["token_get"] == "mine"
    assert facts["token_renamed"] == "yours"
    assert facts["token_listed"] is True
    assert facts["token_works"] == "user1"
    assert facts["token_revoked"] == [401, "The token is not valid here."]
    assert facts["unknown_scope"] == [
        400,
        "The scope must be 'user' or 'workspace:<id>' of a workspace of yours.",
    ]


def test_the_token_page_of_2021(contract: Callable[[str], Contract]) -> None:
    saturn = contract("current")
    with saturn.server.client() as client:
        answer = client.get("/api/user/token")
    assert (answer.status_code, answer.json()) == (200, {"token": saturn.user()["token"]})


def test_our_examples_are_saturns(contract: Callable[[str], Contract]) -> None:
    jobs = [a_job("a" * 32, "nightly", cron="0 3 * * *", scheduled=True), a_job("b" * 32, "once")]
    given = json.dumps({"jobs": jobs, "deployments": [a_deployment("c" * 32, "api")]})
    facts = contract("current").run("models.py", given=given)
    assert facts["jobs"] == [
        ["nightly", True, "0 3 * * *", "acme/alice"],
        ["once", False, None, "acme/alice"],
    ]
    assert facts["deployments"] == [["api", "stopped", 0]]
