"""Held-open requests that keep the server alive."""

from __future__ import annotations

import asyncio

from .base import Handler


class LeaseHandler(Handler):
    """One lease per open request."""

    closed: asyncio.Event

    async def get(self) -> None:
        """Answer with one line at once, then hold the connection until the peer leaves."""
        self.closed = asyncio.Event()
        with self.services.leases.hold():
            self.set_header("Content-Type", "application/json")
            self.write(b'{"ok": true}\n')
            await self.flush()
            await self.closed.wait()

    def on_connection_close(self) -> None:
        """End the lease with its connection."""
        if hasattr(self, "closed"):
            self.closed.set()
