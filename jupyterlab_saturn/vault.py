"""Tokens at rest: one for each origin, in a file for the user alone, or in memory.

All Jupyter servers of a user share the file. It is only ever replaced whole, so readers need no
lock; who changes it takes one, and reads it again first.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import threading
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import privatefile
from .connection import normalise_base_url, origin_of
from .credentials import Credential, is_token
from .errors import SaturnError
from .privatefile import OpenToOthersError, UnsafeError
from .records import parse_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

FILE_NAME = ".tokens.json"
"""Hidden, so that a contents manager that serves this directory does not serve the file."""

VERSION = 1
"""Of the file's form; another one is not understood."""

_FIELDS = {item.name for item in fields(Credential)} - {"origin", "source"}
_Tokens = dict[str, Credential]


class Vault:
    """Keeps tokens; without a directory in memory only. Safe to use from several threads."""

    def __init__(self, directory: Path | None, log: logging.Logger | None = None) -> None:
        self._path = directory / FILE_NAME if directory else None
        self._log = log or logging.getLogger(__name__)
        self._guard = threading.RLock()
        self._tokens: _Tokens = {}
        self._stamp: privatefile.Stamp | None = None

    @property
    def kind(self) -> str:
        """Say where the tokens are: "file" or "memory"."""
        return "file" if self._path else "memory"

    @property
    def path(self) -> Path | None:
        """The file, if there is to be one."""
        return self._path

    def get(self, origin: str) -> Credential | None:
        """Find the token for an origin, as it is at this moment."""
        return self._current().get(origin)

    def origins(self) -> tuple[str, ...]:
        """List the origins that have a token."""
        return tuple(sorted(self._current()))

    def put(self, credential: Credential) -> None:
        """Store a token in the place of an older one; raises ``SaturnError``, storing nothing."""
        self._change(lambda tokens: {**tokens, credential.origin: credential})

    def forget(self, origin: str) -> bool:
        """Wipe a token, and unreadable files that may hold it; tell whether there was one."""
        had = self.get(origin) is not None
        self._change(
            lambda tokens: {key: val for key, val in tokens.items() if key != origin},
            is_wiping=True,
        )
        return had

    def wipe(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Wipe all tokens; tells which origins had one, and which other files were removed."""
        origins = self.origins()
        return origins, self._change(lambda _: {}, is_wiping=True)

    def wipe_leftovers(self) -> None:
        """Wipe unreadable files that may hold tokens, and nothing else."""
        if self._path is not None and _leftovers(self._path):
            self._change(lambda tokens: tokens, is_wiping=True)

    def _current(self) -> _Tokens:
        with self._guard:
            if self._path is not None and privatefile.stamp(self._path) != self._stamp:
                try:
                    self._load(self._path)
                except UnsafeError as error:
                    self._log.warning("The stored tokens are not used. %s", error)
            return self._tokens

    def _change(
        self, change: Callable[[_Tokens], _Tokens], *, is_wiping: bool = False
    ) -> tuple[str, ...]:
        """Change the tokens. Wiping removes what is left of older files; returns their names."""
        with self._guard:
            if self._path is None:
                self._tokens = change(self._tokens)
                return ()
            try:
                privatefile.prepare_directory(self._path.parent)
                with _locked(self._path):
                    if not is_wiping:
                        privatefile.remove_unfinished(self._path)
                    self._load(self._path, is_locked=True)
                    tokens = change(self._tokens)
                    if tokens:
                        self._stamp = privatefile.write(self._path, _dump(tokens))
                    else:
                        self._path.unlink(missing_ok=True)
                        self._stamp = None
                    self._tokens = tokens
                    left = _leftovers(self._path) if is_wiping else []
                    for path in left:
                        path.unlink(missing_ok=True)
                    return tuple(path.name for path in left)
            except UnsafeError as error:
                raise _not_stored(str(error)) from None
            except OSError as error:
                raise _not_stored(f"{error.strerror or 'It cannot be written'}.") from None

    def _load(self, path: Path, *, is_locked: bool = False) -> None:
        """Read the file. One that cannot be used is moved aside, once nobody is writing it."""
        self._tokens, self._stamp = {}, privatefile.stamp(path)
        try:
            found = privatefile.read(path)
            if found is not None:
                self._tokens, self._stamp = _parse(found[0]), found[1]
        except (OpenToOthersError, ValueError, RecursionError) as error:
            if not is_locked:
                with contextlib.suppress(OSError), _locked(path):
                    self._load(path, is_locked=True)
                return
            reason = str(error) if isinstance(error, UnsafeError) else "It is damaged."
            name = privatefile.move_aside(path)
            self._stamp = None
            self._log.warning(
                "The file of tokens cannot be used and is now %s. %s Sign in again.", name, reason
            )


def is_served(directory: Path, roots: Iterable[str], *, has_hidden: bool) -> bool:
    """Tell whether a server of these root directories would serve the file."""
    places = (Path(root).resolve() for root in roots if root)
    return has_hidden and any(directory.resolve().is_relative_to(place) for place in places)


def _leftovers(path: Path) -> list[Path]:
    """List the files beside it that may hold tokens."""
    return [*privatefile.unfinished(path), *sorted(path.parent.glob(f"{path.name}.bad-*"))]


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep the user's other Jupyter servers from writing; on Windows the last one wins."""
    if os.name != "posix":
        yield
        return
    from . import locks

    with locks.exclusively(path.with_name(f"{path.name}.lock")):
        yield


def _dump(tokens: _Tokens) -> bytes:
    records = {
        origin: {key: val for key, val in asdict(credential).items() if key in _FIELDS}
        for origin, credential in tokens.items()
    }
    body = {"version": VERSION, "tokens": records, "checksum": _checksum(records)}
    return json.dumps(body, indent=1).encode()


def _parse(data: bytes) -> _Tokens:
    """Read what ``_dump`` wrote; raises ``ValueError`` for anything else."""
    body = json.loads(data.decode("utf-8"))
    if not isinstance(body, dict) or body.get("version") != VERSION:
        raise ValueError("version")
    records = body.get("tokens")
    # A flipped bit in an origin would send the token elsewhere.
    if not isinstance(records, dict) or body.get("checksum") != _checksum(records):
        raise ValueError("checksum")
    return {origin: _credential(origin, record) for origin, record in records.items()}


def _credential(origin: str, record: Any) -> Credential:  # noqa: ANN401
    if not isinstance(record, dict) or not record.keys() <= _FIELDS:
        raise ValueError("record")
    if any(not isinstance(value, str | None) for value in record.values()):
        raise ValueError("field")
    expires_at = record.get("expires_at")
    if expires_at is not None and parse_time(expires_at) != expires_at:
        raise ValueError("time")
    token = record.get("token")
    try:
        base_url = normalise_base_url(origin)
    except SaturnError:
        base_url = None
    if base_url is None or origin_of(base_url) != origin or not is_token(token):
        raise ValueError("token")
    return Credential(origin=origin, source="vault", **record)


def _checksum(records: dict[str, Any]) -> str:
    text = json.dumps(records, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _not_stored(reason: str) -> SaturnError:
    return SaturnError(
        "vault",
        "The stored tokens cannot be changed",
        f"The file {FILE_NAME} in saturn/ of Jupyter's data directory is left as it was. {reason}",
        "Repair it, or set SaturnApp.vault to 'memory'.",
        507,
    )
