"""What several test modules of the server extension share."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from fake_saturn import TOKEN

from jupyterlab_saturn.credentials import Credential
from jupyterlab_saturn.records import format_time

if TYPE_CHECKING:
    from collections.abc import Callable

API = "jupyterlab-saturn/api"
USER = ("GET", "/api/user")
LIST = ("GET", "/api/dask_clusters")
A, B = "https://a.example", "https://b.example"


def is_status(*words: str) -> Callable[[dict[str, Any]], bool]:
    """Make the condition that the connection has one of these states."""
    return lambda state: state["connection"]["status"] in words


async def fail(call: Any, saturn: Any, fault: Any, key: Any = USER) -> dict[str, Any]:
    """Read Saturn once with a fault, and return the connection."""
    saturn.faults[key] = fault
    assert (await call("POST", "refresh"))[0] == 204
    _, state = await call("GET", "state")
    return state["connection"]  # type: ignore[no-any-return]


def in_hours(hours: float) -> str:
    """Write a time from now as Saturn does."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return format_time(now + datetime.timedelta(hours=hours))


def a_credential(origin: str = A, token: str = TOKEN, **more: Any) -> Credential:
    return Credential(origin, token, "vault", **more)
