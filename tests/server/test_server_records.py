"""Row N16, field by field."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from fake_saturn import SIZE, a_cluster
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_saturn.connector import Connector, Fixed
from jupyterlab_saturn.credentials import Credentials
from jupyterlab_saturn.history import History
from jupyterlab_saturn.idle import IdleTracker
from jupyterlab_saturn.lease import LocalSaturn
from jupyterlab_saturn.reader import Reading
from jupyterlab_saturn.records import (
    clean_text,
    parse_cluster,
    parse_memory,
    parse_offer,
    parse_time,
)
from jupyterlab_saturn.snapshot import State, remember, render
from jupyterlab_saturn.summaries import parse_summary

ODD = [
    None,
    True,
    -1,
    0,
    1.5,
    10**30,
    float("nan"),
    float("inf"),
    "",
    "1",
    "x" * 100_000,
    "<img src=x onerror=alert(1)>",
    "\ud800\u202e\x00\u2028",
    [],
    [None, 1, {"a": []}],
    {},
    {"minimum": "a"},
]


def render_one(record: Any, sizes: Any, summary: Any = None) -> dict[str, Any]:
    cluster = parse_cluster(record)
    found = (cluster,) if cluster else ()
    reading = Reading("u", parse_offer(sizes).sizes, found, {}, frozenset())
    if cluster:
        reading.summaries[cluster.id] = parse_summary(summary)
    connector = Connector(Fixed(), Credentials(), LocalSaturn(None))  # type: ignore[arg-type]
    history = History()
    remember(history, reading, datetime.now(timezone.utc))
    return render(connector, State(reading), history, IdleTracker())


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("field", [*a_cluster("a"), "adaptive", "n_running", "new"])
def test_n16_odd_field_of_a_cluster(field: str, odd: Any) -> None:
    sizes = {"server_options": {"size": [SIZE]}}
    text = json.dumps(render_one({**a_cluster("a"), field: odd}, sizes), allow_nan=False)
    text.encode()
    assert len(text) < 5000
    missing = a_cluster("a")
    missing.pop(field, None)
    json.dumps(render_one(missing, sizes), allow_nan=False)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("field", [*SIZE, "gpu", "gpu_type"])
def test_n16_odd_field_of_a_size(field: str, odd: Any) -> None:
    sizes = {"server_options": {"size": [{**SIZE, field: odd}, odd]}}
    json.dumps(render_one(a_cluster("a"), sizes), allow_nan=False)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=100, deadline=None)
@given(json_values, json_values, json_values)
def test_n16_any_json_is_borne(record: Any, sizes: Any, summary: Any) -> None:
    json.dumps(render_one({**a_cluster("a"), "x": record}, sizes, summary), allow_nan=False)
    parse_cluster(record)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("4Gi", 4 * 2**30),
        ("4 GB", 4 * 10**9),
        ("512MiB", 512 * 2**20),
        ("1.5G", 1_500_000_000),
        ("2Ti", 2 * 2**40),
        ("1024", 1024),
        (2048, 2048),
        ("64k", 64_000),
        ("", None),
        ("four", None),
        (None, None),
        (True, None),
        (-1, None),
        ("9" * 50, None),
    ],
)
def test_memory(text: Any, size: int | None) -> None:
    assert parse_memory(text) == size


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-22T13:02:09+00:00", "2026-11-22T13:02:09Z"),
        ("2026-11-22T13:02:09Z", "2026-11-22T13:02:09Z"),
        ("2026-11-22T15:02:09.123456+02:00", "2026-11-22T13:02:09Z"),
        ("2026-11-22T13:02:09", "2026-11-22T13:02:09Z"),
        ("2026-11-22T13:02:09.5Z", "2026-11-22T13:02:09Z"),
        ("2026-11-22T13:02:09.123456789Z", "2026-11-22T13:02:09Z"),
        ("0001-01-01T00:00:00+23:59", None),
        ("yesterday", None),
        (5, None),
    ],
)
def test_time(text: Any, time: str | None) -> None:
    assert parse_time(text) == time


def test_text_is_bounded_and_has_no_control_characters() -> None:
    assert clean_text("a\x00b\u202ec\n\td\u200be") == "abc de"
    assert len(clean_text("x" * 1000)) == 200
    assert clean_text("👩‍🔬 ünï") == "👩‍🔬 ünï"
