"""The state on disk: changed whole or not at all, moved aside when damaged."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .errors import ApiError
from .files import write_private
from .records import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)


class Store:
    """The one holder of the `State`."""

    def __init__(self, path: Path) -> None:
        """Read the file, or start empty; raises `OSError` only if nothing can be written."""
        self._path = path
        self.state = self._load()

    def update(self, **changes: Any) -> None:  # noqa: ANN401
        """Replace fields of the state, on disk first.

        Raises `ApiError` 507 when the disk refuses; the old state stays, in memory and on disk.
        """
        changed = replace(self.state, **changes)
        try:
            write_private(self._path, changed.dump())
        except OSError as error:
            log.error("The state could not be written: %s", error.strerror)
            reason = f"The change was not saved: {error.strerror or 'the disk refused it'}."
            raise ApiError(507, reason) from error
        self.state = changed

    def put(self, table: str, record: Any) -> None:  # noqa: ANN401
        """Insert or replace one record by its id."""
        self.update(**{table: {**getattr(self.state, table), record.id: record}})

    def drop(self, table: str, doomed: Callable[[Any], bool]) -> None:
        """Remove the records for which `doomed` is true."""
        rows = getattr(self.state, table)
        self.update(**{table: {key: row for key, row in rows.items() if not doomed(row)}})

    def _load(self) -> State:
        try:
            return State.parse(self._path.read_bytes().decode())
        except FileNotFoundError:
            return State()
        except (OSError, ValueError) as error:
            aside = self._path.with_name(f"{self._path.name}.bad-{time.strftime('%Y%m%d-%H%M%S')}")
            self._path.rename(aside)
            log.warning("The state file was unreadable (%s): moved to %s.", error, aside.name)
            return State()
