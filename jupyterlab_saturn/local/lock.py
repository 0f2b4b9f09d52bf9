"""One server per state directory."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from .files import PRIVATE_FILE

if TYPE_CHECKING:
    from pathlib import Path


class LockedError(Exception):
    """Another live process holds the directory; `pid` is the one it wrote down, or None."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(f"process {pid}")
        self.pid = pid


class DirectoryLock:
    """An exclusive `flock` on a file that names its holder's PID.

    The kernel frees it when the holder dies, however it dies, so a stale lock cannot exist;
    Python's descriptors are not inherited by children, so a child cannot keep it alive.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock, or raise `LockedError`."""
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            written = os.read(self._fd, 32).strip()
            os.close(self._fd)
            raise LockedError(int(written) if written.isdigit() else None) from None
        os.ftruncate(self._fd, 0)
        os.write(self._fd, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let go; the file stays, since removing it would race with the next holder."""
        os.ftruncate(self._fd, 0)
        os.close(self._fd)
