"""What the handlers work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .accounts import Accounts
    from .backend import Backend
    from .fleet import Fleet
    from .leases import Leases
    from .store import Store
    from .tokens import Tokens


@dataclass(frozen=True)
class Services:
    """One of each, for the server's life."""

    store: Store
    tokens: Tokens
    accounts: Accounts
    backend: Backend
    fleet: Fleet
    leases: Leases
