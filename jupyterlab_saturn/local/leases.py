"""Live as long as somebody needs us."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Seconds: until the first lease must be there, and after the last one left.
FIRST_LEASE = 30.0
AFTER_LAST = 5.0


class Leases:
    """Count the held leases; call `expired` when there was none for long enough."""

    def __init__(self, expired: Callable[[], None] | None) -> None:
        """Without `expired` the count has no effect."""
        self._expired = expired
        self._held = 0
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Start the first grace time."""
        self._schedule(FIRST_LEASE)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold a lease for the duration of the block."""
        self._held += 1
        self._cancel()
        try:
            yield
        finally:
            self._held -= 1
            if self._held == 0:
                self._schedule(AFTER_LAST)

    def _schedule(self, seconds: float) -> None:
        self._cancel()
        if self._expired is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._expired)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
