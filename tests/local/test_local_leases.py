"""How long a server lives by its leases, with the times made short."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from jupyterlab_saturn.local import leases
from jupyterlab_saturn.local.leases import Leases

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "FIRST_LEASE", 0.1)
    monkeypatch.setattr(leases, "AFTER_LAST", 0.1)


def play(scene: Callable[[Leases, asyncio.Event], Coroutine[None, None, None]]) -> None:
    async def run() -> None:
        over = asyncio.Event()
        found = Leases(over.set)
        found.begin()
        await scene(found, over)

    asyncio.run(run())


def test_nobody_comes() -> None:
    async def scene(found: Leases, over: asyncio.Event) -> None:
        assert not over.is_set()
        await asyncio.wait_for(over.wait(), 5)

    play(scene)


def test_a_held_lease_outlasts_the_first_grace() -> None:
    async def scene(found: Leases, over: asyncio.Event) -> None:
        with found.hold():
            await asyncio.sleep(0.4)
            assert not over.is_set()
        assert not over.is_set()
        await asyncio.wait_for(over.wait(), 5)

    play(scene)


def test_one_that_comes_in_time_keeps_it() -> None:
    async def scene(found: Leases, over: asyncio.Event) -> None:
        with found.hold():
            pass
        with found.hold(), found.hold():
            await asyncio.sleep(0.4)
        assert not over.is_set()

    play(scene)


def test_without_the_option_leases_end_nothing() -> None:
    async def run() -> None:
        found = Leases(None)
        found.begin()
        with found.hold():
            pass

    asyncio.run(run())
