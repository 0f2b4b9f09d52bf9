"""Tickets: the credential of a dashboard's frame, which has no cookie (its origin is opaque)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import redaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from .saturn import SaturnClient
    from .upstream import Upstream

IDLE_SECONDS = 30 * 60.0
"""How long a ticket lives without use."""

MAX_SECONDS = 12 * 3600.0
"""How long a ticket lives at most."""

MAX_SOCKETS = 32
"""Websockets of one user."""

MAX_TICKETS = 256
"""Tickets of all users; beyond, the one that was not used for longest goes."""

MAX_OF_USER = 64
"""Tickets of one user; beyond, the one of theirs that was not used for longest goes."""

_BYTES = 32


@dataclass(eq=False)
class Ticket:
    """The right of one user to see one dashboard, as long as the connection that told of it."""

    secret: str = field(repr=False)
    user: str
    cluster_id: str
    upstream: Upstream
    client: SaturnClient
    made_at: float
    used_at: float
    #: What closes its websockets.
    sockets: set[Callable[[], None]] = field(default_factory=set)


class Tickets:
    """The tickets of this server, in memory only. ``clock`` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._tickets: dict[bytes, Ticket] = {}

    def __bool__(self) -> bool:
        return bool(self._tickets)

    def mint(self, user: str, cluster_id: str, upstream: Upstream, client: SaturnClient) -> Ticket:
        """Make a ticket."""
        self._make_room(user)
        now = self._clock()
        secret = secrets.token_urlsafe(_BYTES)
        ticket = Ticket(secret, user, cluster_id, upstream, client, now, now)
        redaction.watch(ticket)
        self._tickets[_key(secret)] = ticket
        return ticket

    def find(self, secret: str) -> Ticket | None:
        """Find a ticket that has not run out; this is a use of it."""
        ticket = self._tickets.get(_key(secret))
        if ticket is None or self._is_over(ticket):
            return None
        ticket.used_at = self._clock()
        return ticket

    def enter(self, ticket: Ticket, close: Callable[[], None]) -> bool:
        """Count a websocket in, which ``close`` will end; False when its user has too many."""
        open_ones = sum(len(t.sockets) for t in self._tickets.values() if t.user == ticket.user)
        if open_ones >= MAX_SOCKETS:
            return False
        ticket.sockets.add(close)
        return True

    def leave(self, ticket: Ticket, close: Callable[[], None]) -> None:
        """Count a websocket out; until now the ticket was in use."""
        ticket.sockets.discard(close)
        ticket.used_at = self._clock()

    def revoke(self, is_meant: Callable[[Ticket], bool]) -> None:
        """Take back the tickets that are meant, and those that have run out."""
        for key, ticket in list(self._tickets.items()):
            if self._is_over(ticket) or is_meant(ticket):
                del self._tickets[key]
                for close in list(ticket.sockets):
                    close()

    def _make_room(self, user: str) -> None:
        crowd = [ticket for ticket in self._tickets.values() if ticket.user == user]
        if len(crowd) < MAX_OF_USER:
            crowd = list(self._tickets.values())
            if len(crowd) < MAX_TICKETS:
                return
        oldest = min(crowd, key=lambda ticket: ticket.used_at)
        self.revoke(lambda ticket: ticket is oldest)

    def _is_over(self, ticket: Ticket) -> bool:
        now = self._clock()
        # An open websocket is a use.
        is_idle = not ticket.sockets and now - ticket.used_at >= IDLE_SECONDS
        return is_idle or now - ticket.made_at >= MAX_SECONDS


def _key(secret: str) -> bytes:
    """Look tickets up by a digest: how long a look-up takes then tells nothing of a secret."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()
