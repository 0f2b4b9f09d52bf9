"""The processes' own output, page by page."""

from __future__ import annotations

import os
import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from .errors import bad_request

if TYPE_CHECKING:
    from pathlib import Path

    from .runs import Pod, Run

# Bytes: of a longer file only the end is shown, and beyond the second it is emptied.
SHOWN = 2**20
KEPT = 32 * 2**20
# distributed writes "2026-11-22 15:10:10,326 - distributed.worker - INFO - …" in local time;
# releases before 2021 write no time.
STAMP = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)[,.]\d+ - ")
COMPONENTS = ("kubecluster", "scheduler", "worker")


def read_page(
    directory: Path, run: Run, *, size: int, key: str | None, component: str | None, pod: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """Return up to `size` lines from `key` on, and the key of the next page if there is more.

    Pod after pod, each from its first shown line. A key is `<pod>:<byte>`, so it stays valid
    while the logs grow. Raises `ApiError` 400 for a key or component that means nothing.
    """
    if component is not None and component not in COMPONENTS:
        raise bad_request(f"'component' must be one of {', '.join(COMPONENTS)}.")
    pods = [
        one for one in _named(run) if component in (None, one.component) and pod in (None, one.name)
    ]
    begin, offset = _parse_key(key, [one.name for one in pods])
    lines: list[dict[str, Any]] = []
    for index, one in enumerate(pods[begin:], begin):
        if len(lines) == size:
            return lines, f"{one.name}:0"
        found, end = _read(directory, run, one, offset if index == begin else 0, size - len(lines))
        lines += found
        if end is not None:
            return lines, f"{one.name}:{end}"
    return lines, None


def trim(directory: Path) -> None:
    """Empty the files of a run that have grown too long; their writers append."""
    for path in directory.glob("*.log"):
        if path.stat().st_size > KEPT:
            os.truncate(path, 0)


def _named(run: Run) -> list[Pod]:
    """Return the pods, one for each name: a worker that came back writes to the same file."""
    found: dict[str, Pod] = {}
    for pod in run.pods:
        found.setdefault(pod.name, pod)
    return list(found.values())


def _parse_key(key: str | None, names: list[str]) -> tuple[int, int]:
    if key is None:
        return 0, 0
    name, _, offset = key.rpartition(":")
    if name not in names or not offset.isdecimal():
        raise bad_request("The page's key is not valid.")
    return names.index(name), int(offset)


def _read(
    directory: Path, run: Run, pod: Pod, offset: int, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    if pod.component == "kubecluster":
        notes = run.notes[offset : offset + limit]
        more = offset + limit < len(run.notes)
        found = [_entry(pod, stamp, line) for stamp, line in notes]
        return found, offset + limit if more else None
    lines, end = _read_file(directory / f"{_stem(pod)}.log", offset, limit)
    stamp = pod.started_at
    found = []
    for line in lines:
        stamp = _stamp(line) or stamp
        found.append(_entry(pod, stamp, line))
    return found, end


def _stem(pod: Pod) -> str:
    return "scheduler" if pod.component == "scheduler" else f"worker-{pod.name.rpartition('-')[2]}"


def _read_file(path: Path, offset: int, limit: int) -> tuple[list[str], int | None]:
    try:
        with path.open("rb") as file:
            length = os.fstat(file.fileno()).st_size
            if offset == 0 and length > SHOWN:
                file.seek(length - SHOWN)
                file.readline()
            else:
                file.seek(min(offset, length))
            lines: list[str] = []
            while len(lines) < limit and (line := file.readline(SHOWN)):
                lines.append(line.decode(errors="replace").rstrip("\n"))
            end = file.tell()
            return lines, end if end < length else None
    except FileNotFoundError:
        return [], None


def _stamp(line: str) -> str | None:
    found = STAMP.match(line)
    if found is None:
        return None
    local = datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S").astimezone()
    return local.astimezone(timezone.utc).isoformat()


def _entry(pod: Pod, stamp: str, line: str) -> dict[str, Any]:
    return {
        "timestamp": stamp,
        "content": line,
        "pod_name": pod.name,
        "container_name": pod.component,
    }
