"""How often Saturn is read."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Seconds: between two polls, how long a look lasts, and after a write or a failure."""

    transition: float = 2.0
    idle: float = 15.0
    look: float = 90.0
    write: float = 30.0
    backoff_cap: float = 60.0

    def pause(self, is_moving: bool, is_looked_at: bool, guard: float | None) -> float | None:
        """Choose the seconds to the next poll; None when there is no reason for one.

        ``guard`` is what the idle watch wants when nobody looks.
        """
        if is_moving:
            return self.transition
        return self.idle if is_looked_at else guard

    def backoff(self, failures: int, retry_after: float | None) -> float:
        """Choose the seconds to wait after so many failures, longer from one to the next."""
        if retry_after is not None:
            return retry_after
        longest = min(self.backoff_cap, self.transition * 2.0**failures)
        return longest * random.uniform(0.5, 1.0)  # noqa: S311
