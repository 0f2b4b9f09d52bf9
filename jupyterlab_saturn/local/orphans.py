"""Find our processes by a mark in their environment, and end them.

A PID file would name strangers after a reboot; the mark is inherited by everything that a
cluster starts, including what a task starts, and by nothing else.
"""

from __future__ import annotations

import contextlib
import time

import psutil

MARK = "JUPYTERLAB_SATURN_LOCAL"
# Characters. A directory's own part of the mark has 32.
MIN_PREFIX = 16
# Seconds between two looks.
PAUSE = 0.02


def is_ours(mark: str | None, prefix: str) -> bool:
    """Tell whether a process with this mark (None without one) is meant by the prefix.

    Raises `ValueError` for a prefix that is too short to name one state directory: whatever
    went wrong before, nobody else's process may be ended for it.
    """
    if len(prefix) < MIN_PREFIX:
        raise ValueError("this prefix could mean anybody's process")
    return mark is not None and mark.startswith(prefix)


def marked(prefix: str) -> list[psutil.Process]:
    """Return the live processes of this user whose mark begins with `prefix`."""
    found = []
    for process in psutil.process_iter():
        # Other users' processes refuse, and others end while we look.
        with contextlib.suppress(psutil.Error, OSError):
            if not is_ours(process.environ().get(MARK), prefix):
                continue
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def end_marked(prefix: str, deadline: float = 2.0) -> int:
    """Kill the marked processes; returns how many there were.

    Repeats for at most `deadline` seconds, for one may start another while we look.
    """
    ended: set[int] = set()
    limit = time.monotonic() + deadline
    while time.monotonic() < limit:
        try:
            found = marked(prefix)
        except OSError:
            # Out of descriptors, perhaps for a moment only.
            time.sleep(PAUSE)
            continue
        if not found:
            break
        for process in found:
            # psutil checks the start time first: a reused PID is not ours.
            with contextlib.suppress(psutil.Error):
                process.kill()
            ended.add(process.pid)
        # Not psutil's wait: it would take our own children's exit codes from asyncio.
        time.sleep(PAUSE)
    return len(ended)
