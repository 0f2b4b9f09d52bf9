"""Looks for a secret wherever a program may have left it."""

from __future__ import annotations

import base64
import gzip
import math
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable


def forms(secret: str) -> dict[str, bytes]:
    """Write the secret in every form in which it may have been left.

    Base64 depends on how many bytes stand before: of each of the three alignments those characters
    are kept that the neighbours have no part in.
    """
    raw = secret.encode()
    found = {
        "raw": raw,
        "reversed": raw[::-1],
        "url-encoded": quote(secret, safe="").encode(),
        "url-encoded but /": quote(secret).encode(),
        "url-encoded whole": "".join(f"%{byte:02x}" for byte in raw).encode(),
        "hex": raw.hex().encode(),
        "utf-16": secret.encode("utf-16-le"),
    }
    for offset in range(3):
        text = base64.b64encode(bytes(offset) + raw).decode()
        first = math.ceil(offset * 8 / 6)
        last = (offset + len(raw)) * 8 // 6
        for name, kept in (("base64", text), ("base64url", text.translate(_URL_SAFE))):
            found[f"{name} at {offset}"] = kept[first:last].encode()
    return found


_URL_SAFE = str.maketrans("+/", "-_")


class Sweeper:
    """Looks for one secret in all its forms."""

    def __init__(self, secret: str) -> None:
        self.forms = forms(secret)

    def in_bytes(self, data: bytes) -> list[str]:
        """Name the forms that are in the data."""
        # Whoever quotes may write %2F or %2f, and hexadecimal as he likes.
        lower = data.lower()
        return [
            name
            for name, form in self.forms.items()
            if form in data or (name.startswith(("url", "hex")) and form.lower() in lower)
        ]

    def in_texts(self, texts: Iterable[str]) -> list[str]:
        """Name the forms that are in any of the texts, and the beginning of that text."""
        return [
            f"{form} in {text[:80]!r}…"
            for text in texts
            for form in self.in_bytes(text.encode("utf-8", "surrogatepass"))
        ]

    def in_files(self, *roots: Path) -> list[str]:
        """Name the files below the directories whose name or content holds the secret."""
        found = []
        for path in (item for root in roots for item in root.rglob("*")):
            if path.is_symlink() or not path.is_file():
                data = str(path.readlink()).encode() if path.is_symlink() else b""
            else:
                data = _read(path)
            hits = self.in_bytes(str(path).encode()) + self.in_bytes(data)
            found += [f"{form} in {path}" for form in hits]
        return found

    def in_processes(self, pids: Iterable[int]) -> list[str]:
        """Name the processes whose command line or environment holds the secret."""
        return [
            f"{form} in {part} of {pid}"
            for pid in pids
            for part in ("cmdline", "environ")
            for form in self.in_bytes(_read(Path("/proc") / str(pid) / part))
        ]


def descendants(pid: int) -> list[int]:
    """List a process and all that came of it."""
    try:
        process = psutil.Process(pid)
        return [pid, *(child.pid for child in process.children(recursive=True))]
    except psutil.NoSuchProcess:
        return []


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        if isinstance(error, FileNotFoundError | ProcessLookupError):
            return b""  # it ended meanwhile
        raise
    return data + _unpacked(data)


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return b""
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return b""


def running_as_root() -> bool:
    """Tell whether this can read everything; Chromium then needs to be told."""
    return os.name == "posix" and os.geteuid() == 0
