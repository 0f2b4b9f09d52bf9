"""What clusters have cost since they were first seen running: an estimate, never a guess."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from fake_saturn import a_cluster

from jupyterlab_saturn.history import History
from jupyterlab_saturn.records import parse_cluster

BEGIN = datetime(2026, 1, 1, tzinfo=timezone.utc)


def take(
    history: History, minutes: float, rate: float | None = 6.0, **statuses: str
) -> dict[str, Any] | None:
    """Take in a reading of so many minutes later; returns what ``a`` has cost."""
    found = (parse_cluster(a_cluster(key, status=word)) for key, word in statuses.items())
    clusters = tuple(item for item in found if item)
    moving = frozenset(item.id for item in clusters if item.status in ("pending", "stopping"))
    rates = {item.id: rate for item in clusters}
    history.take(clusters, rates, moving, BEGIN + timedelta(minutes=minutes))
    return history.cost("a")


def stamp(minutes: float) -> str:
    return (BEGIN + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def test_cost_is_written_down_when_something_changes_only() -> None:
    history = History()
    assert take(history, 0, a="pending") is None
    first = take(history, 1, a="running")
    assert first == {"spent": 0.0, "per_hour": 6.0, "as_of": stamp(1), "since": stamp(1)}
    for minute in range(2, 11):
        assert take(history, minute, a="running") == first
    # Ten minutes at 6, then twice as much.
    scaled = take(history, 11, 12.0, a="running")
    assert scaled == {"spent": 1.0, "per_hour": 12.0, "as_of": stamp(11), "since": stamp(1)}
    stopped = take(history, 12, 12.0, a="stopping")
    assert stopped == {"spent": 1.2, "per_hour": 0.0, "as_of": stamp(12), "since": stamp(1)}
    assert take(history, 60, a="stopped") == stopped | {"as_of": stamp(60)}
    again = take(history, 70, a="running")
    assert again == {"spent": 1.2, "per_hour": 6.0, "as_of": stamp(70), "since": stamp(1)}


def test_cost_of_an_end_that_nobody_saw_is_what_was_seen() -> None:
    history = History()
    take(history, 0, a="running")
    take(history, 10, a="running")
    # It ended some time within three hours.
    cost = take(history, 200, a="stopped")
    assert cost is not None
    assert cost["spent"] == 1.0


def test_cost_goes_on_over_a_time_without_a_look() -> None:
    history = History()
    take(history, 0, a="running")
    take(history, 200, a="running")
    cost = take(history, 201, a="stopped")
    assert cost is not None
    assert cost["spent"] == 20.1


def test_cost_is_unknown_from_an_unknown_price_on() -> None:
    history = History()
    take(history, 0, a="running")
    unknown = take(history, 10, None, a="running")
    assert unknown is not None
    assert (unknown["spent"], unknown["per_hour"]) == (None, None)
    later = take(history, 20, 6.0, a="running")
    assert later is not None
    assert (later["spent"], later["per_hour"]) == (None, 6.0)


def test_cost_does_not_run_backwards_with_the_clock() -> None:
    history = History()
    take(history, 10, a="running")
    take(history, 20, 12.0, a="running")
    cost = take(history, 5, 6.0, a="running")
    assert cost is not None
    assert cost["spent"] == 1.0


def test_total_keeps_what_is_gone() -> None:
    history = History()
    assert history.total() is None
    take(history, 0, a="running", b="running", c="stopped")
    take(history, 1, a="running", b="running", c="stopped")
    take(history, 2, b="running", c="stopped")
    total = {"spent": 0.4, "per_hour": 6.0, "as_of": stamp(2), "since": stamp(0)}
    assert (history.cost("a"), history.total()) == (None, total)
    history.clear()
    assert history.total() is None


def test_transition_lasts_over_its_statuses() -> None:
    history = History()
    take(history, 0, a="running")
    assert history.moving_since("a") is None
    take(history, 1, a="stopping")
    take(history, 2, a="pending")
    assert (history.since("a"), history.moving_since("a")) == (stamp(2), stamp(1))
    take(history, 3, a="running")
    assert history.moving_since("a") is None


async def test_snapshot_has_the_costs(app: Any, call: Any, saturn: Any) -> None:
    await call("POST", "refresh")
    _, state = await call("GET", "state")
    rows = {item["id"]: item["cost"] for item in state["clusters"]}
    assert rows["off"] is None
    assert rows["run"]["per_hour"] == 1.5
    assert state["cost"] == rows["run"]
    await call("POST", "refresh")
    assert (await call("GET", "state"))[1]["revision"] == state["revision"]
