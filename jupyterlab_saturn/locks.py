"""Locks: the local Saturn's, as its clients see it with its directory, and the vault's. POSIX only.

Imported when needed: Windows has no ``fcntl``.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import time
from typing import TYPE_CHECKING

from .errors import SaturnError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_TIMEOUT = 5.0
"""Seconds to wait for another writer."""

_RETRY_EVERY = 0.02


@contextlib.contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """Hold a lock file of our own, waiting for its holder; raises ``OSError``."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    handle = os.open(path, flags, 0o600)
    try:
        deadline = time.monotonic() + LOCK_TIMEOUT
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise TimeoutError(errno.ETIMEDOUT, "Another program is writing it") from None
                time.sleep(_RETRY_EVERY)
        yield
    finally:
        os.close(handle)


def private_directory(path: Path) -> None:
    """Make a directory for the user alone, and verify that it is; raises ``SaturnError``."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
        found = path.stat()
    except OSError as error:
        raise _unsafe(error.strerror or "It cannot be made") from None
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise _unsafe("It is open to other users")


def is_held(directory: Path) -> bool:
    """Tell whether a local Saturn lives: it holds the lock as long as it does."""
    with _take(directory, fcntl.LOCK_SH) as is_taken:
        return is_taken is False


def forget(directory: Path) -> None:
    """Remove what a dead local Saturn wrote, so that nobody believes it of the next one.

    Done under the lock: a local Saturn that lives, or is about to, keeps its file.
    """
    with _take(directory, fcntl.LOCK_EX) as is_taken:
        if is_taken is not False:
            (directory / "info.json").unlink(missing_ok=True)


@contextlib.contextmanager
def _take(directory: Path, kind: int) -> Iterator[bool | None]:
    """Hold the lock if it is free: True; False if it is not; None if there is no lock file."""
    try:
        handle = os.open(directory / "lock", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    try:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _unsafe(reason: str) -> SaturnError:
    return SaturnError(
        "local-failed",
        "The local Saturn does not start",
        f"Its directory cannot be used: {reason}.",
        "Check saturn/local in Jupyter's data directory.",
        503,
    )
