"""The instance sizes that this machine offers, in Saturn's shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psutil

GIB = 2**30
# Bytes. It does not change, and asking needs a descriptor that there may not be.
MACHINE_MEMORY: int = psutil.virtual_memory().total


@dataclass(frozen=True)
class Size:
    """A size: its name, whole cores and memory in GiB (Saturn writes "GB")."""

    name: str
    cores: int
    memory_gib: int

    @property
    def memory_bytes(self) -> int:
        """The memory limit of one host."""
        return self.memory_gib * GIB

    @property
    def display(self) -> str:
        """The words that Saturn's own pages use."""
        plural = "" if self.cores == 1 else "s"
        name = self.name[:1].upper() + self.name[1:]
        return f"{name} - {self.cores} core{plural} - {self.memory_gib} GB RAM"

    def view(self) -> dict[str, Any]:
        """Return saturn-api's `InstanceSize`; local machines are free."""
        fits = self.memory_bytes <= MACHINE_MEMORY
        return {
            "name": self.name,
            "cores": self.cores,
            "memory": f"{self.memory_gib} GB",
            "gpu": 0,
            "hardware_type": "CPU",
            "cloud": "local",
            "display": self.display,
            "display_name": self.name[:1].upper() + self.name[1:],
            "price_per_hour": 0.0,
            "disabled": not fits,
            **({} if fits else {"disabled_message": "This machine has less memory."}),
        }


SIZES = {
    size.name: size
    for size in (
        Size("small", 1, 2),
        Size("medium", 2, 4),
        Size("large", 2, 16),
        Size("xlarge", 4, 32),
        Size("2xlarge", 8, 64),
    )
}
DEFAULT_SIZE = "small"
