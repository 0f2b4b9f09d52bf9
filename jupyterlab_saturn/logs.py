"""What a cluster's processes wrote, page by page: plain text, without secrets.

Saturn's ``GET {id}/logs`` has answered with one text, and since 2026.02 with a list of
``{"timestamp", "content", "pod_name", "container_name"}`` and a ``next_key``. Both are borne.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from .errors import SaturnError, bad_request
from .masking import KEY_BEGIN, KEY_END, MASKED, mask
from .records import clean_text, parse_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .watch import ClusterWatch

PAGE = 1_000
"""Lines that Saturn is asked for at once."""

MAX_LINES = 10_000
"""Lines of one answer; an old Saturn gives all of them in one."""

MAX_LINE = 8_000
"""Characters of a line."""

MAX_PODS = 1_000
"""Processes that are named."""

_MAX_KEY = 2_000
# Colours (ECMA-48's SGR) stay, for the page to render; all other controls go, and the marks that
# turn the direction of text.
_COLOUR = r"\x1b\[[0-9;:]{0,40}m"
_CONTROL = re.compile(
    rf"({_COLOUR})"
    r"|\x1b\[[0-?]{0,40}[ -/]{0,10}[@-~]|\x1b\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\)"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff]"
)
_BREAK = re.compile(r"\r?\n")
# Colours, and what joins or parts letters without being seen.
_UNSEEN = re.compile(
    rf"{_COLOUR}|[\u00ad\u034f\u180e\u200c\u200d\ufe00-\ufe0f\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_KEY_BODY = re.compile(r"\s*[A-Za-z0-9+/]+={0,2}\s*")
# The same with something around it: what a logger begins a line with, or a quote.
_KEY_PIECE = re.compile(r"[A-Za-z0-9+/]{40}")
# Of keys with a passphrase, as OpenSSL writes them, and of PGP's.
_KEY_HEADER = re.compile(r"\s*(?:[A-Za-z-]{1,40}: .*)?")


@dataclass(frozen=True)
class Line:
    """One line: when (ISO 8601 UTC, None when not told), who wrote it, and what."""

    at: str | None
    pod: str
    component: str
    text: str


class Logs:
    """Reads logs through the watch's connection; raises ``SaturnError``."""

    def __init__(self, watch: ClusterWatch) -> None:
        self._watch = watch

    async def page(self, cluster_id: str, pod: str, cursor: str) -> dict[str, object]:
        """Return ``{"lines": [Line], "cursor", "more", "pods"}``, oldest lines first.

        ``pod`` "" means all processes, one after the other. ``cursor`` "" begins at the start; the
        one of an answer goes on from there: at once while there are ``more`` lines, later to
        follow what is written then. It is opaque, and belongs to its ``pod``. Without a cursor
        ``pods`` lists the processes, ``{"name", "status"}``, the ended ones too; else it is None.
        """
        key, skip = _parse_cursor(cursor)
        client = await self._watch.connector.open()
        params = {"page_size": str(PAGE)}
        if pod:
            params["pod_name"] = _check_pod(pod)
        if key:
            params["next_key"] = key
        answer = await client.logs(cluster_id, params)
        lines = await asyncio.to_thread(parse_lines, answer)
        next_key = _next_key(answer, key)
        # A log that was cut meanwhile is shorter than what was read of it.
        begin = skip if skip <= len(lines) else 0
        shown = lines[begin : begin + MAX_LINES]
        end = begin + len(shown)
        more = end < len(lines) or next_key is not None
        goes_on = next_key if next_key is not None and end == len(lines) else None
        return {
            "lines": [asdict(line) for line in shown],
            "cursor": _cursor(goes_on, 0) if goes_on is not None else _cursor(key, end),
            "more": more,
            "pods": None if cursor else await self._pods(cluster_id),
        }

    async def _pods(self, cluster_id: str) -> list[dict[str, str]]:
        """List the processes; none when this Saturn does not tell."""
        client = await self._watch.connector.open()
        try:
            return parse_pods(await client.history(cluster_id))
        except SaturnError as error:
            if error.code in ("forbidden", "not-found", "rejected", "conflict", "not-saturn"):
                return []
            raise


def parse_lines(value: object) -> list[Line]:
    """Read the lines of an answer, in whichever form they are; () when there are none."""
    logs = value.get("logs", value) if isinstance(value, dict) else value
    lines = [line for entry in _entries(logs, "") for line in _split(entry)]
    _hide_keys(lines)
    return lines


def parse_pods(value: object) -> list[dict[str, str]]:
    """Read ``GET {id}/history``; a name that came back is listed once, as it is now."""
    pods = value.get("pods") if isinstance(value, dict) else None
    found = {}
    for item in (pods if isinstance(pods, list) else [])[:MAX_PODS]:
        name = clean_text(item.get("pod_name")) if isinstance(item, dict) else ""
        if name:
            found[name] = clean_text(item.get("status"), 40) or "unknown"
    return [{"name": name, "status": status} for name, status in found.items()]


def clean_line(text: str) -> str:
    """Make a line safe to show: colours stay, secrets and all other controls do not."""
    coloured = _CONTROL.sub(lambda match: match[1] or "", text[: 4 * MAX_LINE])
    plain = _UNSEEN.sub("", coloured)
    masked = mask(plain)
    # A colour may begin within a secret, so a line with one loses its colours.
    shown = coloured if masked == plain else masked
    return shown if len(shown) <= MAX_LINE else shown[: MAX_LINE - 1] + "…"


def _hide_keys(lines: list[Line]) -> None:
    """Hide, in place, the lines of private keys: from the first on, and from the last back.

    Either end may be on another page.
    """
    texts = [_UNSEEN.sub("", line.text) for line in lines]
    down = range(len(lines))
    for edge, places in ((KEY_BEGIN, down), (KEY_END, down[::-1])):
        writers = set()
        for place in places:
            line, text = lines[place], texts[place]
            if re.search(edge, text):
                writers.add(line.pod)
            elif line.pod not in writers:
                continue
            elif _KEY_BODY.fullmatch(text) or _KEY_PIECE.search(text):
                lines[place] = replace(line, text=MASKED)
            elif not _KEY_HEADER.fullmatch(text):
                writers.discard(line.pod)


def _entries(value: object, pod: str) -> Iterable[Line]:
    """Find the entries in a text, a list, or an object of them by the process's name."""
    if isinstance(value, str):
        yield Line(None, pod, "", value)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, str):
                yield Line(None, pod, "", item)
            elif isinstance(item, dict):
                yield _entry(item, pod)
    elif isinstance(value, dict):
        for name, item in value.items():
            if isinstance(item, str | list):
                yield from _entries(item, clean_text(name))


def _entry(item: dict[str, Any], pod: str) -> Line:
    content = item.get("content", item.get("message"))
    return Line(
        at=parse_time(item.get("timestamp")),
        pod=clean_text(item.get("pod_name")) or pod,
        component=clean_text(item.get("container_name"), 64),
        text=content if isinstance(content, str) else "",
    )


def _split(entry: Line) -> Iterable[Line]:
    pieces = _BREAK.split(entry.text)
    if len(pieces) > 1 and not pieces[-1]:
        # The end of the last line, and no empty one.
        pieces.pop()
    for piece in pieces:
        yield replace(entry, text=clean_line(piece))


def _next_key(answer: object, key: str) -> str | None:
    """Read the key of the next page; one that repeats ends the log."""
    found = answer.get("next_key") if isinstance(answer, dict) else None
    is_key = isinstance(found, str) and 0 < len(found) <= _MAX_KEY and found != key
    return found if isinstance(found, str) and is_key else None


def _cursor(key: str, skip: int) -> str:
    """Write where to go on: a page of Saturn's, and how many of its lines were read."""
    return base64.urlsafe_b64encode(json.dumps([key, skip]).encode()).decode()


def _parse_cursor(text: str) -> tuple[str, int]:
    if not text:
        return "", 0
    try:
        value = json.loads(base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True))
        key, skip = value
    except (ValueError, TypeError, RecursionError, binascii.Error):
        key, skip = None, None
    is_number = isinstance(skip, int) and not isinstance(skip, bool) and 0 <= skip < 10**9
    if not isinstance(key, str) or len(key) > _MAX_KEY or not is_number:
        raise bad_request("The cursor is not one of ours.", "Read the log from its start.")
    return key, skip


def _check_pod(pod: str) -> str:
    if len(pod) > 253 or not pod.isprintable():
        raise bad_request("pod must be the name of a process, of at most 253 characters.")
    return pod
