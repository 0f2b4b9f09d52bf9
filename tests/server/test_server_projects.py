"""The projects that own clusters, and the setting that names one: row U6."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fake_saturn import TOKEN, FakeSaturn, a_cluster, answer
from server_rig import USER, is_status

HEX = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def owned(saturn: FakeSaturn) -> FakeSaturn:
    """Three clusters of two owners, and one of nobody."""
    saturn.clusters = {
        "a": a_cluster("a", name="zoo", workspace_id=HEX),
        "b": a_cluster("b", name="My project", workspace_id=None, job_id="j1"),
        "c": a_cluster("c", name="alpha", workspace_id=HEX),
        "d": a_cluster("d", name="stray", workspace_id=None),
    }
    return saturn


async def test_projects_are_the_owners_of_clusters(call: Any, owned: FakeSaturn) -> None:
    expected = [
        {"id": HEX, "name": "alpha", "clusters": 2},
        {"id": "j1", "name": "My project", "clusters": 1},
    ]
    assert await call("GET", "projects") == (200, expected)
    assert owned.writes == []


async def test_projects_odd_records_are_borne(call: Any, saturn: FakeSaturn) -> None:
    saturn.clusters = {
        "a": {"id": "a", "workspace_id": 7, "name": ["x"]},
        "b": {"id": "b", "workspace_id": "w<b>\u202e\n", "name": None},
        "c": {"id": "c", "deployment_id": "d" * 500},
    }
    status, found = await call("GET", "projects")
    assert status == 200
    assert [item["name"] for item in found] == ["w<b>", "d" * 199 + "…"]


async def test_projects_without_a_saturn_say_why(call: Any, saturn: FakeSaturn) -> None:
    saturn.faults[USER] = answer(401, {"message": f"no {TOKEN}"})
    status, error = await call("GET", "projects")
    assert (status, error["code"]) == (502, "refused")
    assert TOKEN not in str(error)


@pytest.mark.parametrize(
    ("setting", "project_id"),
    [
        (HEX, HEX),
        ("alpha", HEX),
        ("My project", "j1"),
        ("j1", "j1"),
        ("{url}dash/projects/" + HEX, HEX),
        ("{url}dash/o/me/resources/" + HEX.upper() + "?tab=1", HEX),
        ("{url}x/j1/", "j1"),
    ],
)
async def test_u6_project_is_resolved(
    call: Any, owned: FakeSaturn, setting: str, project_id: str
) -> None:
    await call("POST", "refresh")
    body = {"project": setting.format(url=owned.url)}
    _, found = await call("PUT", "connection", body)
    assert found["project_problem"] is None
    _, state = await call("GET", "state")
    assert state["project"]["id"] == project_id
    assert state["project_problem"] is None


@pytest.mark.parametrize(
    ("setting", "code", "word"),
    [
        ("s3cret", "no-project", "No cluster"),
        ("f" * 32, "no-project", "No cluster"),
        ("https://evil.example/dash/projects/" + HEX, "project-elsewhere", "https://evil.example/"),
        ("https://u:s3cret@evil.example/" + HEX, "bad-project", "password"),
        ("javascript://%0aalert(1)/" + HEX, "bad-project", ""),
    ],
)
async def test_u6_project_that_is_not_here_is_explained(
    call: Any, state_when: Any, owned: FakeSaturn, setting: str, code: str, word: str
) -> None:
    await state_when(is_status("ok"))
    _, found = await call("PUT", "connection", {"project": setting})
    assert found["project_problem"]["code"] == code
    assert word in found["project_problem"]["reason"]
    # It may be a token, pasted astray.
    assert not {"s3cret", "f" * 32} & set(re.findall(r"\w+", str(found["project_problem"])))
    state = await state_when(is_status("ok"))
    assert state["project"] is None
    assert state["project_problem"] == found["project_problem"]


async def test_u6_page_of_another_saturn_is_never_contacted(
    call: Any, owned: FakeSaturn, state_when: Any
) -> None:
    other = await FakeSaturn().start()
    setting = f"{other.url}dash/projects/{HEX}"
    _, found = await call("PUT", "connection", {"project": setting})
    assert found["project_problem"]["code"] == "project-elsewhere"
    assert other.url in found["project_problem"]["hint"]
    await call("POST", "refresh")
    await state_when(is_status("ok"))
    assert other.requests == []
    await other.stop()
