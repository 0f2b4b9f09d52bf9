"""What a cluster costs, by Saturn's sizes: an estimate, in US dollars per hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .records import Size


def price_of(
    sizes: Iterable[Size], scheduler_size: str, worker_size: str, hosts: int
) -> float | None:
    """Add up the scheduler and all hosts; None when a price is unknown."""
    prices = {size.name: size.price_per_hour for size in sizes}
    scheduler, worker = prices.get(scheduler_size), prices.get(worker_size)
    if scheduler is None or worker is None:
        return None
    return round(scheduler + hosts * worker, 4)
