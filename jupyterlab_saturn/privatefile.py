"""One file for the user alone: 0600 in a 0700 directory, written whole or not at all.

On Windows the file gets the access list of the user's profile, which keeps other users out; there
are no modes to check and no owner to compare.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MAX_SIZE = 2**20
"""Bytes that are read."""

Stamp = tuple[int, int, int, int]
"""What changes when a file is replaced or written: inode, size, and two times."""

_LINKED = "Its directory is a symbolic link."
_HAS_MODES = os.name == "posix"
_FLAGS = sum(getattr(os, name, 0) for name in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


class UnsafeError(Exception):
    """The file or its directory is not for the user alone; the text is fit for users."""


class OpenToOthersError(UnsafeError):
    """The file is the user's own, but others may have read it."""


def prepare_directory(path: Path) -> None:
    """Make the directory for the user alone, and verify that it is; raises ``UnsafeError``."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode):
            raise UnsafeError(_LINKED)
        _check_owner(found, "Its directory")
        if _HAS_MODES and found.st_mode & 0o077:
            path.chmod(0o700)
            found = path.lstat()
    except OSError as error:
        raise UnsafeError(f"Its directory cannot be used: {_why(error)}.") from None
    if _HAS_MODES and found.st_mode & 0o077:
        raise UnsafeError("Its directory is open to other users.")


def stamp(path: Path) -> Stamp | None:
    """Tell this state of the file from any other; None when there is no file."""
    try:
        return _stamp(path.lstat())
    except OSError:
        return None


def read(path: Path) -> tuple[bytes, Stamp] | None:
    """Read the file, None when there is none; raises ``UnsafeError`` rather than trust it."""
    if path.parent.is_symlink():
        raise UnsafeError(_LINKED)
    try:
        handle = os.open(path, os.O_RDONLY | _FLAGS)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnsafeError(_refused(error)) from None
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        _check(found)
        try:
            return file.read(MAX_SIZE + 1), _stamp(found)
        except OSError as error:
            raise UnsafeError(_refused(error)) from None


def write(path: Path, data: bytes) -> Stamp:
    """Replace the file in one step; after any failure the old one is whole.

    Raises ``OSError`` (a full disk), or ``UnsafeError`` when the file would not be private.
    """
    with contextlib.suppress(FileNotFoundError):
        _check_kind(path.lstat())
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    found = path.lstat()
    try:
        _check(found)
    except UnsafeError:
        # A file system without modes: rather no file than one that others can read.
        path.unlink()
        raise
    _sync_directory(path.parent)
    return _stamp(found)


def unfinished(path: Path) -> list[Path]:
    """List what is left of writings that were killed."""
    return sorted(path.parent.glob(f"{path.name}.*.tmp"))


def remove_unfinished(path: Path) -> None:
    """Remove what is left of writings that were killed, as far as possible."""
    for left in unfinished(path):
        with contextlib.suppress(OSError):
            left.unlink()


def move_aside(path: Path) -> str:
    """Rename a file that cannot be used; returns the new name."""
    target = path.with_name(f"{path.name}.bad-{time.strftime('%Y%m%dT%H%M%S')}")
    path.replace(target)
    if _HAS_MODES:
        target.chmod(0o600)
    return target.name


def _check(found: os.stat_result) -> None:
    _check_kind(found)
    if _HAS_MODES and found.st_mode & 0o077:
        raise OpenToOthersError("It is open to other users.")


def _check_kind(found: os.stat_result) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise UnsafeError("It is a symbolic link.")
    if not stat.S_ISREG(found.st_mode):
        raise UnsafeError("It is not a regular file.")
    _check_owner(found, "It")


def _check_owner(found: os.stat_result, what: str) -> None:
    if _HAS_MODES and found.st_uid != os.getuid():
        raise UnsafeError(f"{what} belongs to another user.")


def _refused(error: OSError) -> str:
    # What O_NOFOLLOW answers for a symbolic link.
    is_link = error.errno == errno.ELOOP
    return "It is a symbolic link." if is_link else f"It cannot be read: {_why(error)}."


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _sync_directory(path: Path) -> None:
    """Make the renaming last; a system that cannot do it has done what it can."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
